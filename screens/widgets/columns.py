"""Shows a list of which the last rows stand in columns side by side, for keyboard and mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip

from screens.actions import Key, declare
from screens.widgets.rows import GUTTER, Row, Rows

LEAST = 23
"""Columns of the screen that a column needs, its gutter and the line beside it among them."""

KEYS = declare(
    "columns",
    "Columns",
    Key("aside(-1)", "left", "left", "Select a line in the column at the left"),
    Key("aside(1)", "right", "right", "Select a line in the column at the right"),
    common=True,
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a row has in a line of the screen: from which column of the screen on, and as how much of it."""

    left: int
    width: int
    index: int
    content: Content


class Columns(Rows):
    """Rows over the whole width, and below them columns; `left` and `right` go from one to the next."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    def __init__(self) -> None:
        super().__init__()
        self._columns: list[range] = []
        """The places in the list of the rows of each column."""
        self._pieces: list[list[_Piece]] = []
        self._height: int | None = None
        """The line that `left` and `right` keep to, though a column has nothing there; None until they are pressed."""

    @property
    def width(self) -> int:
        """How many columns of the screen the rows have, whether or not there is a scrollbar."""
        return max(10, self.size.width - self.styles.scrollbar_size_vertical - GUTTER)

    def width_of(self, many: int) -> int | None:
        """Return the width that rows have in so many columns; None where there is no room for them side by side."""
        each = (self.width + GUTTER) // many if many else 0
        return each - GUTTER - 1 if each >= LEAST and many > 1 else None

    def show_columns(self, above: Sequence[Row], columns: Sequence[Sequence[Row]]) -> None:
        """Show rows over the whole width, and below them columns; side by side, which needs `width_of` them."""
        first, ranges = len(above), []
        for column in columns:
            ranges.append(range(first, first + len(column)))
            first += len(column)
        moved, self._columns = ranges != self._columns, ranges
        self.show([*above, *(row for column in columns for row in column)])
        if moved:
            self._wrap()

    def _wrap(self) -> None:
        many = len(self._columns)
        each = self.width_of(many)
        first = self._columns[0].start if each is not None and many else len(self._rows)
        whole = self.width + GUTTER
        self._pieces = [
            [_Piece(0, whole, index, line)]
            for index in range(min(first, len(self._rows)))
            for line in self._lines_of(self._rows[index], self.width)
        ]
        if each is not None:
            columns = [
                [
                    _Piece(place * (each + GUTTER + 1), each + GUTTER, index, line)
                    for index in column
                    if index < len(self._rows)
                    for line in self._lines_of(self._rows[index], each)
                ]
                for place, column in enumerate(self._columns)
            ]
            room = max(0, self.size.height - len(self._pieces))
            lines = [[piece for piece in line if piece is not None] for line in zip_longest(*columns)]
            # The lines between the columns go down to the foot.
            self._pieces += lines + [[] for _ in range(room - len(lines))]
        self.virtual_size = Size(whole, len(self._pieces))
        self._follow()

    def _follow(self) -> None:
        self.refresh()
        here = [(y, piece) for y, line in enumerate(self._pieces) for piece in line if piece.index == self._cursor]
        if here:
            self.scroll_to_region(Region(0, here[0][0], 1, len(here)), animate=False)

    def _at(self, x: int, y: int) -> int | None:
        """Return the place in the list of the row at a cell."""
        line = self._pieces[y] if 0 <= y < len(self._pieces) else []
        return next((piece.index for piece in line if piece.left <= x < piece.left + piece.width), None)

    def render_line(self, y: int) -> Strip:
        width, style = self.size.width, self.rich_style
        line = y + self.scroll_offset.y
        if line >= len(self._pieces):
            return Strip.blank(width, style)
        pieces = self._pieces[line]
        if pieces and pieces[0].width > self.width:
            content = self._marked(pieces[0].index, pieces[0].content, width)
        else:
            content = self._side_by_side(pieces)
        return Strip(content.render_segments(self.visual_style)).adjust_cell_length(width, style)

    def _side_by_side(self, pieces: Sequence[_Piece]) -> Content:
        each = self.width_of(len(self._columns))
        if each is None:
            return Content("")
        there = {piece.left: piece for piece in pieces}
        parts: list[Content | tuple[str, str]] = []
        for place in range(len(self._columns)):
            piece = there.get(place * (each + GUTTER + 1))
            cell = Content("") if piece is None else self._marked(piece.index, piece.content, piece.width)
            parts.append(cell.pad_right(max(0, each + GUTTER - cell.cell_length)))
            if place + 1 < len(self._columns):
                parts.append(("│", "$muted 50%"))
        return Content.assemble(*parts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002  # Textual's
        """Return whether a key works: those of columns only where they stand side by side."""
        return action != "aside" or self.width_of(len(self._columns)) is not None

    def action_aside(self, by: int) -> None:
        """Select the row beside the selected one, in the column that many columns further on."""
        here = next((place for place, column in enumerate(self._columns) if self._cursor in column), None)
        if here is None or self.width_of(len(self._columns)) is None:
            return
        lines = {piece.index: y for y, line in reversed(list(enumerate(self._pieces))) for piece in line}
        order = self._columns[here + 1 :] if by > 0 else self._columns[:here][::-1]
        for column in order:
            choices = [index for index in column if self._rows[index].id is not None and index in lines]
            if choices:
                height = lines.get(self._cursor or 0, 0) if self._height is None else self._height
                self._choose(min(choices, key=lambda index: abs(lines[index] - height)))
                self._height = height
                return

    def _choose(self, index: int) -> None:
        self._height = None
        super()._choose(index)

    def on_click(self, event: events.Click) -> None:
        """Select what is clicked; a click on what is selected presses it."""
        event.prevent_default()
        index = self._at(event.x, event.y + self.scroll_offset.y)
        if index is None or self._rows[index].id is None:
            return
        if index == self._cursor and self._selects and self.has_focus:
            self.post_message(self.Pressed(self, self._rows[index]))
        else:
            self._choose(index)
