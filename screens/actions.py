"""Every action once: its keys, its words, and when it matters.

Bindings, the footer, the palette and the help all read what is declared here, so nothing is unreachable or
undocumented. A screen or widget takes the bindings of its group with `bindings("meeting")` and has a method
`action_NAME` for each. The panels and forms of a kind of step declare their own beside themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import format_key

if TYPE_CHECKING:
    from textual.dom import DOMNode
    from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Action:
    """Something that people can do.

    Attributes:
        name: What the screen's method is called after `action_`, with its arguments.
        keys: Textual's names of the keys, separated by commas; the first is the one shown.
        words: What the footer says.
        about: What palette and help say, in the words people would type.
        footer: How much it matters in the footer; 0 leaves it out.
        always: Whether it works inside text fields too.
    """

    name: str
    keys: str
    words: str
    about: str
    footer: int = 0
    always: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Actions that belong to the same screen or widget.

    Attributes:
        title: What help heads them with.
        common: Whether they belong to no screen alone: then help shows them below all others.
    """

    name: str
    title: str
    actions: tuple[Action, ...]
    common: bool = False


GROUPS: dict[str, Group] = {}
"""The groups of actions by name; those of kinds of step come with their panels and forms."""

BY_ID: dict[str, tuple[Group, Action]] = {}
"""The actions by the ids of their bindings, `GROUP.ACTION`."""


def declare(name: str, title: str, *actions: Action, common: bool = False) -> list[Binding]:
    """Add a group of actions and return Textual's bindings of them.

    Raises:
        ValueError: There is a group of that name.
    """
    if name in GROUPS:
        raise ValueError(f"there are two groups of actions called {name}")
    group = GROUPS[name] = Group(name, title, actions, common)
    BY_ID.update({f"{name}.{action.name}": (group, action) for action in actions})
    return bindings(name)


def bindings(*groups: str) -> list[Binding]:
    """Return Textual's bindings of the actions of these groups."""
    return [
        Binding(
            action.keys,
            action.name,
            action.words,
            show=bool(action.footer),
            priority=action.always,
            tooltip=action.about,
            id=f"{group}.{action.name}",
        )
        for group in groups
        for action in GROUPS[group].actions
    ]


def digits(action: str) -> list[Binding]:
    """Return bindings of the digits to `action(figure)`; 0 is 10.

    They are bindings, not handled as keys, so that they come behind all keys that were pressed before them.
    """
    return [Binding(str(digit), f"{action}({digit or 10})", show=False) for digit in range(10)]


HERE = Group("here", "Here", (), common=True)
"""The group of keys that are in no other."""


@dataclass(frozen=True, slots=True)
class Line:
    """An action that can be done now, as footer, palette and help show it.

    Attributes:
        group: Whose heading it stands under.
        keys: The keys as they stand on the keyboard.
        run: What to run, and the node to run it on.
    """

    group: Group
    keys: tuple[str, ...]
    words: str
    about: str
    footer: int
    run: tuple[str, DOMNode]


def lines(screen: Screen[object]) -> list[Line]:
    """Return what can be done on a screen now, by keys of its own and of what has the focus; the nearest first."""
    keys: dict[tuple[str, int], list[str]] = {}
    found: dict[tuple[str, int], Line] = {}
    for key, (node, binding, enabled, _) in screen.active_bindings.items():
        if not enabled or binding.system or not binding.id:
            continue
        which = (binding.action, id(node))
        keys.setdefault(which, []).append(key_name(key))
        if known := BY_ID.get(binding.id):
            group, action = known
            words, about, footer = action.words, action.about, action.footer
            # What a key does may depend on what is selected.
            if words_for := getattr(node, "words_for", None):
                said = words_for(action.name)
                if said == "":  # what would do nothing is not shown
                    continue
                words = said or words
            # The first key of an action is the one to show, wherever else the others are used.
            order = [key_name(one) for one in action.keys.split(",")]
            keys[which].sort(key=lambda name: order.index(name) if name in order else len(order))
        else:
            group, words, about = HERE, binding.description, binding.tooltip or binding.description
            footer = 20 if binding.show else 0
        found.setdefault(which, Line(group, (), words, about, footer, (binding.action, node)))
    return [
        Line(line.group, tuple(dict.fromkeys(keys[which])), line.words, line.about, line.footer, line.run)
        for which, line in found.items()
    ]


def key_name(key: str) -> str:
    """Return what stands on the key: its character or arrow; words for enter and backspace, whose signs few know."""
    name = format_key(key)
    return name if len(name) == 1 and key not in ("enter", "backspace") else key


def by_title(found: Iterable[Line]) -> dict[str, list[Line]]:
    """Return the lines under their headings: the screen's, those of what is in it, then what is common to many."""
    titled: dict[str, list[Line]] = {}
    for line in sorted(found, key=lambda line: (line.group.common, len(line.run[1].ancestors))):
        titled.setdefault(line.group.title, []).append(line)
    return titled
