"""Works out which keys do what, where the settings give an action other keys than its own.

A mistake in them leaves that action its own keys, is told in a sentence, and the rest holds.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from textual.keys import Keys, key_to_character

from screens.actions import GROUPS, Group, Key, key_name
from screens.private import key_of

MODIFIERS = frozenset({"ctrl", "shift", "alt", "super", "hyper", "meta"})
KEPT = frozenset({"ctrl+c"})
"""Keys that stay what they are: this one says how to leave."""
NAMED = frozenset(key.value for key in Keys if "<" not in key.value)
SAME = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}
"""What terminals send for another key."""


@dataclass(frozen=True, slots=True)
class Keymap:
    """Which keys actions have that have others than their own, and what is wrong with what was wished.

    Attributes:
        keys: By the ids of the actions, keys separated by commas.
        problems: A sentence for each mistake.
    """

    keys: Mapping[str, str]
    problems: tuple[str, ...] = ()


def actions() -> dict[str, tuple[Group, Key]]:
    """Return all actions that are declared, by the ids that the settings have."""
    return {f"{group.name}.{action.short_id}": (group, action) for group in GROUPS.values() for action in group.actions}


def keymap(wished: Mapping[str, str], together: Iterable[frozenset[str]]) -> Keymap:
    """Return the keys that hold, of those wished for, and what is wrong with the others.

    Args:
        wished: By the ids of actions, keys separated by commas.
        together: Names of groups that can be on the screen at the same time.
    """
    known = actions()
    keys: dict[str, list[str]] = {}
    problems = []
    for name, line in wished.items():
        if problem := _problem(name, line, known):
            problems.append(problem)
        else:
            keys[name] = [key_of(key) for key in _split(line)]
    sets = list(together)
    while (clash := next(_clashes(keys, known, sets), None)) is not None:
        name, key, other = clash
        problems.append(
            f"{key_name(key)} cannot be {name}: it is {other} ({known[other][1].about}); "
            f"give one of them another key, {name} keeps {_shown(known[name][1])}"
        )
        del keys[name]
    return Keymap(_with_neighbours(keys, known, sets), tuple(problems))


def _split(line: str) -> list[str]:
    """Return the keys of a line; a comma that is meant itself is `comma`."""
    return [key.strip() for key in line.split(",")]


def _problem(name: str, line: str, known: Mapping[str, tuple[Group, Key]]) -> str:
    """Say what is wrong with a wish that stands alone; empty where nothing is."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        return f"there is no action {name}{f'; is {near[0]} meant?' if near else ', docs/keys.md has them all'}"
    action = known[name][1]
    for key in _split(line):
        if not _is_key(key):
            return f"{name} cannot have the key {key!r}, which no keyboard has; write a, ctrl+n, f5, space or comma"
        if key_of(key) in KEPT:
            return f"{name} cannot have {key}, which says how to leave; give it another key"
        if key_of(key) in SAME:
            return f"{name} cannot have {key}: terminals send it for {SAME[key_of(key)]}; give it another key"
        if action.always and key_to_character(key_of(key)) is not None:
            return f"{name} cannot have {key}: it works in text fields too; give it one such as ctrl+n or f5"
    return ""


def _is_key(key: str) -> bool:
    if len(key) == 1:
        return key.isprintable() and key != " "
    *modifiers, base = key.split("+")
    if not set(modifiers) <= MODIFIERS or not base:
        return False
    return key in NAMED or base in NAMED or key_to_character(base) is not None


def _clashes(
    keys: Mapping[str, list[str]], known: Mapping[str, tuple[Group, Key]], together: list[frozenset[str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield wishes that another action stands in the way of: the later one of two, the key and the other."""
    now = {name: keys.get(name) or _own(action) for name, (_, action) in known.items()}
    order = list(keys)
    for name in reversed(order):
        for other, others in now.items():
            later = other in keys and order.index(other) > order.index(name)
            if other != name and not later and _meet(known[name][0], known[other][0], together):
                yield from ((name, key, other) for key in keys[name] if key in others)


def _meet(group: Group, other: Group, together: list[frozenset[str]]) -> bool:
    """Return whether keys of both can be meant at the same time."""
    if group.name == other.name:
        return True
    # A question is alone on the screen.
    if "question" in (group.name, other.name):
        return False
    return group.common or other.common or any({group.name, other.name} <= names for names in together)


def _own(action: Key) -> list[str]:
    return [key_of(key) for key in action.keys.split(",")]


def _shown(action: Key) -> str:
    return " or ".join(key_name(key) for key in _own(action))


def _with_neighbours(
    keys: Mapping[str, list[str]], known: Mapping[str, tuple[Group, Key]], together: list[frozenset[str]]
) -> dict[str, str]:
    """Return the keymap; who shares a key with an action that gives it up has to be named, or Textual takes it away."""
    whole = {name: ",".join(of) for name, of in keys.items()}
    for name in keys:
        group, action = known[name]
        for other, (of, beside) in known.items():
            near = of.name == group.name or any({of.name, group.name} <= names for names in together)
            if near and set(_own(beside)) & set(_own(action)):
                whole.setdefault(other, ",".join(_own(beside)))
    return whole
