"""Draws difficulties over time: a line for each, from the meeting of its first mention to its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from textual.content import Content

from facilitator.reports.insight.difficulties import ENDINGS, Difficulties, Difficulty
from facilitator.reports.insight.spans import Weeks
from screens.insight.drawing import cut, dates, widest
from screens.widgets.canvas import BAD, GOOD, LEVEL, MUTED, Span, line
from screens.widgets.chart_words import plain
from screens.widgets.dots import short
from screens.widgets.rows import Row

SHAPES = {"action": "✓", "request": "✓", "parked": "▪", "escalated": "↑", "dropped": "✕", "": "○"}
SHORT = {"action": "action", "request": "help", "parked": "parked", "escalated": "escalated", "": "gone"}
"""How difficulties end, where there is little room."""
TAIL = {False: 24, True: 35}
"""Cells of the figures and of how it ended, with little room and with more."""

_LENGTHS = {"same day": 0, "1-2 days": 2, "3-7 days": 7, "longer": 10**6}
"""The most days of each class."""


@dataclass(frozen=True, slots=True)
class _Plot:
    """How wide the words and the days are, and what people are called."""

    text: int
    days: int
    weeks: Weeks
    names: dict[int, str]
    wide: bool

    def column(self, day: date) -> int:
        whole = max(1, (self.weeks.end - self.weeks.start).days)
        return round(min(whole, max(0, (day - self.weeks.start).days)) * (self.days - 1) / whole)


def picture(difficulties: Difficulties, weeks: Weeks, width: int) -> tuple[Content, list[Row], Content]:
    """Return the heading with the days, a row for each difficulty, which stands for its place, and their lengths."""
    if not difficulties.difficulties:
        return Content(""), [], Content("")
    plot = _plot(difficulties, weeks, width)
    places = [(plot.column(start), start) for start in weeks.starts]
    heading = (
        line([(cut("who, and what is in the way", plot.text) + "  ", MUTED)])
        + dates([*places, (plot.days, weeks.end)], plot.days)
        + line([("   days said", MUTED)])
    )
    rows = [Row(_line(difficulty, plot), index) for index, difficulty in enumerate(difficulties.difficulties)]
    return heading, rows, _lengths(difficulties, width + 1)


def _lengths(difficulties: Difficulties, width: int) -> Content:
    """Return how many are, or were, open for how long."""
    ages = [difficulty.age for difficulty in difficulties.difficulties]
    counts = [sum(low < age <= high for age in ages) for low, high in pairwise((-1, *_LENGTHS.values()))]
    most = max(1, *counts)
    longest = max(1, min(most, (width - 10) // len(counts) - 14))
    spans: list[Span] = [("how long  ", MUTED)]
    for words, count in zip(_LENGTHS, counts, strict=True):
        bar = "█" * max(1, round(count * longest / most)) if count else ""
        spans += [(f"{words} ", MUTED), (f"{bar} " if bar else "", LEVEL), (f"{count}   ", "bold")]
    return line(spans).truncate(width, ellipsis=True)


def _plot(difficulties: Difficulties, weeks: Weeks, width: int) -> _Plot:
    names = {difficulty.thread.person_id: plain(difficulty.name) for difficulty in difficulties.difficulties}
    called = {person: short(name, set(names.values())) for person, name in names.items()}
    wide = width >= 110
    rest = width - TAIL[wide] - 2
    longest = widest((_words(difficulty, called) for difficulty in difficulties.difficulties), rest)
    text = min(max(24, longest), rest * 3 // 5)
    return _Plot(text, max(8, rest - text), weeks, called, wide)


def _words(difficulty: Difficulty, names: dict[int, str]) -> str:
    return f"{names[difficulty.thread.person_id]}: {plain(difficulty.thread.text)}"


def _line(difficulty: Difficulty, plot: _Plot) -> Content:
    thread = difficulty.thread
    name = plot.names[thread.person_id]
    words = cut(_words(difficulty, plot.names), plot.text)
    spans: list[Span] = [(words[: len(name) + 1], "bold"), (words[len(name) + 1 :] + "  ", "")]
    style = f"bold {BAD}" if thread.open else LEVEL
    cells: list[Span] = [("·", MUTED) if column % 4 == 0 else (" ", "") for column in range(plot.days)]
    end = plot.column(thread.ended or plot.weeks.end)
    for column in range(plot.column(thread.days[0]), end + 1):
        cells[column] = ("━", style)
    for day in thread.days:
        if day >= plot.weeks.start:
            cells[plot.column(day)] = ("●", style)
    if thread.days[0] < plot.weeks.start:
        cells[0] = ("◀", style)
    shape, ending = "▶", "open"
    if thread.ending is not None:
        shape = SHAPES.get(thread.ending, "○")
        ending = (ENDINGS if plot.wide else SHORT).get(thread.ending, thread.ending)
    if end > plot.column(thread.days[-1]) or thread.open:
        cells[end] = (shape, style)
    look = f"bold {BAD}" if thread.open else GOOD if thread.ending in ("action", "request") else ""
    figures = f"{difficulty.age:>7}{len(thread.days):>4}× "
    return line([*spans, *cells, (figures, "bold"), (f"{shape} {ending}", look)])
