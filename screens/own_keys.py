"""Gives actions the keys that the settings say, with all that the screens declare in mind."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType

from textual.binding import Binding

from screens.actions import GROUPS, key_name
from screens.keymap import Keymap, keymap

TOGETHER = (frozenset({"okrs", "okr"}),)
"""Groups that are on one screen, beside those of a step in its meeting and of a form in its check-in."""


def read(wished: Mapping[str, str]) -> Keymap:
    """Return the keys that hold, and what is wrong with the others. It imports all screens: not on the event loop."""
    return keymap(wished, [*TOGETHER, *_of_steps(declared())])


def declared() -> list[ModuleType]:
    """Import all modules of the screens, so that all actions are declared, and return them."""
    here = importlib.import_module(str(__package__))
    names = [module.name for module in pkgutil.walk_packages(here.__path__, f"{here.__name__}.")]
    return [importlib.import_module(name) for name in names]


def _of_steps(modules: list[ModuleType]) -> Iterator[frozenset[str]]:
    """Yield the groups of each panel with the meeting's, and those of each form with the check-in's."""
    for module in modules:
        within = {"panel": "meeting", "form": "checkin"}.get(module.__name__.rpartition(".")[2])
        if within is not None and ".steps." in module.__name__:
            for bindings in vars(module).values():
                if isinstance(bindings, list) and bindings and isinstance(bindings[0], Binding):
                    yield frozenset({within, str(bindings[0].id).partition(".")[0]})


def table() -> str:
    """Return all actions with their ids and their own keys, as Markdown; docs/keys.md ends with it."""
    declared()
    lines: list[str] = []
    for group in sorted(GROUPS.values(), key=lambda group: group.name):
        lines += [f"## {group.title}", "", "| id | keys | |", "| --- | --- | --- |"]
        for action in group.actions:
            keys = " ".join(f"`{key_name(key)}`" for key in action.keys.split(","))
            lines.append(f"| `{group.name}.{action.short_id}` | {keys} | {action.about} |")
        lines.append("")
    return "\n".join(lines)
