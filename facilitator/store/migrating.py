"""Bringing the schema up to date with Alembic."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from facilitator.store.database import Database, DatabaseError

NEWEST = "0006"
"""The revision this program writes; a test compares it with the folder of migrations."""


def upgrade(database: Database) -> None:
    """Run what migrations are missing. Alembic is slow to import, so only where there is something to do.

    Raises:
        DatabaseError: The schema is a newer program's.
    """
    if revision(database) == NEWEST:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from facilitator.store import searched

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.writing() as session:
        # Only now is it certain that no other process is doing the same.
        connection = session.connection()
        found = _revision(connection)
        if found is not None and found not in known:
            raise DatabaseError(
                f"{database.name}: its schema {found!r} is a newer program's; "
                "update facilitator, or name another database with --db"
            )
        strange = set(inspect(connection).get_table_names()) - {"alembic_version"}
        if found is None and strange:
            raise DatabaseError(
                f"{database.name}: holds other tables ({', '.join(sorted(strange)[:3])}) and is not facilitator's; "
                "name another database with --db"
            )
        config.attributes["connection"] = connection
        searched.unfollow(connection)
        command.upgrade(config, "head")
        searched.follow(connection)


def revision(database: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with database.reading() as session:
        return _revision(session.connection())


def _revision(connection: Connection) -> str | None:
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found
