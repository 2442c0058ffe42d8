"""Imports and exports people, units, cycles and OKRs."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path
from typing import Literal

import click

from facilitator.cli.common import CommandError, open_database, printable, write
from facilitator.cli.waiting import progress


@click.command("import")
@click.argument("file", type=click.Path())
@click.option("--preview", is_flag=True, help="Only show what would be imported and what not; nothing is written.")
def import_(file: str, preview: bool) -> None:
    """Import people, units, cycles and OKRs from FILE, all of it or nothing.

    FILE is a .toml, .csv, .xlsx or .json; .xlsx needs the extra: pip install 'facilitator[spreadsheets]'.
    """
    from facilitator.exchange import importing

    with open_database() as database, progress("importing") as on_progress:
        outcome = importing.take(database, Path(file), preview=preview, on_progress=on_progress)
    if preview:
        from facilitator.exchange import previewing

        click.echo(printable("\n".join(previewing.lines(outcome))))
        return
    for note in outcome.notes:
        click.echo(printable(note), err=True)
    click.echo(printable(str(outcome.counts)))


@click.command()
@click.option(
    "--format", "file_format", type=click.Choice(["toml", "json", "csv", "xlsx"]), default="toml", show_default=True
)
@click.option("-o", "--output", default="-", metavar="FILE|-", help="Where to write it; standard output by default.")
def export(file_format: Literal["toml", "json", "csv", "xlsx"], output: str) -> None:
    """Export people, units, cycles and OKRs.

    json has everything that the database holds; csv has the OKRs, xlsx a sheet of people and one of OKRs. xlsx needs
    the extra: pip install 'facilitator[spreadsheets]'.
    """
    if file_format == "xlsx" and output == "-" and sys.stdout.isatty():
        raise CommandError("a terminal cannot show a workbook; name a file with -o okr.xlsx")
    from facilitator.exchange import exporting

    with open_database() as database, progress("exporting") as on_progress:
        made = exporting.parts(database, file_format, on_progress)
        # What the format cannot hold is known before the first part, and no fault of the file that it goes to.
        first = next(made)
        write(itertools.chain((first,), made), output)
