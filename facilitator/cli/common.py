"""What all commands have in common: the database they are about, what they print, and how they tell what is wrong."""

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

from facilitator.common.errors import FacilitatorError

if TYPE_CHECKING:
    from facilitator.store.database import Database

DB = "facilitator.db"
Command = TypeVar("Command", bound=Callable[..., Any])


class _Line(click.ParamType[str]):
    """One line that somebody typed: a name, a word. Cleaned, whatever bytes the argument had."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Clean it."""
        from facilitator.common.text import TooLongError, clean_line

        try:
            return clean_line(str(value)).strip()
        except TooLongError as error:
            self.fail(str(error), param, ctx)


LINE = _Line()


class CommandError(click.ClickException):
    """It could not be done: the sentence alone on standard error, exit status 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        click.echo(printable(self.message), file=file, err=file is None)


class Program(click.Group):
    """A group that never shows a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; Ctrl-C is no mistake of anybody's, and told in a sentence too."""
        from facilitator.cli.waiting import Stopped

        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Stopped from None

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command and tell what goes wrong in a sentence."""
        for stream in (sys.stdout, sys.stderr):
            # What a terminal of another encoding cannot show is no reason to fail.
            with contextlib.suppress(AttributeError, OSError):
                stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text file has it
        try:
            return super().main(*args, **extra)
        except Exception as error:  # noqa: BLE001  # the last place where it can be told in words
            if os.environ.get("FACILITATOR_DEBUG"):
                traceback.print_exc()
            else:
                click.echo(printable(_sentence(error)), err=True)
            _drop_output()
            sys.exit(1)


def printable(text: str) -> str:
    """The text without what a terminal would take for a command."""
    from facilitator.common.text import clean

    return "\n".join(clean(line) for line in text[:90_000].split("\n"))


def _sentence(error: Exception) -> str:
    if isinstance(error, FacilitatorError):
        # The program's own errors tell what, where and what to do.
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
    """Forget what could not be written, so that the interpreter does not fail over it once more at its end."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError):
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _remember(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[DB] = value


def takes_db(command: Command) -> Command:
    """Give a command `--db`; it may stand before the command's name as well."""
    return click.option(
        "--db",
        metavar="PATH|URL",
        callback=_remember,
        expose_value=False,
        help="The database: a path, sqlite:///… or postgresql+psycopg://…",
    )(command)


def url_of_command() -> str:
    """The URL of the database that the command is about."""
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
    """The database, its schema up to date; where that takes some time, it is shown how far it is."""
    from facilitator.cli.waiting import progress
    from facilitator.store.database import Database

    with Database(url_of_command()) as database:
        with progress("bringing the database up to date") as on_progress:
            copy = database.upgrade(on_progress)
        if copy is not None:
            click.echo(f"the minutes of all meetings are frozen; the database as it was before is in {copy}", err=True)
        yield database


def print_text(value: str | bytes) -> None:
    """Print what another program reads: UTF-8 whatever the terminal speaks, with one line feed at its end."""
    data = value.encode("utf-8", "backslashreplace") if isinstance(value, str) else value
    click.echo(data.rstrip(b"\n"))


def print_json(value: object) -> None:
    """Print one JSON value."""
    print_text(json.dumps(value, ensure_ascii=False, indent=2))


def print_rows(rows: list[tuple[str, ...]]) -> None:
    """Print columns; the last one as long as it is."""
    from unicodedata import combining, east_asian_width

    def width(text: str) -> int:
        return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)

    cells = [tuple(printable(cell).replace("\n", " ") for cell in row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        click.echo("  ".join(padded).rstrip())


def write(data: bytes, output: str) -> None:
    """To a file, or to standard output for `-`; the same bytes to either."""
    write_in_parts((data,), output)


def write_in_parts(parts: Iterable[bytes], output: str) -> None:
    """As `write`, part by part as they are made."""
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
    """The text of a file, or of standard input for `-`.

    Raises:
        CommandError: It is not UTF-8.
        OSError: It cannot be read.
    """
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        shown = "standard input" if file == "-" else file
        raise CommandError(f"{shown}, line {line}: this is not UTF-8; save the file as UTF-8") from error
