"""Shows the progress of long work at a terminal, and what is said when it is stopped."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import click

from facilitator.common.progress import OnProgress, ignore_progress

STOPPED = 130
"""The exit status after Ctrl-C, as in shells."""


class Stopped(click.ClickException):
    """Somebody pressed Ctrl-C."""

    exit_code = STOPPED

    def __init__(self) -> None:
        super().__init__("stopped; nothing half done is kept")

    def show(self, file: Any = None) -> None:
        """Print the message, below the ^C that the terminal shows."""
        click.echo(f"\n{self.message}" if sys.stderr.isatty() else self.message, file=file, err=file is None)


@contextlib.contextmanager
def progress(label: str) -> Iterator[OnProgress]:
    """Show a progress bar on standard error, where that is a terminal, from the first report on."""
    if not sys.stderr.isatty():
        yield ignore_progress
        return
    with contextlib.ExitStack() as stack:
        bar: Any = None

        def on_progress(done: int, of: int) -> None:
            nonlocal bar
            # Behind a piece of work that is done another one begins.
            if bar is None or done < bar.pos:
                bar = stack.enter_context(click.progressbar(length=of, label=label, file=sys.stderr))
            bar.length = of
            bar.update(done - bar.pos)

        yield on_progress
