"""How well a team keeps what it promises: counted of many promises at once, which carry no name here (METHOD M9).

A promise counts on the day that decides it. It is *kept* when it is done, and where it has a date, done by that date as
it stands then: a date that was moved in time was agreed anew, and how many were moved is said beside it. Done later it
is late, dropped is dropped whatever the reason, and while it is open past its date it is overdue: these three are not
kept. What is open and not due yet is not decided, and does not count; nor does a request that was declined, which was
never promised.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

WINDOW = 90
"""Days that are looked back on."""


def state_at(state: str, settled: datetime | None, moment: datetime) -> str:
    """How a promise stood at a moment: what was settled later was open then.

    Args:
        state: How it stands now.
        settled: When it was done or dropped; None while it is open.
        moment: At the end of which it is looked at.
    """
    return "open" if settled is not None and settled > moment else state


def is_overdue(state: str, due: date | None, day: date) -> bool:
    """Whether a promise is open and past its date on that day; on its date there is time left."""
    return state == "open" and due is not None and due < day


@dataclass(frozen=True, slots=True)
class Course:
    """How one promise went; whose it is, nobody can tell from it.

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
class Kept:
    """What became of the promises of the last `days` days.

    Attributes:
        kept: How many were done, in time where they had a date.
        late: How many were done after their date.
        dropped: How many were dropped.
        overdue: How many are open and past their date now, however old they are.
        moved: How many of all these had their date moved.
        median_days: Days from recorded to done, the middle of all that were done; None where none was.
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
        """How many counted."""
        return self.kept + self.late + self.dropped + self.overdue

    @property
    def share(self) -> float | None:
        """Kept of those that counted, 0 to 1; None where none did."""
        return self.kept / self.of if self.of else None

    @property
    def words(self) -> str:
        """It, in a line."""
        if not self.of:
            return f"nothing promised was due in the last {self.days} days"
        rest = [("done late", self.late), ("dropped", self.dropped), ("overdue now", self.overdue)]
        told = "".join(f", {number} {what}" for what, number in rest if number)
        moved = f" ({self.moved} with a moved date)" if self.moved else ""
        took = "" if self.median_days is None else f"; half were done within {_days(self.median_days)}"
        return f"{self.kept} of {self.of} promises of the last {self.days} days kept{told}{moved}{took}"


def count(courses: Iterable[Course], today: date, days: int = WINDOW) -> Kept:
    """Count the promises that were decided from `days` days ago until today, and those overdue now.

    Args:
        courses: Of a whole team, never of one person (METHOD M9).
        today: The day that it is.
        days: How far back to look, at least 0.
    """
    since = today - timedelta(days=days)
    counts = dict.fromkeys(("kept", "late", "dropped", "overdue"), 0)
    moved, took = 0, []
    for one in courses:
        what = _became(one, since, today)
        if what is None:
            continue
        counts[what] += 1
        moved += one.moved
        if one.state == "done" and one.until is not None:
            took.append(max(0, (one.until - one.since).days))
    return Kept(days, **counts, moved=moved, median_days=median(took) if took else None)


def _became(one: Course, since: date, today: date) -> str | None:
    if one.state == "open":
        return "overdue" if one.due is not None and one.due < today else None
    if one.state == "declined" or one.until is None or not since <= one.until <= today:
        return None
    if one.state == "dropped":
        return "dropped"
    return "late" if one.due is not None and one.until > one.due else "kept"


def _days(number: float) -> str:
    return "a day" if number == 1 else f"{number:g} days" if number else "the day"
