"""Reads all rows of a database, and writes them into an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.store.database import Database
from facilitator.tables import Base
from facilitator.tables.journal import Change

Rows = Mapping[str, Sequence[dict[str, Any]]]
"""By table name the rows, each with its values by column name."""

_READ = 500
"""So many rows are in memory while they are read; those of minutes are large."""

PART = 5000
"""Rows that are read or written at a time; in between the work can report its progress, and be stopped."""

_AUTOMATIC = frozenset(("draft", "seal"))
"""Tables that the program writes by itself, so that they may have rows in a database that nobody has used yet."""


def tables() -> Mapping[str, Table]:
    """Return the tables by name, as far as possible after those that they refer to."""
    return {table.name: table for table in Base.metadata.sorted_tables}


def read(database: Database) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """Return all rows as they are at one moment: by table its column names, and its rows in the order of their ids."""
    return {name: (columns, list(rows)) for name, columns, rows in stream(database)}


def stream(
    database: Database, shown: Callable[[Column[Any]], ColumnElement[Any]] = lambda column: column
) -> Iterator[tuple[str, list[str], Iterable[tuple[Any, ...]]]]:
    """Yield all rows as they are at one moment: for each table its name, its column names, and its rows by id.

    The rows of a table have to be consumed before the next table is asked for.

    Args:
        database: Where they are.
        shown: Gives what is read of a column, where that is not its value.
    """
    with database.reading() as session:
        for name, table in tables().items():
            query = select(*map(shown, table.c)).order_by(table.c.id)
            with session.execute(query, execution_options={"yield_per": _READ}) as rows:
                yield name, list(table.c.keys()), (tuple(row) for row in rows)


def count(database: Database) -> int:
    """Return the number of rows in all tables."""
    with database.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables().values())


def is_empty(session: Session) -> bool:
    """Return whether nobody has recorded anything."""
    return all(
        session.execute(select(table.c.id).limit(1)).first() is None
        for name, table in tables().items()
        if name not in _AUTOMATIC
    )


def put_back(session: Session, rows: Rows, on_progress: OnProgress = ignore_progress) -> None:
    """Write rows, and all that they refer to, into an empty database, ids and all; later rows get ids after theirs."""
    for name in _AUTOMATIC:
        session.execute(delete(tables()[name]))
    written: set[str] = set()
    references: list[tuple[Table, str]] = []
    done, count = 0, sum(map(len, rows.values()))
    for name, table in tables().items():
        # References within a table, and in a circle of tables, are set once all rows are there.
        waiting = [
            key.parent.name
            for key in table.foreign_keys
            if key.column.table.name not in written and key.parent.name in (rows.get(name) or [{}])[0]
        ]
        if of_table := rows.get(name):
            for first in range(0, len(of_table), PART):
                part = of_table[first : first + PART]
                session.execute(insert(table), [row | dict.fromkeys(waiting) for row in part])
                done += len(part)
                on_progress(done, count)
            references += [(table, column) for column in waiting]
        written.add(name)
    for table, column in references:
        links = [{"of": row["id"], "to": row[column]} for row in rows[table.name] if row[column] is not None]
        if links:
            change = update(table).where(table.c.id == bindparam("of")).values({column: bindparam("to")})
            session.connection().execute(change, links)
    _continue_ids(session)
    if session.connection().dialect.name != "sqlite":
        # PostgreSQL would plan for empty tables until it happens to analyze them by itself.
        session.execute(text("ANALYZE"))


def _continue_ids(session: Session) -> None:
    """Let new ids follow the highest ever given, those of deleted rows included, which the journal still has."""
    newest = select(Change.table_name, func.max(Change.row_id)).group_by(Change.table_name)
    deleted: dict[str, int] = {row[0]: row[1] for row in session.execute(newest)}
    sqlite = session.connection().dialect.name == "sqlite"
    for name, table in tables().items():
        last = max(session.scalar(select(func.max(table.c.id))) or 0, deleted.get(name, 0))
        if not last:
            continue
        if sqlite:
            session.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
            session.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), {"name": name, "last": last}
            )
        else:
            session.execute(
                text("SELECT setval(pg_get_serial_sequence(quote_ident(:name), 'id'), :last)"),
                {"name": name, "last": last},
            )
