"""Lists meeting modes, and checks the file of one."""

from __future__ import annotations

import click

from facilitator.cli.common import CommandGroup, print_rows, printable, read_file


@click.group(cls=CommandGroup, invoke_without_command=True)
@click.pass_context
def modes(ctx: click.Context) -> None:
    """List and check meeting modes, your own included."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@modes.command("list")
def list_() -> None:
    """List the modes, and the folder where your own are."""
    from facilitator import modes as known
    from facilitator.common import settings

    folder = settings.settings_folder() / "modes"
    print_rows(
        [(name, f"{count} min" if count else "-", title, file) for name, title, count, file in known.listing(folder)]
    )
    click.echo(f"\nYour own modes are in {folder}")


@modes.command("check")
@click.argument("file", type=click.Path())
def check_mode(file: str) -> None:
    """Check a mode FILE; every mistake is listed."""
    from facilitator.modes.parsing import parse_mode

    agenda = parse_mode(read_file(file), file)
    click.echo(printable(f"{file}: right; {agenda.title}, {agenda.seconds // 60} minutes, {len(agenda.steps)} steps"))
