"""The rows of all tables in an export: written so that no type is lost, and looked at before they come back."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Double, Float, Integer, Table, UniqueConstraint

from facilitator.common.mistakes import Mistake
from facilitator.common.text import LONGEST, TooLongError, clean
from facilitator.exchange.entries import shortened
from facilitator.exchange.mistakes import ImportMistakesError
from facilitator.store import whole
from facilitator.store.database import Database
from facilitator.store.migrating import NEWEST
from facilitator.store.whole import Rows
from facilitator.tables.base import UTCDateTime

_MOST_MISTAKES = 100
_INTEGERS = range(-(2**31), 2**31)


def as_json(database: Database) -> Iterator[str]:
    """The rows of all tables as JSON, each row on a line, part by part; text as an import cleans it.

    Votes that are not revealed yet are left out, and so is the key to their seals: nobody sees them (METHOD M14).
    """
    before = "{\n"
    for name, columns, rows in whole.stream(database):
        yield f'{before}    {json.dumps(name)}: {{"columns": {json.dumps(columns)}, "rows": ['
        shown: Iterable[tuple[Any, ...]] = rows
        if name == "seal":
            shown = ()
        elif name == "vote":
            value = columns.index("value")
            shown = (vote for vote in rows if vote[value] is not None)
        first = True
        for row in shown:
            yield ("\n      " if first else ",\n      ") + json.dumps([_shown(one) for one in row], ensure_ascii=False)
            first = False
        yield "]}" if first else "\n    ]}"
        before = ",\n"
    yield "\n  }"


def _shown(value: Any) -> Any:
    match value:
        case str():
            return _cleaned(value)
        case datetime() | date():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case dict():
            return {_cleaned(key): _shown(one) for key, one in value.items()}
        case list():
            return [_shown(one) for one in value]
        case _:
            return value


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except TooLongError:
        return text


class _WrongError(Exception):  # it never leaves this module
    """What a value must be."""


def read(given: Any, revision: Any, file: str) -> Rows:
    """The rows of an export, each value of its column's type, each reference to a row that is there.

    Args:
        given: What stands under `tables`.
        revision: The schema that they are of; columns that came later have what they have by themselves.
        file: The file's name, for the mistakes.

    Raises:
        ImportMistakesError: Whatever does not fit.
    """
    if not isinstance(revision, str) or not revision.isdigit() or revision > NEWEST:
        raise ImportMistakesError(
            [Mistake(file, f"its revision {_quoted(revision)} is a newer program's, or none", "update facilitator")]
        )
    reading = _Reading(file)
    if not isinstance(given, dict):
        raise ImportMistakesError([Mistake(f"{file}, tables", "this is no table of tables", "export it again")])
    known = whole.tables()
    for name in given.keys() - known.keys():
        reading.mistake(f"tables.{shortened(name)}", "there is no such table", "update facilitator, or take it out")
    rows = {name: reading.table(table, given[name]) for name, table in known.items() if name in given}
    if not reading.mistakes:
        for name in rows:
            reading.fits(known[name], rows)
    if reading.mistakes:
        raise ImportMistakesError(reading.mistakes)
    return rows


class _Reading:
    def __init__(self, file: str) -> None:
        self.file = file
        self.mistakes: list[Mistake] = []

    def mistake(self, place: str, what: str, do: str = "export it again, or correct it") -> None:
        if len(self.mistakes) < _MOST_MISTAKES:
            self.mistakes.append(Mistake(f"{self.file}, {place}", what, do))

    def table(self, table: Table, given: Any) -> list[dict[str, Any]]:
        place = f"tables.{table.name}"
        columns, rows = (given.get(key) for key in ("columns", "rows")) if isinstance(given, dict) else (None, None)
        if (
            not isinstance(columns, list)
            or not isinstance(rows, list)
            or not all(isinstance(one, str) for one in columns)
        ):
            self.mistake(place, "it must have columns and rows")
            return []
        unknown = [name for name in columns if name not in table.c]
        lacking = [
            one.name
            for one in table.c
            if one.name not in columns and (one.primary_key or not (one.nullable or one.default or one.server_default))
        ]
        for name in unknown:
            self.mistake(place, f"there is no column {_quoted(name)}", "update facilitator, or take it out")
        for name in lacking:
            self.mistake(place, f'the column "{name}" is missing')
        if unknown or lacking or len(set(columns)) < len(columns):
            if not (unknown or lacking):
                self.mistake(place, "a column stands there twice")
            return []
        readers = [_reader(table.c[name]) for name in columns]
        found: list[dict[str, Any]] = []
        for number, row in enumerate(rows, 1):
            if not isinstance(row, list) or len(row) != len(columns):
                self.mistake(f"{place}[{number}]", f"it must have {len(columns)} values")
                continue
            values: dict[str, Any] = {}
            for name, read_one, value in zip(columns, readers, row, strict=True):
                try:
                    values[name] = read_one(value)
                except _WrongError as wrong:
                    self.mistake(f"{place}[{number}]", f"{name} must be {wrong}, not {_quoted(value)}")
            found.append(values)
        return found

    def fits(self, table: Table, rows: Rows) -> None:
        """See that ids are unique and references lead somewhere."""
        some = rows[table.name]
        unique = [["id"]] + [
            [one.name for one in constraint.columns]
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        ]
        for names in unique:
            seen: dict[tuple[Any, ...], int] = {}
            for number, row in enumerate(some, 1):
                key = tuple(row.get(name) for name in names)
                if None not in key and (first := seen.setdefault(key, number)) != number:
                    self.mistake(f"tables.{table.name}[{number}]", f"it has the {', '.join(names)} of [{first}]")
        for reference in table.foreign_keys:
            name, target = reference.parent.name, reference.column.table.name
            ids = {row["id"] for row in rows.get(target, ())}
            for number, row in enumerate(some, 1):
                if row.get(name) is not None and row[name] not in ids:
                    self.mistake(f"tables.{table.name}[{number}]", f"{name} {row[name]} is not in {target}")


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    kind = column.type
    read = (
        _flag
        if isinstance(kind, Boolean)
        else _integer
        if isinstance(kind, Integer)
        else _number
        if isinstance(kind, Double | Float)
        else _moment
        if isinstance(kind, UTCDateTime)
        else _day
        if isinstance(kind, Date)
        else _json
        if isinstance(kind, JSON)
        else _text
    )
    nullable = column.nullable

    def read_one(value: Any) -> Any:
        if value is None:
            if nullable:
                return None
            raise _WrongError("there")
        return read(value)

    return read_one


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongError("true or false")
    return value


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in _INTEGERS:
        raise _WrongError("a whole number of at most 31 bits")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not (isinstance(value, int | float) or value in {"inf", "-inf", "nan"}):
        raise _WrongError("a number")
    try:
        return float(value)
    except OverflowError as error:
        raise _WrongError("a number of 64 bits") from error


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _WrongError("a moment such as 2026-11-30T09:00:00+00:00") from error
    if moment.tzinfo is None:
        raise _WrongError("a moment with its offset")
    return moment


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _WrongError("a day such as 2026-11-30") from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _WrongError("a text")
    try:
        return clean(value)
    except TooLongError as error:
        raise _WrongError(f"of at most {LONGEST:,} characters") from error


def _json(value: Any) -> Any:
    match value:
        case str():
            return _text(value)
        case dict():
            return {_text(key): _json(one) for key, one in value.items()}
        case list():
            return [_json(one) for one in value]
        case _:
            return value


def _quoted(value: Any) -> str:
    return f'"{shortened(value)}"' if isinstance(value, str) else shortened(str(value))
