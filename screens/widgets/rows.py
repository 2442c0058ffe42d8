"""Shows a list with a cursor, for keyboard and mouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.actions import Key, declare
from screens.widgets import safe
from screens.widgets.safe import Safe

KEYS = declare(
    "list",
    "Lists and boards",
    Key("move(-1)", "up,k", "up", "Select the line above", called="up"),
    Key("move(1)", "down,j", "down", "Select the line below", called="down"),
    Key("move(-100000)", "home", "first", "Select the first line", called="first"),
    Key("move(100000)", "end", "last", "Select the last line", called="last"),
    common=True,
)


GUTTER = 1
"""Columns before each line, in which the selected one is marked."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: what it says, and the id of what it stands for; a heading has none.

    Where it does not fit, what goes on below stands `indent` columns further in.
    """

    content: Content
    id: object = None
    indent: int = 0


class Rows(Safe, ScrollView, can_focus=True, inherit_bindings=False):
    """Lines of which one that stands for something is selected.

    `enter` and letters go on to the screen: what is selected is only what they are about.
    """

    DEFAULT_CSS = """
    Rows { height: 1fr; background: transparent; scrollbar-size-vertical: 1; overflow-x: hidden; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *KEYS,
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]

    @dataclass
    class _OfRow(Message):
        """Something happened to a row."""

        rows: Rows
        row: Row

        @property
        def control(self) -> Rows:
            return self.rows

    class Selected(_OfRow):
        """Another row is selected."""

    class Pressed(_OfRow):
        """The selected row was clicked once more."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes)
        self._wrapped_for = Size(0, 0)
        self._rows: tuple[Row, ...] = ()
        self._lines: list[tuple[int, Content]] = []
        self._wrapped: dict[object, list[Content]] = {}
        self._cursor: int | None = None
        # Whether the row at the cursor is selected; where not, the next arrow selects it.
        self._selects = True

    @property
    def selected(self) -> object:
        """The id of the selected row; None where none is."""
        return self._rows[self._cursor].id if self._selects and self._cursor is not None else None

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows; what was selected stays selected where it is still there, else the nearest one is."""
        if len(rows) == len(self._rows) and all(map(_same, rows, self._rows)):
            return
        before = None if self._cursor is None else self._rows[self._cursor].id
        self._rows = tuple(rows)
        choices = [index for index, row in enumerate(self._rows) if row.id is not None]
        kept = [index for index in choices if self._rows[index].id == before]
        if kept:
            self._cursor = kept[0]
        elif choices:
            self._cursor = min(choices, key=lambda index: abs(index - (self._cursor or 0)))
        else:
            self._cursor = None
        self._wrap()

    def id_at(self, line: int) -> object:
        """Return the id of the row at that line of the list; None for a heading or below the end."""
        return self._rows[self._lines[line][0]].id if 0 <= line < len(self._lines) else None

    def select(self, row_id: object) -> None:
        """Select the row that stands for that, if there is one; None: select nothing, until somebody does."""
        self._selects = self._selects and row_id is not None
        for index, row in enumerate(self._rows):
            if row_id is not None and row.id == row_id:
                self._cursor, self._selects = index, True
        self._follow()

    def unselected(self, words: str) -> None:
        """Say that a key needs something else selected than there is; `words` say what."""
        self.notify(f"{words}: ↑ and ↓ select", markup=False)

    def _wrap(self) -> None:
        self._wrapped_for = self.size
        width = max(10, self.size.width)
        # Of many rows hardly one changes at a time, and wrapping them all would hold up the next frame.
        known, self._wrapped = self._wrapped, {}
        self._lines = self._lines_at(width - GUTTER, known)
        if len(self._lines) > self.size.height:
            # What does not fit is scrolled, and no line may lie below the scrollbar, which comes after this.
            width -= self.styles.scrollbar_size_vertical
            self._lines = self._lines_at(width - GUTTER, known)
        self.virtual_size = Size(width, len(self._lines))
        self._follow()

    def _lines_at(self, width: int, known: Mapping[object, list[Content]]) -> list[tuple[int, Content]]:
        """Return the lines of all rows in so many columns, each with the index of its row."""
        lines: list[tuple[int, Content]] = []
        for index, row in enumerate(self._rows):
            key = (width, row.content.plain, tuple(row.content.spans), row.indent)
            wrapped_row = self._wrapped[key] = known.get(key) or self._lines_of(row, width)
            lines += [(index, line) for line in wrapped_row]
        return lines

    def _lines_of(self, row: Row, width: int) -> list[Content]:
        try:
            return wrapped(row, width)
        except Exception as error:  # noqa: BLE001  # the other rows are shown all the same
            safe.bear(self, error)
            return Content.styled(safe.words(error), "bold $error").wrap(width)

    def _follow(self) -> None:
        self.refresh()
        here = [y for y, (index, _) in enumerate(self._lines) if index == self._cursor]
        if here:
            self.scroll_to_region(Region(0, here[0], 1, len(here)), animate=False)

    def on_resize(self) -> None:
        self._wrap()

    def render_line(self, y: int) -> Strip:
        if self.size != self._wrapped_for:
            # The list was filled before it had its room, and heard of that only as it is painted.
            self._wrapped_for = self.size
            self.call_later(self._wrap)
        width = self.size.width
        line = y + self.scroll_offset.y
        style = self.rich_style
        if line >= len(self._lines):
            return Strip.blank(width, style)
        index, content = self._lines[line]
        content = self._marked(index, content, width)
        return Strip(content.render_segments(self.visual_style)).adjust_cell_length(width, style)

    def _marked(self, index: int, content: Content, width: int) -> Content:
        """Return a line of a row behind its gutter, `width` cells with it; of the selected one with a mark."""
        if index != self._cursor or not self._selects or not self.has_focus:
            return Content(" ") + content
        # It keeps its colours; the mark is seen without colour too.
        content = content.pad_right(max(0, width - GUTTER - content.cell_length))
        return Content.assemble(("▌", "$primary"), content).stylize_before("on $primary 25%")

    def action_move(self, by: int) -> None:
        """Select the row that many rows further on."""
        choices = [index for index, row in enumerate(self._rows) if row.id is not None]
        if not choices:
            return
        here = choices.index(self._cursor) if self._cursor in choices else 0
        there = here + by if self._selects or abs(by) > 1 else here
        self._choose(choices[max(0, min(len(choices) - 1, there))])

    def _choose(self, index: int) -> None:
        if index != self._cursor or not self._selects:
            self._cursor, self._selects = index, True
            self._follow()
            self.post_message(self.Selected(self, self._rows[index]))

    def on_click(self, event: events.Click) -> None:
        """Select what is clicked; a click on what is selected presses it."""
        line = event.y + self.scroll_offset.y
        if not 0 <= line < len(self._lines):
            return
        index = self._lines[line][0]
        if self._rows[index].id is None:
            return
        if index == self._cursor and self._selects and self.has_focus:
            self.post_message(self.Pressed(self, self._rows[index]))
        else:
            self._choose(index)


def _same(row: Row, other: Row) -> bool:
    """Return whether two rows look the same: contents count as equal where their words are."""
    return row == other and row.content.is_same(other.content)


def wrapped(row: Row, width: int) -> list[Content]:
    """Return a row in lines of at most `width` cells; what goes on below the first stands further in."""
    words = row.content.plain
    if "\n" not in words and "\t" not in words and row.content.cell_length <= width:
        return [row.content]
    indent = min(row.indent, width // 2)
    if not indent:
        return row.content.wrap(width) or [Content("")]
    first, *others = row.content.split(allow_blank=True)
    # A tab is wider the further left it stands: what is looked for in the text must have none.
    first = first.expand_tabs()
    line = first.wrap(width)[0] if first else first
    taken = len(line.plain)
    rest = first[taken:]
    lines = [part for part in (rest[len(rest.plain) - len(rest.plain.lstrip()) :], *others) if part.plain.strip()]
    below = [Content(" " * indent) + piece for part in lines for piece in part.wrap(width - indent)]
    return [line, *below]
