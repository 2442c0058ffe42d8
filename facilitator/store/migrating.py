"""Brings the schema of a database up to date with Alembic."""

from __future__ import annotations

import contextlib
import glob
import importlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exc, inspect

from facilitator.common.errors import DatabaseError, DatabaseNewerError
from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.store.search import triggers

NEWEST = "0007"
"""The revision that this program writes; a test compares it with the folder of migrations."""

REVISION = "SELECT version_num FROM alembic_version"
"""The statement that reads a database's revision, without Alembic, which is slow to import."""

_MIGRATIONS = Path(__file__).parent / "migrations"

_UNFROZEN = """
SELECT 1 FROM meeting WHERE state = 'ended'
AND NOT EXISTS (SELECT 1 FROM frozen_minutes WHERE meeting_id = meeting.id) LIMIT 1
"""

_INTERRUPTIBLE = 100_000
"""After so many of SQLite's own instructions Python may handle Ctrl-C: several times a second."""


def migrate(connection: Connection, name: str, on_progress: OnProgress = ignore_progress) -> None:
    """Run the migrations that are missing, all of them or none, and rebuild the search.

    The connection is that of a writing transaction, so that no other process does the same.

    Raises:
        DatabaseNewerError: The schema is a newer program's.
        DatabaseError: The tables are another program's.
        KeyboardInterrupt: Somebody stopped it; the database is as it was.
    """
    # Slow to import, and needed only where migrations are missing.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    oldest_first = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    with _interruptible(connection):
        # Asked once more: another process may have done it until the lock was free.
        current = revision(connection)
        if current is not None and current not in oldest_first:
            raise DatabaseNewerError(
                f"{name}: its schema {current!r} is a newer program's; "
                "update facilitator, or name another database with --db"
            )
        strange = set(inspect(connection).get_table_names()) - {"alembic_version"}
        if current is None and strange:
            raise DatabaseError(
                f"{name}: holds other tables ({', '.join(sorted(strange)[:3])}) and is not facilitator's; "
                "name another database with --db"
            )
        missing = oldest_first if current is None else oldest_first[oldest_first.index(current) + 1 :]
        steps = len(missing) + 1

        def applied(step: Any, **_: Any) -> None:
            on_progress(missing.index(step.up_revision_id) + 1, steps)

        config.attributes |= {"connection": connection, "applied": applied}
        on_progress(0, steps)
        triggers.drop_triggers(connection)
        command.upgrade(config, "head")
        triggers.rebuild(connection)
        on_progress(steps, steps)


@contextlib.contextmanager
def _interruptible(connection: Connection) -> Iterator[None]:
    """Let Ctrl-C stop a statement of SQLite, such as one that copies a large table, before its end."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    # Python handles signals while it runs the function, and the exception that this raises stops the statement.
    driver.set_progress_handler(lambda: None, _INTERRUPTIBLE)
    try:
        yield
    except exc.OperationalError as error:
        if str(error.orig) == "interrupted":
            raise KeyboardInterrupt from error
        raise
    finally:
        # Where Ctrl-C came between two statements, the connection is closed by now.
        with contextlib.suppress(sqlite3.ProgrammingError):
            driver.set_progress_handler(None, 0)


def is_known(revision: str) -> bool:
    """Return whether this program has the migration to that revision."""
    return any((_MIGRATIONS / "versions").glob(f"{glob.escape(revision)}_*.py"))


def revision(connection: Connection) -> str | None:
    """Return the revision of the schema; None for an empty database."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    current: str | None = connection.exec_driver_sql(REVISION).scalar()
    return current


def freeze(database: Any, on_progress: OnProgress = ignore_progress) -> Path | None:
    """Freeze the minutes of meetings that have ended and have none; see `freeze_old`, which is called for it."""
    with database.reading() as session:
        if session.connection().exec_driver_sql(_UNFROZEN).first() is None:
            return None
    # Minutes lie in a room above this one, and are slow to import; only their name is known here.
    freezing = importlib.import_module("facilitator.minutes.freezing.migrating")
    copy: Path | None = freezing.freeze_old(database, on_progress)
    return copy
