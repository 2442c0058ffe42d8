"""On every screen keys, footer, help and palette say the same, which is what the list of actions says."""

from __future__ import annotations

from functools import partial

import pytest

from facilitator.meeting import moving
from screens.actions import BY_ID, active_actions, elsewhere
from screens.meeting.screen import MeetingScreen
from screens.palette.offers import Palette
from screens.program import Opening, Program
from screens.widgets.footer import KeyFooter, choose
from screens.widgets.help import Help
from tests.screens.showing import AppPilot, program, shows
from tests.screens.waiting import until

UNDECLARED = {"okr_editor.choose", "okr_editor.turn", "okr_editor.turn_back"}
"""Keys of one line of a list, whose words stand beside it."""


async def agree(pilot: AppPilot) -> int:
    """Compare them on the screen that is up, and return how many actions there are."""
    screen = pilot.app.screen
    footer = screen.query_one(KeyFooter)
    actions = active_actions(screen)
    # Keys: what has an id is in the list, does what the list says, and is shown.
    known = {(action.run[0], id(action.run[1])): action for action in actions}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        if binding.id and enabled and not binding.system:
            assert binding.id in BY_ID or binding.id in UNDECLARED, binding
            hidden = hasattr(node, "words_for") and node.words_for(binding.action) == ""
            assert ((binding.action, id(node)) in known) is not hidden, (key, binding)
    # Footer: all of them are there or counted, each once.
    await until(pilot, lambda: footer.size.width)
    footer.look()
    units, hidden_keys = choose(active_actions(screen), footer.size.width)
    shown = [action for unit in units for action in unit.actions]
    assert len(shown) + hidden_keys == sum(action.in_footer for action in actions)
    for unit in units:
        assert f"{unit.keys} {unit.words}" in footer.content.plain
    # Palette: all of them are offered.
    palette = Palette(screen)
    await palette.startup()
    assert {action.about for action in actions} - {about for about, *_ in palette._offers()} <= {
        "Find an action by its name"
    }
    # Help: all of them, each with its keys, and what is in lists beside.
    listed = [action for of in Help(screen)._titled.values() for action in of]
    assert sorted(map(str, listed)) == sorted(map(str, [*actions, *elsewhere(screen)]))
    assert all(action.keys and action.words and action.about for action in listed)
    return len(actions)


def is_up(pilot: AppPilot, name: str) -> bool:
    """Whether that screen is up, with its footer."""
    return type(pilot.app.screen).__name__ == name and bool(pilot.app.screen.query(KeyFooter))


def is_at(screen: MeetingScreen, index: int) -> bool:
    """Whether the meeting is at that step."""
    return screen.shown.live.position().step == index


async def test_every_screen_says_the_same(sample_url: str) -> None:
    async with program(sample_url, size=(120, 40)) as pilot:
        await shows(pilot, "Forecast", "stand-up")
        assert await agree(pilot) > 15
        assert isinstance(pilot.app, Program)
        pilot.app.person = "Joe Reilly"
        for keys, name in (
            ("o", "OkrsScreen"),
            ("n,enter", "EditorScreen"),
            ("escape,q,q", "HomeScreen"),
            ("o,3,enter", "ExerciseScreen"),
            ("escape,q,q", "HomeScreen"),
            ("t", "PeopleScreen"),
            ("q,a", "PromisesScreen"),
            ("q,m", "HistoryScreen"),
            ("d", "DigestScreen"),
            ("q,enter", "MinutesScreen"),
            ("q,q,g", "InsightScreen"),
            ("q,slash", "SearchScreen"),
            ("escape", "HomeScreen"),
        ):
            for key in keys.split(","):
                await pilot.press(key)
                await pilot.pause()
            await until(pilot, partial(is_up, pilot, name))
            assert await agree(pilot) > 4, name


@pytest.mark.parametrize("mode", ["standup", "weekly", "consensus", "review", "review-consensus"])
async def test_every_step_says_the_same(sample_url: str, mode: str) -> None:
    async with program(sample_url, Opening(mode=mode, team="Forecast"), size=(200, 60)) as pilot:
        if mode.startswith("review"):
            # The cycle of the sample company still runs.
            await shows(pilot, "Review it now?")
            await pilot.press("y")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        screen = pilot.app.screen
        assert isinstance(screen, MeetingScreen)
        for index in range(len(screen.shown.live.agenda.steps)):
            if index:
                screen._move(moving.to_step, index)
            await until(pilot, partial(is_at, screen, index))
            await pilot.pause()
            assert await agree(pilot) > 15
        await pilot.press("a")
        await until(pilot, lambda: screen.has_class("asking"))
        assert await agree(pilot) >= 4


async def test_the_check_in_says_the_same(sample_url: str) -> None:
    async with program(sample_url, Opening(checkin="Joe Reilly"), size=(120, 40)) as pilot:
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "CheckinScreen")
        await until(pilot, lambda: pilot.app.screen.query(KeyFooter))
        assert await agree(pilot) >= 3
        await pilot.press("escape")
        assert await agree(pilot) >= 3
