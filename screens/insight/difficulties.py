"""Difficulties over time: a line for each, from the meeting it was first said in to the one that saw the last of it."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from facilitator.insight.difficulties import ENDINGS, Difficulties, Difficulty
from facilitator.insight.spans import Span as Weeks
from screens.insight.drawing import cut, dates, plain, widest
from screens.widgets.canvas import BAD, GOOD, LEVEL, MUTED, Span, line
from screens.widgets.rows import Row

SHAPES = {"action": "✓", "request": "✓", "parked": "▪", "escalated": "↑", "dropped": "✕", "": "○"}
SHORT = {"action": "action", "request": "help asked", "parked": "parked", "escalated": "escalated", "": "gone"}
"""How difficulties end, where there is little room."""
TAIL = {False: 24, True: 32}
"""Cells of the figures and of how it ended, with little room and with more."""

_CLASSES = (("same day", 0), ("1-2 days", 2), ("3-7 days", 7), ("longer", None))


def rows(found: Difficulties, weeks: Weeks, width: int) -> list[Row]:
    """A line for each, which stands for its place in the list."""
    return [Row(_line(one, weeks, width, found), index) for index, one in enumerate(found.some)]


def heading(found: Difficulties, weeks: Weeks, width: int) -> Content:
    """What the columns are, and the days above them."""
    text, plot = _room(found, width)
    days = max(1, (weeks.end - weeks.start).days)
    places = [(round((start - weeks.start).days * (plot - 1) / days), start) for start in weeks.starts]
    return (
        line([(cut("who, and what is in the way", text) + "  ", MUTED)])
        + dates([*places, (plot, weeks.end)], plot)
        + line([("   days said", MUTED)])
    )


def spread(found: Difficulties, width: int) -> Content:
    """How long they are, or were, open: how many of each length."""
    spans: list[Span] = [("how long  ", MUTED)]
    low = -1
    most = 0
    counts = []
    for words, high in _CLASSES:
        count = sum(low < one.age and (high is None or one.age <= high) for one in found.some)
        low = low if high is None else high
        counts.append((words, count))
        most = max(most, count)
    longest = max(1, min(most, (width - 10) // len(counts) - 14))
    for words, count in counts:
        bar = "█" * (round(count * longest / most) if most else 0)
        spans += [
            (f"{words} ", MUTED),
            (bar or ("▏" if count else ""), LEVEL),
            (f" {count}   ".lstrip() if not bar else f" {count}   ", "bold"),
        ]
    return line(spans).truncate(width, ellipsis=True)


def _room(found: Difficulties, width: int) -> tuple[int, int]:
    """Cells of the words and of the plot."""
    rest = width - TAIL[width >= 110] - 2
    text = min(max(24, widest([_words(one) for one in found.some], rest)), rest * 11 // 20)
    return text, max(8, rest - text)


def _words(one: Difficulty) -> str:
    return f"{plain(one.name)}: {plain(one.text)}"


def _line(one: Difficulty, weeks: Weeks, width: int, found: Difficulties) -> Content:
    text, plot = _room(found, width)
    name = plain(one.name)
    words = cut(_words(one), text)
    spans: list[Span] = [(words[: len(name) + 1], "bold"), (words[len(name) + 1 :] + "  ", "")]
    style = f"bold {BAD}" if one.open else LEVEL
    cells: list[Span] = [("·", MUTED) if column % 4 == 0 else (" ", "") for column in range(plot)]

    def column(day: date) -> int:
        days = max(1, (weeks.end - weeks.start).days)
        return round(min(days, max(0, (day - weeks.start).days)) * (plot - 1) / days)

    end = one.ended or weeks.end
    for here in range(column(one.days[0]), column(end) + 1):
        cells[here] = ("━", style)
    for said in one.days:
        if said >= weeks.start:
            cells[column(said)] = ("●", style)
    if one.days[0] < weeks.start:
        cells[0] = ("◀", style)
    shape = "▶" if one.ending is None else SHAPES.get(one.ending, "○")
    told = "open" if one.ending is None else SHORT.get(one.ending, one.ending)
    if width >= 110 and one.ending is not None:
        told = ENDINGS.get(one.ending, told)
    if column(end) > column(one.days[-1]) or one.ending is None:
        cells[column(end)] = (shape, style)
    look = f"bold {BAD}" if one.open else GOOD if one.ending in ("action", "request") else ""
    return line([*spans, *cells, (f"{one.age:>7}{len(one.days):>4}× ", "bold"), (f"{shape} {told}", look)])
