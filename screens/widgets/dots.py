"""Draws votes: dots standing on a scale from 1 to 10."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size
from textual.content import Content

COLLEAGUE, OWNER = "●", "◆"
SHORTEST_NAMES = 6
"""Columns a figure must have for names to stand under it."""
WIDEST = 14


def dot_plot(figures: Mapping[str, int], owner: str | None, width: int, stack: int, names: int) -> list[Content]:
    """Return the lines of the picture.

    Args:
        figures: Everybody's figure, by name.
        owner: The name of the owner, whose dot has a shape of its own.
        width: Columns there are, 30 or more.
        stack: The most dots on top of each other; where there are more, their number stands there.
        names: The most names under a figure; where there are more, the last line says how many.
    """
    cell = max(3, min(WIDEST, width // 10))
    voters = {figure: [name for name, given in figures.items() if given == figure] for figure in range(1, 11)}
    most = max(map(len, voters.values()))
    lines = []
    for level in range(min(stack, most), 0, -1):
        marks = (_mark(of_figure, owner, level, stack) for of_figure in voters.values())
        lines.append(_line(marks, cell, "bold"))
    scale = ((_middle(str(figure), cell), "bold" if voters[figure] else "dim") for figure in voters)
    lines.append(Content.assemble(*scale))
    if cell >= SHORTEST_NAMES:
        columns = [_shown([short(name, figures) for name in of_figure], names) for of_figure in voters.values()]
        lines += [_line(row, cell) for row in zip_longest(*columns, fillvalue="")]
    return lines


def names_fit(figures: Mapping[str, int], width: int, names: int) -> bool:
    """Return whether all names stand under the figures in `dot_plot`."""
    return width // 10 >= SHORTEST_NAMES and max(Counter(figures.values()).values(), default=0) <= names


def _shown(voters: list[str], names: int) -> list[str]:
    return voters if len(voters) <= names else [*voters[: names - 1], f"+{len(voters) - names + 1}"]


def short(name: str, others: Collection[str]) -> str:
    """Return the first word of a name, where nobody else's begins with it; else all of it."""
    first = name.split(" ", maxsplit=1)[0]
    return first if sum(other.split(" ")[0] == first for other in others) == 1 else name


def _mark(voters: list[str], owner: str | None, level: int, stack: int) -> str:
    if level > len(voters):
        return ""
    if level == stack and len(voters) > stack:
        return f"×{len(voters)}"
    return OWNER if level == 1 and owner in voters else COLLEAGUE


def _line(parts: Iterable[str], cell: int, style: str = "") -> Content:
    return Content.styled("".join(_middle(part, cell) for part in parts), style)


def _middle(text: str, cell: int) -> str:
    cut = text if cell_len(text) < cell else set_cell_size(text, cell - 2).rstrip() + "…"
    left = (cell - cell_len(cut)) // 2
    return " " * left + cut + " " * (cell - left - cell_len(cut))
