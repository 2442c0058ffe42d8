"""Writes to a database and reads it, as one program or as another."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import select

from facilitator.store.database import Database
from facilitator.tables.people import Unit


def add(database: Database, name: str, meanwhile: Callable[[], object] | None = None) -> None:
    with database.writing() as session:
        session.add(Unit(name=name))
        if meanwhile:
            session.flush()
            meanwhile()


def units(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Unit.name).order_by(Unit.id)))


def elsewhere(path: Path) -> list[str]:
    """What another program reads."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM unit ORDER BY id")]


@contextlib.contextmanager
def held(path: Path, how: str) -> Iterator[None]:
    """Another program holds the database."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"BEGIN {how}")
        connection.execute("SELECT count(*) FROM unit").fetchone()
        yield
        connection.execute("ROLLBACK")
