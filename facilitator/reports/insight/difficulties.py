"""Measures how long difficulties stay open, from the meeting that first heard of them to their end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median

from facilitator.common.text import counted
from facilitator.reports.difficulties import NOT_REPEATED, DifficultyThread

LONG = 7
"""A difficulty that is open for more days has taken long."""

ENDINGS = {
    "action": "became an action",
    "request": "help was asked for",
    "parked": "parked",
    "escalated": "escalated",
    "dropped": "dropped",
    NOT_REPEATED: "not said again",
}
"""How difficulties end, in words."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """A difficulty through all meetings that it was mentioned in, and the name of its person.

    Its ending is a key of `ENDINGS`, its age the days from its first mention to its end, or to today.
    """

    thread: DifficultyThread
    name: str
    age: int


@dataclass(frozen=True, slots=True)
class Difficulties:
    """The difficulties of a span: those still open first, the oldest at the top; then the others, the newest first."""

    difficulties: tuple[Difficulty, ...]

    @property
    def sentence(self) -> str:
        """What the picture shows, in a sentence."""
        if not self.difficulties:
            return (
                "No difficulty was told in these weeks. w looks further back; a difficulty is told in the round of a "
                "stand-up, or in the check-in before it."
            )
        ages = [difficulty.age for difficulty in self.difficulties if difficulty.thread.open]
        parts = [f"{counted(len(self.difficulties), 'difficulty')} in these weeks"]
        if ages:
            parts.append(f"{len(ages)} still open, the oldest for {counted(max(ages), 'day')}")
        else:
            parts.append("none is open any more")
        if closed := [difficulty.age for difficulty in self.difficulties if not difficulty.thread.open]:
            middle = median(closed)
            parts.append(
                "half of those that ended did so on the day they were told"
                if middle == 0
                else f"half of those that ended did so within {counted(-int(-middle // 1), 'day')}"
            )
        long = sum(difficulty.age > LONG for difficulty in self.difficulties)
        parts.append(f"{long or 'none'} took longer than a week")
        return "; ".join(parts) + "."


def difficulties(
    threads: Iterable[DifficultyThread], names: Mapping[int, str], since: date, today: date
) -> Difficulties:
    """Return everybody's difficulties with their age, that of open ones up to today.

    Those that ended before the day `since` are left out; `names` are those of people by id.
    """
    shown = [
        Difficulty(thread, names[thread.person_id], max(0, ((thread.ended or today) - thread.days[0]).days))
        for thread in threads
        if thread.ended is None or thread.ended >= since
    ]
    # An open one counts as ended on the last day of all, and so comes first.
    shown.sort(key=lambda row: (-(row.thread.ended or date.max).toordinal(), -row.age, row.name, row.thread.text))
    return Difficulties(tuple(shown))
