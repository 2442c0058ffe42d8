"""A meeting moved by the mouse alone."""

from __future__ import annotations

from functools import partial

from screens.meeting.screen import MeetingScreen
from screens.widgets.lines import Lines
from tests.screens.showing import AppPilot, program, shows, words
from tests.screens.waiting import until


async def click(pilot: AppPilot, line: str, text: str) -> None:
    """Click where that text stands in one of the lines."""
    await until(pilot, lambda: text in pilot.app.screen.query_one(line, Lines).content.plain)
    before = pilot.app.screen.query_one(line, Lines).content.plain.partition(text)[0]
    await pilot.click(line, offset=(len(before) + 1, 0))


async def test_steps_people_and_keys_are_clicked(sample_url: str) -> None:
    async with program(sample_url, size=(120, 40)) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        screen = pilot.app.screen
        assert isinstance(screen, MeetingScreen)

        def position() -> tuple[int, str | None]:
            here = screen.shown.live.position()
            return here.step, None if here.speaker is None else screen.shown.live.called(here.speaker)

        # While people gather a click says who is not here.
        await click(pilot, "#people", "Joe")
        await shows(pilot, "✕ Joe")
        await click(pilot, "#people", "Joe")
        await until(pilot, lambda: "✕ Joe" not in words(pilot))
        # The next step at once, another one after a question.
        await click(pilot, "#agenda", "OKR first")
        await until(pilot, lambda: position() == (1, None))
        await click(pilot, "#agenda", "Gather")
        await until(pilot, lambda: position() == (0, None))
        await click(pilot, "#agenda", "Round")
        await shows(pilot, "Go to Round?", "Without OKR first")
        await pilot.press("enter")
        await until(pilot, lambda: position() == (2, "Hanna Lindqvist"))
        await click(pilot, "#people", "Yusuf")
        await until(pilot, lambda: position() == (2, "Yusuf Demir"))
        await until(pilot, partial(_spoke, screen))


def _spoke(screen: MeetingScreen) -> bool:
    return len(screen.shown.live.position().spoken) == 1
