"""Reading the TOML of an import file: everything that can be known without the database."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from facilitator.common.mistakes import Mistake
from facilitator.common.text import LONGEST, TooLongError, clean, clean_line, is_blank
from facilitator.exchange.entries import (
    CycleEntry,
    Entries,
    KeyResultEntry,
    ObjectiveEntry,
    PersonEntry,
    UnitEntry,
    check,
    labelled,
    shortened,
)
from facilitator.exchange.mistakes import ImportMistakesError
from facilitator.tables.okr import SOURCES, STATES
from facilitator.tables.people import LEVELS


def decode(data: bytes, file: str) -> str:
    """The text of a file.

    Raises:
        ImportMistakesError: It is not UTF-8.
    """
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportMistakesError(
            [Mistake(f"{file}, line {line}", "this is not UTF-8", "save the file as UTF-8")]
        ) from error


def parse(text: str, file: str) -> Entries:
    """Read the TOML of an import file (CONTRACT, the import file).

    Args:
        text: The file's text.
        file: Its name, for the mistakes.

    Returns:
        What it says, every text cleaned.

    Raises:
        ImportMistakesError: Whatever is wrong with it that needs no database to tell.
    """
    try:
        content = tomllib.loads(text.removeprefix("\ufeff"))
    except RecursionError as error:
        raise ImportMistakesError([Mistake(file, "brackets are nested too deeply", "take some out")]) from error
    except ValueError as error:
        raise ImportMistakesError([_spelling(error, text, file)]) from error
    return entries_of(content, text, file)


def entries_of(content: Mapping[str, object], text: str, file: str) -> Entries:
    """What the tables of a file say, whatever it was spelled in.

    Args:
        content: The tables; a day is a `date`.
        text: The file's text, to find lines in.
        file: Its name, for the mistakes.

    Raises:
        ImportMistakesError: Whatever is wrong with it that needs no database to tell.
    """
    reader = Reader(file)
    for key in (key for key in content if key not in _TABLES):
        line = _line_of(key, text)
        reader.mistake(
            f"{file}, line {line}" if line else file,
            f"there is no table {_shown(key)}",
            f"the tables are {', '.join(_TABLES)}",
        )
    entries = Entries(
        units=tuple(UnitEntry(**reader.read(*one, UNIT, ("name",))) for one in reader.tables(content, "units")),
        people=tuple(PersonEntry(**reader.read(*one, PERSON, ("name",))) for one in reader.tables(content, "people")),
        cycles=tuple(CycleEntry(**reader.read(*one, CYCLE, ("name",))) for one in reader.tables(content, "cycles")),
        objectives=tuple(reader.objective(*one) for one in reader.tables(content, "objectives")),
    )
    check(entries, file, reader.mistakes)
    return entries


class _WrongError(Exception):  # it never leaves this module
    """What is wrong with a value, and what to do; the key's name comes before it."""


def _line(value: object) -> str:
    return _text(value, clean_line)


def _text(value: object, cleaned: Callable[[str], str] = clean) -> str:
    if not isinstance(value, str):
        raise _WrongError(f"must be a text, not {_shown(value)}", "put it in quotes")
    try:
        text = cleaned(value)
    except TooLongError as error:
        raise _WrongError(f"has more than {LONGEST:,} characters", "shorten it") from error
    return "" if is_blank(text) else text


def _title(value: object) -> str:
    if text := _line(value):
        return text
    raise _WrongError("is blank", "write one")


def _id(value: object) -> str | None:
    return _line(value) or None


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise _WrongError(f"must be a number, not {_shown(value)}", "write it without quotes")
    try:
        number = float(value) + 0.0  # never -0.0
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise _WrongError("must be a finite number", "correct it")
    return number


def _confidence(value: object) -> int:
    number = _number(value)
    if not (1 <= number <= 10 and number.is_integer()):
        raise _WrongError(f"must be a whole number from 1 to 10, not {_shown(value)}", "correct it")
    return int(number)


def _score(value: object) -> float:
    number = _number(value)
    if not 0 <= number <= 1:
        raise _WrongError(f"must be from 0 to 1, not {_shown(value)}", "correct it")
    return number


def _date(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _WrongError(f"must be a date, not {_shown(value)}", "write it like 2026-10-01, without quotes or time")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise _WrongError(f"must be true or false, not {_shown(value)}", "write it without quotes")
    return value


def _timezone(value: object) -> str:
    name = _line(value)
    if name:
        try:
            ZoneInfo(name)
        except (ValueError, KeyError, OSError) as error:
            raise _WrongError(f"{_shown(name)} is not known", "use an IANA name such as Europe/London") from error
    return name


def _email(value: object) -> str:
    address = _line(value)
    if address and not re.fullmatch(r'[^@\s<>(),;:"\\]+@[^@\s<>(),;"\\]+', address):
        raise _WrongError(f"{_shown(address)} is no address", "write one like ada@example.org")
    return address


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = _line(value)
        if text not in allowed:
            raise _WrongError(f"must not be {_shown(value)}", f"use one of {', '.join(filter(None, allowed))}")
        return text

    return read


Spec = Mapping[str, Callable[[object], object]]

UNIT: Spec = {"name": _title, "level": _one_of(*LEVELS), "parent": _line, "manager": _line}
PERSON: Spec = {"name": _title, "unit": _line, "timezone": _timezone, "email": _email, "active": _flag}
CYCLE: Spec = {"name": _title, "start": _date, "end": _date}
OBJECTIVE: Spec = {
    "id": _id,
    "cycle": _title,
    "owner": _title,
    "title": _title,
    "description": _text,
    "source": _one_of(*SOURCES, ""),
    "supports": _line,
    "state": _one_of(*STATES),
}
KEY_RESULT: Spec = {
    "id": _id,
    "title": _title,
    "description": _text,
    "owner": _line,
    "start": _number,
    "target": _number,
    "current": _number,
    "unit": _line,
    "confidence": _confidence,
    "score": _score,
    "reason": _text,
}
_TABLES = {"units": UNIT, "people": PERSON, "cycles": CYCLE, "objectives": OBJECTIVE}


class Reader:
    """Reads tables by what their keys may say, and keeps the mistakes."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def mistake(self, where: str, what: str, do: str) -> None:
        """Keep a mistake."""
        self.mistakes.append(Mistake(where, what, do))

    def tables(
        self, parent: Mapping[str, object], key: str, place: str = ""
    ) -> Iterable[tuple[str, dict[str, object]]]:
        """The tables of a list, each with its place."""
        many = parent.get(key, [])
        for number, one in enumerate(many if isinstance(many, list) else [many], 1):
            here = f"{place}{key}[{number}]"
            if isinstance(many, list) and isinstance(one, dict):
                yield here, one
            else:
                at = here if isinstance(many, list) else f"{place}{key}"
                self.mistake(
                    f"{self.file}, {at}",
                    "it is no list of tables",
                    f"begin each with [[{place and 'objectives.'}{key}]]",
                )

    def read(
        self, place: str, table: Mapping[str, object], spec: Spec, needed: Iterable[str], *, also: str = ""
    ) -> dict[str, Any]:
        """What a table says under each key of `spec`, None where it is left out, "" where it is needed but missing."""
        label = table.get("title") or table.get("name") or table.get("id")
        at = f"{self.file}, {labelled(place, label if isinstance(label, str) else None)}"
        for key in (key for key in table if key not in spec and key != also):
            self.mistake(at, f"there is no key {_shown(key)}", f"the keys are {', '.join(filter(None, (*spec, also)))}")
        values: dict[str, Any] = {"place": place}
        for key, read in spec.items():
            values[key] = None
            if key in table:
                try:
                    values[key] = read(table[key])
                except _WrongError as wrong:
                    self.mistake(at, f"{key} {wrong.args[0]}", wrong.args[1])
        for key in needed:
            if key not in table and values.get("id") is None:
                self.mistake(at, f"{key} is missing", f"add {key} = …")
            if "id" not in spec:
                values[key] = values[key] or ""
        return values

    def objective(self, place: str, table: Mapping[str, object]) -> ObjectiveEntry:
        """An objective with its key results."""
        values = self.read(place, table, OBJECTIVE, ("cycle", "owner", "title"), also="key_results")
        key_results = tuple(
            KeyResultEntry(**self.read(*one, KEY_RESULT, ("title",)))
            for one in self.tables(table, "key_results", f"{place}.")
        )
        return ObjectiveEntry(**values, key_results=key_results)


def _shown(value: object) -> str:
    """A value as a mistake quotes it: on one line, and not a page of it."""
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a table"
    return shortened(str(value))


def _spelling(error: ValueError, text: str, file: str) -> Mistake:
    what, at, position = str(error).partition(" (at ")
    found = re.match(r"line (\d+), column (\d+)", position)
    line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
    if found:
        what = f"{what} at column {found[2]}"
    elif not at:  # a number or a date that TOML can spell and Python cannot hold
        return Mistake(file, shortened(what), "correct it")
    return Mistake(f"{file}, line {line}", what, "correct the spelling there")


def _line_of(key: str, text: str) -> int | None:
    found = re.search(rf"^[ \t]*(?:\[\[?[ \t]*)?[\"']?{re.escape(key)}[\"']?[ \t]*[].=]", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None
