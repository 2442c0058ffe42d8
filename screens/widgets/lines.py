"""Shows lines of words and repaints of them the cells that changed: with every second of a clock a figure or two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest

from rich.cells import get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from screens.widgets.safe import Safe


class Lines(Safe, Widget):
    """Words in lines of their own, cut where they are too long; nothing in them is read as markup.

    Args:
        content: What it shows at first.
        wraps: Whether what is too long goes on below instead; its height should then be `auto` or as high as its place.
    """

    DEFAULT_CSS = "Lines { width: 1fr; height: auto; }"

    def __init__(self, content: Content | None = None, *, id: str | None = None, wraps: bool = False) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._content = content or Content("")
        self._wraps = wraps
        self._drawn: tuple[int, Strip, list[Strip]] | None = None

    @property
    def content(self) -> Content:
        """What it shows."""
        return self._content

    def update(self, content: Content) -> None:
        """Show something else."""
        if content.is_same(self._content):
            return
        before = self._strips() if self.size.width else []
        self._content = content
        self._drawn = None
        if not self.size.width:
            self.refresh(layout=True)
            return
        now = self._strips()
        if len(now) != len(before) and self.styles.auto_dimensions:
            self.refresh(layout=True)
            return
        changed = [
            Region(first, y, end - first, 1)
            for y, (old, new) in enumerate(zip_longest(before, now))
            if y < self.size.height and old != new
            for first, end in _changes(old, new, self.size.width)
        ]
        if changed:
            self.refresh(*changed)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002  # Textual's
        return len(self._lines_at(width))

    def get_content_width(self, container: Size, viewport: Size) -> int:  # noqa: ARG002  # Textual's
        return max((line.cell_length for line in self._content.split()), default=0)

    def _lines_at(self, width: int) -> list[Content]:
        if self._wraps:
            return self._content.wrap(max(1, width))
        return [line.truncate(width, ellipsis=True) for line in self._content.split(allow_blank=True)]

    def _strips(self) -> list[Strip]:
        width, blank = self.size.width, Strip.blank(self.size.width, self.rich_style)
        if self._drawn is None or self._drawn[:2] != (width, blank):
            style = self.visual_style
            lines = self._lines_at(width)
            strips = [Strip(line.render_segments(style)).adjust_cell_length(width, self.rich_style) for line in lines]
            self._drawn = width, blank, strips
        return self._drawn[2]

    def render_line(self, y: int) -> Strip:
        strips = self._strips()
        return strips[y] if y < len(strips) else Strip.blank(self.size.width, self.rich_style)


def _changes(old: Strip | None, new: Strip | None, width: int) -> Iterator[tuple[int, int]]:
    """Yield where two lines differ: the first cell, and the one behind the last."""
    if old is None or new is None:
        yield 0, width
        return
    cells = enumerate(zip_longest(_cells(old), _cells(new)))
    for differs, group in groupby(cells, lambda cell: cell[1][0] != cell[1][1]):
        if differs:
            places = [place for place, _ in group]
            yield places[0], places[-1] + 1


def _cells(strip: Iterable[Segment]) -> Iterator[tuple[str, int, Style | None]]:
    """Yield what stands in each cell; a wide character has two, of which each is told from the other."""
    for text, style, _ in strip:
        for character in text:
            width = 1 if character.isascii() else get_character_cell_size(character)
            for half in range(width):
                yield character, half, style
