"""What is recorded while the database is away is shown as such, waits in order, and outlives the program."""

from __future__ import annotations

import contextlib
import sqlite3
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from facilitator.meeting import moving, running
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.people import writing as people_writing
from facilitator.steps import entering
from facilitator.store.database import Database
from screens.app import FacilitatorApp
from screens.checkin.screen import CheckinScreen
from screens.connection.outbox import Outbox
from screens.meeting.screen import MeetingScreen
from screens.program import Opening
from tests.screens.showing import resize, shows, words
from tests.screens.waiting import unheard, until

ADA = "Ada Lovelace"


@pytest.fixture
def team(url: str) -> Iterator[Database]:
    """A team of two."""
    with Database(url) as database:
        platform = people_writing.add_team(database, "Platform", None)
        people_writing.add_people(database, platform, [ADA, "Bob Martin"])
        yield database


@contextlib.contextmanager
def held(url: str, how: str = "EXCLUSIVE") -> Iterator[None]:
    """Another program holds the database, and nobody can write; nor read, unless it holds it `IMMEDIATE`."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=20)
    other.execute(f"BEGIN {how}")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextlib.asynccontextmanager
async def standup(url: str) -> AsyncIterator[Pilot[int]]:
    app = FacilitatorApp(url, Opening(mode="standup", team="Platform"))
    async with app.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: any(isinstance(screen, MeetingScreen) for screen in app.screen_stack))
        yield pilot


def outbox(pilot: Pilot[int]) -> Outbox:
    app = pilot.app
    assert isinstance(app, FacilitatorApp)
    return app.outbox


def rescued(url: str) -> list[Path]:
    return sorted(Path(url.removeprefix("sqlite:///")).parent.glob("rescued-*.toml"))


async def type_line(pilot: Pilot[int], key: str, words: str) -> None:
    await pilot.press(key)
    pilot.app.screen.query_one("#line", Input).value = words
    await pilot.press("enter")


async def test_a_meeting_goes_on_while_another_program_holds_the_database(url: str, team: Database) -> None:
    async with standup(url) as pilot:
        with held(url):
            await pilot.press("n", "space")
            await shows(pilot, "PAUSED")
            await shows(pilot, "OKR first")
            await type_line(pilot, "a", "order disks @Bob")
            await type_line(pilot, "d", "freeze the interface")
            await shows(pilot, "Another program holds the database since")
            await shows(pilot, "Not saved yet")
            await shows(pilot, "freeze the interface")
            await until(pilot, lambda: len(rescued(url)) == 1)
            await until(pilot, lambda: "freeze the interface" in rescued(url)[0].read_text(encoding="utf-8"))
            assert stat.S_IMODE(rescued(url)[0].stat().st_mode) == 0o600
        await until(pilot, lambda: outbox(pilot).empty and not rescued(url))
        await shows(pilot, "→1  ✔1", "last: ✔ freeze the interface")
        # Where there is room, all of it stands beside the step.
        await resize(pilot, 120, 40)
        await shows(pilot, "→ order disks", "✔ freeze the interface")
    minutes = minutes_json.as_table(minutes_reading.read(team, 1))
    assert [(action["text"], action["owner"]) for action in minutes["actions"]] == [("order disks", "Bob Martin")]
    assert [decision["text"] for decision in minutes["decisions"]] == ["freeze the interface"]
    assert minutes["state"] == "paused"
    assert minutes["position"]["step"] == 1


@pytest.mark.usefixtures("team")
async def test_what_could_not_be_saved_is_offered_at_the_next_start(url: str) -> None:
    with contextlib.ExitStack() as stack:
        async with standup(url) as pilot:
            stack.enter_context(held(url))
            await type_line(pilot, "a", "order disks @Bob")
            await pilot.press("p")
            pilot.app.screen.query_one("#line", Input).value = "half a thou"
            await pilot.press("ctrl+q")
            await until(pilot, lambda: pilot.app._exit)
    assert len(rescued(url)) == 1
    async with standup(url) as pilot:
        await shows(pilot, "Record now what could not be saved")
        await shows(pilot, "order disks @Bob")
        await pilot.press("y")
        await until(pilot, lambda: not rescued(url))
        await shows(pilot, "→ order disks")
        await pilot.press("p")
        await until(pilot, lambda: pilot.app.screen.query_one("#line", Input).value == "half a thou")


async def test_a_check_in_keeps_what_is_typed_while_the_database_is_away(url: str, team: Database) -> None:
    app = FacilitatorApp(url, Opening(checkin=ADA))
    async with app.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, CheckinScreen) and app.focused is not None)
        with held(url):
            await pilot.press(*"vault")
            await shows(pilot, "Another program holds the database since")
            await shows(pilot, "not saved yet")
            await pilot.press(*" moved")
            await until(pilot, lambda: bool(rescued(url)) and "vault moved" in rescued(url)[0].read_text("utf-8"))
        await until(pilot, lambda: app.outbox.empty)
    assert said(team) == ["vault moved"]


def said(team: Database) -> list[str]:
    from facilitator.steps.round import reading as rounds

    return [sentence.text for sentence in rounds.prepared(team, ADA).sentences["done"]]


async def test_a_session_goes_on_when_its_person_is_renamed(url: str, team: Database) -> None:
    app = FacilitatorApp(url, Opening(checkin=ADA))
    async with app.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, CheckinScreen) and app.focused is not None)
        people_writing.rename_person(team, 1, "Ada King")
        await pilot.press(*"vault")
        await pilot.press("ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
    from facilitator.steps.round import reading as rounds

    assert [sentence.text for sentence in rounds.prepared(team, "Ada King").sentences["done"]] == ["vault"]
    assert not rescued(url)


async def test_two_windows_that_press_at_once_skip_nobody(url: str, team: Database) -> None:
    async with standup(url) as pilot:
        await pilot.press("n", "n")
        await until(pilot, lambda: outbox(pilot).empty)
        screen = pilot.app.screen
        assert isinstance(screen, MeetingScreen)
        first = screen.shown.live.position().speaker
        async with unheard(pilot):
            moving.next_speaker(team, 1)
            await pilot.press("full_stop")
            await shows(pilot, "another window was quicker")
        await until(pilot, lambda: outbox(pilot).empty)
    with Database(url) as database:
        speaker = running.load(database, 1).position().speaker
    assert speaker is not None
    assert speaker != first


async def in_check_in(pilot: Pilot[int], first: str, then: str) -> CheckinScreen:
    """Type into a check-in; the second part while the first is on its way into the database."""
    app = pilot.app
    assert isinstance(app, FacilitatorApp)
    await until(pilot, lambda: isinstance(app.screen, CheckinScreen) and app.focused is not None)
    await pilot.press(*first)
    await until(pilot, lambda: not outbox(pilot).empty)
    await pilot.press(*then)
    screen = app.screen
    assert isinstance(screen, CheckinScreen)
    return screen


async def test_what_is_typed_while_a_save_is_on_its_way_is_saved_when_the_check_in_is_left(
    url: str, team: Database
) -> None:
    app = FacilitatorApp(url)
    async with app.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
        await shows(pilot, "Platform")
        await app.open_checkin(ADA)
        await until(pilot, lambda: isinstance(app.screen, CheckinScreen) and app.focused is not None)
        with held(url):
            screen = await in_check_in(pilot, "abc", " and def")
            await screen.action_leave()
        await until(pilot, lambda: app.outbox.empty)
    assert said(team) == ["abc and def"]


async def test_what_is_typed_while_a_save_is_on_its_way_is_rescued_when_the_program_is_left(
    url: str, team: Database
) -> None:
    app = FacilitatorApp(url, Opening(checkin=ADA))
    with contextlib.ExitStack() as stack:
        async with app.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
            await until(pilot, lambda: isinstance(app.screen, CheckinScreen) and app.focused is not None)
            stack.enter_context(held(url))
            await in_check_in(pilot, "abc", " and def")
            await pilot.press("ctrl+q")
            await until(pilot, lambda: app._exit)
    again = FacilitatorApp(url, Opening(checkin=ADA))
    async with again.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
        await shows(pilot, "Record now what could not be saved", "abc and def")
        await pilot.press("y")
        await until(pilot, lambda: not rescued(url) and again.outbox.empty)
    assert said(team) == ["abc and def"]


async def test_nothing_of_a_check_in_is_seen_or_taken_back_on_the_shared_screen(url: str, team: Database) -> None:
    meeting = entering.enter(team, "standup", "Platform").live.id
    app = FacilitatorApp(url)
    async with app.run_test(size=(100, 30), notifications=True, tooltips=True) as pilot:
        await shows(pilot, "Platform")
        await app.open_checkin(ADA)
        await until(pilot, lambda: isinstance(app.screen, CheckinScreen) and app.focused is not None)
        with held(url, "IMMEDIATE"):
            screen = app.screen
            assert isinstance(screen, CheckinScreen)
            await pilot.press(*"Joe annoys me")
            await screen.action_leave()
            await app.resume_meeting(meeting)
            await shows(pilot, "Not saved yet", "a change")
            assert "annoys" not in words(pilot)
            await pilot.press("u")
        await until(pilot, lambda: app.outbox.empty)
        assert "annoys" not in words(pilot)
    assert said(team) == ["Joe annoys me"]


async def test_what_was_recorded_out_of_a_rescue_file_is_offered_no_more(url: str, team: Database) -> None:
    with contextlib.ExitStack() as stack:
        async with standup(url) as pilot:
            stack.enter_context(held(url))
            await pilot.press("space")
            await type_line(pilot, "d", "freeze the interface")
            await pilot.press("ctrl+q")
            await until(pilot, lambda: pilot.app._exit)
    async with standup(url) as pilot:
        await shows(pilot, "Record now what could not be saved", "freeze the interface")
        await pilot.press("y")
        await until(pilot, lambda: not rescued(url))
    async with standup(url) as pilot:
        await shows(pilot, "freeze the interface")
        assert len(pilot.app.screen_stack) == 2
    assert [decision["text"] for decision in minutes_json.as_table(minutes_reading.read(team, 1))["decisions"]] == [
        "freeze the interface"
    ]


async def test_an_undo_takes_back_what_still_waits(url: str, team: Database) -> None:
    async with standup(url) as pilot:
        with held(url):
            await type_line(pilot, "d", "freeze the interface")
            await until(pilot, lambda: outbox(pilot).sending is None and not outbox(pilot).empty)
            await pilot.press("u")
            await shows(pilot, "taken back: freeze the interface")
        await until(pilot, lambda: outbox(pilot).empty)
    assert minutes_json.as_table(minutes_reading.read(team, 1))["decisions"] == []
