"""Shows lists under bands beside one another, with one selected row that the arrows move through all of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip

from screens.widgets.rows import GUTTER, Row, Rows

LEAST = 34
"""Columns that a list needs."""
MOST = 4
"""The most lists beside one another."""
GAP = 2
"""Columns between two lists."""


@dataclass(frozen=True, slots=True)
class Section:
    """A list under its band.

    Attributes:
        heading: What stands in the band; behind it, how many things there are, or a word for none.
        colour: Of the band; empty for one that does not matter now.
        whole: Whether it takes the whole width, below the others.
        airy: Whether an empty line stands between two rows where there is room.
    """

    heading: str
    count: str
    colour: str
    rows: tuple[Row, ...] = ()
    whole: bool = False
    airy: bool = True


@dataclass(frozen=True, slots=True)
class _Cell:
    """A piece of a line: where it begins, how wide it is, which row it is of, and what it says."""

    x: int
    width: int
    row: int | None
    content: Content


def columns_in(width: int) -> int:
    """Return how many lists stand beside one another in so many columns: 2 in 80 and 120, 4 in 200."""
    return 1 if width < 2 * LEAST + GAP else 2 if width < 3 * 48 else MOST


def divided(heights: Sequence[int], parts: int) -> list[range]:
    """Divide lists of these heights into parts that follow one another, the highest of which is as low as can be."""
    many = len(heights)
    if not many:
        return []
    best: tuple[int, tuple[int, ...]] | None = None
    for cuts in itertools.combinations(range(1, many), min(parts, many) - 1):
        bounds = (0, *cuts, many)
        highest = max(sum(heights[begin:end]) + end - begin for begin, end in itertools.pairwise(bounds))
        if best is None or highest < best[0]:
            best = highest, bounds
    return [range(begin, end) for begin, end in itertools.pairwise(best[1])] if best else []


class Sections(Rows):
    """Lists under bands, as many beside one another as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._sections: tuple[Section, ...] = ()
        self._grid: list[list[_Cell]] = []
        # Of each row its column, and its first line and the one behind its last.
        self._places: dict[int, tuple[int, int, int]] = {}

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Show these lists; what was selected stays selected where it is still there."""
        if tuple(sections) == self._sections:
            return
        # In the order in which they are read: those that take the whole width come last.
        self._sections = tuple(sorted(sections, key=lambda section: section.whole))
        self.show([row for section in self._sections for row in section.rows])
        self._wrap()

    def _wrap(self) -> None:
        width = max(10, self.scrollable_content_region.width or self.size.width)
        roomy = self.size.height >= 18
        numbers = itertools.count()
        self._grid, self._places = [], {}
        beside = [section for section in self._sections if not section.whole]
        many = min(columns_in(width), len(beside)) or 1
        each = (width - GAP * (many - 1)) // many
        blocks = [self._block(section, each, numbers, airy=roomy and section.airy) for section in beside]
        parts = divided([len(block) for block in blocks], many)
        for column, part in enumerate(parts):
            self._put(column, column * (each + GAP), each, [blocks[index] for index in part])
        for section in self._sections:
            if section.whole:
                block = self._block(section, width, numbers, airy=False)
                # Below all of them.
                self._put(0, 0, width, [[], block] if self._grid else [block], len(self._grid))
        self.virtual_size = Size(width, len(self._grid))
        self._follow()

    def _block(
        self, section: Section, width: int, numbers: itertools.count[int], *, airy: bool
    ) -> list[tuple[int | None, Content]]:
        band = Content.assemble(f" {section.heading}  {section.count}").truncate(width, ellipsis=True)
        band = band.pad_right(max(0, width - band.cell_length))
        style = f"bold $background on {section.colour}" if section.colour else "$muted on $boost"
        block: list[tuple[int | None, Content]] = [(None, band.stylize(style))]
        for place, row in enumerate(section.rows):
            number = next(numbers)
            if place and airy:
                block.append((None, Content("")))
            block += [(number, line) for line in self._lines_of(row, width - GUTTER)]
        return block

    def _put(
        self, column: int, x: int, width: int, blocks: Sequence[list[tuple[int | None, Content]]], y: int = 0
    ) -> None:
        for place, block in enumerate(blocks):
            for row, content in [(None, Content("")), *block] if place else block:
                while len(self._grid) <= y:
                    self._grid.append([])
                self._grid[y].append(_Cell(x, width, row, content))
                if row is not None:
                    _, first, _ = self._places.get(row, (column, y, y))
                    self._places[row] = column, first, y + 1
                y += 1

    def _follow(self) -> None:
        self.refresh()
        if self._cursor in self._places:
            _, first, end = self._places[self._cursor]
            # With the line above it, which is the band where it is the first of its list.
            top = max(0, first - 1)
            self.scroll_to_region(Region(0, top, 1, end - top), animate=False)

    def render_line(self, y: int) -> Strip:
        width, style, visual = self.size.width, self.rich_style, self.visual_style
        line = y + self.scroll_offset.y
        if line >= len(self._grid):
            return Strip.blank(width, style)
        shown = Content("")
        for cell in sorted(self._grid[line], key=lambda cell: cell.x):
            shown = shown.pad_right(max(0, cell.x - shown.cell_length))
            content = cell.content
            if cell.row is None:
                shown += content
            elif cell.row == self._cursor and self._selects and self.has_focus:
                content = content.pad_right(max(0, cell.width - GUTTER - content.cell_length))
                shown += Content.assemble(("▌", "$primary"), content).stylize_before("on $primary 25%")
            else:
                shown += Content(" ") + content
        return Strip(shown.render_segments(visual)).adjust_cell_length(width, style)

    def across(self, by: int) -> None:
        """Select the row beside the selected one, so many columns on."""
        here = self._places.get(-1 if self._cursor is None else self._cursor)
        if here is None:
            return
        column, first, _ = here
        beside = [
            (abs(top - first), index)
            for index, (other, top, _) in self._places.items()
            if other == column + by and self.rows[index].id is not None
        ]
        if beside:
            self._choose(min(beside)[1])

    def _number_at(self, x: int, line: int) -> int | None:
        cells = self._grid[line] if 0 <= line < len(self._grid) else []
        return next((cell.row for cell in cells if cell.x <= x < cell.x + cell.width), None)

    def on_click(self, event: events.Click) -> None:
        """Select what is clicked; a click on what is selected presses it."""
        # What it builds on has its rows below one another.
        event.prevent_default()
        index = self._number_at(event.x, event.y + self.scroll_offset.y)
        if index is None or self.rows[index].id is None:
            return
        if index == self._cursor and self._selects and self.has_focus:
            self.post_message(self.Pressed(self, self.rows[index]))
        else:
            self._choose(index)
