"""Cuts the time to look back on into weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

SPANS = ("4 weeks", "12 weeks", "the cycle", "a year")
"""How far one can look back."""

_WEEKS = {"4 weeks": 4, "12 weeks": 12, "a year": 52}
WEEKS_SHOWN = 16
"""Weeks that are shown one by one; of more, four are one part, as nobody reads fifty columns."""

WEEK = timedelta(7)


@dataclass(frozen=True, slots=True)
class Weeks:
    """Days to look at, from a Monday on.

    Attributes:
        name: One of `SPANS`.
        starts: The first day of each part, always a Monday, oldest first; at least one.
        weeks: The weeks in a part: 1, or 4 where there would be more than `WEEKS_SHOWN` parts.
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
        """Return the index of the part that a day lies in; None outside."""
        if not self.start <= day <= self.end:
            return None
        return min(len(self.starts) - 1, (day - self.start).days // (7 * self.weeks))


def monday(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(day.weekday())


def span(name: str, today: date, cycle: tuple[date, date] | None) -> Weeks:
    """Return the span of that name, one of `SPANS`, that ends today.

    `cycle` is the first and the last day of the cycle; without one, `the cycle` means 12 weeks.
    """
    if name == "the cycle" and cycle is not None:
        end = max(cycle[0], min(today, cycle[1]))
        first = monday(cycle[0])
    else:
        end = today
        first = monday(today) - (_WEEKS.get(name, 12) - 1) * WEEK
    count = (monday(end) - first).days // 7 + 1
    weeks = 1 if count <= WEEKS_SHOWN else 4
    # Counted back from the newest week, so that the last part has all its weeks.
    parts = -(-count // weeks)
    last = monday(end) - (weeks - 1) * WEEK
    return Weeks(name, tuple(last - (parts - 1 - part) * weeks * WEEK for part in range(parts)), weeks, end)
