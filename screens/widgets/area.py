"""Takes text of many lines, as quickly with 100,000 characters as with ten."""

from __future__ import annotations

from bisect import bisect_right

from rich.cells import cached_cell_len, get_character_cell_size
from rich.text import Text
from textual import events
from textual.expand_tabs import expand_text_tabs_from_widths
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets.text_area import Edit, EditResult, Location

from facilitator.common.text import LONGEST, TooLongError, clean
from screens.private import MeasuredDocument, WrappedArea
from screens.widgets.field import too_long
from screens.widgets.safe import Safe

CROWDED = 40
"""Characters for each cell of a line above which those that take no cell are not drawn."""
REMEMBERED = 1000
"""Characters of a line above which its width is not to be remembered by the library: it keeps 4,096 of them."""


class _Wrapped(MeasuredDocument):
    """The lines as they are wrapped; a part of one is cut out of its text, and not rendered with all others first."""

    def get_sections(self, line_index: int) -> list[str]:
        line, offsets = self.document[line_index], self.get_offsets(line_index)
        return [line[start:end] for start, end in zip([0, *offsets], [*offsets, len(line)], strict=True)]


class Area(Safe, WrappedArea):
    """A field whose text is cleaned on its way in, and of which only what is in sight is drawn.

    What is typed or pasted is refused, in a sentence, where more than 100,000 characters would stand in it.
    """

    DEFAULT_CSS = """
    Area { scrollbar-gutter: stable; scrollbar-size: 0 1; }
    """
    WRAPPED = _Wrapped

    def __init__(self, *, id: str | None = None, classes: str | None = None, placeholder: str = "") -> None:  # noqa: A002  # Textual's name
        super().__init__(
            id=id, classes=classes, compact=True, highlight_cursor_line=False, placeholder=placeholder, soft_wrap=True
        )
        # A blinking cursor writes to the terminal all day.
        self.cursor_blink = False

    def edit(self, edit: Edit) -> EditResult:
        """Clean what comes in, whoever brings it."""
        edit.text = clean(edit.text)
        result = super().edit(edit)
        if any(len(line) > REMEMBERED for line in self.document.lines):
            cached_cell_len.cache_clear()
        return result

    def cleaned(self, insert: str, start: Location, end: Location) -> str | None:
        """Clean what is typed or pasted; refuse, in a sentence, what would be too long."""
        try:
            insert = clean(insert)
            long = len(self.text) - len(self.get_text_range(start, end)) + len(insert)
            if insert and long > LONGEST:
                raise too_long(long)
        except TooLongError as error:
            self.app.notify(str(error), severity="error", markup=False)
            return None
        return insert

    def on_paste(self, event: events.Paste) -> None:
        """Let the paste end here; Textual's own handler follows and puts it in."""
        event.stop()

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:  # noqa: ARG002  # Textual's
        """Return None: people write sentences, and to look through all of them takes long."""
        return None

    def render_line(self, y: int) -> Strip:
        """Draw a line in sight from its own part of the text alone."""
        if not self.text and self.placeholder:
            return super().render_line(y)
        line = y + self.scroll_offset.y
        style = self.rich_style
        if line >= self.wrapped_document.height:
            return Strip.blank(self.size.width, style)
        row, column = self.wrapped_document.offset_to_location(Offset(0, line))
        offsets = self.wrapped_document.get_offsets(row)
        at = bisect_right(offsets, column)
        start = offsets[at - 1] if at else 0
        whole = self.document[row]
        end = offsets[at] if at < len(offsets) else len(whole)
        width = self.scrollable_content_region.width
        crowded = end - start > CROWDED * max(1, width)

        def cell(place: int) -> int:
            """Return where a character of the row is in what is drawn."""
            place = max(start, min(place, end + 1))
            return len(_spread(whole[start:place])) + max(0, place - end) if crowded else place - start

        shown = _spread(whole[start:end]) if crowded else whole[start:end]
        # The cursor may stand behind the last character.
        drawn = Text(shown + (" " if end == len(whole) else ""), end="", no_wrap=True)
        first, last = sorted(self.selection)
        if first != last and first[0] <= row <= last[0]:
            begins = cell(first[1]) if first[0] == row else 0
            ends = cell(last[1]) if last[0] == row else len(drawn)
            drawn.stylize(self.get_component_rich_style("text-area--selection"), begins, ends)
        here, there = self.selection.end
        if here == row and self.draws_cursor and start <= there and (there < end or end == len(whole)):
            drawn.stylize(self.get_component_rich_style("text-area--cursor"), cell(there), cell(there) + 1)
        if "\t" in shown:
            before = whole[:start].count("\t")
            widths = self.wrapped_document.get_tab_widths(row)[before : before + shown.count("\t")]
            drawn = expand_text_tabs_from_widths(drawn, widths)
        strip = Strip(drawn.render(self.app.console), drawn.cell_len)
        return strip.adjust_cell_length(width, style).apply_style(style)


def _spread(text: str) -> str:
    """Return the characters that take a cell; thousands of others on one of them no terminal can draw."""
    return "".join(char for char in text if char == "\t" or get_character_cell_size(char))
