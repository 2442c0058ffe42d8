"""Opens the program: on the home screen, on a sample company, or in a meeting."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

import click

from facilitator.cli.common import DB, LINE, Command, CommandError, takes_db, url_of_command

if TYPE_CHECKING:
    from screens.program import Opening


def need_terminal() -> None:
    """Refuse to open the program without a terminal.

    Raises:
        CommandError: There is none.
    """
    # In a browser there is no terminal, but a driver of its own.
    if not os.environ.get("TEXTUAL_DRIVER") and not all(
        stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)
    ):
        raise CommandError(
            "the program needs a terminal for its screen, its keys and its messages; start it in one, without a pipe, "
            "or use a command that needs none (facilitator --help lists them)"
        )


def open_program(url: str, opening: Opening | None = None, *, demo: bool = False) -> NoReturn:
    """Open the program, and end with its exit status."""
    need_terminal()
    from screens.app import FacilitatorApp

    app = FacilitatorApp(url, opening, demo=demo)
    app.run()
    sys.exit(app.return_code or 0)


def _open_meeting(mode: str, team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open the program in a meeting; what is wrong with the mode is told before the screen opens."""
    from facilitator import modes
    from facilitator.common import settings
    from facilitator.modes.parsing import parse_mode

    text, file = modes.find(mode, settings.settings_folder() / "modes")
    parse_mode(text, file, minutes)
    url = url_of_command()
    need_terminal()
    from screens.program import Opening

    open_program(url, Opening(mode=mode, team=team, minutes=minutes, facilitator=facilitator, cycle=cycle))


def _takes_meeting(command: Command) -> Command:
    """Give a command the argument and the options for opening a meeting."""
    for add in (
        click.option("--cycle", metavar="NAME", type=LINE, help="The cycle; the mode's own by default."),
        click.option("--facilitator", metavar="NAME", type=LINE, help="Facilitator; the team's manager by default."),
        click.option("--minutes", type=click.IntRange(1, 1440), help="Length in minutes; the mode's by default."),
        click.argument("team", required=False, type=LINE),
    ):
        command = add(command)
    return takes_db(command)


@click.command()
def demo() -> None:
    """Open the program on a sample company; nothing of yours is touched."""
    import tempfile

    if DB in click.get_current_context().meta:
        raise click.UsageError("demo has a temporary database of its own; leave --db out")
    need_terminal()
    with tempfile.TemporaryDirectory(prefix="facilitator-demo-", ignore_cleanup_errors=True) as folder:
        open_program(f"sqlite:///{folder}/demo.db", demo=True)


def _meeting_command(mode: str, about: str) -> click.Command:
    @click.command(mode, help=about)
    @_takes_meeting
    def command(team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
        _open_meeting(mode, team, minutes, facilitator, cycle)

    return command


standup = _meeting_command("standup", "Open the stand-up of TEAM, or resume the one that is running.")
weekly = _meeting_command("weekly", "Open the weekly meeting of TEAM, or resume the one that is running.")
consensus = _meeting_command("consensus", "Open the consensus meeting of TEAM, or resume the one that is running.")
review = _meeting_command("review", "Open the review of TEAM, or resume the one that is running.")
review_consensus = _meeting_command(
    "review-consensus",
    "Open the review of TEAM's last cycle and the consensus of the next in one meeting, or resume it.",
)


@click.command()
@click.argument("mode")
@_takes_meeting
def run(mode: str, team: str | None, minutes: int | None, facilitator: str | None, cycle: str | None) -> None:
    """Open a meeting of any MODE, a name or a file; facilitator modes lists them."""
    _open_meeting(mode, team, minutes, facilitator, cycle)
