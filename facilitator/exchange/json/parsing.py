"""Reads an export back from JSON: what the import file has, and every row of every table (CONTRACT, "JSON")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.mistakes import refusal
from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.common.toml import decode
from facilitator.exchange.entries import Entries
from facilitator.exchange.json import rows as tables
from facilitator.exchange.json.writing import SCHEMA
from facilitator.exchange.toml.parsing import entries_of
from facilitator.store import whole
from facilitator.store.search.triggers import rebuilt_afterwards
from facilitator.store.whole import Rows
from facilitator.tables.meeting import Meeting
from facilitator.tables.people import Unit

# What an export computes: it follows from the rest, and is not taken.
_COMPUTED = {"objectives": {"score", "missing", "history"}, "key_results": {"progress", "progress_note"}}


@dataclass(frozen=True, slots=True)
class Export:
    """What a `.json` export says; `rows` are of all tables, None where it has only what an import file has."""

    entries: Entries
    rows: Rows | None


def read(data: bytes, file: str) -> Export:
    """Read an export.

    Args:
        file: Its name, for the mistakes.

    Raises:
        MistakesError: Whatever is wrong with it that needs no database to tell.
    """
    text = decode(data, file).removeprefix("\ufeff")
    try:
        content = json.loads(text, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise refusal(
            f"{file}, line {error.lineno}", f"{error.msg} at column {error.colno}", "correct the spelling there"
        ) from error
    except (ValueError, RecursionError) as error:
        why = "brackets are nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise refusal(file, why, "correct it") from error
    if not isinstance(content, dict):
        raise refusal(file, "this is not an export", "name a file that facilitator export has written")
    schema = content.pop("schema", SCHEMA)
    if schema != SCHEMA:
        raise refusal(file, f"its schema is {schema!r}, this program knows {SCHEMA}", "update facilitator")
    # The minutes follow from the tables, and are the most of the file.
    has_meetings = bool(content.pop("meetings", None))
    revision, given = (content.pop(key, None) for key in ("revision", "tables"))
    if has_meetings and given is None:
        raise refusal(
            file,
            "it has meetings, and not a tables to bring them back from",
            "export it again with this program, or take the meetings out",
        )
    entries = entries_of({key: _plain(key, value) for key, value in content.items()}, text, file)
    return Export(entries, None if given is None else tables.read(given, revision, file))


def put(
    session: Session, export: Export, file: str, on_progress: OnProgress = ignore_progress
) -> tuple[int, tuple[str, ...]]:
    """Put the rows of all tables into an empty database; elsewhere leave them, if its meetings are there already.

    Args:
        session: A writing session, to be rolled back where this raises.
        export: What the file says.
        file: Its name, for mistakes and notes.
        on_progress: Is told how many rows are there.

    Returns:
        How many rows were put there, and what was left, in sentences.

    Raises:
        MistakesError: The database holds something, but not the meetings of the file.
    """
    if export.rows is None:
        return 0, ()
    if whole.is_empty(session):
        with rebuilt_afterwards(session):
            whole.put_back(session, export.rows, on_progress)
        return sum(map(len, export.rows.values())), ()
    units = {row["id"]: row["name"] for row in export.rows.get("unit", ())}
    there = {
        tuple(row)
        for row in session.execute(
            select(Meeting.started_at, Meeting.mode, Unit.name).join(Unit, Unit.id == Meeting.unit_id)
        )
    }
    missing = sum(
        (row["started_at"], row["mode"], units[row["unit_id"]]) not in there for row in export.rows.get("meeting", ())
    )
    if missing:
        raise refusal(
            file,
            f"{missing} of its meetings are not in this database, which is not empty",
            "name an empty one with --db, or take meetings and tables out of the file",
        )
    return 0, (f"{file}: the database is not empty: only units, people, cycles and OKRs are taken",)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number in JSON")


def _plain(key: str, value: Any) -> Any:
    """Return a table as TOML would have it: what is null is left out, days are dates, what is computed is not there."""
    if not isinstance(value, list):
        return value
    return [_table(key, entry) if isinstance(entry, dict) else entry for entry in value]


def _table(key: str, table: Mapping[str, Any]) -> dict[str, Any]:
    computed = _COMPUTED.get(key, set())
    values = {name: value for name, value in table.items() if value is not None and name not in computed}
    if key == "cycles":
        values |= {name: _day(values[name]) for name in ("start", "end") if name in values}
    if "key_results" in values:
        values["key_results"] = _plain("key_results", values["key_results"])
    return values


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
