"""How a meeting ends on the screen, by no sentence that somebody types, and how it is opened again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual import events

from facilitator.meeting import moving, running
from facilitator.reports import meetings as reports_meetings
from facilitator.steps import outcomes
from facilitator.store.database import Database
from screens.meeting.screen import MeetingScreen
from screens.program import Opening
from screens.widgets.questions import YesNo
from tests.screens.ahead import Ahead
from tests.screens.minutes.test_handing_on import after, ended, file
from tests.screens.showing import AppPilot, program, shows, words
from tests.screens.waiting import until

STANDUP = Opening(mode="standup", team="Forecast")


@pytest.fixture
def database(sample_url: str) -> Iterator[Database]:
    """The same database, as another window has it."""
    with Database(sample_url) as other:
        yield other


def live(database: Database) -> running.Live:
    """The newest meeting."""
    return running.load(database, reports_meetings.latest(database))


def state(database: Database) -> str:
    """Its state."""
    return live(database).position().state


async def opened(pilot: AppPilot) -> None:
    """Wait for the meeting."""
    await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
    await shows(pilot, "RUNNING", "Who is here")


async def asks(pilot: AppPilot) -> None:
    """Ask whether to end it."""
    await pilot.press("e")
    await until(pilot, lambda: isinstance(pilot.app.screen, YesNo))
    await shows(pilot, "End the meeting?")


async def typed(pilot: AppPilot, text: str) -> None:
    """Type so fast that all of it is there before any of it is looked at."""
    for key in [events.Key("space" if char == " " else char, char) for char in text]:
        pilot.app.post_message(key)
    await pilot.pause()
    await until(pilot, lambda: not pilot.app._kept and not pilot.app._waiting)  # type: ignore[attr-defined]  # they are its keys


async def to_the_last_step(pilot: AppPilot, database: Database) -> None:
    """Go there in another window."""
    while (here := live(database)).position().step + 1 < len(here.agenda.steps):
        moving.next_step(database, here.id)
    await shows(pilot, "▸Close", "end the meeting")


async def test_before_the_last_step_only_y_ends_it(sample_url: str, database: Database) -> None:
    async with program(sample_url, STANDUP) as pilot:
        await opened(pilot)
        for key in ("enter", "n", "escape", "q", "b", "E", "7", "space", "full_stop", "question_mark", "王"):
            await asks(pilot)
            await shows(pilot, "Still to come: ", "enter: no")
            await pilot.press(key)
            await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
            assert (live(database).position().state, live(database).position().step) == ("running", 0), key
        await asks(pilot)
        await pilot.press("left", "tab", "f5")
        assert isinstance(pilot.app.screen, YesNo)
        pilot.app.post_message(events.Paste("yes, the build is green"))
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        assert state(database) == "running"
        await asks(pilot)
        await pilot.press("y")
        await until(pilot, lambda: state(database) == "ended")


async def test_from_the_last_step_enter_ends_it(sample_url: str, database: Database) -> None:
    async with program(sample_url, STANDUP) as pilot:
        await opened(pilot)
        await to_the_last_step(pilot, database)
        await pilot.press("enter")
        await shows(pilot, "End the meeting?", "enter: yes")
        assert "Still to come" not in words(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: state(database) == "ended")


@pytest.mark.parametrize("text", ["eye", "ey", "e\ry", "the yearly eye exam", "hey yes", "eeyore", "money yyyy"])
async def test_no_sentence_typed_at_once_ends_it(sample_url: str, database: Database, text: str) -> None:
    async with program(sample_url, STANDUP) as pilot:
        await opened(pilot)
        await typed(pilot, text)
        assert state(database) == "running"
        assert words(pilot).count("] Typed before it was asked") == 1


async def test_an_answer_typed_before_the_question_stood_there_closes_it(sample_url: str, database: Database) -> None:
    async with program(sample_url, STANDUP) as pilot:
        await opened(pilot)
        before = events.Key("y", "y")
        behind = events.Key("n", "n")
        await asks(pilot)
        pilot.app.post_message(before)
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        # What else was typed before it goes with it, and is no key of the meeting.
        pilot.app.post_message(behind)
        await shows(pilot, "Typed before it was asked")
        assert (state(database), live(database).position().step) == ("running", 0)
        await asks(pilot)
        await pilot.press("y")
        await until(pilot, lambda: state(database) == "ended")


async def test_a_y_right_behind_letters_without_meaning_is_text(sample_url: str, database: Database) -> None:
    async with program(sample_url, STANDUP) as pilot:
        await opened(pilot)
        await pilot.press("t", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, YesNo))
        await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        assert state(database) == "running"
        await asks(pilot)
        late = events.Key("y", "y")
        late.time += 1.5
        pilot.app.post_message(late)
        await until(pilot, lambda: state(database) == "ended")


async def test_u_opens_it_again_and_says_for_how_long(sample_url: str, database: Database, ahead: Ahead) -> None:
    async with ended(sample_url, size=(80, 24)) as pilot:
        await shows(pilot, "u reopens it, ")
        ahead.wait(31)
        await until(pilot, lambda: any(f"u reopens it, {left} s" in words(pilot) for left in range(1, 30)))
        await pilot.press("u")
        await shows(pilot, "Who is here", "● RUNNING", "The meeting goes on where it was")
        assert state(database) == "running"
        assert "reopens it" not in words(pilot)
        # And it is a meeting like any other.
        await pilot.press("space")
        await shows(pilot, "PAUSED")
        await asks(pilot)
        await pilot.press("y")
        await shows(pilot, "ENDED", "u reopens it, ")
        await pilot.press("u")
        await shows(pilot, "PAUSED")


async def test_u_comes_too_late_after_a_minute(sample_url: str, database: Database, ahead: Ahead) -> None:
    outcome = "the release waits"
    async with program(sample_url, STANDUP) as pilot:
        await opened(pilot)
        outcomes.record_decision(database, live(database).id, outcome)
        await asks(pilot)
        await pilot.press("y")
        await shows(pilot, "u reopens it", outcome)
        ahead.wait(61)
        await until(pilot, lambda: "reopens it" not in words(pilot) and "u open again" not in words(pilot))
        await pilot.press("u")
        await shows(pilot, "the meeting stays ended, it ended more than 60 s ago")
        assert state(database) == "ended"
        assert outcome in words(pilot)


async def test_another_window_opens_it_again_and_nothing_runs(
    sample_url: str, database: Database, ahead: Ahead, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    after(f"open({str(log)!r}, 'a').write('ran ')")
    async with ended(sample_url) as pilot:
        await shows(pilot, " s, unless it is opened again: ")
        assert "Draft:" not in file().read_text(encoding="utf-8")
        moving.reopen(database, live(database).id)
        await shows(pilot, "Who is here", "● RUNNING")
        # Whoever reads the minutes meanwhile is told that it goes on.
        await until(pilot, lambda: "Draft:" in file().read_text(encoding="utf-8"))
        ahead.wait(120)
        await asks(pilot)
        assert not log.exists()
        await pilot.press("y")
        await shows(pilot, " s, unless it is opened again: ")
        assert "Draft:" not in file().read_text(encoding="utf-8")
        ahead.wait(61)
        await shows(pilot, "✓ ran: ")
    assert log.read_text(encoding="utf-8") == "ran "


async def test_two_windows_run_it_once(sample_url: str, database: Database, ahead: Ahead, tmp_path: Path) -> None:
    log = tmp_path / "log"
    after(f"open({str(log)!r}, 'a').write('ran ')")
    async with ended(sample_url) as pilot:
        await shows(pilot, " s, unless it is opened again: ")
        # Somebody else has it run at once, and so it falls to nobody any more.
        assert moving.make_final(database, live(database).id, early=True)
        ahead.wait(61)
        await until(pilot, lambda: "unless it is opened again" not in words(pilot))
        await pilot.press("u")
        await shows(pilot, "what runs after it has begun")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
    assert not log.exists()


async def test_what_somebody_changed_in_the_minutes_is_kept_beside_them(sample_url: str) -> None:
    async with ended(sample_url) as pilot:
        await shows(pilot, ".md")
        path = file()
        path.write_text("my own words", encoding="utf-8")
        await pilot.press("u")
        await shows(pilot, "what you changed in the minutes is in")
        assert path.with_stem(f"{path.stem}-changed").read_text(encoding="utf-8") == "my own words"
        assert "Draft:" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["pass", "sys.exit('no route')"])
async def test_leaving_makes_the_end_final_and_runs_what_waits(
    sample_url: str, database: Database, tmp_path: Path, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "log"
    after("import sys", f"open({str(log)!r}, 'a').write('ran ')", code)
    async with ended(sample_url) as pilot:
        await shows(pilot, " s, unless it is opened again: ")
        await pilot.press("q")
        await shows(pilot, "Teams")
        await pilot.press("q")
        await until(pilot, lambda: pilot.app._exit)
    assert log.read_text(encoding="utf-8") == "ran "
    assert live(database).reopens() == 0
    assert ("--run runs it again" in " ".join(capsys.readouterr().err.split())) == (code != "pass")


async def test_leaving_without_a_command_ends_it_for_good_too(sample_url: str, database: Database) -> None:
    async with ended(sample_url) as pilot:
        await shows(pilot, ".md")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
    assert (state(database), live(database).reopens()) == ("ended", 0)
