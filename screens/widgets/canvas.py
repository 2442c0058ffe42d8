"""Draws with characters: dots of braille in a grid, and words over them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import date, datetime

from textual.content import Content

from facilitator.common import clock
from facilitator.okr.progress import ratio

Span = tuple[str, str]
"""Characters and their style."""

# Not $text-muted, which is a colour of its own choice: in a Content it comes out as plain white or black.
MUTED, LEVEL, TODAY = "$foreground-muted", "$primary", "$accent"
BAD, GOOD = "$warning", "$success"

# The bits of Unicode's braille patterns, by column and line of the dot.
_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))


def line(spans: Iterable[Span]) -> Content:
    """Return cells in a line; neighbours of one style become one span."""
    by_style = itertools.groupby(spans, key=lambda span: span[1])
    return Content.assemble(*(("".join(words for words, _ in group), style) for style, group in by_style))


def write(cells: list[Span], words: str, column: int, style: str = "") -> None:
    """Write words into a line of cells at a column, or at its edge, if a blank stays on either side of them."""
    begin = max(0, min(column, len(cells) - len(words)))
    if all(character == " " for character, _ in cells[max(0, begin - 1) : begin + len(words) + 1]):
        cells[begin : begin + len(words)] = [(character, style) for character in words]


class Canvas:
    """Holds a plot of so many cells: dots of braille in layers, and characters over them."""

    def __init__(self, width: int, height: int, low: float, high: float, start: date, end: date) -> None:
        self.width, self.height = width, height
        self.low, self.high = low, high
        self.begin = clock.moment_of(start)
        self.seconds = ((end - start).days + 1) * 86400.0
        self.cells: dict[tuple[int, int], Span] = {}
        self.bits: dict[tuple[int, int], int] = {}
        self.style: dict[tuple[int, int], str] = {}

    def share(self, at: datetime) -> float:
        """Return where a moment lies in the cycle, 0 to 1; what lies outside stands at its edge."""
        return min(1.0, max(0.0, (at - self.begin).total_seconds() / self.seconds))

    def column(self, share: float) -> int:
        """Return the cell of a share of the cycle."""
        return min(self.width - 1, int(share * self.width))

    def dot(self, share: float, value: float) -> tuple[int, int]:
        """Return the dot of a value at a share of the cycle."""
        up = min(1.0, max(0.0, ratio(self.low, self.high, value)[0] or 0.0))
        return round(share * (self.width * 2 - 1)), round((1 - up) * (self.height * 4 - 1))

    def row(self, value: float) -> int:
        """Return the line of a value."""
        return self.dot(0, value)[1] // 4

    def line(self, start: tuple[int, int], end: tuple[int, int], style: str) -> None:
        """Draw a straight line from dot to dot, two dots thick: it is read from the back of a room."""
        for x, y in self._between(start, end):
            self._set(x, y, style)
            self._set(x, y - 1 if y else 1, style)

    def dotted(self, start: tuple[int, int], end: tuple[int, int], style: str) -> None:
        """Draw a straight line of single dots."""
        for x, y in self._between(start, end)[::4]:
            self._set(x, y, style)

    @staticmethod
    def _between(start: tuple[int, int], end: tuple[int, int]) -> list[tuple[int, int]]:
        (x, y), (to_x, to_y) = start, end
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        return [
            (round(x + (to_x - x) * step / steps), round(y + (to_y - y) * step / steps)) for step in range(steps + 1)
        ]

    def _set(self, x: int, y: int, style: str) -> None:
        cell = (x // 2, y // 4)
        # Two lines in a cell would look like one that is neither: the later one has it.
        if self.style.get(cell, style) != style:
            self.bits[cell] = 0
        self.style[cell] = style
        self.bits[cell] = self.bits.get(cell, 0) | _DOTS[x % 2][y % 4]

    def put(self, column: int, row: int, character: str, style: str) -> None:
        """Put a character over whatever is there."""
        self.cells[column, row] = (character, style)

    def under(self, column: int, row: int, character: str, style: str) -> None:
        """Put a character where nothing is."""
        if (column, row) not in self.bits:
            self.cells.setdefault((column, row), (character, style))

    def beside(self, cell: tuple[int, int], words: str) -> None:
        """Write words at the right of a cell, or at its left where there is no room."""
        column, row = cell
        begin = column + 2 if column + 2 + len(words) < self.width - 1 else column - 1 - len(words)
        if begin >= 0:
            for index, character in enumerate(words):
                self.put(begin + index, row, character, "bold")

    def rows(self) -> list[list[Span]]:
        """Return all of it, line by line."""
        return [[self._cell(column, row) for column in range(self.width)] for row in range(self.height)]

    def _cell(self, column: int, row: int) -> Span:
        if (column, row) in self.cells:
            return self.cells[column, row]
        bits = self.bits.get((column, row), 0)
        return (chr(0x2800 + bits), self.style[column, row]) if bits else (" ", "")
