"""The meeting on the shared screen, driven by the keys that users rely on."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from facilitator.common import clock
from facilitator.meeting import running
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.steps.round import writing as rounds
from facilitator.store import drafts as store_drafts
from facilitator.store.database import Database
from facilitator.tables.meeting import Decision
from screens.app import FacilitatorApp
from screens.base import Changed
from screens.home.screen import HomeScreen
from screens.meeting.entry import EntryField
from screens.meeting.screen import MeetingScreen
from screens.program import Opening
from tests.company import build
from tests.screens.showing import SIZES, SMALLEST, resize, shows
from tests.screens.waiting import until


@pytest.fixture
def team(url: str) -> Database:
    """A team of three, on a file of their own."""
    database = Database(url)
    with database.writing() as session:
        build(session, {"Platform": None}, dict.fromkeys(("Ada", "Émile", "王小明"), "Platform"))
    return database


@asynccontextmanager
async def meeting(database: Database, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    """The program, in a stand-up of the team."""
    app = FacilitatorApp(database.url.render_as_string(), Opening(mode="standup", team="Platform"))
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: isinstance(app.screen, MeetingScreen) and app.screen.shown is not None)
        yield pilot


def live(database: Database) -> running.Live:
    """The meeting as the database has it."""
    found = running.running(database)
    assert found is not None
    return found


def minutes(database: Database, meeting_id: int) -> dict[str, Any]:
    """The JSON minutes."""
    found: dict[str, Any] = json.loads(minutes_json.as_json(minutes_reading.read(database, meeting_id)))
    return found


def speaks(database: Database, meeting_id: int, speaker: str) -> bool:
    """Whether it is that person's turn."""
    return bool(minutes(database, meeting_id)["position"]["speaker"] == speaker)


async def at(pilot: Pilot[int], database: Database, kind: str) -> None:
    """Wait until the meeting has come to that kind of step, in the database and on the screen."""

    def there() -> bool:
        screen = pilot.app.screen
        if not isinstance(screen, MeetingScreen):
            return False
        here = live(database)
        shown = screen.shown.live.position().step == here.position().step
        return here.agenda.steps[here.position().step].kind == kind and shown

    await until(pilot, there)


async def write(pilot: Pilot[int], key: str, line: str) -> None:
    """Open a field with its key, type a line, record it."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.post_message(events.Paste(line))
    await until(pilot, lambda: field.value == line)
    await pilot.press("enter")
    await until(pilot, lambda: not pilot.app.screen.has_class("asking"))


async def test_a_stand_up_from_beginning_to_end(team: Database) -> None:
    rounds.add(team, "Ada", {"done": ["build cache"], "today": ["canary"]})
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        await pilot.press("enter")
        await at(pilot, team, "progress")
        await pilot.press("enter")
        await at(pilot, team, "round")
        await write(pilot, "3", "no [b]access[/b] to a[/]b")
        await write(pilot, "a", "open the logs @Émile by 2099-11-30")
        await write(pilot, "d", "freeze on Friday")
        await write(pilot, "p", "the offsite")
        number = live(team).id
        for speaker in ("Émile", "王小明"):
            await pilot.press("full_stop")
            await until(pilot, partial(speaks, team, number, speaker))
        await pilot.press("enter")
        await at(pilot, team, "whiteboard")
        await write(pilot, "c", "write the runbook @Ada")
        await pilot.press("n")
        await at(pilot, team, "close")
        await pilot.press("e")
        await until(pilot, lambda: pilot.app.screen.is_modal)
        await pilot.press("y")
        await until(pilot, lambda: running.load(team, number).position().state == "ended")
    told = minutes(team, number)
    assert told["state"] == "ended"
    assert [(one["text"], one["owner"], one["due"]) for one in told["actions"]] == [
        ("open the logs", "Émile", "2099-11-30")
    ]
    assert [one["text"] for one in told["decisions"]] == ["freeze on Friday"]
    assert [one["text"] for one in told["parked"]] == ["the offsite"]
    said = next(step for step in told["steps"] if step["kind"] == "round")["records"][0]
    assert said == {
        "person": "Ada",
        "done": ["build cache"],
        "today": ["canary"],
        "difficulties": ["no [b]access[/b] to a[/]b"],
        "help_needed": [],
    }
    board = next(step for step in told["steps"] if step["kind"] == "whiteboard")["records"]
    assert board == [{"card": "write the runbook", "owner": "Ada", "column": "To do", "key_result": None}]


async def test_undo_takes_back_the_last_thing_recorded(team: Database) -> None:
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        number = live(team).id
        await write(pilot, "d", "first")
        await write(pilot, "d", "second")
        await pilot.press("u")
        await until(pilot, lambda: [one["text"] for one in minutes(team, number)["decisions"]] == ["first"])


async def test_pause_stands_still_and_a_question_is_asked_before_the_end(team: Database) -> None:
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        number = live(team).id
        await pilot.press("space")
        await until(pilot, lambda: minutes(team, number)["state"] == "paused")
        await pilot.press("e")
        await until(pilot, lambda: pilot.app.screen.is_modal)
        await pilot.press("n")
        await until(pilot, lambda: not pilot.app.screen.is_modal)
        assert minutes(team, number)["state"] == "paused"


async def test_it_goes_on_where_it_was_when_the_program_starts_again(team: Database) -> None:
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        number = live(team).id
        await pilot.press("n")
        await at(pilot, team, "progress")
        await pilot.press("n")
        await at(pilot, team, "round")
        await pilot.press("d", *"half a decis")
        await until(pilot, lambda: "half a decis" in screen_text(pilot))
        await until(pilot, lambda: store_drafts.load(team, f"meeting {number}") == {"decision": "half a decis"})
    async with meeting(team) as pilot:
        await at(pilot, team, "round")
        assert live(team).id == number
        await until(pilot, lambda: any(entry.drafts.texts for entry in pilot.app.screen.query(EntryField)))
        await pilot.press("d")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input) and pilot.app.focused.value == "half a decis")


async def test_what_a_check_in_says_is_on_the_shared_screen(team: Database) -> None:
    async with meeting(team, size=(120, 40)) as pilot:
        await at(pilot, team, "gather")
        with Database(team.url.render_as_string()) as elsewhere:
            rounds.add(elsewhere, "Ada", {"today": ["[@click=app.quit]x[/] and a[/]b"]})
        await pilot.press("n", "n")
        await at(pilot, team, "round")
        await until(pilot, lambda: "[@click=app.quit]x[/] and a[/]b" in screen_text(pilot))


async def test_overtime_is_told_in_words(team: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        now = clock.read()
        later = clock.ClockReading(now.at, now.boot, now.seconds + 16 * 60)
        monkeypatch.setattr(clock, "read", lambda: later)
        await until(pilot, lambda: "OVERTIME" in screen_text(pilot) and "TIME IS UP" in screen_text(pilot))


async def test_time_speaker_and_keys_have_room_at_every_size(team: Database) -> None:
    async with meeting(team, size=SMALLEST) as pilot:
        await at(pilot, team, "gather")
        await pilot.press("n", "n")
        await at(pilot, team, "round")
        for size in SIZES:
            await resize(pilot, *size)
            await shows(pilot, "▶ Ada", "next", "left of 15:00")
            assert "? all keys" in screen_text(pilot).splitlines()[-1]


def screen_text(pilot: Pilot[int]) -> str:
    """What stands on the screen."""
    screen = pilot.app.screen
    return "\n".join(strip.text for strip in screen._compositor.render_strips())


async def test_what_is_typed_behind_enter_does_not_land_in_the_field_that_closes(team: Database) -> None:
    app = FacilitatorApp(team.url.render_as_string(), Opening(people=True))
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: all(one in screen_text(pilot) for one in ("Teams and people", "Platform")))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, MeetingScreen))
        await at(pilot, team, "gather")
        await pilot.press("d", "x")
        # At once, as from a terminal that was held up: nothing waits for what the key before it does.
        app.post_message(events.Key("enter", "\r"))
        app.post_message(events.Key("q", "q"))
        await until(pilot, lambda: "running" in screen_text(pilot) and isinstance(app.screen, HomeScreen))
    with team.reading() as session:
        assert list(session.scalars(select(Decision.text).order_by(Decision.id))) == ["x"]


async def test_a_change_that_comes_while_the_screen_goes_ends_nothing(team: Database) -> None:
    async with meeting(team) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, MeetingScreen)
        # A screen that goes loses its panels before what it holds them in, and is told of changes until it is gone.
        await screen.query_one("#steps").remove_children()
        screen.post_message(Changed())
        await pilot.pause()
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def test_leaving_a_meeting_begun_from_the_teams_goes_home(team: Database) -> None:
    app = FacilitatorApp(team.url.render_as_string(), Opening(people=True))
    async with app.run_test(notifications=True) as pilot:
        await until(pilot, lambda: all(one in screen_text(pilot) for one in ("Teams and people", "Platform")))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, MeetingScreen))
        await at(pilot, team, "gather")
        await pilot.press("d", "x", "q", "enter", "q")
        await until(pilot, lambda: "running" in screen_text(pilot) and isinstance(app.screen, HomeScreen))
    assert app.return_code in (0, None)
