"""Every function of the screens that lays out records takes them with any text in them, at any width.

They are found by their signatures, so that a new one is tried too: what takes records, texts and figures, and gives
back what is shown.
"""

from __future__ import annotations

import builtins
import dataclasses
import importlib
import inspect
import pkgutil
import random
import sys
import types
import typing
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from textual.content import Content

import facilitator
import screens
from facilitator.common.text import clean
from screens.widgets.rows import Row, wrapped
from tests.hostile import PARTS

SIZES = frozenset({"width", "height", "room", "rows", "names", "stack", "columns", "margin", "most", "length"})
Maker = Callable[[random.Random], Any]
SOME_DAY = date(2026, 1, 1)


def a_text(chance: random.Random) -> str:
    return clean("".join(chance.choices(PARTS, k=chance.randrange(12))))


def a_day(chance: random.Random) -> date:
    return SOME_DAY + timedelta(days=chance.randrange(-400, 400))


LEAVES: dict[Any, Maker] = {
    str: a_text,
    bool: lambda chance: chance.random() < 0.5,
    int: lambda chance: chance.randrange(21),
    float: lambda chance: chance.choice([0.0, 1.0, 0.5, -3.0, 1e6, chance.random() * 100]),
    date: a_day,
    datetime: lambda chance: datetime.combine(a_day(chance), time(chance.randrange(24)), UTC),
    Content: lambda chance: Content(a_text(chance)),
}


WORDS: dict[str, dict[str, Maker]] = {
    "Outcome": {
        "kind": lambda chance: chance.choice(["decision", "action", "parked", "request"]),
        "state": lambda _chance: "open",
        "answer": lambda chance: chance.choice([None, "accepted", "countered", "declined"]),
    },
    "ObjectiveView": {"state": lambda _chance: "agreed"},
}
"""What is one of a few words and no text of anybody's."""


def everything(package: types.ModuleType) -> Iterator[types.ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if ".migrations" not in found.name and "__main__" not in found.name:
            yield importlib.import_module(found.name)


def names() -> dict[str, Any]:
    """What annotations may name, also those that only a type checker imports."""
    found: dict[str, Any] = {}
    for module in everything(facilitator):
        for name, each in vars(module).items():
            if inspect.isclass(each) and each.__module__ == module.__name__:
                found.setdefault(name, each)
    return found


class Untried(Exception):  # noqa: N818  # no error: it only says that there is nothing to try
    """An argument of which none can be made."""


def maker(kind: Any, known: dict[str, Any], deep: int = 0) -> Maker:
    """Makes values of that kind, with hostile texts in them."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind in LEAVES:
        return LEAVES[kind]
    if kind is None or kind is type(None):
        return lambda _chance: None
    if deep > 8:
        raise Untried(str(kind))
    if origin in (typing.Union, types.UnionType):
        each = [maker(one, known, deep) for one in arguments]
        return lambda chance: chance.choice(each)(chance)
    if origin is tuple and arguments[1:] != (...,):
        parts = [maker(one, known, deep + 1) for one in arguments]
        return lambda chance: tuple(part(chance) for part in parts)
    if origin in (tuple, list, Sequence):
        part, whole = maker(arguments[0], known, deep + 1), list if origin is list else tuple
        return lambda chance: whole(part(chance) for _ in range(chance.randrange(3)))
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        made = kind
        hints = typing.get_type_hints(kind, {**known, **vars(sys.modules[kind.__module__])})
        words = WORDS.get(kind.__name__, {})
        fields = {
            field.name: words.get(field.name) or maker(hints[field.name], known, deep + 1)
            for field in dataclasses.fields(kind)
            if field.init
        }
        return lambda chance: made(**{name: field(chance) for name, field in fields.items()})
    raise Untried(str(kind))


def shown(kind: Any) -> bool:
    """Whether that is what screens show."""
    arguments = typing.get_args(kind)
    return kind in (Content, Row) or (typing.get_origin(kind) in (list, tuple) and arguments[0] in (Content, Row))


def layouts() -> dict[str, tuple[Callable[..., Any], dict[str, Maker]]]:
    known = {**names(), **vars(builtins)}
    found: dict[str, tuple[Callable[..., Any], dict[str, Maker]]] = {}
    for module in everything(screens):
        for name, function in vars(module).items():
            if not inspect.isfunction(function) or function.__module__ != module.__name__ or name.startswith("_"):
                continue
            try:
                hints = typing.get_type_hints(function, {**known, **vars(module)})
                if not shown(hints.pop("return", None)):
                    continue
                found[f"{module.__name__}.{name}"] = (
                    function,
                    {
                        key: (lambda chance: chance.randrange(1, 201))
                        if key in SIZES and kind is int
                        else maker(kind, known)
                        for key, kind in hints.items()
                    },
                )
            except (NameError, Untried):
                continue
    return found


ONLY_TOGETHER = {
    # What they take is right only where its parts fit each other: counts and lists, or more than its type says.
    "screens.steps.scores.form.score_line",
    "screens.insight.course.objectives",
    "screens.insight.difficulties.rows",
    "screens.insight.talking.picture",
    "screens.okrs.detail.words",
    "screens.okrs.lines.text",
}
LAYOUTS = {name: found for name, found in layouts().items() if name not in ONLY_TOGETHER}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_any_text_at_any_width(name: str) -> None:
    function, makers = LAYOUTS[name]
    chance = random.Random(name)
    for _ in range(60):
        made = {key: make(chance) for key, make in makers.items()}
        width = chance.randrange(1, 201)
        came = function(**made)
        for each in came if isinstance(came, list | tuple) else [came]:
            row = each if isinstance(each, Row) else Row(each)
            assert all(line.cell_length <= max(2, width) for line in wrapped(row, width))


def test_there_are_many_of_them() -> None:
    assert len(LAYOUTS) > 15
