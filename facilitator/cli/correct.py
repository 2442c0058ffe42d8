"""Corrects the minutes of a meeting that has ended."""

from __future__ import annotations

import click

from facilitator.cli.common import LINE, CommandError, open_database, printable

_WAYS = "--remark, --was, --strike, --attendance, --add-decision, --add-action or --add-parked"


@click.command()
@click.argument("meeting", default="latest", metavar="[ID|latest]")
@click.option("--as", "by", metavar="NAME", type=LINE, required=True, help="Who corrects it.")
@click.option("--was", metavar="TEXT", type=LINE, help="What is wrong: its words, some of them, or what it is of.")
@click.option("--text", metavar="TEXT", help="What it is, beside --was: words, a figure, an answer.")
@click.option("--strike", metavar="TEXT", type=LINE, help="Take out what was never said.")
@click.option("--attendance", nargs=2, metavar="NAME STATE", type=LINE, help="present, remote, late or absent.")
@click.option("--add-decision", metavar="TEXT", help="A decision that is missing.")
@click.option("--add-action", metavar="TEXT", help="An action that is missing: words @Name by DATE.")
@click.option("--add-parked", metavar="TEXT", help="A parked topic that is missing.")
@click.option("--remark", metavar="TEXT", help="What is wrong, in words of your own.")
@click.option("--because", metavar="WHY", default="", help="Why.")
def correct(meeting: str, by: str, because: str, was: str | None, text: str | None, **ways: str | None) -> None:
    """Correct the minutes of a meeting that has ended.

    Corrections are numbered, and the minutes tell who made them and when. What was sent stays as it is: the corrected
    minutes are written into a new file beside it.

    With --was "Lead time to 2 days, agreed score" --text "0.6 the canary came late" a figure is corrected; so are an
    agreed confidence, what a key result had reached and how sure its owner was, a request's answer (accepted,
    countered, declined) and every part of a commitment. An action's new words may end in @Name and by DATE.
    """
    chosen = {name: value for name, value in ways.items() if value is not None} | ({} if was is None else {"was": was})
    if len(chosen) != 1:
        raise click.UsageError(f"say one thing that is to be corrected: {_WAYS}")
    if (was is None) != (text is None):
        raise click.UsageError("--was and --text belong together: the words that are wrong, and what they are")
    if meeting != "latest" and not (meeting.isascii() and meeting.isdigit() and int(meeting) < 2**31):
        raise click.BadParameter(f"{meeting!r} is not a meeting; give its number, or latest", param_hint="ID")
    from facilitator.common import settings
    from facilitator.minutes import files as minutes_files
    from facilitator.minutes.corrections import reading as corrections_reading
    from facilitator.minutes.corrections import writing as corrections_writing
    from facilitator.reports import meetings as reports_meetings

    ((way, words),) = chosen.items()
    hint = ""
    with open_database() as database:
        meeting_id = reports_meetings.latest(database) if meeting == "latest" else int(meeting)
        match way:
            case "was":
                record = corrections_reading.find(database, meeting_id, words)
                hint = corrections_writing.hint(record)
                number = corrections_writing.reword(database, meeting_id, record, text or "", by=by, because=because)
            case "strike":
                record = corrections_reading.find(database, meeting_id, words)
                hint = corrections_writing.hint(record)
                number = corrections_writing.strike_out(database, meeting_id, record, by=by, because=because)
            case "attendance":
                number = corrections_writing.correct_attendance(database, meeting_id, *words, by=by, because=because)
            case "remark":
                number = corrections_writing.remark(database, meeting_id, words, by=by, because=because)
            case _:
                kind = way.removeprefix("add_")
                number = corrections_writing.add(database, meeting_id, kind, words, by=by, because=because)
        click.echo(f"correction {number} of meeting {meeting_id}" + (f"; {hint}" if hint else ""))
        folder = settings.load().minutes_folder
        try:
            path = minutes_files.write(database, meeting_id, folder)
        except OSError as error:
            raise CommandError(
                f"the correction is recorded, but {folder} cannot be written to: {error.strerror or error}; "
                f"make room, then facilitator minutes {meeting_id} prints the corrected minutes"
            ) from error
    click.echo(printable(f"the corrected minutes are in {path}"))
