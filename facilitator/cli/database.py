"""Says where the database is, checks, copies, restores and upgrades it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from facilitator.cli.common import CommandError, CommandGroup, open_database, url_of_command
from facilitator.cli.waiting import progress
from facilitator.common import clock

if TYPE_CHECKING:
    from facilitator.store.database import Database


@click.group(cls=CommandGroup)
def db() -> None:
    """The database: where it is, whether it is sound, copy it, put a copy back, bring it up to date."""


@db.command()
def path() -> None:
    """Print the path of the database, or its URL without the password."""
    click.echo(_place(url_of_command()))


def _place(url: str) -> str:
    from sqlalchemy import exc, make_url

    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise CommandError(f"{url!r} is not a database; give a path or a URL such as sqlite:///team.db") from error
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ":memory:"
    return parsed.render_as_string(hide_password=True)


@db.command()
def check() -> None:
    """Check that the database is sound; nothing is changed."""
    from facilitator.store import migrating
    from facilitator.store.database import Database

    url = url_of_command()
    place = _place(url)
    if url.startswith("sqlite") and not Path(place).is_file():
        raise CommandError(f"{place}: there is no such file yet; facilitator db upgrade makes it")
    with Database(url) as database:
        problems = _problems(database)
        revision = None if problems else database.revision()
    if problems:
        raise CommandError("\n".join(f"{place}: {problem}; put back a copy from before" for problem in problems))
    if revision is None:
        raise CommandError(f"{place}: holds no tables yet; facilitator db upgrade makes them")
    if revision != migrating.NEWEST:
        raise CommandError(
            f"{place}: its schema is {revision}, this program's {migrating.NEWEST}; run facilitator db upgrade"
        )
    click.echo(f"{place}: sound, schema {revision}")


def _problems(database: Database) -> list[str]:
    from sqlalchemy import text

    from facilitator.store import backup

    if database.is_sqlite:
        return backup.unsound(database.path)
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    return []


def _copies() -> Path:
    from facilitator.common import settings

    return settings.data_folder() / "backups"


@db.command("backup")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def backup_(file: Path | None) -> None:
    """Copy the database into FILE, or into a new file in the data folder; others may go on working.

    The copy is a SQLite file whichever database it is of: --db opens it.
    """
    from facilitator.store import backup

    target = (file or _copies() / backup.name(clock.local(clock.now()))).absolute()
    with open_database() as database, progress("copying") as on_progress:
        backup.backup(database, target, on_progress)
    click.echo(str(target))


@db.command()
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Put the copy FILE in the place of everything in the database; what is there now is copied first."""
    from facilitator.store import backup
    from facilitator.store.database import Database

    kept = _copies() / f"before-{backup.name(clock.local(clock.now()))}"
    with Database(url_of_command()) as database, progress("restoring") as on_progress:
        before = backup.restore(database, file, kept, on_progress)
        place = database.name
    click.echo(f"{place}: as it was in {file}" + (f"; what was there before is in {before}" if before else ""))


@db.command()
def upgrade() -> None:
    """Bring the database up to date, or make it."""
    with open_database() as database:
        click.echo(f"{database.name}: up to date")
