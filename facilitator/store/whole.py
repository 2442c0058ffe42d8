"""The whole database, row for row: read out, and put back into an empty one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select, text, update
from sqlalchemy.orm import Session

from facilitator.common.progress import Tell, nobody
from facilitator.store.database import Database
from facilitator.tables import Base
from facilitator.tables.journal import Change

Rows = Mapping[str, Sequence[dict[str, Any]]]
"""The rows of each table, by its name; in each the values of the columns by theirs."""

PART = 5000
"""So many rows are put back at a time."""

_OF_NOBODY = frozenset(("draft", "seal"))
"""The tables that a database may have rows in that nobody has used yet: the program writes them by itself."""


def tables() -> Mapping[str, Table]:
    """The tables by name, those that others refer to first as far as that can be."""
    return {table.name: table for table in Base.metadata.sorted_tables}


def read(database: Database) -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    """All rows of all tables at one moment: under each table's name its columns, and its rows by id."""
    return {name: (columns, list(rows)) for name, columns, rows in stream(database)}


def stream(database: Database) -> Iterator[tuple[str, list[str], Iterable[tuple[Any, ...]]]]:
    """All rows of all tables at one moment, table by table: its name, its columns, and its rows by id.

    The rows of a table are read as they are asked for, before the next table is.
    """
    with database.reading() as session:
        for name, table in tables().items():
            query = select(table).order_by(table.c.id)
            with session.execute(query, execution_options={"yield_per": PART}) as rows:
                yield name, list(table.c.keys()), (tuple(row) for row in rows)


def count(database: Database) -> int:
    """How many rows there are in all tables."""
    with database.reading() as session:
        return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables().values())


def is_empty(session: Session) -> bool:
    """Whether nobody has recorded anything."""
    return all(
        session.execute(select(table.c.id).limit(1)).first() is None
        for name, table in tables().items()
        if name not in _OF_NOBODY
    )


def put_back(session: Session, rows: Rows, tell: Tell = nobody) -> None:
    """Put rows into an empty database as they were, ids and all; what comes later gets ids behind theirs.

    Args:
        session: A writing session; `is_empty` is true in it.
        rows: Of every table those there are, fitting together.
        tell: Is told how many rows are there.
    """
    for name in _OF_NOBODY:
        session.execute(delete(tables()[name]))
    there: set[str] = set()
    later: list[tuple[Table, str]] = []
    done, count = 0, sum(map(len, rows.values()))
    for name, table in tables().items():
        # What refers to its own table, or round in a circle, is told once everything is there.
        waiting = [
            key.parent.name
            for key in table.foreign_keys
            if key.column.table.name not in there and key.parent.name in (rows.get(name) or [{}])[0]
        ]
        if some := rows.get(name):
            # In parts, between which it can be told how far it is, and stopped.
            for first in range(0, len(some), PART):
                part = some[first : first + PART]
                session.execute(insert(table), [row | dict.fromkeys(waiting) for row in part])
                done += len(part)
                tell(done, count)
            later += [(table, column) for column in waiting]
        there.add(name)
    for table, column in later:
        links = [{"of": row["id"], "to": row[column]} for row in rows[table.name] if row[column] is not None]
        if links:
            change = update(table).where(table.c.id == bindparam("of")).values({column: bindparam("to")})
            session.connection().execute(change, links)
    _go_on_behind(session)
    if session.connection().dialect.name != "sqlite":
        # Until it does so by itself, PostgreSQL would plan as if the tables were empty.
        session.execute(text("ANALYZE"))


def _go_on_behind(session: Session) -> None:
    """See that no id is given again, also none of what was deleted: the journal knows it."""
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
