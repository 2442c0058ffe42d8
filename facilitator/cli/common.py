"""Gives all commands their database, their output and their error messages."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from facilitator.cli.waiting import Stopped, progress
from facilitator.common.errors import FacilitatorError

if TYPE_CHECKING:
    from facilitator.store.database import Database


DB = "facilitator.db"
Command = TypeVar("Command", bound=Callable[..., Any])


class _Line(click.ParamType[str]):
    """One line of text, such as a name, cleaned whatever bytes the argument had."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the line, cleaned."""
        from facilitator.common.text import TooLongError, clean_line

        try:
            return clean_line(str(value)).strip()
        except TooLongError as error:
            self.fail(str(error), param, ctx)


LINE = _Line()


class CommandError(click.ClickException):
    """A command could not do its work: its message goes to standard error, and it ends with status 1."""

    def show(self, file: Any = None) -> None:
        """Print the message."""
        click.echo(printable(self.message), file=file, err=file is None)


class CommandGroup(click.Group):
    """A group of commands that never shows a traceback; each of them has the option `--db`."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, and its option `--db` where it has none yet."""
        if not any("--db" in parameter.opts for parameter in cmd.params):
            takes_db(cmd)
        super().add_command(cmd, name)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Ctrl-C ends it with a sentence, too."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Stopped from None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command, and print what goes wrong as a sentence."""
        for stream in (sys.stdout, sys.stderr):
            # Characters that the terminal's encoding lacks must not end the command.
            with contextlib.suppress(AttributeError, OSError):
                stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text file has it
        try:
            return super().main(*args, **extra)
        except Exception as error:  # noqa: BLE001  # the last place to catch it
            if os.environ.get("FACILITATOR_DEBUG"):
                traceback.print_exc()
            else:
                click.echo(printable(_sentence(error)), err=True)
            _drop_output()
            sys.exit(1)


def printable(text: str) -> str:
    """Return the text without what a terminal would take for a command."""
    from facilitator.common.text import clean

    return "\n".join(clean(line) for line in text[:90_000].split("\n"))


def _sentence(error: Exception) -> str:
    if isinstance(error, FacilitatorError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
        return f"{where}{error.strerror}; see that it is there, that it may be used, and that the disk has room"
    first = (str(error).splitlines() or [""])[0]
    return (
        f"facilitator met a mistake of its own ({type(error).__name__}: {first}); "
        "what was recorded before is kept, FACILITATOR_DEBUG=1 shows where"
    )


def _drop_output() -> None:
    """Drop output that could not be written, on which the interpreter would fail again at its end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _remember(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[DB] = value


def takes_db(command: Command) -> Command:
    """Give a command the option `--db`, which may also come before the command's name."""
    return click.option(
        "--db",
        metavar="PATH|URL",
        callback=_remember,
        expose_value=False,
        help="The database: a path, sqlite:///… or postgresql+psycopg://…",
    )(command)


def url_of_command() -> str:
    """Return the URL of the database that the command is about."""
    from facilitator.common import settings

    chosen = settings.load()
    if chosen.problem:
        click.echo(printable(chosen.problem), err=True)
    option = click.get_current_context().meta.get(DB)
    if option is not None and not option.strip():
        raise click.BadParameter("say a path or a URL", param_hint="--db")
    return settings.database_url(option, chosen)


@contextlib.contextmanager
def open_database() -> Iterator[Database]:
    """Give the database with its schema up to date, showing the progress of that where there is any."""
    from facilitator.store.database import Database

    with Database(url_of_command()) as database:
        with progress("bringing the database up to date") as on_progress:
            copy = database.upgrade(on_progress)
        if copy is not None:
            click.echo(f"the minutes of all meetings are frozen; the database as it was before is in {copy}", err=True)
        yield database


def print_text(value: str | bytes) -> None:
    """Print for another program: as UTF-8 whatever the terminal's encoding, with one line feed at the end."""
    data = value.encode("utf-8", "backslashreplace") if isinstance(value, str) else value
    click.echo(data.rstrip(b"\n"))


def print_json(value: object) -> None:
    """Print a JSON value."""
    print_text(json.dumps(value, ensure_ascii=False, indent=2))


def print_rows(rows: list[tuple[str, ...]]) -> None:
    """Print a table, its columns aligned."""
    from rich.cells import cell_len, set_cell_size

    cells = [tuple(printable(cell).replace("\n", " ") for cell in row) for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = map(set_cell_size, row, widths)
        click.echo("  ".join(padded).rstrip())


def write(parts: Iterable[bytes], output: str) -> None:
    """Write parts as they are made, to a file or to standard output for `-`.

    Raises:
        CommandError: The file cannot be written.
    """
    if output == "-":
        sys.stdout.flush()
        for part in parts:
            sys.stdout.buffer.write(part)
        sys.stdout.buffer.flush()
        return
    from facilitator.common import files as common_files

    try:
        common_files.write_in_parts(Path(output), parts)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(f"{output}: it cannot be written: {reason}; name another file, or make room") from error


def read_file(file: str) -> str:
    """Return the text of a file, or of standard input for `-`.

    Raises:
        MistakesError: It is not UTF-8.
        OSError: It cannot be read.
    """
    from facilitator.common.toml import decode

    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return decode(data, "standard input" if file == "-" else file)
