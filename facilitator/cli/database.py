"""The database: where it is, whether it is sound."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from facilitator.cli.common import Refused, open_database, takes_db, url_of_command

if TYPE_CHECKING:
    from facilitator.store.database import Database


@click.group()
@takes_db
def db() -> None:
    """The database: where it is, whether it is sound, bring it up to date."""


@db.command()
@takes_db
def path() -> None:
    """Print the path of the database, or its URL without the password."""
    click.echo(_place(url_of_command()))


def _place(url: str) -> str:
    from sqlalchemy import exc, make_url

    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise Refused(f"{url!r} is not a database; give a path or a URL such as sqlite:///team.db") from error
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ":memory:"
    return parsed.render_as_string(hide_password=True)


@db.command()
@takes_db
def check() -> None:
    """Look whether the database is sound; nothing is changed."""
    from facilitator.store import migrating
    from facilitator.store.database import Database

    url = url_of_command()
    place = _place(url)
    if url.startswith("sqlite") and not Path(place).is_file():
        raise Refused(f"{place}: there is no such file yet; facilitator db upgrade makes it")
    with Database(url) as database:
        problems = _problems(database)
        found = None if problems else migrating.revision(database)
    if problems:
        raise Refused("\n".join(f"{place}: {problem}; put back a copy from before" for problem in problems))
    if found is None:
        raise Refused(f"{place}: holds no tables yet; facilitator db upgrade makes them")
    if found != migrating.NEWEST:
        raise Refused(f"{place}: its schema is {found}, this program's {migrating.NEWEST}; run facilitator db upgrade")
    click.echo(f"{place}: sound, schema {found}")


def _problems(database: Database) -> list[str]:
    from sqlalchemy import text

    with database.reading() as session:
        if database.url.get_backend_name() != "sqlite":
            session.execute(text("SELECT 1"))
            return []
        broken = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check(20)"))]
        lost = [
            f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there"
            for row in session.execute(text("PRAGMA foreign_key_check")).fetchmany(20)
        ]
        return [line for line in broken if line != "ok"] + lost


@db.command()
@takes_db
def upgrade() -> None:
    """Bring the database up to date, or make it."""
    with open_database() as database:
        click.echo(f"{database.name}: up to date")
