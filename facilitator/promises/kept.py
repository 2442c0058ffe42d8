"""Counts how well a team keeps its promises: of many at once, and without names (METHOD M9).

A promise counts on the day that decides it. It is *kept* when it is done and, where it has a date, done by that date; a
date that was moved in time was agreed anew, and how many were moved is counted too. Promises that are done later,
dropped, or open past their date are not kept. One that is open and not due yet is undecided and does not count, nor
does a request that was declined, which was never promised.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

WINDOW = 90
"""Days to look back."""


def state_at(state: str, settled: datetime | None, moment: datetime) -> str:
    """Return the state of a promise after what happened at a moment: one that was settled later was still open."""
    return "open" if settled is not None and settled > moment else state


def is_overdue(state: str, due: date | None, day: date) -> bool:
    """Return whether a promise is open and past its date on that day; on its date it is not overdue yet."""
    return state == "open" and due is not None and due < day


@dataclass(frozen=True, slots=True)
class PromiseCourse:
    """What became of one promise, without whose it is.

    Attributes:
        state: `open`, `done`, `dropped` or `declined`.
        since: The day it was recorded.
        due: By when; None without a date.
        until: The day it was done or dropped; None while it is open.
        moved: Whether its date was moved.
    """

    state: str
    since: date
    due: date | None = None
    until: date | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class PromiseTotals:
    """How many promises of the last `days` days were kept, and what became of the others.

    Attributes:
        kept: How many were done, in time where they had a date.
        late: How many were done after their date.
        dropped: How many were dropped.
        overdue: How many are open and past their date now, however old they are.
        moved: How many of all these had their date moved.
        median_days: The median of the days from recorded to done; None where none was done.
    """

    days: int
    kept: int = 0
    late: int = 0
    dropped: int = 0
    overdue: int = 0
    moved: int = 0
    median_days: float | None = None

    @property
    def of(self) -> int:
        """How many promises counted."""
        return self.kept + self.late + self.dropped + self.overdue

    @property
    def share(self) -> float | None:
        """The share of those that counted which were kept, 0 to 1; None where none counted."""
        return self.kept / self.of if self.of else None

    @property
    def words(self) -> str:
        """The figures in a line."""
        if not self.of:
            return f"nothing promised was due in the last {self.days} days"
        rest = [("done late", self.late), ("dropped", self.dropped), ("overdue now", self.overdue)]
        others = "".join(f", {number} {what}" for what, number in rest if number)
        moved = f" ({self.moved} with a moved date)" if self.moved else ""
        took = "" if self.median_days is None else f"; half were done within {_days(self.median_days)}"
        return f"{self.kept} of {self.of} promises of the last {self.days} days kept{others}{moved}{took}"


def count(courses: Iterable[PromiseCourse], today: date, days: int = WINDOW) -> PromiseTotals:
    """Count what a whole team, never one person (METHOD M9), decided in the last `days`, and what is overdue."""
    since = today - timedelta(days=days)
    results = [(course, result) for course in courses if (result := _result(course, since, today))]
    counts = Counter(result for _, result in results)
    took = [
        max(0, (course.until - course.since).days)
        for course, result in results
        if result in ("kept", "late") and course.until
    ]
    moved = sum(course.moved for course, _ in results)
    return PromiseTotals(days, **counts, moved=moved, median_days=median(took) if took else None)


def _result(course: PromiseCourse, since: date, today: date) -> str | None:
    if course.state == "open":
        return "overdue" if is_overdue("open", course.due, today) else None
    if course.state == "declined" or course.until is None or not since <= course.until <= today:
        return None
    if course.state == "dropped":
        return "dropped"
    return "late" if course.due is not None and course.until > course.due else "kept"


def _days(number: float) -> str:
    return "a day" if number == 1 else f"{number:g} days" if number else "the day"
