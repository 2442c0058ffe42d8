"""Writes the rows of all tables so that no type is lost, and checks them when they come back."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Double,
    Float,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    cast,
    exists,
    func,
    select,
)

from facilitator.common.mistakes import refusal
from facilitator.common.text import LONGEST, TooLongError, clean
from facilitator.common.toml import TomlReader, WrongValueError
from facilitator.exchange.entries import shortened
from facilitator.store import whole
from facilitator.store.database import Database
from facilitator.store.migrating import NEWEST
from facilitator.store.whole import Rows
from facilitator.tables.base import UTCDateTime

_DO = "export it again, or correct it"
_MOST_MISTAKES = 100
_DOUBTFUL = re.compile(r"\\[ur]|NaN|Infinity")
_INTEGERS = range(-(2**31), 2**31)


def as_json(database: Database) -> Iterator[str]:
    """Yield the rows of all tables as JSON, each row on a line, part by part; text as an import cleans it.

    Votes that are not revealed yet are left out, and so is the key to their seals: nobody sees them (METHOD M14).
    """
    before = "{\n"
    texts = _written_columns(database)
    for name, columns, rows in whole.stream(database, lambda column: cast(column, Text) if column in texts else column):
        written = [number for number, column in enumerate(whole.tables()[name].c) if column in texts]
        yield f'{before}    {json.dumps(name)}: {{"columns": {json.dumps(columns)}, "rows": ['
        shown: Iterable[tuple[Any, ...]] = rows
        if name == "seal":
            shown = ()
        elif name == "vote":
            value = columns.index("value")
            shown = (vote for vote in rows if vote[value] is not None)
        first = True
        for row in shown:
            yield ("\n      " if first else ",\n      ") + _row(row, written)
            first = False
        yield "]}" if first else "\n    ]}"
        before = ",\n"
    yield "\n  }"


def _written_columns(database: Database) -> frozenset[Column[Any]]:
    """Return the columns whose JSON an export passes on as it is kept: to read and to write it takes most of the time.

    A column of SQLite in which another program wrote what is no JSON is none of them.
    """
    columns = [column for table in whole.tables().values() for column in table.c if isinstance(column.type, JSON)]
    if database.url.get_backend_name() == "sqlite":
        with database.reading() as session:
            broken = [exists().where(func.json_valid(column) == 0) for column in columns]
            flags = session.execute(select(*broken)).one()
        columns = [column for column, is_broken in zip(columns, flags, strict=True) if not is_broken]
    return frozenset(columns)


def _row(row: tuple[Any, ...], written: Sequence[int]) -> str:
    """Return a row as JSON.

    Args:
        row: Its values.
        written: The places of those that are JSON already, or None.
    """
    parts, first = [], 0
    for number in (*written, len(row)):
        if first < number:
            parts.append(_ROW.encode(row[first:number])[1:-1])
        if number < len(row):
            parts.append(row[number] or "null")
        first = number + 1
    text = f"[{', '.join(parts)}]"
    # Nearly all rows are clean, and to see it of a whole row is quick; what JSON escapes has to be looked at.
    if _DOUBTFUL.search(text) or _cleaned(text) != text:
        values = (
            json.loads(value) if number in written and value is not None else value for number, value in enumerate(row)
        )
        text = json.dumps([_shown(value) for value in values], ensure_ascii=False)
    return text


def _shown(value: Any) -> Any:
    match value:
        case str():
            return _cleaned(value)
        case datetime() | date():
            return value.isoformat()
        case float() if not math.isfinite(value):
            return str(value)
        case dict():
            return {_cleaned(key): _shown(item) for key, item in value.items()}
        case list():
            return [_shown(item) for item in value]
        case _:
            return value


def _cleaned(text: str) -> str:
    try:
        return clean(text)
    except TooLongError:
        return text


_ROW = json.JSONEncoder(ensure_ascii=False, default=_shown)


def _wrong(what: str, value: object) -> WrongValueError:
    return WrongValueError(f"must be {what}, not {_quoted(value)}", _DO)


def read(given: Any, revision: Any, file: str) -> Rows:
    """Return the rows of an export, each value of its column's type, each reference to a row that is there.

    Args:
        given: What stands under `tables`.
        revision: The schema that they are of; columns that came later have what they have by themselves.
        file: The file's name, for the mistakes.

    Raises:
        MistakesError: Whatever does not fit.
    """
    if not isinstance(revision, str) or not revision.isdigit() or revision > NEWEST:
        raise refusal(file, f"its revision {_quoted(revision)} is a newer program's, or none", "update facilitator")
    reader = _RowsReader(file)
    if not isinstance(given, dict):
        raise refusal(f"{file}, tables", "this is no table of tables", "export it again")
    known = whole.tables()
    for name in given.keys() - known.keys():
        reader.wrong(f"tables.{shortened(name)}", "there is no such table", "update facilitator, or take it out")
    rows = {name: reader.rows(table, given[name]) for name, table in known.items() if name in given}
    if not reader.mistakes:
        for name in rows:
            reader.fits(known[name], rows)
    reader.refuse_mistakes()
    return rows


class _RowsReader(TomlReader):
    """Reads rows, and keeps the first mistakes only: one that a program made stands in every row."""

    def wrong(self, where: str, what: str, do: str = _DO) -> None:
        if len(self.mistakes) < _MOST_MISTAKES:
            super().wrong(where, what, do)

    def rows(self, table: Table, given: Any) -> list[dict[str, Any]]:
        place = f"tables.{table.name}"
        columns, rows = (given.get(key) for key in ("columns", "rows")) if isinstance(given, dict) else (None, None)
        if (
            not isinstance(columns, list)
            or not isinstance(rows, list)
            or not all(isinstance(column, str) for column in columns)
        ):
            self.wrong(place, "it must have columns and rows")
            return []
        unknown = [name for name in columns if name not in table.c]
        lacking = [
            column.name
            for column in table.c
            if column.name not in columns
            and (column.primary_key or not (column.nullable or column.default or column.server_default))
        ]
        for name in unknown:
            self.wrong(place, f"there is no column {_quoted(name)}", "update facilitator, or take it out")
        for name in lacking:
            self.wrong(place, f'the column "{name}" is missing')
        if unknown or lacking or len(set(columns)) < len(columns):
            if not (unknown or lacking):
                self.wrong(place, "a column stands there twice")
            return []
        readers = [_reader(table.c[name]) for name in columns]
        read: list[dict[str, Any]] = []
        for number, row in enumerate(rows, 1):
            where = f"{place}[{number}]"
            if not isinstance(row, list) or len(row) != len(columns):
                self.wrong(where, f"it must have {len(columns)} values")
                continue
            values: dict[str, Any] = {}
            for name, read_value, value in zip(columns, readers, row, strict=True):
                values[name] = self.value(where, name, value, read_value)
            read.append(values)
        return read

    def fits(self, table: Table, rows: Rows) -> None:
        """See that ids are unique and references lead somewhere."""
        own = rows[table.name]
        unique = [["id"]] + [
            [column.name for column in constraint.columns]
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint)
        ]
        for names in unique:
            seen: dict[tuple[Any, ...], int] = {}
            for number, row in enumerate(own, 1):
                key = tuple(row.get(name) for name in names)
                if None not in key and (first := seen.setdefault(key, number)) != number:
                    self.wrong(f"tables.{table.name}[{number}]", f"it has the {', '.join(names)} of [{first}]")
        for reference in table.foreign_keys:
            name, target = reference.parent.name, reference.column.table.name
            ids = {row["id"] for row in rows.get(target, ())}
            for number, row in enumerate(own, 1):
                if row.get(name) is not None and row[name] not in ids:
                    self.wrong(f"tables.{table.name}[{number}]", f"{name} {row[name]} is not in {target}")


def _reader(column: Column[Any]) -> Callable[[Any], Any]:
    read = next((check for kind, check in _CHECKS if isinstance(column.type, kind)), _text)
    nullable = column.nullable

    def read_value(value: Any) -> Any:
        if value is None:
            if nullable:
                return None
            raise _wrong("there", value)
        return read(value)

    return read_value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _wrong("true or false", value)
    return value


def _integer(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in _INTEGERS:
        raise _wrong("a whole number of at most 31 bits", value)
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not (isinstance(value, int | float) or value in ("inf", "-inf", "nan")):
        raise _wrong("a number", value)
    try:
        return float(value)
    except OverflowError as error:
        raise _wrong("a number of 64 bits", value) from error


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _wrong("a moment such as 2026-11-30T09:00:00+00:00", value) from error
    if moment.tzinfo is None:
        raise _wrong("a moment with its offset", value)
    return moment


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise _wrong("a day such as 2026-11-30", value) from error


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong("a text", value)
    try:
        return clean(value)
    except TooLongError as error:
        raise _wrong(f"of at most {LONGEST:,} characters", value) from error


def _json(value: Any) -> Any:
    match value:
        case str():
            return _text(value)
        case dict():
            return {_text(key): _json(item) for key, item in value.items()}
        case list():
            return [_json(item) for item in value]
        case _:
            return value


_CHECKS: tuple[tuple[type | tuple[type, ...], Callable[[Any], Any]], ...] = (
    (Boolean, _flag),
    (Integer, _integer),
    ((Double, Float), _number),
    (UTCDateTime, _moment),
    (Date, _day),
    (JSON, _json),
)


def _quoted(value: Any) -> str:
    return f'"{shortened(value)}"' if isinstance(value, str) else shortened(str(value))
