"""Reads the TOML of an import file, as far as that can be done without the database."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from facilitator.common.text import LONGEST, TooLongError, clean, clean_line, is_blank
from facilitator.common.toml import TomlReader, WrongValueError, describe, finite, load
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
from facilitator.tables.okr import SOURCES, STATES
from facilitator.tables.people import LEVELS


def parse(text: str, file: str) -> Entries:
    """Read the TOML of an import file (CONTRACT, the import file), every text cleaned.

    Raises:
        MistakesError: Whatever is wrong with it that needs no database to tell.
    """
    return entries_of(load(text, file), text, file)


def entries_of(content: Mapping[str, object], text: str, file: str) -> Entries:
    """Return what the tables of a file say, whatever it was spelled in; mistakes tell the lines of its text.

    Raises:
        MistakesError: Whatever is wrong with it that needs no database to tell.
    """
    reader = ImportReader(file)
    for key in (key for key in content if key not in _TABLES):
        line = _line_of(key, text)
        reader.wrong(
            f"line {line}" if line else "", f"there is no table {_shown(key)}", f"the tables are {', '.join(_TABLES)}"
        )
    entries = Entries(
        units=tuple(UnitEntry(**reader.read(*table, UNIT, ("name",))) for table in reader.listed(content, "units")),
        people=tuple(
            PersonEntry(**reader.read(*table, PERSON, ("name",))) for table in reader.listed(content, "people")
        ),
        cycles=tuple(CycleEntry(**reader.read(*table, CYCLE, ("name",))) for table in reader.listed(content, "cycles")),
        objectives=tuple(reader.objective(*table) for table in reader.listed(content, "objectives")),
    )
    check(entries, file, reader.mistakes)
    return entries


def _line(value: object) -> str:
    return _text(value, clean_line)


def _text(value: object, cleaned: Callable[[str], str] = clean) -> str:
    if not isinstance(value, str):
        raise WrongValueError(f"must be a text, not {_shown(value)}", "put it in quotes")
    try:
        text = cleaned(value)
    except TooLongError as error:
        raise WrongValueError(f"has more than {LONGEST:,} characters", "shorten it") from error
    return "" if is_blank(text) else text


def _title(value: object) -> str:
    if text := _line(value):
        return text
    raise WrongValueError("is blank", "write one")


def _id(value: object) -> str | None:
    return _line(value) or None


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise WrongValueError(f"must be a number, not {_shown(value)}", "write it without quotes")
    number = finite(value)
    if number is None:
        raise WrongValueError("must be a finite number", "correct it")
    return number + 0.0  # never -0.0


def _confidence(value: object) -> int:
    number = _number(value)
    if not (1 <= number <= 10 and number.is_integer()):
        raise WrongValueError(f"must be a whole number from 1 to 10, not {_shown(value)}", "correct it")
    return int(number)


def _score(value: object) -> float:
    number = _number(value)
    if not 0 <= number <= 1:
        raise WrongValueError(f"must be from 0 to 1, not {_shown(value)}", "correct it")
    return number


def _date(value: object) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise WrongValueError(
            f"must be a date, not {_shown(value)}", "write it like 2026-10-01, without quotes or time"
        )
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValueError(f"must be true or false, not {_shown(value)}", "write it without quotes")
    return value


def _timezone(value: object) -> str:
    name = _line(value)
    if name:
        try:
            ZoneInfo(name)
        except (ValueError, KeyError, OSError) as error:
            raise WrongValueError(f"{_shown(name)} is not known", "use an IANA name such as Europe/London") from error
    return name


def _email(value: object) -> str:
    address = _line(value)
    if address and not re.fullmatch(r'[^@\s<>(),;:"\\]+@[^@\s<>(),;"\\]+', address):
        raise WrongValueError(f"{_shown(address)} is not an address", "write one like ada@example.org")
    return address


def _choice(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = _line(value)
        if text not in allowed:
            raise WrongValueError(f"must not be {_shown(value)}", f"use one of {', '.join(filter(None, allowed))}")
        return text

    return read


Spec = Mapping[str, Callable[[object], object]]

UNIT: Spec = {"name": _title, "level": _choice(*LEVELS), "parent": _line, "manager": _line}
PERSON: Spec = {"name": _title, "unit": _line, "timezone": _timezone, "email": _email, "active": _flag}
CYCLE: Spec = {"name": _title, "start": _date, "end": _date}
OBJECTIVE: Spec = {
    "id": _id,
    "cycle": _title,
    "owner": _title,
    "title": _title,
    "description": _text,
    "source": _choice(*SOURCES, ""),
    "supports": _line,
    "state": _choice(*STATES),
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


class ImportReader(TomlReader):
    """Reads tables by what their keys may say."""

    def listed(
        self, parent: Mapping[str, object], key: str, place: str = ""
    ) -> Iterable[tuple[str, dict[str, object]]]:
        """Yield the tables of a list that may be left out, each with its place."""
        many = parent.get(key, [])
        for number, table in enumerate(many if isinstance(many, list) else [many], 1):
            here = f"{place}{key}[{number}]"
            if isinstance(many, list) and isinstance(table, dict):
                yield here, table
            else:
                self.wrong(
                    here if isinstance(many, list) else f"{place}{key}",
                    "it is not a list of tables",
                    f"begin each with [[{place and 'objectives.'}{key}]]",
                )

    def read(
        self, place: str, table: Mapping[str, object], spec: Spec, needed: Iterable[str], *, also: str = ""
    ) -> dict[str, Any]:
        """Return what a table says under each key of `spec`.

        A key that is left out gives None; one that is needed, of an entry that has no id, is a mistake.
        """
        label = table.get("title") or table.get("name") or table.get("id")
        at = labelled(place, label if isinstance(label, str) else None)
        for key in (key for key in table if key not in spec and key != also):
            self.wrong(at, f"there is no key {_shown(key)}", f"the keys are {', '.join(filter(None, (*spec, also)))}")
        values: dict[str, Any] = {"place": place}
        for key, check_value in spec.items():
            values[key] = self.value(at, key, table[key], check_value) if key in table else None
        for key in needed:
            if key not in table and values.get("id") is None:
                self.wrong(at, f"{key} is missing", f"add {key} = …")
            if "id" not in spec:
                values[key] = values[key] or ""
        return values

    def objective(self, place: str, table: Mapping[str, object]) -> ObjectiveEntry:
        """Return an objective with its key results."""
        values = self.read(place, table, OBJECTIVE, ("cycle", "owner", "title"), also="key_results")
        key_results = tuple(
            KeyResultEntry(**self.read(*entry, KEY_RESULT, ("title",)))
            for entry in self.listed(table, "key_results", f"{place}.")
        )
        return ObjectiveEntry(**values, key_results=key_results)


def _shown(value: object) -> str:
    """Return a value as a mistake quotes it: on one line, and not a page of it."""
    if isinstance(value, list | dict):
        return describe(value)
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    return str(value).lower() if isinstance(value, bool) else shortened(str(value))


def _line_of(key: str, text: str) -> int | None:
    match = re.search(rf"^[ \t]*(?:\[\[?[ \t]*)?[\"']?{re.escape(key)}[\"']?[ \t]*[].=]", text, re.MULTILINE)
    return text.count("\n", 0, match.start()) + 1 if match else None
