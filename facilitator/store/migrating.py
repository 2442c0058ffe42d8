"""Bringing the schema up to date with Alembic."""

from __future__ import annotations

import contextlib
import glob
import importlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, exc, inspect, text

from facilitator.common.errors import DatabaseError, DatabaseNewerError
from facilitator.common.progress import Tell, nobody
from facilitator.store.database import Database

NEWEST = "0007"
"""The revision this program writes; a test compares it with the folder of migrations."""


_MIGRATIONS = Path(__file__).parent / "migrations"

_LOOKS = 100_000
"""After so many of SQLite's own instructions it is looked whether somebody pressed Ctrl-C: some times in a second."""


_UNFROZEN = """
SELECT 1 FROM meeting WHERE state = 'ended'
AND NOT EXISTS (SELECT 1 FROM frozen_minutes WHERE meeting_id = meeting.id) LIMIT 1
"""


def upgrade(database: Database, tell: Tell = nobody) -> Path | None:
    """Bring the schema up to date, and freeze the minutes of meetings that ended before minutes were frozen.

    Args:
        database: Which.
        tell: Is told how much is done: of the schema's steps, of the copy that is taken, of the meetings.

    Returns:
        Where the copy of the database lies that was taken before; None where nothing had to be frozen, or earlier.

    Raises:
        DatabaseError: As `upgrade_schema`.
        KeyboardInterrupt: Somebody stopped it; the next call goes on with the meetings that are left.
    """
    upgrade_schema(database, tell)
    with database.reading() as session:
        if session.execute(text(_UNFROZEN)).first() is None:
            return None
    # Minutes lie in a room above this one, and are slow to import: only their name is known here.
    freezing = importlib.import_module("facilitator.minutes.freezing.migrating")
    copy: Path | None = freezing.freeze_old(database, tell)
    return copy


def upgrade_schema(database: Database, tell: Tell = nobody) -> None:
    """Run what migrations are missing: all of them or none. Alembic is slow to import, so only where there are any.

    Args:
        database: Which.
        tell: Is told how many of them are done; the last step after them is the index of words, made anew.

    Raises:
        DatabaseNewerError: The schema is a newer program's.
        DatabaseError: The tables are another program's.
        KeyboardInterrupt: Somebody stopped it; the database is as it was.
    """
    if revision(database) == NEWEST:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from facilitator.store.search import triggers as search_triggers

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    # From the first to the newest.
    known = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()][::-1]
    with database.writing() as session, _interruptible(session.connection()):
        # Only now is it certain that no other process is doing the same.
        connection = session.connection()
        found = revision_of(connection)
        if found is not None and found not in known:
            raise DatabaseNewerError(
                f"{database.name}: its schema {found!r} is a newer program's; "
                "update facilitator, or name another database with --db"
            )
        strange = set(inspect(connection).get_table_names()) - {"alembic_version"}
        if found is None and strange:
            raise DatabaseError(
                f"{database.name}: holds other tables ({', '.join(sorted(strange)[:3])}) and is not facilitator's; "
                "name another database with --db"
            )
        missing = known if found is None else known[known.index(found) + 1 :]
        steps = len(missing) + 1

        def applied(step: Any, **_: Any) -> None:
            tell(missing.index(step.up_revision_id) + 1, steps)

        config.attributes |= {"connection": connection, "applied": applied}
        tell(0, steps)
        search_triggers.unfollow(connection)
        command.upgrade(config, "head")
        search_triggers.follow(connection)
        tell(steps, steps)


@contextlib.contextmanager
def _interruptible(connection: Connection) -> Iterator[None]:
    """Let Ctrl-C stop a statement of SQLite, which would be heard at its end only: it may rebuild a large table."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    # Python looks at its signals wherever it runs a function of Python's, and what that raises stops the statement.
    driver.set_progress_handler(lambda: None, _LOOKS)
    try:
        yield
    except exc.OperationalError as error:
        if str(error.orig) == "interrupted":
            raise KeyboardInterrupt from error
        raise
    finally:
        # A connection that Ctrl-C found between two statements is closed by now.
        with contextlib.suppress(sqlite3.ProgrammingError):
            driver.set_progress_handler(None, 0)


def revision(database: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with database.reading() as session:
        return revision_of(session.connection())


def is_known(revision: str) -> bool:
    """Whether this program can bring a database of that revision up to date; Alembic is not imported for it."""
    return any((_MIGRATIONS / "versions").glob(f"{glob.escape(revision)}_*.py"))


def revision_of(connection: Connection) -> str | None:
    """The revision that somebody is connected to; None for an empty one."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
