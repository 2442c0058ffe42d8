"""Draws what the pictures of the insight share: columns of cells, bars beside a plan, dates below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from screens.widgets.canvas import BAD, LEVEL, MUTED, TODAY, Span, line, write
from screens.widgets.chart_words import day, plain

EIGHTHS = "▁▂▃▄▅▆▇█"
FULL = 1.5
"""What a bar beside a plan ends at: half as much again as planned."""


def cut(words: str, width: int) -> str:
    """Return words in exactly so many cells, also Chinese ones, with `…` where they do not fit."""
    if width < 1:
        return ""
    if cell_len(words) <= width:
        return set_cell_size(words, width)
    return set_cell_size(set_cell_size(words, width - 1).rstrip() + "…", width)


def widest(names: Iterable[str], most: int) -> int:
    """Return how many cells the longest name takes, at most `most`."""
    return min(most, max((cell_len(plain(name)) for name in names), default=0))


def planned_bar(taken: float, planned: float, width: int) -> list[Span]:
    """Return how long something took: `▇` up to the plan, `┃` the plan, `▇` past it; `▶` where it has no room."""
    if width < 3:
        return []
    mark = min(width - 1, round(width / FULL))
    share = taken / planned if planned > 0 else 0.0
    full = round(share * mark)
    spans: list[Span] = [("▇", LEVEL) if cell < min(full, mark) else ("·", MUTED) for cell in range(mark)]
    spans.append(("┃", f"bold {TODAY}"))
    spans += [("▇", BAD) if cell < full else (" ", "") for cell in range(mark, width - 1)]
    if full > width - 1:
        spans[-1] = ("▶", f"bold {BAD}")
    return spans


def dates(places: Sequence[tuple[int, date]], width: int) -> Content:
    """Return days below the columns where they begin: as many of them as have room, the newest first."""
    cells: list[Span] = [(" ", "")] * width
    for column, at in reversed(places):
        write(cells, day(at), column, MUTED)
    return line(cells)
