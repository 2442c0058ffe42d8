"""Difficulties over time: a line for each, from the meeting it was first said in to the one that saw the last of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from textual.content import Content

from facilitator.reports.insight.difficulties import ENDINGS, Difficulties, Difficulty
from facilitator.reports.insight.spans import Weeks
from screens.insight.drawing import cut, dates, plain, widest
from screens.widgets.canvas import BAD, GOOD, LEVEL, MUTED, Span, line
from screens.widgets.dots import short
from screens.widgets.rows import Row

SHAPES = {"action": "✓", "request": "✓", "parked": "▪", "escalated": "↑", "dropped": "✕", "": "○"}
SHORT = {"action": "action", "request": "help", "parked": "parked", "escalated": "escalated", "": "gone"}
"""How difficulties end, where there is little room."""
TAIL = {False: 24, True: 35}
"""Cells of the figures and of how it ended, with little room and with more."""

_CLASSES = (("same day", 0), ("1-2 days", 2), ("3-7 days", 7), ("longer", None))


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

    def words(self, one: Difficulty) -> str:
        return f"{self.names[one.person_id]}: {plain(one.text)}"


def rows(found: Difficulties, weeks: Weeks, width: int) -> list[Row]:
    """A line for each, which stands for its place in the list."""
    plot = _plot(found, weeks, width)
    return [Row(_line(one, plot), index) for index, one in enumerate(found.difficulties)]


def heading(found: Difficulties, weeks: Weeks, width: int) -> Content:
    """What the columns are, and the days above them."""
    plot = _plot(found, weeks, width)
    places = [(plot.column(start), start) for start in weeks.starts]
    return (
        line([(cut("who, and what is in the way", plot.text) + "  ", MUTED)])
        + dates([*places, (plot.days, weeks.end)], plot.days)
        + line([("   days said", MUTED)])
    )


def spread(found: Difficulties, width: int) -> Content:
    """How long they are, or were, open: how many of each length."""
    low = -1
    counts: list[tuple[str, int]] = []
    for words, high in _CLASSES:
        counts.append((words, sum(low < one.age and (high is None or one.age <= high) for one in found.difficulties)))
        low = low if high is None else high
    most = max(1, *(count for _, count in counts))
    longest = max(1, min(most, (width - 10) // len(counts) - 14))
    spans: list[Span] = [("how long  ", MUTED)]
    for words, count in counts:
        bar = "█" * max(1, round(count * longest / most)) if count else ""
        spans += [(f"{words} ", MUTED), (f"{bar} " if bar else "", LEVEL), (f"{count}   ", "bold")]
    return line(spans).truncate(width, ellipsis=True)


def _plot(found: Difficulties, weeks: Weeks, width: int) -> _Plot:
    names = {one.person_id: plain(one.name) for one in found.difficulties}
    everybody = dict.fromkeys(names.values(), 0)
    called = {person: short(name, everybody) for person, name in names.items()}
    rest = width - TAIL[width >= 110] - 2
    longest = widest([f"{called[one.person_id]}: {plain(one.text)}" for one in found.difficulties], rest)
    text = min(max(24, longest), rest * 3 // 5)
    return _Plot(text, max(8, rest - text), weeks, called, width >= 110)


def _line(one: Difficulty, plot: _Plot) -> Content:
    name = plot.names[one.person_id]
    words = cut(plot.words(one), plot.text)
    spans: list[Span] = [(words[: len(name) + 1], "bold"), (words[len(name) + 1 :] + "  ", "")]
    style = f"bold {BAD}" if one.open else LEVEL
    cells: list[Span] = [("·", MUTED) if column % 4 == 0 else (" ", "") for column in range(plot.days)]
    end = plot.column(one.ended or plot.weeks.end)
    for here in range(plot.column(one.days[0]), end + 1):
        cells[here] = ("━", style)
    for said in one.days:
        if said >= plot.weeks.start:
            cells[plot.column(said)] = ("●", style)
    if one.days[0] < plot.weeks.start:
        cells[0] = ("◀", style)
    shape = "▶" if one.ending is None else SHAPES.get(one.ending, "○")
    told = "open" if one.ending is None else SHORT.get(one.ending, one.ending)
    if plot.wide and one.ending is not None:
        told = ENDINGS.get(one.ending, told)
    if end > plot.column(one.days[-1]) or one.ending is None:
        cells[end] = (shape, style)
    look = f"bold {BAD}" if one.open else GOOD if one.ending in ("action", "request") else ""
    return line([*spans, *cells, (f"{one.age:>7}{len(one.days):>4}× ", "bold"), (f"{shape} {told}", look)])
