"""Reckons days from today on: the next Friday, three months on, the end of the quarter."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pendulum import FRIDAY, MONDAY, SATURDAY, Date, WeekDay

YEARS_AHEAD = 9
"""Years within which a day without a year comes: around a century without a leap year, 29 February takes eight."""

_LENGTHS = {
    "day": {"days": 1},
    "week": {"weeks": 1},
    "fortnight": {"weeks": 2},
    "month": {"months": 1},
    "quarter": {"months": 3},
    "year": {"years": 1},
}


class Calendar:
    """The calendar before somebody who writes a day.

    Its methods raise ValueError or OverflowError where there is no such day.

    Attributes:
        today: The day on which they write.
        month_first: Whether `12/4` is 4 December to them.
    """

    def __init__(self, today: date, *, month_first: bool) -> None:
        self.today = Date(today.year, today.month, today.day)
        self.month_first = month_first

    def weekday(self, weekday: int, week: int | None = None) -> Date:
        """Return the next such day (0 is Monday) after today, or the one of a calendar week (0 is this week)."""
        if week is None:
            return self.today.next(WeekDay(weekday))
        return self.today.start_of("week").add(weeks=week, days=weekday)

    def dated(self, day: int, month: int, year: int | None = None) -> Date:
        """Return that day; without a year the next one to come, which may be today."""
        if year is not None:
            return Date(year, month, day)
        return self._coming(day, (Date(self.today.year + later, month, 1) for later in range(YEARS_AHEAD)))

    def day_of_month(self, day: int, months: int | None = None) -> Date:
        """Return that day of a month, the next one to come; with `months` that of the month so many months on."""
        if months is not None:
            return self.today.first_of("month").add(months=months).replace(day=day)
        return self._coming(day, (self.today.first_of("month").add(months=later) for later in range(12)))

    def _coming(self, day: int, months: Iterator[Date]) -> Date:
        for first in months:
            if day <= first.days_in_month and first.replace(day=day) >= self.today:
                return first.replace(day=day)
        raise ValueError(f"no month to come has a day {day}")

    def later(self, number: int, unit: str) -> Date:
        """Return the day so many units on; a month on from 31 January is the last day of February."""
        if unit != "working day":
            return _add(self.today, number, unit)
        day = self.today
        for _ in range(number):
            day = day.next(MONDAY) if day.weekday() >= FRIDAY else day.add(days=1)
        return day

    def end(self, period: str, later: int = 0) -> Date:
        """Return the last day of this month, quarter or year, or of one `later`; of a week that is its Friday."""
        if period == "week":
            # At the weekend this week's work is over: the end of the week is that of the next one.
            return self.weekday(FRIDAY, later + (later == 0 and self.today.weekday() >= SATURDAY))
        return _add(self.today.first_of(period), later, period).last_of(period)

    def end_of_month(self, year: int | None, month: int) -> Date:
        """Return the last day of that month; without a year that of the next one to come."""
        if year is None:
            year = self.today.year + (month < self.today.month)
        return Date(year, month, 1).last_of("month")


def _add(day: Date, number: int, unit: str) -> Date:
    return day.add(**{name: number * length for name, length in _LENGTHS[unit].items()})
