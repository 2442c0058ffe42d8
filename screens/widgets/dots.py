"""Votes as a picture: dots standing on a scale from 1 to 10."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from rich.cells import cell_len, set_cell_size
from textual.content import Content

COLLEAGUE, OWNER = "●", "◆"
SHORTEST_NAMES = 6
"""Columns a figure must have for names to stand under it."""
WIDEST = 14


def dot_plot(figures: Mapping[str, int], owner: str | None, width: int, stack: int, names: int) -> list[Content]:
    """The lines of the picture.

    Args:
        figures: Everybody's figure, by name.
        owner: The name of the owner, whose dot has a shape of its own.
        width: Columns there are, 30 or more.
        stack: The most dots on top of each other; where there are more, their number stands there.
        names: The most names under a figure; where there are more, the last line says how many.
    """
    cell = max(3, min(WIDEST, width // 10))
    columns = {figure: [name for name, one in figures.items() if one == figure] for figure in range(1, 11)}
    most = max(len(some) for some in columns.values())
    lines = []
    for level in range(min(stack, most), 0, -1):
        parts = [_mark(some, owner, level, stack) for some in columns.values()]
        lines.append(_line(parts, cell, "bold"))
    scale = [Content.styled(_middle(str(figure), cell), "bold" if some else "dim") for figure, some in columns.items()]
    lines.append(Content("").join(scale))
    if cell >= SHORTEST_NAMES:
        shown = [_shown([short(name, figures) for name in some], names) for some in columns.values()]
        for row in range(min(names, most)):
            lines.append(_line([some[row] if row < len(some) else "" for some in shown], cell))
    return lines


def names_fit(figures: Mapping[str, int], width: int, names: int) -> bool:
    """Whether all names stand under the figures in `dot_plot`."""
    most = max(sum(one == figure for one in figures.values()) for figure in range(1, 11))
    return width // 10 >= SHORTEST_NAMES and most <= names


def _shown(some: list[str], names: int) -> list[str]:
    return some if len(some) <= names else [*some[: names - 1], f"+{len(some) - names + 1}"]


def short(name: str, others: Collection[str]) -> str:
    """The first word of a name, where nobody else's begins with it."""
    first = name.split(" ", maxsplit=1)[0]
    return first if sum(other.split(" ")[0] == first for other in others) == 1 else name


def _mark(some: list[str], owner: str | None, level: int, stack: int) -> str:
    if level > len(some):
        return ""
    if level == stack and len(some) > stack:
        return f"×{len(some)}"
    return OWNER if level == 1 and owner in some else COLLEAGUE


def _line(parts: list[str], cell: int, style: str = "") -> Content:
    return Content.styled("".join(_middle(part, cell) for part in parts), style)


def _middle(text: str, cell: int) -> str:
    cut = text if cell_len(text) < cell else set_cell_size(text, cell - 2).rstrip() + "…"
    left = (cell - cell_len(cut)) // 2
    return " " * left + cut + " " * (cell - left - cell_len(cut))
