"""The clock, the largest thing on the screen."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Digits

from screens import wording
from screens.widgets.safe import Static

SOON = 60.0
"""Seconds before the end from which on the clock says so."""


class BigClock(Vertical):
    """Time left, and in words and a shape how it stands; nothing is told by colour alone."""

    DEFAULT_CSS = """
    BigClock { width: 26; height: 4; }
    BigClock Digits { height: 3; width: 1fr; }
    BigClock Static { height: 1; width: 1fr; }
    BigClock.soon { color: $warning; }
    BigClock.over { color: $error; text-style: bold; }
    """

    def compose(self) -> ComposeResult:
        """Figures, and words below them."""
        yield Digits("")
        yield Static(markup=False)

    def show(self, left: float, whole: float, *, paused: bool = False) -> None:
        """Show so many seconds left of the whole; below 0 is overtime. Repaints only what changed."""
        figures, words, state = told(left, whole, paused=paused)
        digits, label = self.query_one(Digits), self.query_one(Static)
        if digits.value != figures:
            digits.update(figures)
        content = Content(words)
        if label.content != content:
            label.update(content)
        self.set_class(state == "soon", "soon")
        self.set_class(state == "over", "over")


def told(left: float, whole: float, *, paused: bool = False) -> tuple[str, str, str]:
    """The figures, the words and the state (`plenty`, `soon` or `over`) of a clock."""
    if left <= 0:
        figures, words, state = f"+{wording.clock(-left)}", "■ OVERTIME", "over"
    elif left <= SOON:
        figures, words, state = wording.clock(left), f"▲ left of {wording.clock(whole)}", "soon"
    else:
        figures, words, state = wording.clock(left), f"left of {wording.clock(whole)}", "plenty"
    return figures, f"‖ PAUSED  {words}" if paused else words, state
