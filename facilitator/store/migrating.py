"""Bringing the schema up to date with Alembic."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from facilitator.store.database import Database, DatabaseError

NEWEST = "0001"
"""The revision this program writes; a test compares it with the folder of migrations."""


def upgrade(database: Database) -> None:
    """Run what migrations are missing. Alembic is slow to import, so only where there is something to do.

    Raises:
        DatabaseError: The schema is a newer program's.
    """
    found = revision(database)
    if found == NEWEST:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is not None and found not in known:
        raise DatabaseError(
            f"{database.name}: its schema {found!r} is a newer program's; update facilitator, or name another database"
        )
    if found is None and (strange := database.tables() - {"alembic_version"}):
        raise DatabaseError(
            f"{database.name}: holds other tables ({', '.join(sorted(strange)[:3])}) and is not facilitator's; "
            "name another database with --db"
        )
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()


def revision(database: Database) -> str | None:
    """The revision that the database is at; None for an empty one."""
    if "alembic_version" not in database.tables():
        return None
    with database.reading() as session:
        found: str | None = session.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return found
