"""How far back to look, cut into weeks. Plain values, no database and no clock."""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SPANS = ("4 weeks", "12 weeks", "the cycle", "a year")
"""How far back one can look; the first and the last are whole weeks, Monday to Sunday."""

_WEEKS = {"4 weeks": 4, "12 weeks": 12, "a year": 52}
WEEKS_SHOWN = 16
"""More weeks than these are put together, four and four: nobody reads fifty columns."""
TOGETHER = 4

WEEK = timedelta(7)


@dataclass(frozen=True, slots=True)
class Span:
    """Days to look at, in whole weeks.

    Attributes:
        name: One of `SPANS`.
        starts: The first day of each part, always a Monday, oldest first; at least one.
        weeks: How many weeks a part has: 1, or 4 where there would be too many.
        end: The last day, which may lie within the last part.
    """

    name: str
    starts: tuple[date, ...]
    weeks: int
    end: date

    @property
    def start(self) -> date:
        """The first day."""
        return self.starts[0]

    def part(self, day: date) -> int | None:
        """Which part a day lies in; None outside."""
        if not self.start <= day <= self.end:
            return None
        return min(len(self.starts) - 1, (day - self.start).days // (7 * self.weeks))


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(day.weekday())


def span(name: str, today: date, cycle: tuple[date, date] | None) -> Span:
    """The span of that name that ends today.

    Args:
        name: One of `SPANS`.
        today: The last day.
        cycle: First and last day of the cycle; without one, `the cycle` is 12 weeks.
    """
    if name == "the cycle" and cycle is not None:
        end = max(cycle[0], min(today, cycle[1]))
        first = monday(cycle[0])
    else:
        end = today
        first = monday(today) - (_WEEKS.get(name, 12) - 1) * WEEK
    count = (monday(end) - first).days // 7 + 1
    each = 1 if count <= WEEKS_SHOWN else TOGETHER
    # Counted from the newest week back, so that the last part is a whole one.
    parts = -(-count // each)
    last = monday(end) - (each - 1) * WEEK
    return Span(name, tuple(last - (parts - 1 - part) * each * WEEK for part in range(parts)), each, end)


def median(values: Sequence[float]) -> float | None:
    """Return the median; None of nothing."""
    return statistics.median(values) if values else None


def mean(values: Sequence[float]) -> float | None:
    """Return the mean; None of nothing."""
    return statistics.fmean(values) if values else None


def counted(number: int, what: str) -> str:
    """`1 meeting`, `2 meetings`, `2 difficulties`, `2 days`."""
    if number == 1:
        return f"1 {what}"
    return f"{number} {what[:-1]}ies" if re.search("[^aeiou]y$", what) else f"{number} {what}s"
