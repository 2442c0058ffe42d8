"""The command `facilitator`: parse, call one thing below, print.

Nothing slow is imported before a command needs it: no SQLAlchemy, no Alembic, and Textual only to open the program.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn, TypeVar

import click

from facilitator import __version__
from facilitator.minutes.forms import BINARY, FORMS

if TYPE_CHECKING:
    from facilitator.store.database import Database
    from screens.app import Opening

_DB = "facilitator.db"
_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Line(click.ParamType[str]):
    """One line that somebody typed: a name, a word. Cleaned, whatever bytes the argument had."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Clean it."""
        from facilitator.text import TooLong, clean_line

        try:
            return clean_line(str(value)).strip()
        except TooLong as error:
            self.fail(str(error), param, ctx)


LINE = _Line()


class _Refused(click.ClickException):
    """It could not be done: the sentence alone on standard error, exit status 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        click.echo(_shown(self.message), file=file, err=file is None)


class _Program(click.Group):
    """A group that never shows a traceback."""

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
                click.echo(_shown(_sentence(error)), err=True)
            _drop_output()
            sys.exit(1)


def _shown(text: str) -> str:
    """The text without what a terminal would take for a command."""
    from facilitator.text import clean

    return "\n".join(clean(line) for line in text[:90_000].split("\n"))


def _sentence(error: Exception) -> str:
    if type(error).__module__.partition(".")[0] == "facilitator":
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
        ctx.meta[_DB] = value


def takes_db(command: _Command) -> _Command:
    """Give a command `--db`; it may stand before the command's name as well."""
    return click.option(
        "--db",
        metavar="PATH|URL",
        callback=_remember,
        expose_value=False,
        help="The database: a path, sqlite:///… or postgresql+psycopg://…",
    )(command)


def _url() -> str:
    from facilitator import settings

    chosen = settings.load()
    if chosen.problem:
        click.echo(_shown(chosen.problem), err=True)
    option = click.get_current_context().meta.get(_DB)
    if option is not None and not option.strip():
        raise click.BadParameter("say a path or a URL", param_hint="--db")
    return settings.database_url(option, chosen)


@contextlib.contextmanager
def _database() -> Iterator[Database]:
    """The database, its schema up to date."""
    from facilitator.store.database import Database

    with Database(_url()) as database:
        database.upgrade()
        yield database


def _print(value: str | bytes) -> None:
    """Print what another program reads: UTF-8 whatever the terminal speaks, with one line feed at its end."""
    data = value.encode("utf-8", "backslashreplace") if isinstance(value, str) else value
    click.echo(data.rstrip(b"\n"))


def _print_json(value: object) -> None:
    _print(json.dumps(value, ensure_ascii=False, indent=2))


def _print_rows(rows: list[tuple[str, ...]]) -> None:
    """Print columns; the last one as long as it is."""
    from unicodedata import combining, east_asian_width

    def width(text: str) -> int:
        return sum(0 if combining(char) else 1 + (east_asian_width(char) in "WF") for char in text)

    cells = [tuple(_shown(cell).replace("\n", " ") for cell in row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        padded = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)]
        click.echo("  ".join(padded).rstrip())


def _write(data: bytes, output: str) -> None:
    """To a file, or to standard output for `-`; the same bytes to either."""
    if output == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    from facilitator.files import write_atomically

    try:
        write_atomically(Path(output), data)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _Refused(f"{output}: it cannot be written: {reason}; name another file, or make room") from error


# -- opening the program -----------------------------------------------------------------------------------------------


def _need_terminal() -> None:
    # A browser's session has no terminal, but a driver of its own.
    if not os.environ.get("TEXTUAL_DRIVER") and not all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)
    ):
        raise _Refused(
            "the program needs a terminal for its screen, its keys and its messages; start it in one, without a pipe, "
            "or use a command that needs none (facilitator --help lists them)"
        )


def _open(url: str, opening: Opening | None = None, *, demo: bool = False) -> NoReturn:
    _need_terminal()
    from screens.app import FacilitatorApp

    app = FacilitatorApp(url, opening, demo=demo)
    app.run()
    sys.exit(app.return_code or 0)


def _open_meeting(mode: str, team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open the program in a meeting; what is wrong with the mode is told before the screen opens."""
    from facilitator import modes, settings
    from facilitator.meeting.agenda import parse_mode

    text, file = modes.find(mode, settings.settings_folder() / "modes")
    parse_mode(text, file, minutes)
    url = _url()
    _need_terminal()
    from screens.app import Opening

    _open(url, Opening(mode=mode, team=team, minutes=minutes, facilitator=facilitator, cycle=cycle))


def _takes_meeting(command: _Command) -> _Command:
    """The argument and the options of every command that opens a meeting."""
    for add in (
        click.option("--cycle", metavar="NAME", type=LINE, help="The cycle; else the one that the mode is about."),
        click.option("--facilitator", metavar="NAME", type=LINE, help="Who facilitates; else the team's manager."),
        click.option("--minutes", type=click.IntRange(1, 1440), help="Minutes of this meeting; else the mode's."),
        click.argument("team", required=False, type=LINE),
    ):
        command = add(command)
    return takes_db(command)


@click.group(
    cls=_Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@takes_db
@click.version_option(__version__, prog_name="facilitator")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Run the meetings of a team that works with objectives and key results.

    Without a command it opens the program on the home screen.
    """
    if ctx.invoked_subcommand is None:
        _open(_url())


@main.command()
@takes_db
def demo() -> None:
    """Open the program on a sample company; nothing of yours is touched."""
    import tempfile

    if _DB in click.get_current_context().meta:
        raise click.UsageError("demo has a temporary database of its own; leave --db out")
    _need_terminal()
    with tempfile.TemporaryDirectory(prefix="facilitator-demo-", ignore_cleanup_errors=True) as folder:
        _open(f"sqlite:///{folder}/demo.db", demo=True)


@main.command()
@_takes_meeting
def standup(team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open the stand-up of TEAM, or go on with the one that is running."""
    _open_meeting("standup", team, minutes, facilitator, cycle)


@main.command()
@_takes_meeting
def weekly(team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open the weekly meeting of TEAM, or go on with the one that is running."""
    _open_meeting("weekly", team, minutes, facilitator, cycle)


@main.command()
@_takes_meeting
def consensus(team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open the consensus meeting of TEAM, or go on with the one that is running."""
    _open_meeting("consensus", team, minutes, facilitator, cycle)


@main.command()
@_takes_meeting
def review(team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open the review of TEAM, or go on with the one that is running."""
    _open_meeting("review", team, minutes, facilitator, cycle)


@main.command("review-consensus")
@_takes_meeting
def review_consensus(team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open the review of TEAM's last cycle and the consensus of the next in one meeting, or go on with it."""
    _open_meeting("review-consensus", team, minutes, facilitator, cycle)


@main.command()
@click.argument("mode")
@_takes_meeting
def run(mode: str, team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open a meeting of any MODE, a name or a file; facilitator modes lists them."""
    _open_meeting(mode, team, minutes, facilitator, cycle)


# -- check-in ----------------------------------------------------------------------------------------------------------

_SENTENCES = {
    "done": "What you completed yesterday.",
    "today": "What you do today.",
    "difficulties": "A difficulty you have.",
    "help_needed": "Help you need.",
}


def _takes_sentences(command: _Command) -> _Command:
    for key, about in reversed(_SENTENCES.items()):
        command = click.option(f"--{key.replace('_', '-')}", multiple=True, metavar="TEXT", help=about)(command)
    return command


@main.command()
@click.option("--as", "name", required=True, metavar="NAME", type=LINE, help="Whose check-in it is.")
@_takes_sentences
@click.option("--template", is_flag=True, help="Print all that NAME is asked now as a file to fill in.")
@click.option("--from", "file", metavar="FILE|-", help="Record a filled-in file; it replaces what it names.")
@takes_db
def checkin(name: str, template: bool, file: str | None, **sentences: tuple[str, ...]) -> None:
    """Open NAME's own check-in, or record it without a screen.

    Each of the sentences may be given more than once and is added to what is there. A text that starts with a dash is
    written --done=-x.
    """
    said: Mapping[str, tuple[str, ...]] = {key: texts for key, texts in sentences.items() if texts}
    if bool(said) + template + (file is not None) > 1:
        raise click.UsageError("sentences, --template and --from are three ways; use one of them")
    if template:
        from facilitator.checkin import template as filled

        with _database() as database:
            _print(filled(database, name))
    elif file is not None:
        from facilitator.checkin import take

        with _database() as database:
            take(database, name, _read(file), "standard input" if file == "-" else file)
    elif said:
        from facilitator.steps import round as rounds

        with _database() as database:
            try:
                rounds.add(database, name, said)
            except KeyError as error:
                raise _Refused(f"{error.args[0]}; use --template to see the questions") from error
    else:
        url = _url()
        _need_terminal()
        from screens.app import Opening

        _open(url, Opening(checkin=name))


def _read(file: str) -> str:
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        shown = "standard input" if file == "-" else file
        raise _Refused(f"{shown}, line {line}: this is not UTF-8; save the file as UTF-8") from error


# -- in and out --------------------------------------------------------------------------------------------------------


@main.command("import")
@click.argument("file", type=click.Path())
@click.option("--preview", is_flag=True, help="Only print what would be taken and what not; nothing is written.")
@takes_db
def import_(file: str, preview: bool) -> None:
    """Bring in people, units, cycles and OKRs from FILE, all of it or nothing.

    FILE is a .toml, .csv, .xlsx or .json; .xlsx needs the extra: pip install 'facilitator[spreadsheets]'.
    """
    from facilitator.exchange import importing

    with _database() as database:
        outcome = importing.take(database, Path(file), preview=preview)
    if preview:
        from facilitator.exchange import previewing

        click.echo(_shown("\n".join(previewing.lines(outcome))))
        return
    for note in outcome.taken.notes:
        click.echo(_shown(note), err=True)
    click.echo(_shown(str(outcome.counts)))


@main.command()
@click.option("--format", "form", type=click.Choice(["toml", "json", "csv", "xlsx"]), default="toml", show_default=True)
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to; else standard output.")
@takes_db
def export(form: Literal["toml", "json", "csv", "xlsx"], output: str) -> None:
    """Write people, units, cycles and OKRs out again.

    json has everything that the database holds; csv has the OKRs, xlsx a sheet of people and one of OKRs. xlsx needs
    the extra: pip install 'facilitator[spreadsheets]'.
    """
    if form == "xlsx" and output == "-" and sys.stdout.isatty():
        raise _Refused("a workbook is no text for a terminal; say a file with -o okr.xlsx")
    from facilitator.exchange import exporting

    with _database() as database:
        data = exporting.export(database, form)
    if form == "xlsx" and output == "-":
        click.echo(data, nl=False)
        return
    _write(data, output)


@main.command()
@click.option("--team", metavar="NAME", type=LINE, help="Only this team's.")
@click.option("--mode", metavar="MODE", type=LINE, help="Only of this mode.")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
@takes_db
def meetings(team: str | None, mode: str | None, as_json: bool) -> None:
    """List the meetings, newest first."""
    from facilitator import history

    with _database() as database:
        found = history.meetings(database, team=team, mode=mode)
    if as_json:
        _print_json([row.as_json() for row in found])
    elif not found:
        click.echo("no meetings yet; facilitator standup begins one")
    else:
        _print_rows([row.as_row() for row in found])


@main.command()
@click.argument("meeting", default="latest", metavar="[ID|latest]")
@click.option("--format", "form", type=click.Choice(FORMS), help="In which form; Markdown unless it is said.")
@click.option("--template", metavar="FILE", help="A Jinja2 template of your own, in the place of the Markdown.")
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to; else standard output.")
@click.option("--folder", is_flag=True, help="Print the folder where minutes are written when a meeting ends.")
@takes_db
def minutes(meeting: str, form: str | None, template: str | None, output: str, folder: bool) -> None:
    """Print the minutes of a meeting, also of one that is still running.

    docx, pdf and ics need the extra: pip install 'facilitator[documents]'.
    """
    if folder:
        from facilitator import settings

        click.echo(str(settings.load().minutes_folder))
        return
    if meeting != "latest" and not (meeting.isascii() and meeting.isdigit()):
        raise click.BadParameter(f"{meeting!r} is no meeting; say a number, or latest", param_hint="ID")
    if template is not None and form not in (None, "md"):
        raise click.UsageError("--template takes the place of the Markdown; leave --format out")
    if form in BINARY and output == "-" and sys.stdout.isatty():
        raise _Refused(f"{form} minutes are no text for a terminal; say a file with -o minutes.{form}")
    source = None if template is None else _read(template)
    from facilitator import history
    from facilitator.minutes import document, forms

    with _database() as database:
        chosen = history.latest(database) if meeting == "latest" else int(meeting)
        if chosen > 2**31 - 1:
            raise _Refused(f"there is no meeting {meeting}; facilitator meetings lists them")
        read = document.read(database, chosen)
    if template is not None and source is not None:
        from facilitator.minutes.template import as_template

        data = as_template(read, source, template).encode()
    else:
        data = forms.written(read, form or "md", lambda said: click.echo(_shown(said), err=True))
    _write(data, output)


@main.command()
@click.option("--open", "only_open", is_flag=True, help="Only those that are still open.")
@click.option("--owner", metavar="NAME", type=LINE, help="Only NAME's.")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
@takes_db
def actions(only_open: bool, owner: str | None, as_json: bool) -> None:
    """List the action items of all meetings."""
    from facilitator import history

    with _database() as database:
        found = history.actions(database, only_open=only_open, owner=owner)
    if as_json:
        _print_json([row.as_json() for row in found])
    elif not found:
        click.echo("no actions")
    else:
        _print_rows([row.as_row() for row in found])


@main.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
@takes_db
def search(words: tuple[str, ...], as_json: bool) -> None:
    """Find everything ever recorded that has all the WORDS; a phrase in quotation marks is one of them."""
    from facilitator import search as searching

    with _database() as database:
        found = searching.find(database, searching.quoted(LINE.convert(word, None, None) for word in words))
    if len(found) == searching.MOST:
        click.echo(f"these are the best {searching.MOST}, there may be more; add a word to find fewer", err=True)
    if as_json:
        _print_json([one.as_json() for one in found])
    elif not found:
        click.echo("nothing has all these words")
    else:
        _print_rows([one.as_row() for one in found])


# -- the database ------------------------------------------------------------------------------------------------------


@main.group()
@takes_db
def db() -> None:
    """The database: where it is, whether it is sound, bring it up to date."""


@db.command()
@takes_db
def path() -> None:
    """Print the path of the database, or its URL without the password."""
    click.echo(_place(_url()))


def _place(url: str) -> str:
    from sqlalchemy import exc, make_url

    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise _Refused(f"{url!r} is not a database; give a path or a URL such as sqlite:///team.db") from error
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or ":memory:"
    return parsed.render_as_string(hide_password=True)


@db.command()
@takes_db
def check() -> None:
    """Look whether the database is sound; nothing is changed."""
    from facilitator.store import migrating
    from facilitator.store.database import Database

    url = _url()
    place = _place(url)
    if url.startswith("sqlite") and not Path(place).is_file():
        raise _Refused(f"{place}: there is no such file yet; facilitator db upgrade makes it")
    with Database(url) as database:
        problems = _problems(database)
        found = None if problems else migrating.revision(database)
    if problems:
        raise _Refused("\n".join(f"{place}: {problem}; put back a copy from before" for problem in problems))
    if found is None:
        raise _Refused(f"{place}: holds no tables yet; facilitator db upgrade makes them")
    if found != migrating.NEWEST:
        raise _Refused(f"{place}: its schema is {found}, this program's {migrating.NEWEST}; run facilitator db upgrade")
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
    with _database() as database:
        click.echo(f"{database.name}: up to date")


# -- modes -------------------------------------------------------------------------------------------------------------


@main.group(invoke_without_command=True)
@takes_db
@click.pass_context
def modes(ctx: click.Context) -> None:
    """The meeting modes there are, one's own included."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@modes.command("list")
@takes_db
def list_() -> None:
    """List the modes, and the folder where one's own lie."""
    from facilitator import modes as known
    from facilitator import settings

    folder = settings.settings_folder() / "modes"
    _print_rows(
        [(name, f"{count} min" if count else "-", title, file) for name, title, count, file in known.listing(folder)]
    )
    click.echo(f"\nYour own modes lie in {folder}")


@modes.command("check")
@click.argument("file", type=click.Path())
@takes_db
def check_mode(file: str) -> None:
    """Look whether a mode FILE is right; every mistake is told."""
    from facilitator.meeting.agenda import parse_mode

    agenda = parse_mode(_read(file), file)
    click.echo(_shown(f"{file}: right; {agenda.title}, {agenda.seconds // 60} minutes, {len(agenda.steps)} steps"))
