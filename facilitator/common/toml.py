"""Reads the TOML files that people write, telling all that is wrong with them at once, and writes values for them."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from facilitator.common.mistakes import Mistake, MistakesError, refusal
from facilitator.common.text import TooLongError, clean, clean_line, is_blank

_TYPES = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
_LONGEST_QUOTED = 80
_MOST_EXACT = 2**53  # from here on not every whole number is a float
# In a text of many lines only what would end it, or would not come back as it is: a tab stays one.
_ESCAPED_IN_LINES = re.compile(r'[\x00-\x08\x0b-\x1f\x7f\\]|(?<="")"|"\Z')

_Value = TypeVar("_Value")


class WrongValueError(Exception):
    """A value is not what its key takes; a reader catches this and tells it behind the key's name.

    Attributes:
        what: What is wrong: `is 3`.
        do: What to do about it.
    """

    def __init__(self, what: str, do: str) -> None:
        super().__init__(what, do)
        self.what, self.do = what, do


def decode(data: bytes, file: str) -> str:
    """Return the text of a file, without a byte order mark.

    Raises:
        MistakesError: It is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(f"{file}, line {line}", "this is not UTF-8", "save the file as UTF-8") from error


def load(text: str, file: str) -> dict[str, Any]:
    """Return the tables of a TOML file, which mistakes call `file`.

    Raises:
        MistakesError: It is not spelled as TOML is.
    """
    try:
        return tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise refusal(file, "brackets are nested too deeply", "take some out") from error
    except ValueError as error:
        raise MistakesError([_syntax_mistake(str(error), text, file)]) from error


def _syntax_mistake(message: str, text: str, file: str) -> Mistake:
    what, at, position = message.partition(" (at ")
    if not at:  # a number or a date that TOML can spell and Python cannot hold
        return Mistake(file, clean_line(what[:_LONGEST_QUOTED]), "correct it")
    if match := re.match(r"line (\d+), column (\d+)", position):
        return Mistake(f"{file}, line {match[1]}", f"{what} at column {match[2]}", "correct the spelling there")
    # At the end of the file, whose last line is the last that has something in it.
    return Mistake(f"{file}, line {text.rstrip().count(chr(10)) + 1}", what, "correct the spelling there")


def describe(value: object) -> str:
    """Return a value as a mistake names it: what people wrote in quotes, of anything else only the type."""
    if isinstance(value, str):
        return f'"{clean_line(value[:_LONGEST_QUOTED])}"'
    return _TYPES.get(type(value), "a date")


def finite(value: object) -> float | None:
    """Return the value as a number; None if it is none, or not a finite one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def as_choice(*allowed: str) -> Callable[[object], str]:
    """Return a check that a value is one of a few words."""

    def check(value: object) -> str:
        if value in allowed:
            return str(value)
        raise WrongValueError(f"is {describe(value)}", f"write one of {', '.join(allowed)}")

    return check


def as_flag(value: object) -> bool:
    """Check that a value is true or false."""
    if isinstance(value, bool):
        return value
    raise WrongValueError(f"is {describe(value)}", "write true or false")


def as_text(value: object) -> str:
    """Check that a value is a text, and clean it."""
    if not isinstance(value, str):
        raise WrongValueError(f"is {describe(value)}", "write text in quotes")
    try:
        return clean(value)
    except TooLongError as error:
        raise WrongValueError("is too long", str(error)) from error


def as_line(value: object) -> str:
    """Check that a value is a text that can be seen, and make one line of it."""
    line = clean_line(as_text(value))
    if is_blank(line):
        raise WrongValueError("is blank", "write something that can be read")
    return line


class TomlReader:
    """Reads tables, and goes on after a mistake so that all are told at once.

    A place is told without the file, such as `steps[3] "its title"`; an empty one is the file itself.

    Attributes:
        file: What mistakes call the file.
        mistakes: What was wrong so far.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def wrong(self, where: str, what: str, do: str) -> None:
        """Keep a mistake."""
        self.mistakes.append(Mistake(f"{self.file}, {where}" if where else self.file, what, do))

    def refuse_mistakes(self) -> None:
        """Raise a `MistakesError` if there is a mistake."""
        if self.mistakes:
            raise MistakesError(self.mistakes)

    def value(self, where: str, key: str, value: object, check: Callable[[object], _Value]) -> _Value | None:
        """Return what `check` makes of a value; None after a mistake, which is what it raises as `WrongValueError`."""
        try:
            return check(value)
        except WrongValueError as wrong:
            self.wrong(where, f"{key} {wrong.what}", wrong.do)
            return None

    def known(self, where: str, table: Mapping[str, object], keys: Sequence[str]) -> None:
        """See that a table has no other keys."""
        for key in (key for key in table if key not in keys):
            what = "table" if isinstance(table[key], dict) else "key"
            self.wrong(where, f"unknown {what} {describe(key)}", f"use {', '.join(keys)} only")

    def table(self, where: str, value: object, example: str) -> dict[str, Any] | None:
        """Return the value as a table, which looks like `example`; None after a mistake."""
        if isinstance(value, dict):
            return value
        self.wrong(where, f"this is {describe(value)} and not a table", f"write {example}")
        return None

    def tables(self, where: str, values: object, example: str) -> list[tuple[str, dict[str, Any]]]:
        """Return a list of tables, each with its place, counted from 1; what is no such table is a mistake."""
        if not isinstance(values, list):
            self.wrong(where, f"this is {describe(values)} and not a list", f"write [{example}]")
            return []
        tables = [(f"{where}[{n}]", self.table(f"{where}[{n}]", value, example)) for n, value in enumerate(values, 1)]
        return [(place, table) for place, table in tables if table is not None]

    def text(self, where: str, value: object) -> str:
        """Return a text, cleaned; empty where it is blank or a mistake."""
        text = self.value(where, "this", value, as_text) or ""
        return "" if is_blank(text) else text.strip()

    def line(self, where: str, value: object) -> str:
        """Return a text of one line; empty where it is blank or a mistake."""
        return clean_line(self.text(where, value)).strip()

    def texts(self, where: str, value: object) -> list[str] | None:
        """Return a list of texts, blank ones as empty; None after a mistake."""
        if not isinstance(value, list):
            self.wrong(where, f"this is {describe(value)} and not a list", f'write {where.rpartition(".")[2]} = ["…"]')
            return None
        return [self.text(f"{where}[{n}]", text) for n, text in enumerate(value, 1)]

    def number(self, where: str, key: str, value: object) -> float | None:
        """Return a finite number; None after a mistake."""
        number = finite(value)
        if number is None:
            self.wrong(where, f"{key} is {describe(value)}, no figure", "write a number")
        return number

    def whole(self, where: str, key: str, value: object, lowest: int, highest: int) -> int | None:
        """Return a whole number in a range; None after a mistake."""
        if isinstance(value, int) and not isinstance(value, bool) and lowest <= value <= highest:
            return value
        shown = value if finite(value) is not None else describe(value)
        self.wrong(where, f"{key} is {shown}", f"write a whole number from {lowest} to {highest}")
        return None

    def day(self, where: str, key: str, value: object) -> date | None:
        """Return a date; None after a mistake."""
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.wrong(where, f"{key} is {describe(value)}, no date", "write it like 2026-11-30, without quotes")
        return None


def toml_value(value: object, *, lines: bool = False) -> str:
    """Return a value as TOML, a whole number without a point.

    Args:
        value: A text, a number, a day, a moment, true or false, or a list of those.
        lines: Whether a text of many lines stands below quotation marks of its own, as people read it.
    """
    match value:
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case date():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < _MOST_EXACT:
            return str(int(value))
        case str() if lines and "\n" in value:
            text = _ESCAPED_IN_LINES.sub(lambda match: toml_value(match[0])[1:-1], value)
            return f'"""\n{text}"""'
    # What JSON escapes, TOML reads the same way. (tomlkit takes seconds for a long text.)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def toml_key(text: str) -> str:
    """Return a key as TOML, in quotes where it must be."""
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else toml_value(text)
