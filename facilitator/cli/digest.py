"""Prints a digest: many meetings on one page."""

from __future__ import annotations

import sys
from datetime import date

import click

from facilitator.cli.common import LINE, CommandError, open_database, printable, write
from facilitator.common import clock
from facilitator.documents.formats import BINARY, FORMATS


@click.command()
@click.option(
    "--since", default="7 days", metavar="DATE", type=LINE, help="The first day: 2026-11-01, monday, '7 days'."
)
@click.option("--until", default="today", metavar="DATE", type=LINE, help="The last day; today by default.")
@click.option("--team", metavar="NAME", type=LINE, help="Only this team and those below it; all by default.")
@click.option("--format", "file_format", type=click.Choice(FORMATS), default="md", help="Markdown by default.")
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to write it; standard output by default.")
def digest(since: str, until: str, team: str | None, file_format: str, output: str) -> None:
    """Print a one-page summary of many meetings: OKRs, risks, decisions, what is open.

    docx, pdf and ics need the extra: pip install 'facilitator[documents]'.
    """
    today = clock.today()
    last = _day(until, today, "--until")
    first = _day(since, today, "--since")
    if first > last:
        raise click.BadParameter(
            f"{first.isoformat()} comes after the last day, {last.isoformat()}; say an earlier one",
            param_hint="--since",
        )
    if file_format in BINARY and output == "-" and sys.stdout.isatty():
        raise CommandError(
            f"a terminal cannot show a digest as {file_format}; name a file with -o digest.{file_format}"
        )
    from facilitator.reports.digest import reading as digest_reading
    from facilitator.reports.digest import writing as digest_writing

    with open_database() as database:
        read = digest_reading.read(database, first, last, team)
    write([digest_writing.written(read, file_format, lambda said: click.echo(printable(said), err=True))], output)


def _day(words: str, today: date, option: str) -> date:
    from facilitator.reports.digest.span import NotADayError, day

    try:
        return day(words, today)
    except NotADayError as error:
        raise click.BadParameter(str(error), param_hint=option) from error
