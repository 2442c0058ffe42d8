"""Draws the figures of a clock in blocks, as large as the room allows."""

from __future__ import annotations

from textual.content import Content

_GLYPHS = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    "+": ("   ", " # ", "###", " # ", "   "),
    ":": (" ", "#", " ", "#", " "),
}
"""The figures, five pixels high; a pixel is two cells wide and one high, for cells are twice as high as wide."""

_BLANK = ("   ",) * 5
"""Stands for any other character."""

ROWS = 5
"""Pixels from the top of a figure to its bottom."""


def width(figures: str, scale: int) -> int:
    """Return the columns that figures take at a scale: the cells between two figures are as wide as half a pixel."""
    return sum(2 * len(_GLYPHS.get(figure, _BLANK)[0]) * scale for figure in figures) + scale * (len(figures) - 1)


def largest(figures: str, columns: int, rows: int, most: int = 3) -> int:
    """Return the largest scale, up to `most`, at which figures fit into so many columns and rows; 0: none."""
    return next((scale for scale in range(most, 0, -1) if width(figures, scale) <= columns and ROWS * scale <= rows), 0)


def blocks(figures: str, scale: int) -> Content:
    """Return figures such as `12:34` or `+1:07` in blocks, without a style of their own."""
    gap = " " * scale
    lines = []
    for row in range(ROWS):
        pixels = (_GLYPHS.get(figure, _BLANK)[row] for figure in figures)
        line = gap.join("".join(("█" if pixel == "#" else " ") * 2 * scale for pixel in part) for part in pixels)
        lines += [line.rstrip()] * scale
    return Content("\n".join(lines))
