"""The list of keys: it leaves the clock in sight, finds a key as one types, and does what is selected."""

from __future__ import annotations

from functools import partial

from screens.meeting.screen import MeetingScreen
from screens.widgets.help import Help
from tests.screens.showing import SIZES, SMALLEST, AppPilot, program, resize, shows, words
from tests.screens.waiting import until


async def in_a_meeting(pilot: AppPilot) -> MeetingScreen:
    """Start a stand-up, and go to its round."""
    await shows(pilot, "Forecast")
    await pilot.press("s")
    await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
    screen = pilot.app.screen
    assert isinstance(screen, MeetingScreen)
    await pilot.press("n", "n")
    await until(pilot, lambda: screen.shown.live.position().speaker is not None)
    return screen


def above(pilot: AppPilot) -> list[str]:
    """What stands above the box."""
    return words(pilot).splitlines()[:7]


def differs(pilot: AppPilot, before: list[str]) -> bool:
    return above(pilot) != before


async def test_the_clock_stays_in_sight_and_goes_on(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        screen = await in_a_meeting(pilot)
        for size in SIZES:
            await resize(pilot, *size)
            await pilot.press("question_mark")
            await shows(pilot, "Keys that work now", "Do what the step is waiting for")
            if size != SMALLEST:
                clock = screen.query_one("#time").region.bottom
                box = pilot.app.screen.query_one("Vertical").region
                assert clock <= box.y
            await until(pilot, partial(differs, pilot, above(pilot)))
            await pilot.press("escape")
            await until(pilot, lambda: pilot.app.screen is screen)


async def test_what_is_found_is_done_with_enter(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        screen = await in_a_meeting(pilot)
        await pilot.press("question_mark", *"pause")
        await until(pilot, lambda: "Pause the clock" in words(pilot) and "Record an action" not in words(pilot))
        await pilot.press("enter")
        await shows(pilot, "PAUSED")
        await pilot.press("question_mark", *"record", "down", "enter")
        await until(pilot, lambda: screen.has_class("asking"))
        await shows(pilot, "Decision")


async def test_nothing_that_is_called_so_does_nothing(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await in_a_meeting(pilot)
        await pilot.press("question_mark", *"zzz")
        await shows(pilot, "No match")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, Help)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))


async def test_what_is_in_a_list_beside_is_there_too(sample_url: str) -> None:
    async with program(sample_url, size=(120, 40)) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Open from last time")
        await pilot.press("question_mark", *"tick off drop")
        await shows(pilot, "Open from last time, after tab", "Tick it off, drop it")
        await pilot.press("enter")
        await shows(pilot, "☑")
