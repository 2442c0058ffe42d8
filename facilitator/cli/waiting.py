"""Long work at a terminal: how far it is, and what is said when it is stopped."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import click

from facilitator.common.progress import OnProgress, ignore_progress

STOPPED = 130
"""The exit status of what was stopped with Ctrl-C, as shells have it."""


class Stopped(click.ClickException):
    """Somebody pressed Ctrl-C."""

    exit_code = STOPPED

    def __init__(self) -> None:
        super().__init__("stopped; nothing of what was not finished is kept")

    def show(self, file: Any = None) -> None:
        """Print the sentence, below what the terminal made of the keys."""
        click.echo(f"\n{self.message}" if sys.stderr.isatty() else self.message, file=file, err=file is None)


@contextlib.contextmanager
def progress(label: str) -> Iterator[OnProgress]:
    """Show how far work is, on standard error where that is a terminal; nothing elsewhere.

    It is shown from the first time that something is told.

    Args:
        label: What is being done, in a word or two.
    """
    if not sys.stderr.isatty():
        yield ignore_progress
        return
    with contextlib.ExitStack() as shown:
        bars: list[Any] = []

        def on_progress(done: int, of: int) -> None:
            # Behind a piece of work that is done another one begins.
            if not bars or done < bars[-1].pos:
                bars.append(shown.enter_context(click.progressbar(length=of, label=label, file=sys.stderr)))
            bar = bars[-1]
            bar.length = of
            bar.update(done - bar.pos)

        yield on_progress
