"""Says what a call of a recording function is, and writes and reads it as plain values for a rescue file."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotFoundError

MOVED = {
    "facilitator.drafts": "facilitator.store.drafts",
    "facilitator.okr.writing_key_results": "facilitator.okr.writing",
    "facilitator.roster": "facilitator.people.writing",
    "facilitator.settling": "facilitator.promises.writing",
    "facilitator.settling:move": "facilitator.promises.writing:set_due",
    "facilitator.settling:settle": "facilitator.promises.writing:set_state",
    "facilitator.steps.analysing": "facilitator.steps.analysis.writing",
    "facilitator.steps.commenting": "facilitator.steps.feedback.writing",
    "facilitator.steps.commitment": "facilitator.steps.commitment.writing",
    "facilitator.steps.continuing": "facilitator.steps.analysis.carry_over",
    "facilitator.steps.convening": "facilitator.steps.gather.writing",
    "facilitator.steps.gather": "facilitator.steps.gather.writing",
    "facilitator.steps.own": "facilitator.checkin.session",
    "facilitator.steps.own_promises": "facilitator.steps.promises.checkin",
    "facilitator.steps.progress": "facilitator.steps.progress.writing",
    "facilitator.steps.readiness": "facilitator.steps.readiness.writing",
    "facilitator.steps.readiness_asked": "facilitator.steps.readiness.checkin",
    "facilitator.steps.reflecting": "facilitator.steps.reflection.writing",
    "facilitator.steps.requesting": "facilitator.promises.requests",
    "facilitator.steps.requests": "facilitator.steps.requests.writing",
    "facilitator.steps.requests_asked": "facilitator.steps.requests.checkin",
    "facilitator.steps.round": "facilitator.steps.round.writing",
    "facilitator.steps.scores": "facilitator.steps.scores.writing",
    "facilitator.steps.voting": "facilitator.steps.confidence.writing",
    "facilitator.steps.whiteboard": "facilitator.steps.whiteboard.writing",
}
"""Where modules and functions stand now that files of earlier versions name elsewhere."""


@dataclass(frozen=True, slots=True)
class Call:
    """A function to be called with the database in front of its arguments."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)

    def __call__(self, database: Any) -> Any:
        return self.function(database, *self.arguments, **self.keywords)

    @property
    def text(self) -> str:
        """The longest text among its arguments, for a person to know it by; empty where there is none."""
        texts = [value for value in (*self.arguments, *self.keywords.values()) if isinstance(value, str)]
        return max(texts, key=len, default="")


def encoded(call: Call | None) -> str:
    """Return a call as a line of JSON; empty where it cannot be written as one."""
    if call is None:
        return ""
    try:
        return json.dumps(
            {
                "function": _path(call.function),
                "arguments": [_plain(value) for value in call.arguments],
                "keywords": {name: _plain(value) for name, value in call.keywords.items()},
            },
            ensure_ascii=False,
        )
    except TypeError:
        return ""


def _path(function: Callable[..., Any]) -> str:
    module, name = function.__module__, function.__qualname__
    if not module.startswith(HOME) or "." in name or name.startswith("_"):
        raise TypeError(f"{module}.{name} is no function that a file may name")
    return f"{module}:{name}"


def _plain(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Parsed():
            # What was read of it is read again, out of the line as it was typed.
            return str(value)
        case datetime():
            raise TypeError("a moment has no form in a rescue file")
        case date():
            return {"date": value.isoformat()}
        case tuple() | list() | set() | frozenset():
            return {"items": [_plain(item) for item in value]}
        case Mapping():
            return {"pairs": [[_plain(key), _plain(item)] for key, item in value.items()]}
        case _ if callable(value) and hasattr(value, "__qualname__"):
            return {"function": _path(value)}
        case _:
            raise TypeError(f"{type(value).__name__} has no form in a rescue file")


def decoded(line: str | None) -> Call | None:
    """Return the call that a rescue file has in this line; None where there is none, or none that can be run."""
    if not line:
        return None
    try:
        content = json.loads(line)
        return Call(
            _function(content["function"]),
            tuple(_value(value) for value in content["arguments"]),
            {str(name): _value(value) for name, value in content["keywords"].items()},
        )
    except (ValueError, LookupError, TypeError, AttributeError, ImportError):
        # Another version of the program wrote it: its text is still there for people.
        return None


def _function(path: str) -> Callable[..., Any]:
    module, _, name = MOVED.get(path, path).partition(":")
    module = MOVED.get(module, module)
    if not module.startswith(HOME) or not name.isidentifier() or name.startswith("_"):
        raise NotFoundError(f"{path} is no function of this program")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    if getattr(function, "__module__", None) != module:
        raise NotFoundError(f"{path} is no function of this program")
    return function


def _value(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    match value:
        case {"date": str(day)}:
            return date.fromisoformat(day)
        case {"items": list(items)}:
            return tuple(_value(item) for item in items)
        case {"pairs": list(pairs)}:
            return {_value(key): _value(item) for key, item in pairs}
        case {"function": str(path)}:
            return _function(path)
        case _:
            raise ValueError("this is no value of a rescue file")


HOME = "facilitator."
"""Only functions of this package are called again from a file."""
