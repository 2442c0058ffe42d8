"""What meetings left: their list, minutes, actions, and everything found by its words."""

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
    takes_db,
    url_of_command,
    write,
)
from facilitator.documents.formats import BINARY, FORMS

if TYPE_CHECKING:
    from facilitator.store.database import Database


@click.command()
@click.option("--team", metavar="NAME", type=LINE, help="Only this team's.")
@click.option("--mode", metavar="MODE", type=LINE, help="Only of this mode.")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
@takes_db
def meetings(team: str | None, mode: str | None, as_json: bool) -> None:
    """List the meetings, newest first."""
    from facilitator.reports import meetings as reports_meetings

    with open_database() as database:
        found = reports_meetings.meetings(database, team=team, mode=mode)
    if as_json:
        print_json([row.as_json() for row in found])
    elif not found:
        click.echo("no meetings yet; facilitator standup begins one")
    else:
        print_rows([row.as_row() for row in found])


@click.command()
@click.argument("meeting", default="latest", metavar="[ID|latest]")
@click.option("--format", "form", type=click.Choice(FORMS), help="In which form; Markdown unless it is said.")
@click.option("--template", metavar="FILE", help="A Jinja2 template of your own, in the place of the Markdown.")
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to; else standard output.")
@click.option("--as-sent", is_flag=True, help="As they stood at the end, without what was corrected since.")
@click.option("--run", is_flag=True, help="Run the command of after_meeting in the settings with the minutes, again.")
@click.option("--folder", is_flag=True, help="Print the folder where minutes are written when a meeting ends.")
@takes_db
def minutes(
    meeting: str, form: str | None, template: str | None, output: str, as_sent: bool, run: bool, folder: bool
) -> None:
    """Print the minutes of a meeting, also of one that is still running.

    docx, pdf and ics need the extra: pip install 'facilitator[documents]'.
    """
    if run and (form is not None or template is not None or output != "-" or folder):
        raise click.UsageError("--run takes the minutes as they lie in their folder; leave the other options out")
    if folder:
        from facilitator.common import settings

        click.echo(str(settings.load().minutes_folder))
        return
    if meeting != "latest" and not (meeting.isascii() and meeting.isdigit()):
        raise click.BadParameter(f"{meeting!r} is no meeting; say a number, or latest", param_hint="ID")
    if run:
        _run_after(meeting)
        return
    if template is not None and form not in (None, "md"):
        raise click.UsageError("--template takes the place of the Markdown; leave --format out")
    if form in BINARY and output == "-" and sys.stdout.isatty():
        raise CommandError(f"{form} minutes are no text for a terminal; say a file with -o minutes.{form}")
    source = None if template is None else read_file(template)
    from facilitator.minutes import formats as minutes_formats
    from facilitator.minutes import reading as minutes_reading

    with open_database() as database:
        read = minutes_reading.read(database, _chosen(database, meeting), as_sent=as_sent)
    if template is not None and source is not None:
        from facilitator.minutes.template import as_template

        data = as_template(read, source, template).encode()
    else:
        data = minutes_formats.written(read, form or "md", lambda said: click.echo(printable(said), err=True))
    write(data, output)


def _chosen(database: Database, meeting: str) -> int:
    from facilitator.reports import meetings as reports_meetings

    chosen = reports_meetings.latest(database) if meeting == "latest" else int(meeting)
    if chosen > 2**31 - 1:
        raise CommandError(f"there is no meeting {meeting}; facilitator meetings lists them")
    return chosen


def _run_after(meeting: str) -> None:
    """Run the command after a meeting once more; what it wrote goes to standard error where it failed."""
    import signal
    import threading

    from facilitator.common import settings
    from facilitator.meeting import moving, running
    from facilitator.minutes import command as minutes_command
    from facilitator.minutes import folder as minutes_folder

    chosen = settings.load()
    if not chosen.after_meeting:
        raise CommandError(f"{settings.settings_file()}: there is no command to run; say one as after_meeting")
    with open_database() as database:
        number = _chosen(database, meeting)
        # Whoever runs it now has made up their mind: the meeting is not opened again.
        moving.make_final(database, number, early=True)
        if running.load(database, number).position().state != "ended":
            raise CommandError(f"meeting {number} has not ended; the command is run with what comes after its end")
        left = minutes_folder.leave(database, number, chosen.minutes_folder, chosen.minutes_formats, anew=False)
    told = left.environment(url_of_command())
    command = minutes_command.Command(
        chosen.after_meeting, tuple(left.files.values()), told, chosen.after_meeting_seconds
    )
    # What ends this program ends the command as well.
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    outcome = minutes_command.run(command, stop)
    for said in (*left.problems, *outcome.minutes):
        click.echo(printable(said), err=True)
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
@takes_db
def actions(
    only_open: bool, only_overdue: bool, owner: str | None, team: str | None, requests: bool, as_json: bool
) -> None:
    """List the action items of all meetings."""
    from facilitator.promises import listing as promises_listing

    with open_database() as database:
        found = promises_listing.listed(
            database, only_open=only_open, only_overdue=only_overdue, owner=owner, team=team, requests=requests
        )
    if as_json:
        print_json([promises_listing.as_json(one, kinds=requests) for one in found.some])
        return
    if found.some:
        print_rows([promises_listing.as_row(one, kinds=requests) for one in found.some])
    else:
        click.echo("no promises" if requests else "no actions")
    if found.words:
        click.echo(f"\n{printable(found.words)}")


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option("--json", "as_json", is_flag=True, help="As JSON for other programs.")
@takes_db
def search(words: tuple[str, ...], as_json: bool) -> None:
    """Find everything ever recorded that has all the WORDS; a phrase in quotation marks is one of them."""
    from facilitator.reports import search as searching

    with open_database() as database:
        found = searching.find(database, searching.quoted(LINE.convert(word, None, None) for word in words))
    if len(found) == searching.MOST:
        click.echo(f"these are the best {searching.MOST}, there may be more; add a word to find fewer", err=True)
    if as_json:
        print_json([one.as_json() for one in found])
    elif not found:
        click.echo("nothing has all these words")
    else:
        print_rows([one.as_row() for one in found])
