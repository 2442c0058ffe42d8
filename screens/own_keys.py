"""Gives actions the keys that the settings say, with all that the screens declare in mind."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from types import ModuleType

from textual.binding import Binding

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
