"""The footer: which keys stand in it at which width, and that a click does the same."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from textual.dom import DOMNode
from textual.screen import Screen

from screens.actions import ActiveAction, Group, Key, active_actions
from screens.program import Opening
from screens.widgets.footer import KeyFooter, choose
from tests.screens.showing import SIZES, AppPilot, program, resize, shows
from tests.screens.waiting import until

STEP = Group("step", "The step", ())
SAY = [Key(f"say({number})", str(number), words, "", 90) for number, words in enumerate(("done", "today", "help"), 1)]
MINUTE = [
    Key(f"adjust({by})", key, f"{key} a minute", "", 30, word="minute", in_part="clock") for key, by in ("+1", "-2")
]


def active(*keys: Key, node: DOMNode | None = None) -> list[ActiveAction]:
    """These keys, as if they worked now."""
    on: DOMNode = node or Screen()
    return [
        ActiveAction(STEP, (key.keys,), key.words, key.about, key.footer, key.part, key.shared, (key.name, on))
        for key in keys
    ]


def shown(actions: list[ActiveAction], width: int) -> tuple[list[str], int]:
    """What stands in a footer of that width, and how many have no room."""
    units, hidden = choose(actions, width)
    return [f"{unit.keys} {unit.words}" for unit in units], hidden


def footer(pilot: AppPilot) -> str:
    """What the footer says."""
    return pilot.app.screen.query_one(KeyFooter).content.plain


def fills(line: KeyFooter, width: int) -> bool:
    """Whether what it says has been laid out for that width."""
    return line.size.width == line.content.cell_length == width


def says(pilot: AppPilot, *what: str) -> Callable[[], bool]:
    return lambda: all(words in footer(pilot) for words in what)


def test_neighbours_share_a_word_where_there_is_little_room() -> None:
    actions = active(*SAY, *MINUTE)
    assert shown(actions, 30) == (["1-3 say", "+ - minute"], 0)
    assert shown(actions, 80)[0][:3] == ["1 done", "2 today", "3 help"]
    assert shown(actions, 12) == (["1-3 say"], 2)


def test_parts_stand_in_their_order_whatever_matters_most() -> None:
    keys = [
        Key("leave", "q", "home", "", 10),
        Key("ask", "a", "action", "", 80, in_part="record"),
        Key("pause", "p", "pause", "", 99, in_part="clock"),
        Key("go_on", "enter", "reveal", "", 100),
        Key("again", "v", "vote again", "", 20),
    ]
    assert shown(active(*keys), 80)[0] == ["enter reveal", "v vote again", "a action", "p pause", "q home"]
    assert shown(active(*keys), 40) == (["enter reveal", "p pause", "q home"], 2)


async def test_it_is_one_line_and_counts_what_has_no_room(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        for width, height in SIZES:
            await resize(pilot, width, height)
            line = pilot.app.screen.query_one(KeyFooter)
            await until(pilot, partial(fills, line, width - 2))
            assert (line.region.height, line.region.bottom) == (1, height)
            units, hidden = choose(active_actions(pilot.app.screen), width - 2)
            assert footer(pilot).endswith(f"q leave  ? all keys{f' +{hidden}' if hidden else ''}")
            all_there = sum(len(unit.actions) for unit in units) + hidden
            assert all_there == sum(action.in_footer for action in active_actions(pilot.app.screen))
        assert hidden == 0


async def test_it_says_what_enter_does_and_when_that_changes(sample_url: str) -> None:
    async with program(sample_url, size=(200, 60)) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("s")
        await until(pilot, says(pilot, "enter on to", " │ ", "space pause"))
        before = footer(pilot)
        await pilot.press("a")
        await until(pilot, says(pilot, "esc leave the field"))
        assert "space pause" not in footer(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: footer(pilot) == before)


async def test_what_is_typed_into_a_field_is_no_key(sample_url: str) -> None:
    async with program(sample_url, Opening(mode="standup", team="Forecast"), size=(200, 60)) as pilot:
        await until(pilot, lambda: "minute" in footer(pilot))
        await pilot.press("a")
        await until(pilot, lambda: "leave the field" in footer(pilot))
        assert "minute" not in footer(pilot)


async def test_a_click_does_what_the_key_does(sample_url: str) -> None:
    async with program(sample_url, size=(200, 60)) as pilot:
        await shows(pilot, "Forecast")
        await until(pilot, says(pilot, "? all keys"))
        await pilot.press("s")
        await until(pilot, says(pilot, "space pause", "a action"))
        for words, seen in (("space pause", "PAUSED"), ("a action", "Action"), ("? all keys", "Keys")):
            column = re.search(re.escape(words), footer(pilot))
            assert column is not None
            await pilot.click(KeyFooter, offset=(column.start() + 1, 0))
            await shows(pilot, seen)
            if words == "a action":
                await pilot.press("escape")
                await until(pilot, says(pilot, "? all keys"))
