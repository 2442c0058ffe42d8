"""Shows the moods in a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from facilitator.steps.mood.reading import MoodView
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from screens.actions import Key, declare
from screens.steps.panel import Panel
from screens.widgets.safe import Static

KEYS = declare("mood", "The moods", Key("sort", "s", "sort", "Show the happiest first", 96))


class MoodPanel(Panel):
    """Everybody's mood, in a line each."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]
    can_focus = True

    def compose(self) -> ComposeResult:
        """One text."""
        yield Static(id="moods", markup=False)

    def show(self) -> None:
        """Show the moods as they are now."""
        self.moods: tuple[MoodView, ...] = self.shown.parts["mood"]
        self._list(self.moods)

    def front(self) -> None:
        """Take the focus, so that its keys work."""
        self.focus()

    def action_sort(self) -> None:
        """Show the happiest first."""
        self._list(sorted(self.moods, key=lambda mood: -mood.figure))

    def _list(self, moods: Sequence[MoodView]) -> None:
        lines = (Content(f"{mood.figure:>2}  {mood.person}: {mood.word}") for mood in moods)
        self.query_one("#moods", Static).update(Content("\n").join(lines))


PANEL = MoodPanel
