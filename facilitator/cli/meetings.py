"""Prints what meetings left: their list, their minutes, their actions, and texts found by their words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from facilitator.cli.common import (
    LINE,
    CommandError,
    open_database,
    print_json,
    print_rows,
    printable,
    read_file,
    url_of_command,
    write,
)
from facilitator.documents.formats import BINARY, FORMATS

if TYPE_CHECKING:
    from facilitator.store.database import Database


@click.command()
@click.option("--team", metavar="NAME", type=LINE, help="Only this team's.")
@click.option("--mode", metavar="MODE", type=LINE, help="Only of this mode.")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
def meetings(team: str | None, mode: str | None, as_json: bool) -> None:
    """List the meetings, newest first."""
    from facilitator.reports import meetings as reports_meetings

    with open_database() as database:
        rows = reports_meetings.meetings(database, team=team, mode=mode)
    if as_json:
        print_json([row.as_json() for row in rows])
    elif not rows:
        click.echo("no meetings yet; facilitator standup starts one")
    else:
        print_rows([row.as_row() for row in rows])


@click.command()
@click.argument("meeting", default="latest", metavar="[ID|latest]")
@click.option("--format", "file_format", type=click.Choice(FORMATS), help="Markdown by default.")
@click.option("--template", metavar="FILE", help="A Jinja2 template of your own, in place of the Markdown.")
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to write it; standard output by default.")
@click.option("--as-sent", is_flag=True, help="As they stood at the end, without what was corrected since.")
@click.option("--run", is_flag=True, help="Run the after_meeting command of the settings with the minutes again.")
@click.option("--folder", is_flag=True, help="Print the folder where minutes are written when a meeting ends.")
def minutes(
    meeting: str, file_format: str | None, template: str | None, output: str, as_sent: bool, run: bool, folder: bool
) -> None:
    """Print the minutes of a meeting, also of one that is still running.

    docx, pdf and ics need the extra: pip install 'facilitator[documents]'.
    """
    if run and (file_format is not None or template is not None or output != "-" or folder):
        raise click.UsageError("--run takes the minutes as they lie in their folder; leave the other options out")
    if folder:
        from facilitator.common import settings

        click.echo(str(settings.load().minutes_folder))
        return
    if meeting != "latest" and not (meeting.isascii() and meeting.isdigit()):
        raise click.BadParameter(f"{meeting!r} is not a meeting; give its number, or latest", param_hint="ID")
    if run:
        _run_after(meeting)
        return
    if template is not None and file_format not in (None, "md"):
        raise click.UsageError("--template takes the place of the Markdown; leave --format out")
    if file_format in BINARY and output == "-" and sys.stdout.isatty():
        raise CommandError(f"a terminal cannot show {file_format} minutes; name a file with -o minutes.{file_format}")
    source = None if template is None else read_file(template)
    from facilitator.minutes import formats as minutes_formats
    from facilitator.minutes import reading as minutes_reading

    with open_database() as database:
        read = minutes_reading.read(database, _chosen(database, meeting), as_sent=as_sent)
    if template is not None and source is not None:
        from facilitator.minutes.template import as_template

        data = as_template(read, source, template).encode()
    else:
        data = minutes_formats.written(read, file_format or "md", lambda said: click.echo(printable(said), err=True))
    write([data], output)


def _chosen(database: Database, meeting: str) -> int:
    from facilitator.reports import meetings as reports_meetings

    chosen = reports_meetings.latest(database) if meeting == "latest" else int(meeting)
    if chosen > 2**31 - 1:
        raise CommandError(f"there is no meeting {meeting}; facilitator meetings lists them")
    return chosen


def _run_after(meeting: str) -> None:
    """Run the command after a meeting again; where it fails, its output goes to standard error."""
    import signal
    import threading

    from facilitator.common import settings
    from facilitator.meeting import moving, running
    from facilitator.minutes import command as minutes_command
    from facilitator.minutes import files as minutes_files

    chosen = settings.load()
    if not chosen.after_meeting:
        raise CommandError(f"{settings.settings_file()}: there is no command to run; say one as after_meeting")
    with open_database() as database:
        number = _chosen(database, meeting)
        # A meeting can be reopened until its command has run.
        moving.make_final(database, number, early=True)
        if running.load(database, number).position().state != "ended":
            raise CommandError(f"meeting {number} has not ended; the command is run with what comes after its end")
        left = minutes_files.write_formats(database, number, chosen.minutes_folder, chosen.minutes_formats, anew=False)
    environment = left.environment(url_of_command())
    command = minutes_command.Command(
        chosen.after_meeting, tuple(left.files.values()), environment, chosen.after_meeting_seconds
    )
    # The command has to end with this program.
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    outcome = minutes_command.run(command, stop)
    for line in (*left.problems, *outcome.minutes):
        click.echo(printable(line), err=True)
    if not outcome.well:
        raise CommandError("\n".join(filter(None, (outcome.output, outcome.line))))
    click.echo(printable(outcome.line))


@click.command()
@click.option("--open", "only_open", is_flag=True, help="Only those that are still open.")
@click.option("--overdue", "only_overdue", is_flag=True, help="Only those that are open and past their date.")
@click.option("--owner", metavar="NAME", type=LINE, help="Only NAME's.")
@click.option("--team", metavar="NAME", type=LINE, help="Only this team's, and how well it keeps them.")
@click.option("--requests", is_flag=True, help="Requests for help and resources too.")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
def actions(
    only_open: bool, only_overdue: bool, owner: str | None, team: str | None, requests: bool, as_json: bool
) -> None:
    """List the action items of all meetings."""
    from facilitator.promises import listing as promises_listing

    with open_database() as database:
        listed = promises_listing.list_promises(
            database, only_open=only_open, only_overdue=only_overdue, owner=owner, team=team, requests=requests
        )
    if as_json:
        print_json([promises_listing.as_json(promise, kinds=requests) for promise in listed.promises])
        return
    if listed.promises:
        print_rows([promises_listing.as_row(promise, kinds=requests) for promise in listed.promises])
    else:
        click.echo("no promises" if requests else "no actions")
    if listed.words:
        click.echo(f"\n{printable(listed.words)}")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
def search(words: tuple[str, ...], as_json: bool) -> None:
    """Find everything ever recorded that has all the WORDS; a phrase in quotation marks is one of them."""
    from facilitator.reports import search as reports_search

    with open_database() as database:
        results = reports_search.find(database, reports_search.quoted(LINE.convert(word, None, None) for word in words))
    if len(results) == reports_search.MOST:
        click.echo(f"these are the best {reports_search.MOST}, there may be more; add a word to find fewer", err=True)
    if as_json:
        print_json([result.as_json() for result in results])
    elif not results:
        click.echo("nothing found with all these words")
    else:
        print_rows([result.as_row() for result in results])
