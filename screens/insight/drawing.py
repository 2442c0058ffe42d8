"""What the pictures of the insight share: columns of cells, bars beside a plan, dates below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from facilitator.common.text import clean_line
from screens.widgets.canvas import BAD, LEVEL, MUTED, TODAY, Span, line
from screens.widgets.chart_words import day

EIGHTHS = "▁▂▃▄▅▆▇█"
FULL = 1.5
"""What a bar beside a plan ends at: half as much again as planned."""


def plain(words: str) -> str:
    """What somebody wrote, as one line."""
    return clean_line(words[:1000]).replace("\t", " ").strip()


def cut(words: str, width: int) -> str:
    """Words in exactly so many cells, also Chinese ones, with `…` where they do not fit."""
    if width < 1:
        return ""
    if cell_len(words) <= width:
        return set_cell_size(words, width)
    return set_cell_size(set_cell_size(words, width - 1).rstrip() + "…", width)


def widest(names: Sequence[str], most: int) -> int:
    """The cells that the longest of them takes, at most `most`."""
    return min(most, max((cell_len(plain(name)) for name in names), default=0))


def planned_bar(taken: float, planned: float, width: int) -> list[Span]:
    """How long something took: `▇` up to the plan, `┃` the plan, `▇` past it; `▶` at the end of what has no room."""
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
    """Days below the columns where they begin: as many of them as have room, the newest first."""
    cells = [" "] * width
    for column, at in reversed(places):
        words = day(at)
        begin = max(0, min(column, width - len(words)))
        if all(cell == " " for cell in cells[max(0, begin - 1) : begin + len(words) + 1]):
            cells[begin : begin + len(words)] = words
    return line([("".join(cells), MUTED)])
