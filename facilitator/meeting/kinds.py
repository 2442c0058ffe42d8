"""Says what a kind of step is, and which kinds there are.

A kind is a package of `facilitator.steps` whose modules have the same names in every kind; CONTRIBUTING says what is in
them. A module or a function that a kind does not have means that the kind does nothing there.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """A key that a step of this kind may have in a mode file, beside `kind`, `title` and `minutes`.

    Attributes:
        name: The key.
        takes: What it takes: `prompts` (a list of questions), `parts` (the same, without recalling), `names` (a list of
            words), `prompt` (the key of a prompt of the file), `choice` (one of `choices`) or `fraction` (from 0 to 1).
        default: Its value where the file leaves it out.
        choices: What can be chosen; the first is the default.
    """

    name: str
    takes: str
    default: Any = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step.

    Attributes:
        name: The word for it in mode files, in JSON and in the names of its modules.
        title: What a step of the kind is called that has no title of its own.
        package: The package that its modules lie in.
        in_turns: Whether people have the word one after the other in it.
        option: The key of its own in a mode file; None where it has none.
        table: Its table in a check-in file; empty where no file answers what it asks.
        part: The meeting that a step of the kind makes: `review` or `consensus`, one of the two parts of a combined
            meeting (METHOD M32); empty where any meeting may have it.
        place: Where that table stands in the file, from the top.
        always: Whether it asks people in any meeting; else before one, and in one that has such a step.
    """

    name: str
    title: str
    package: str = ""
    in_turns: bool = False
    option: Option | None = None
    table: str = ""
    part: str = ""
    place: int = 100
    always: bool = False

    def hook(self, module: str, name: str) -> Callable[..., Any] | None:
        """Return a function of one of the kind's modules; None where the kind does nothing there."""
        function: Callable[..., Any] | None = self.attribute(module, name)
        return function

    def attribute(self, module: str, name: str, default: Any = None) -> Any:
        """Return a name of one of the kind's modules, or `default` where there is no such module or name."""
        return getattr(_module(self.package, module), name, default)


@functools.cache
def _module(package: str, name: str) -> ModuleType | None:
    # Whether there is such a module is looked up in the file system: once, and not for every step that is shown.
    if not package or importlib.util.find_spec(f"{package}.{name}") is None:
        return None
    return importlib.import_module(f"{package}.{name}")


def known() -> Mapping[str, Kind]:
    """Return all kinds by name, in the order of CONTRACT, "A mode file"."""
    # The list lies in a room above this one, which imports it; only its name is known here.
    kinds: Mapping[str, Kind] = importlib.import_module("facilitator.steps.kinds").KINDS
    return kinds


def of(name: str) -> Kind:
    """Return the kind of that name; one that this version does not have asks, records and shows nothing."""
    return known().get(name) or Kind(name, name.capitalize())
