"""Runs the program for a test, and reads what it shows."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from screens.app import FacilitatorApp
from screens.program import Opening
from tests.screens.waiting import until

AppPilot = Pilot[int]
SIZES = ((60, 20), (80, 24), (120, 40), (200, 60))
SMALLEST = SIZES[0]


def words(pilot: AppPilot) -> str:
    """What the screen shows, line by line, and what it says in passing."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    told = [f"[{note.severity}] {note.message}" for note in pilot.app._notifications]
    return "\n".join(["".join(segment.text for segment in strip).rstrip() for strip in strips] + told)


async def shows(pilot: AppPilot, *what: str) -> None:
    """Wait until all these words are on the screen; where they do not come, what is there is told."""

    def all_there() -> bool:
        shown = words(pilot)
        return all(one in shown for one in what)

    try:
        await until(pilot, all_there)
    except AssertionError as error:
        raise AssertionError(f"{what} did not come; the screen shows:\n{words(pilot)}") from error


async def resize(pilot: AppPilot, width: int, height: int) -> None:
    """Give the window another size, and wait until what it shows has it."""
    await pilot.resize_terminal(width, height)
    await until(pilot, lambda: pilot.app.screen._compositor.size == (width, height))


async def fits(pilot: AppPilot, *what: str, sizes: Sequence[tuple[int, int]] = SIZES) -> None:
    """Wait until all these words are on the screen, in windows of all sizes; it then has the size that it had."""
    before = pilot.app.size
    for size in sizes:
        await resize(pilot, *size)
        await shows(pilot, *what)
    await resize(pilot, *before)


async def fill(pilot: AppPilot, line: str) -> Input:
    """Paste a line in place of what stands in the field that has the focus, and press `enter`."""
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.clear()
    field.post_message(events.Paste(line))
    await until(pilot, lambda: field.value == line)
    await pilot.press("enter")
    return field


@asynccontextmanager
async def program(
    url: str, opening: Opening | None = None, *, demo: bool = False, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[AppPilot]:
    """The program, running, notifications and all."""
    app = FacilitatorApp(url, opening, demo=demo)
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        yield pilot
