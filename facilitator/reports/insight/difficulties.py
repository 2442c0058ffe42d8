"""Measures how long difficulties stay open, from the meeting that first heard of them to their end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from facilitator.reports.difficulties import NOT_REPEATED, DifficultyThread, Mention, Sitting, follow
from facilitator.reports.insight.spans import counted

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
    """One difficulty through all meetings that it was mentioned in.

    Attributes:
        text: The words of its last mention.
        meeting_id: The meeting of its first mention.
        days: The days of the meetings with a mention, oldest first.
        ended: The day it got an outcome or was not mentioned any more; None while it is open.
        ending: A key of `ENDINGS`; None while it is open.
        age: The days from its first mention to its end, or to today.
    """

    person_id: int
    name: str
    text: str
    meeting_id: int
    days: tuple[date, ...]
    ended: date | None
    ending: str | None
    age: int

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.ending is None


@dataclass(frozen=True, slots=True)
class Difficulties:
    """The difficulties of a span: those still open first, the oldest at the top; then the others, the newest first."""

    difficulties: tuple[Difficulty, ...]

    @property
    def median(self) -> float | None:
        """The median age in days of those that ended; None where none did."""
        ages = [difficulty.age for difficulty in self.difficulties if not difficulty.open]
        return median(ages) if ages else None

    @property
    def long(self) -> int:
        """How many were, or have been, open for longer than a week."""
        return sum(difficulty.age > LONG for difficulty in self.difficulties)

    @property
    def sentence(self) -> str:
        """What the picture shows, in a sentence."""
        if not self.difficulties:
            return (
                "No difficulty was told in these weeks. w looks further back; a difficulty is told in the round of a "
                "stand-up, or in the check-in before it."
            )
        ages = [difficulty.age for difficulty in self.difficulties if difficulty.open]
        parts = [f"{counted(len(self.difficulties), 'difficulty')} in these weeks"]
        if ages:
            parts.append(f"{len(ages)} still open, the oldest for {counted(max(ages), 'day')}")
        else:
            parts.append("none is open any more")
        if (middle := self.median) is not None:
            parts.append(
                "half of those that ended did so on the day they were told"
                if middle == 0
                else f"half of those that ended did so within {counted(-int(-middle // 1), 'day')}"
            )
        parts.append(f"{self.long or 'none'} took longer than a week")
        return "; ".join(parts) + "."


def difficulties(
    sittings: Sequence[Sitting],
    mentions: Sequence[Mention],
    names: Mapping[int, str],
    since: date,
    today: date,
    alike: Callable[[str, str], bool],
) -> Difficulties:
    """Return everybody's difficulties, followed from meeting to meeting (`facilitator.reports.difficulties`).

    Args:
        sittings: Meetings in the order they were held.
        mentions: What was mentioned in them, in any order of meetings.
        names: The names of people by id.
        since: Those that ended before this day are left out.
        today: The day that the age of open ones is counted to.
        alike: Says whether two texts are about the same difficulty.
    """
    shown = [
        _difficulty(thread, names[thread.person_id], today)
        for thread in follow(sittings, mentions, alike)
        if thread.ended is None or thread.ended >= since
    ]
    # An open one counts as ended on the last day of all, and so comes first.
    shown.sort(key=lambda row: (-(row.ended or date.max).toordinal(), -row.age, row.name, row.text))
    return Difficulties(tuple(shown))


def _difficulty(thread: DifficultyThread, name: str, today: date) -> Difficulty:
    days = tuple(sitting.day for sitting in thread.sittings)
    return Difficulty(
        person_id=thread.person_id,
        name=name,
        text=thread.text,
        meeting_id=thread.sittings[0].meeting_id,
        days=days,
        ended=thread.ended,
        ending=thread.ending,
        age=max(0, ((thread.ended or today) - days[0]).days),
    )
