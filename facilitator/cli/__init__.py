"""Runs the command `facilitator`: it parses the arguments, calls a function of another room and prints what it returns.

Commands import inside their functions what is slow to import, such as SQLAlchemy, Alembic and Textual: most need only
some of it.
"""

from __future__ import annotations

import click

from facilitator import __version__
from facilitator.cli.checkin import checkin
from facilitator.cli.common import CommandGroup, takes_db, url_of_command
from facilitator.cli.correct import correct
from facilitator.cli.database import db
from facilitator.cli.digest import digest
from facilitator.cli.exchange import export, import_
from facilitator.cli.meetings import actions, meetings, minutes, search
from facilitator.cli.modes import modes
from facilitator.cli.opening import consensus, demo, open_program, review, review_consensus, run, standup, weekly


@click.group(
    cls=CommandGroup,
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
        open_program(url_of_command())


for _command in (
    demo,
    standup,
    weekly,
    consensus,
    review,
    review_consensus,
    run,
    checkin,
    import_,
    export,
    meetings,
    minutes,
    correct,
    digest,
    actions,
    search,
    db,
    modes,
):
    main.add_command(_command)
