"""Minutes corrected on screen: who, what, its words, why; the paper shows it at once."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from facilitator import history, settings
from facilitator.minutes import correctable, correcting, document
from facilitator.store.database import Database
from screens.minutes import MinutesScreen
from screens.okrs.asking import Ask
from screens.widgets.questions import Pick
from tests.screens.showing import AppPilot, program, shows, words
from tests.screens.test_history import at, meetings
from tests.screens.waiting import until

DECIDED = "no switch without a complete duty roster"


async def field(pilot: AppPilot, text: str) -> Input:
    await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
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


async def begin(pilot: AppPilot, what: str) -> None:
    await meetings(pilot)
    await pilot.press("enter")
    await at(pilot, MinutesScreen)
    await shows(pilot, DECIDED, "correct")
    await pilot.press("x")
    await choose(pilot, "Who are you?", "Hanna")
    await choose(pilot, "What is to be corrected?", what)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_decision_is_reworded(sample_url: str, size: tuple[int, int]) -> None:
    async with program(sample_url, size=size) as pilot:
        await begin(pilot, DECIDED)
        await choose(pilot, "what of it?", "words")
        line = await field(pilot, DECIDED)
        line.value = "no switch at all"
        await pilot.press("enter")
        await shows(pilot, "Why?")
        await until(
            pilot, lambda: not isinstance(pilot.app.screen, Pick) and pilot.app.screen.query_one(Input).value == ""
        )
        await pilot.press("o", "h", "enter")
        await at(pilot, MinutesScreen)
        await shows(pilot, "no switch at all", "(correction 1)", "Corrected: 1 correction")
        with Database(sample_url) as database:
            (one,) = document.read(database, history.latest(database)).corrections
        assert (one.by, one.reason) == ("Hanna Lindqvist", "oh")
        assert one.after.startswith("no switch at all")
        assert [path.stem[-13:] for path in settings.load().minutes_folder.iterdir()] == ["-correction-1"]


async def test_what_was_typed_is_there_the_next_time(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await begin(pilot, "a remark")
        line = await field(pilot, "")
        line.value = "the date is wrong"
        await pilot.press("escape")
        await shows(pilot, "nothing is corrected")
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
            meeting = history.latest(database)
            one = correctable.find(database, meeting, DECIDED)
            correcting.strike_out(database, meeting, one, by="Hanna Lindqvist")
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
        await pilot.press("e")
        await choose(pilot, "In which form?", "md")
        await shows(pilot, "Write it again?")
        await pilot.press("n")
        await at(pilot, MinutesScreen)
        assert first.read_text(encoding="utf-8").endswith("mine\n")
