"""Minutes corrected on screen: who, what, its words, why; the paper shows it at once."""

from __future__ import annotations

from textual.widgets import Input, TextArea

from facilitator.common import settings
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.reports import meetings as reports_meetings
from facilitator.store.database import Database
from screens.minutes.screen import MinutesScreen
from screens.widgets.asking import AskLine, AskLines
from screens.widgets.questions import Pick
from tests.moments import touch
from tests.screens.minutes.test_history import at, meetings
from tests.screens.showing import SIZES, AppPilot, fits, program, shows, words
from tests.screens.waiting import until

DECIDED = "no switch without a complete duty roster"


async def field(pilot: AppPilot, text: str) -> Input:
    await until(pilot, lambda: isinstance(pilot.app.screen, AskLine))
    found = pilot.app.screen.query_one(Input)
    await until(pilot, lambda: found.has_focus and found.value == text)
    return found


async def choose(pilot: AppPilot, question: str, what: str) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, Pick))
    await shows(pilot, question)
    found = pilot.app.screen.query_one(Input)
    await until(pilot, lambda: found.has_focus)
    found.value = what
    await shows(pilot, "▸")
    await pilot.press("enter")


async def why(pilot: AppPilot, *keys: str) -> None:
    await shows(pilot, "Why?")
    await field(pilot, "")
    await pilot.press(*keys, "enter")


async def begin(pilot: AppPilot, what: str) -> None:
    await meetings(pilot)
    await pilot.press("enter")
    await at(pilot, MinutesScreen)
    await shows(pilot, DECIDED, "correct")
    await pilot.press("x")
    await choose(pilot, "Who are you?", "Hanna")
    await choose(pilot, "What is to be corrected?", what)


async def test_a_decision_is_reworded(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await begin(pilot, DECIDED)
        await choose(pilot, "what of", "words")
        line = await field(pilot, DECIDED)
        line.value = "no switch at all"
        await pilot.press("enter")
        await why(pilot, "o", "h")
        await at(pilot, MinutesScreen)
        await fits(pilot, "no switch at all", "(correction 1)", "Corrected: 1 correction", sizes=SIZES[1:])
        with Database(sample_url) as database:
            (one,) = minutes_reading.read(database, reports_meetings.latest(database)).corrections
        assert (one.by, one.reason) == ("Hanna Lindqvist", "oh")
        assert one.after.startswith("no switch at all")
        assert [path.stem[-13:] for path in settings.load().minutes_folder.iterdir()] == ["-correction-1"]


async def test_a_figure_is_checked_and_it_is_said_what_stays(sample_url: str) -> None:
    key_result = "Nightly run in 90 minutes instead of 210"
    async with program(sample_url) as pilot:
        await begin(pilot, f"{key_result}, confidence")
        await choose(pilot, "what of it?", "figure")
        line = await field(pilot, "7")
        await shows(pilot, "How sure, from 1 to 10?", "this corrects the minutes; the key result's own figure")
        line.value = "11"
        await pilot.press("enter")
        await why(pilot)
        line = await field(pilot, "11")
        await shows(pilot, "'11' is not a confidence; write a whole number from 1 to 10", "changed at o")
        line.value = "5"
        await pilot.press("enter")
        await why(pilot)
        await at(pilot, MinutesScreen)
        await shows(pilot, "Corrected: 1 correction")
        with Database(sample_url) as database:
            (one,) = minutes_reading.read(database, reports_meetings.latest(database)).corrections
        assert (one.before, one.after) == (f"{key_result}, confidence: 7", f"{key_result}, confidence: 5")


async def test_an_answer_is_chosen(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await begin(pilot, "who grants access to staging, answer")
        await choose(pilot, "what of", "something else")
        await why(pilot)
        await at(pilot, MinutesScreen)
        await shows(pilot, "Corrected: 1 correction")
    with Database(sample_url) as database:
        (one,) = minutes_reading.read(database, reports_meetings.latest(database)).requests
    assert (one.answer, one.corrected) == ("countered", (1,))


async def test_a_text_of_many_lines_keeps_them(sample_url: str) -> None:
    with Database(sample_url) as database:
        meeting = reports_meetings.latest(database)
        one = corrections_reading.find(database, meeting, DECIDED)
        corrections_writing.reword(database, meeting, one, "first line\n\nlast line", by="Hanna Lindqvist")
    async with program(sample_url) as pilot:
        await meetings(pilot)
        await pilot.press("enter")
        await at(pilot, MinutesScreen)
        await shows(pilot, "first line", "correct")
        await pilot.press("x")
        await choose(pilot, "Who are you?", "Hanna")
        await choose(pilot, "What is to be corrected?", "first line")
        await choose(pilot, "what of", "words")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskLines))
        area = pilot.app.screen.query_one(TextArea)
        await until(pilot, lambda: area.has_focus and area.text == "first line\n\nlast line")
        await fits(pilot, "ctrl+s saves, enter starts a new line", sizes=SIZES[1:])
        await pilot.press("enter", "m", "o", "r", "e")
        # What was typed is there again, with its lines.
        await pilot.press("escape")
        await shows(pilot, "nothing was corrected")
        await pilot.press("x")
        await choose(pilot, "What is to be corrected?", "first line")
        await choose(pilot, "what of", "words")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskLines))
        again = pilot.app.screen.query_one(TextArea)
        await until(pilot, lambda: again.has_focus and again.text == "first line\n\nlast line\nmore")
        await pilot.press("ctrl+s")
        await why(pilot)
        await at(pilot, MinutesScreen)
        await fits(pilot, "more", "Corrected: 2 corrections", sizes=SIZES[1:])
    with Database(sample_url) as database:
        texts = [one.text for one in corrections_reading.said(database, meeting)]
    assert "first line\n\nlast line\nmore" in texts


async def test_what_was_typed_is_there_the_next_time(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await begin(pilot, "a remark")
        line = await field(pilot, "")
        line.value = "the date is wrong"
        await pilot.press("escape")
        await shows(pilot, "nothing was corrected")
        await pilot.press("x")
        await choose(pilot, "What is to be corrected?", "a remark")
        await field(pilot, "the date is wrong")
        await pilot.press("enter")
        await shows(pilot, "Why?")
        await pilot.press("enter")
        await shows(pilot, "correction 1 is recorded")
        await pilot.press("end")
        await shows(pilot, "Correction 1: remark", "the date is wrong")


async def test_what_another_process_corrects_is_shown(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await meetings(pilot)
        await pilot.press("enter")
        await shows(pilot, DECIDED)
        with Database(sample_url) as database:
            meeting = reports_meetings.latest(database)
            one = corrections_reading.find(database, meeting, DECIDED)
            corrections_writing.strike_out(database, meeting, one, by="Hanna Lindqvist")
        await shows(pilot, "Corrected: 1 correction")
        assert DECIDED not in words(pilot)


async def test_an_export_never_overwrites_what_somebody_changed(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await meetings(pilot)
        await pilot.press("enter")
        await shows(pilot, DECIDED)
        await pilot.press("e")
        await choose(pilot, "In which form?", "md")
        await shows(pilot, "the minutes are in")
        folder = settings.load().minutes_folder
        (first,) = folder.iterdir()
        first.write_text(first.read_text(encoding="utf-8") + "mine\n", encoding="utf-8")
        touch(first)
        await pilot.press("e")
        await choose(pilot, "In which form?", "md")
        await shows(pilot, "Write it again?")
        await pilot.press("n")
        await at(pilot, MinutesScreen)
        assert first.read_text(encoding="utf-8").endswith("mine\n")
