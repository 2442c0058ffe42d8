"""Makes the engine that a database is opened with, and the watch that notices what others commit there."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url

from facilitator.common.errors import DatabaseError
from facilitator.store.file import File, FileWatch

WRITER = 0xFAC_1117
"""The number of the PostgreSQL advisory lock that a writing transaction holds: one writer at a time, as in SQLite."""

CHANNEL = "facilitator"
"""The channel on which PostgreSQL says that somebody has committed."""

READING = "facilitator_reading"
"""The execution option of a connection that only reads: it takes no lock and announces nothing."""

TRANSACTION = "transaction"
"""Where a PostgreSQL connection's info has the id of its writing transaction."""


_json = functools.partial(json.dumps, ensure_ascii=False)
"""Keeps JSON as people would write it: an export passes it on, and other tools show it."""


class Watch(Protocol):
    """What notices that somebody has committed."""

    def look(self) -> bool:
        """Return whether anybody may have committed since the last look."""

    def close(self) -> None:
        """Stop watching; the next look begins anew."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened database; `file` is None for a server and in memory, `watch` where nobody else can commit."""

    url: URL
    engine: Engine
    file: File | None
    watch: Watch | None


def open_engine(address: str, patience: float) -> Opened:
    """Open a database; a SQLite file and its folder are created where they are missing.

    Raises:
        DatabaseError: The address is no URL of a database, its driver is not installed, or no file can be created.
    """
    try:
        url = make_url(address)
        return (_open_sqlite if url.get_backend_name() == "sqlite" else _open_server)(url, patience)
    except exc.ArgumentError as error:
        raise DatabaseError(f"{address!r} is not a database; give a path or a URL such as sqlite:///team.db") from error
    except ModuleNotFoundError as error:
        raise DatabaseError(
            f"{address!r} needs a driver that is not installed; install it with pip install 'facilitator[postgresql]'"
        ) from error


def _open_server(url: URL, patience: float) -> Opened:
    # Before psycopg is imported: of a URL of another driver's, SQLAlchemy says better what is wrong.
    make = functools.partial(create_engine, url, pool_pre_ping=True, json_serializer=_json)
    if url.get_driver_name() != "psycopg":
        return Opened(url, make(), None, None)
    # psycopg is an extra, which whoever uses SQLite need not have.
    from facilitator.store import server

    # To PostgreSQL a timeout of 0 means to wait for ever.
    timeout = f"-c lock_timeout={max(1, round(patience * 1000))}"
    options = " ".join((str(url.query.get("options", "")), timeout)).strip()
    limits = {name: value for name, value in server.LIMITS.items() if name not in url.query}
    engine = make(connect_args={**limits, "options": options})
    event.listen(engine, "do_connect", server.ServerConnection.to)
    event.listen(engine, "begin", _begin_on_server)
    return Opened(url, engine, None, server.ServerWatch(engine, CHANNEL))


def _open_sqlite(url: URL, patience: float) -> Opened:
    path = None if url.database in (None, "", ":memory:") else Path(str(url.database))
    if path is not None:
        try:
            path = path.expanduser()
            url = url.set(database=str(path))
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        except (OSError, RuntimeError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            raise DatabaseError(f"{path}: {why}; name another file with --db") from error
    engine = create_engine(url, connect_args={"timeout": patience}, json_serializer=_json)
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_in_sqlite)
    if path is None:
        return Opened(url, engine, None, None)
    file = File(path)
    event.listen(engine, "do_connect", file.connect)
    event.listen(engine, "checkout", file.check_out)
    return Opened(url, engine, file, FileWatch(file, patience))


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver itself begins a transaction only at its first statement that writes, too late to keep two writers
    # apart; `_begin_in_sqlite` begins it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    # A commit deletes the rollback journal. Unless the folder is synced too, a power cut could bring that file back,
    # and SQLite would take back what was recorded.
    cursor.execute("PRAGMA synchronous = EXTRA")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        # Where another program has it open, the mode stays; it can be written in this one, too.
        with contextlib.suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode = DELETE")
    cursor.close()


def _begin_in_sqlite(connection: Connection) -> None:
    # Two that have read and then want to write would wait for each other, so SQLite fails one of them at once, whatever
    # the timeout. IMMEDIATE takes the writer's lock before anything is read, and can wait for it.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(READING) else "BEGIN IMMEDIATE")


def _begin_on_server(connection: Connection) -> None:
    if connection.get_execution_options().get(READING):
        return
    # Journal ids have to follow the order of commits, which they do where one writes at a time. The id tells
    # afterwards whether a transaction was committed that the server could not confirm.
    locked = connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER}), pg_current_xact_id()::text").one()
    connection.info[TRANSACTION] = locked[1]
    # PostgreSQL sends it at the commit, and not at all where there is none.
    connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
