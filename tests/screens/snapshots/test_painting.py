"""A meeting that nobody touches writes little, and a large one has as little to do with every second as a small one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import pytest
from rich.console import Console
from textual.app import App, ComposeResult
from textual.content import Content

from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.tables.people import Person
from screens.meeting.screen import MeetingScreen
from screens.widgets.rows import Row, Rows
from tests.screens.settling import _draw
from tests.screens.showing import AppPilot, program, shows
from tests.screens.snapshots.scenes import SCENES, STANDUP
from tests.screens.snapshots.stage import Stage, settle
from tests.screens.waiting import until

MOST = 1000
"""Bytes a second."""
AROUND = len("\x1b[?2026h\x1b[?2026l\x1b[40;120H")
"""Bytes that Textual writes before and behind each frame."""
TRUE_COLOURS = Console(color_system="truecolor", force_terminal=True, legacy_windows=False)


def frame(pilot: AppPilot) -> int:
    """Draw what is to be drawn, and tell how many bytes that takes."""
    update: Any = _draw(pilot.app.screen._compositor, screen_stack=pilot.app._background_screens)
    return len(update.render_segments(TRUE_COLOURS).encode()) + AROUND if update else 0


@pytest.mark.parametrize("name", ["round", "turn-over", "overtime", "paused", "votes"])
async def test_a_running_meeting_that_nobody_touches_writes_little(name: str, stage: Stage) -> None:
    scene = SCENES[name]
    scene.set_up(stage)
    seconds = 12
    async with program(stage.database.url.render_as_string(), scene.opening, size=(120, 40)) as pilot:
        await shows(pilot, scene.shows)
        await settle(pilot)
        frame(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, MeetingScreen)
        written = 0
        for second in range(seconds):
            stage.clock.wait(1)
            screen._tick()
            if second % 5 == 0:
                screen._keep()
            await pilot.pause()
            written += frame(pilot)
    assert 0 < written / seconds <= MOST


def work(does: Callable[[], object]) -> int:
    """How many functions are called for something."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        does()
    finally:
        sys.setprofile(None)
    return calls


async def test_a_second_of_a_large_meeting_is_as_little_work_as_one_of_a_small_meeting(stage: Stage) -> None:
    def there(pilot: AppPilot, kind: str) -> bool:
        screen = pilot.app.screen
        return isinstance(screen, MeetingScreen) and screen._panel.step.kind == kind

    async def of_a_second() -> dict[str, int]:
        calls = {}
        async with program(stage.database.url.render_as_string(), STANDUP, size=(120, 40)) as pilot:
            for kind in ("gather", "progress", "round", "whiteboard"):
                await until(pilot, partial(there, pilot, kind))
                screen = pilot.app.screen
                assert isinstance(screen, MeetingScreen)
                await settle(pilot)
                frame(pilot)
                stage.clock.wait(1)
                calls[kind] = work(screen._tick) + work(partial(frame, pilot))
                await pilot.press("n")
            await pilot.press("e", "y")
            await shows(pilot, "ENDED")
        return calls

    small = await of_a_second()
    with stage.database.writing() as session:
        unit = session.get_one(Person, stage.people["Joe Reilly"]).unit_id
        session.add_all(Person(name=f"Guest {number} Long-Name", unit_id=unit) for number in range(34))
    for number in range(60):
        whiteboard_writing.add(stage.database, f"card {number}", name="Joe Reilly", column="Doing")
    large = await of_a_second()
    assert all(large[kind] <= 1.5 * small[kind] for kind in small), (small, large)


class Many(App[None]):
    def compose(self) -> ComposeResult:
        yield Rows()


def rows(changed: int) -> list[Row]:
    text = "out by 05:00 on 98 % of days instead of 62, and every region by itself, the Irish Sea first"
    return [Row(Content(f"{text} {number + (number == changed)}"), number) for number in range(120)]


async def test_of_many_rows_those_are_wrapped_that_changed() -> None:
    app = Many()
    async with app.run_test(size=(60, 20)):
        shown = app.query_one(Rows)
        all_of_them = work(lambda: shown.show(rows(0)))
        assert work(lambda: shown.show(rows(7))) < all_of_them / 5


async def test_a_row_that_changes_its_colour_alone_is_shown_anew() -> None:
    app = Many()
    async with app.run_test(size=(60, 20)):
        shown = app.query_one(Rows)
        shown.show([Row(Content("late"), 1)])
        shown.show([Row(Content.styled("late", "red"), 1)])
        assert shown.rows[0].content.spans
