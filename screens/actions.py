"""Declares every action once: its keys, its words, and when it matters.

Bindings, the footer, the palette and the help all read what is declared here, so nothing is unreachable or
undocumented. A screen or widget takes the bindings that `declare` returns and has a method `action_NAME` for each. The
panels and forms of a kind of step declare their own beside themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import format_key

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen

PARTS = ("wait", "step", "record", "clock", "leave")
"""The parts of the footer from left to right: what is waited for, what can be done here, what is recorded, the clock,
and leaving and all keys."""
LEAVE = 10
"""Up to this importance a key is about leaving, where it does not say its part."""
WAIT = 100
"""From this importance on a key is what is waited for."""


@dataclass(frozen=True, slots=True)
class Key:
    """An action that people can take, and its keys.

    Attributes:
        name: What the screen's method is called after `action_`, with its arguments.
        keys: Textual's names of the keys, separated by commas; the first is the one shown.
        words: What the footer says.
        about: What palette and help say, in the words people would type.
        footer: How much it matters in the footer; 0: only where there is room.
        always: Whether it works inside text fields too.
        in_part: Which of `PARTS` it stands in; else its importance says it.
        word: What it shares with its neighbours where there is little room, as in `+ - minute`; else the method's
            name, where only a number tells them apart.
        called: What the settings call it after its group; else its name says it.
    """

    name: str
    keys: str
    words: str
    about: str
    footer: int = 0
    always: bool = False
    in_part: str = ""
    word: str = ""
    called: str = ""

    @property
    def part(self) -> str:
        """Which of `PARTS` it stands in."""
        return self.in_part or ("wait" if self.footer >= WAIT else "leave" if 0 < self.footer <= LEAVE else "step")

    @property
    def shared(self) -> str:
        """The word for it together with its neighbours; empty where it stands alone."""
        numbered = re.fullmatch(r"(\w+)\(-?\d+\)", self.name)
        return self.word or (numbered[1].replace("_", " ") if numbered else "")

    @property
    def short_id(self) -> str:
        """What the settings call it, such as `next_step`, `ask_action`, `say_1` or `view_next`."""
        if self.called:
            return self.called
        method, _, arguments = self.name.rpartition(".")[2].partition("(")
        if self.keys.isdecimal() and arguments.rstrip(")").isdecimal():
            return f"{method}_{self.keys}"
        words = re.findall(r"-?\w+", arguments)
        return "_".join([method, *({"1": "next", "-1": "before"}.get(word, word) for word in words)])


@dataclass(frozen=True, slots=True)
class Group:
    """Actions that belong to the same screen or widget.

    Attributes:
        title: What help heads them with.
        common: Whether they belong to no screen alone: then help shows them below all others.
    """

    name: str
    title: str
    actions: tuple[Key, ...]
    common: bool = False


GROUPS: dict[str, Group] = {}
"""The groups of actions by name; those of kinds of step come with their panels and forms."""

BY_ID: dict[str, tuple[Group, Key]] = {}
"""The actions by the ids of their bindings, `GROUP.ACTION`."""


def declare(name: str, title: str, *actions: Key, common: bool = False) -> list[Binding]:
    """Add a group of actions and return Textual's bindings of them.

    Raises:
        ValueError: There is a group of that name.
    """
    if name in GROUPS:
        raise ValueError(f"there are two groups of actions called {name}")
    group = GROUPS[name] = Group(name, title, actions, common)
    return [_binding(group, action) for action in actions]


def _binding(group: Group, action: Key) -> Binding:
    binding_id = f"{group.name}.{action.short_id}"
    BY_ID[binding_id] = group, action
    return Binding(
        action.keys,
        action.name,
        action.words,
        show=bool(action.footer),
        priority=action.always,
        tooltip=action.about,
        id=binding_id,
    )


def digits(action: str, words: str = "figure", about: str = "Give a figure from 1 to 10") -> list[Binding]:
    """Return bindings of the digits to `action(figure)`; 0 is 10.

    They are bindings, not handled as keys, so that they come behind all keys that were pressed before them.
    """
    group = Group(f"{action} by digit", "Figures", ())
    keys = (Key(f"{action}({digit or 10})", str(digit), words, about, 15, word=words) for digit in (*range(1, 10), 0))
    return [_binding(group, key) for key in keys]


HERE = Group("here", "Here", (), common=True)
"""The group of keys that are in no other."""


@dataclass(frozen=True, slots=True)
class ActiveAction:
    """An action that can be done now, as footer, palette and help show it.

    Attributes:
        group: Whose heading it stands under.
        keys: The keys as they stand on the keyboard.
        part: Which of `PARTS` it stands in.
        shared: The word for it together with its neighbours; empty where it stands alone.
        run: What to run, and the node to run it on.
    """

    group: Group
    keys: tuple[str, ...]
    words: str
    about: str
    footer: int
    part: str
    shared: str
    run: tuple[str, DOMNode]

    @property
    def in_footer(self) -> bool:
        """Whether the footer has a place for it: not for what is common to lists and to the whole program."""
        return bool(self.footer) or not self.group.common


def active_actions(screen: Screen[object]) -> list[ActiveAction]:
    """Return what can be done on a screen now, by keys of its own and of what has the focus; the nearest first."""
    keys: dict[tuple[str, int], list[str]] = {}
    active: dict[tuple[str, int], ActiveAction] = {}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        if not enabled or binding.system or not binding.id:
            continue
        known = BY_ID.get(binding.id)
        group, action = known or (HERE, _undeclared(binding))
        # What a key does may depend on what is selected; what would do nothing is not shown.
        words = node.words_for(action.name) if hasattr(node, "words_for") else None
        if words == "":
            continue
        which = (binding.action, id(node))
        names = keys.setdefault(which, [])
        names.append(key_name(key))
        # The first key of an action is the one to show, wherever else the others are used.
        order = [key_name(name) for name in action.keys.split(",")]
        names.sort(key=lambda name: order.index(name) if name in order else len(order))
        run = binding.action, node
        shown = ActiveAction(
            group, (), words or action.words, action.about, action.footer, action.part, action.shared, run
        )
        active.setdefault(which, shown)
    return [replace(action, keys=tuple(dict.fromkeys(keys[which]))) for which, action in active.items()]


def elsewhere(screen: Screen[object]) -> list[ActiveAction]:
    """Return what else is on a screen: actions of what has not the focus, which `tab` or the mouse brings there."""
    here = {screen, *(screen.focused.ancestors_with_self if screen.focused is not None else ())}
    given: Mapping[str, str] = getattr(screen.app, "given_keys", {})
    others: dict[tuple[str, type], ActiveAction] = {}
    for widget in screen.query("*"):
        nodes = takewhile(lambda node: node not in here, widget.ancestors_with_self) if widget.focusable else ()
        for node in nodes:
            for binding in node.BINDINGS:
                binding_id = str(getattr(binding, "id", None))
                group, action = BY_ID.get(binding_id, (HERE, None))
                if action is not None and not group.common:
                    keys = tuple(key_name(key) for key in given.get(binding_id, action.keys).split(","))
                    words, run = (action.words, action.about), (action.name, node)
                    shown = ActiveAction(group, keys, *words, action.footer, action.part, action.shared, run)
                    others.setdefault((action.name, type(node)), shown)
    active = {(action.run[0], type(action.run[1])) for action in active_actions(screen)}
    return [action for which, action in others.items() if which not in active]


def _undeclared(binding: Binding) -> Key:
    about, footer = binding.tooltip or binding.description, 20 if binding.show else 0
    return Key(binding.action, "", binding.description, about, footer)


def key_name(key: str) -> str:
    """Return what stands on the key: its character or arrow; words for enter and backspace, whose signs few know."""
    if key == "escape":
        return "esc"
    name = format_key(key)
    return name if len(name) == 1 and key not in ("enter", "backspace") else key


def by_title(actions: Iterable[ActiveAction]) -> dict[str, list[ActiveAction]]:
    """Return actions under their headings: the screen's, those of what is in it, then what is common to many."""
    titled: dict[str, list[ActiveAction]] = {}
    for action in sorted(actions, key=lambda action: (action.group.common, len(action.run[1].ancestors))):
        titled.setdefault(action.group.title, []).append(action)
    return titled
