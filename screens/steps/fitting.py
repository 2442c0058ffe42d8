"""Lets panels draw for the width and height that they have, and the footer follow what is selected in them."""

from __future__ import annotations

from contextlib import suppress

from textual import on
from textual.css.query import NoMatches

from screens.steps.panel import ListPanel
from screens.steps.people import People
from screens.widgets.rows import GUTTER, Rows


class FittingPanel(ListPanel):
    """A panel whose list is drawn for its size."""

    ROOMY = 20
    """Lines of the list from which on there is room for lines that only make it easier to read."""

    def on_resize(self) -> None:
        with suppress(NoMatches):
            self.renew(self.shown, self.position)

    @property
    def width(self) -> int:
        """The columns of a row, whether or not there is a scrollbar."""
        return max(10, self.rows.size.width - self.rows.styles.scrollbar_size_vertical - GUTTER)

    @property
    def roomy(self) -> bool:
        return self.rows.size.height >= self.ROOMY

    def colour_of(self, name: str | None) -> str:
        """Return the style of the person of the meeting who is called so."""
        live = self.shown.live
        colours = People.of(live).colours
        return next((colours[person] for person, full in live.people.items() if full == name), "$muted")

    @on(Rows.Selected)
    def _selected_another(self) -> None:
        self.refresh_bindings()
