"""Takes text of one line, as quickly with 100,000 characters as with ten."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rich.segment import Segment
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip

from facilitator.common.text import LONGEST, TooLongError, clean_line, is_blank
from screens.private import MeasuredInput
from screens.widgets.cells import split_graphemes
from screens.widgets.safe import Safe

MOST = 40
"""Characters for each cell that are looked at; what takes no cell, past that, is not drawn."""


_BLANKS = re.compile(r"[\t\n]")


def too_long(long: int) -> TooLongError:
    """Return the error that refuses so many characters in a field."""
    return TooLongError(
        f"that would be {long:,} characters, {LONGEST:,} are allowed; nothing was added, so shorten it and try again"
    )


class LineField(Safe, MeasuredInput):
    """An input that cleans what comes in, takes pastes of many lines, and looks only at what is in sight of its text.

    Each line break of a paste becomes one space. What would make it longer than 100,000 characters is refused in a
    sentence, and what stood there stays. Its size does not depend on its text: a key repaints it, and does not lay out
    the whole screen.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), layout=False)
    tells_lines: bool = False
    """Whether a paste of many lines is told with `LinesPasted`, and not put in as one."""

    @dataclass
    class LinesPasted(Message):
        """Many lines came at once; the empty ones are left out."""

        line: LineField
        lines: list[str]

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,  # noqa: A002  # Textual's name
        classes: str | None = None,
        placeholder: str = "",
        compact: bool = False,
    ) -> None:
        self._first = 0
        """The first character in sight."""
        super().__init__(
            text, placeholder, id=id, classes=classes, select_on_focus=False, compact=compact, validate_on=()
        )
        # A blinking cursor writes to the terminal all day.
        self.cursor_blink = False

    # What comes in ---------------------------------------------------------------------------------------------

    def validate_value(self, value: str) -> str:
        """Make one line of what a program puts there too, such as a draft."""
        return value if len(value) > LONGEST else clean_line(value)

    def replace(self, text: str, start: int, end: int) -> None:
        """Clean what is typed or pasted; what is too long is refused, and what stands there stays."""
        try:
            text = clean_line(text)
            start, end = sorted((max(0, start), min(len(self.value), end)))
            long = len(self.value) - (end - start) + len(text)
            if text and long > LONGEST:
                raise too_long(long)
        except TooLongError as error:
            self.app.notify(str(error), severity="error", markup=False)
            return
        behind = len(self.value) - end
        super().replace(text, start, end)
        # A mark that was typed may have become one with the letter before it.
        self.cursor_position = len(self.value) - behind

    def on_paste(self, event: events.Paste) -> None:
        """Take pastes of many lines; Textual's own handler, which takes the first, is not called."""
        event.stop()
        event.prevent_default()
        self.paste(event.text)

    def paste(self, text: str) -> None:
        """Put a pasted text in place of what is selected; each line break in it is one space."""
        lines = [line for line in text.splitlines() if not is_blank(line)]
        if self.tells_lines and len(lines) > 1:
            self.post_message(self.LinesPasted(self, lines))
        else:
            start, end = self.selection
            self.replace(text if min(start, end) else text.lstrip("\r\n"), start, end)

    # What is in sight ------------------------------------------------------------------------------------------

    @property
    def content_width(self) -> int:
        """As wide as there is room: it never scrolls, but shows another part of its text."""
        return 1

    @property
    def _room(self) -> int:
        return max(1, self.scrollable_content_region.width)

    def _cells(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Return start, end and width of what is drawn of these characters; joiners belong to what they join."""
        spans, _ = split_graphemes(_flat(self.value[start:end]))
        return [(start + begin, start + past, width) for begin, past, width in spans]

    def _wide(self, start: int, end: int) -> int:
        return sum(width for _, _, width in self._cells(start, end))

    def _back_from(self, end: int) -> int:
        """Return the first of as many characters before the end as have room, with a cell for the cursor."""
        first, left = end, self._room - 1
        for begin, _, width in reversed(self._cells(max(0, end - MOST * self._room), end)):
            if width > left:
                break
            first, left = begin, left - width
        return first

    def _in_sight(self) -> list[tuple[int, int, int]]:
        """Return the characters in sight, the cursor among them."""
        room, cursor, long = self._room, self.cursor_position, len(self.value)
        if cursor < self._first or long <= self._first:
            self._first = max(0, cursor - 1)
        if cursor > self._first + MOST * room or self._wide(self._first, cursor) >= room:
            self._first = self._back_from(cursor)
        elif self._first and long <= self._first + MOST * room and self._wide(self._first, long) + 1 < room:
            # There is more room than before, or less text.
            self._first = self._back_from(long)
        seen, left = [], room
        for cell in self._cells(self._first, min(long, self._first + MOST * room)):
            if cell[2] > left:
                break
            seen.append(cell)
            left -= cell[2]
        return seen

    @property
    def cells_before_cursor(self) -> int:
        """How many cells in sight stand before the cursor."""
        return sum(width for begin, _, width in self._in_sight() if begin < self.cursor_position)

    def index_at(self, cell: int) -> int:
        """Return the character in a cell in sight; behind the last one, the end of what is in sight."""
        for begin, _, width in (seen := self._in_sight()):
            if cell < width:
                return begin
            cell -= width
        return seen[-1][1] if seen else self.cursor_position

    @property
    def cursor_screen_offset(self) -> Offset:
        x, y, _, _ = self.content_region
        return Offset(x + self.cells_before_cursor, y)

    def render_line(self, y: int) -> Strip:
        if y or not self.value:
            return super().render_line(y)
        style = self.rich_style
        cursor = self.get_component_rich_style("input--cursor") if self.has_focus and self.draws_cursor else None
        chosen = self.get_component_rich_style("input--selection") if self.has_focus else None
        first, last = sorted(self.selection)
        at = self.cursor_position
        segments = []
        for begin, past, _ in self._in_sight():
            look = cursor if begin <= at < past else chosen if first <= begin < last else None
            segments.append(Segment(_flat(self.value[begin:past][:MOST]), look))
        if at >= len(self.value) and cursor is not None:
            # Under the cursor begins what `tab` would take over.
            offered = _flat(self.offered[len(self.value) :][: self._room]) or " "
            segments.append(Segment(offered[0], cursor))
            segments.append(Segment(offered[1:], self.get_component_rich_style("input--suggestion")))
        return Strip(Segment.simplify(segments)).adjust_cell_length(self._room, style).apply_style(style)


def _flat(text: str) -> str:
    """Put a blank for each tab and line break: in a line either takes one cell."""
    return _BLANKS.sub(" ", text)
