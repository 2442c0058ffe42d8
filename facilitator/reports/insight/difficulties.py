"""How long difficulties stay open: from the meeting they were first said in to the one that saw the last of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from facilitator.reports.difficulties import GONE, Said, Sitting, Thread, follow
from facilitator.reports.insight.spans import counted, median

LONG = 7
"""More days than these are long."""

ENDINGS = {
    "action": "became an action",
    "request": "help was asked for",
    "parked": "parked",
    "escalated": "escalated",
    "dropped": "dropped",
    GONE: "not said again",
}
"""How difficulties end, in words."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """One difficulty, in as many meetings as it was said in.

    Attributes:
        text: As it was said last.
        meeting_id: The meeting it was first said in.
        days: The days of the meetings it was said in, oldest first.
        ended: The day it got an outcome, or was not said any more; None while it is open.
        ending: A key of `ENDINGS`; None while it is open.
        age: Days from the first to the end, or to today.
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
    """Difficulties that were open in the span: those that still are first, the oldest at the top; then the newest."""

    some: tuple[Difficulty, ...]

    @property
    def median(self) -> float | None:
        """Days that half of those that ended were open for at most."""
        return median([one.age for one in self.some if not one.open])

    @property
    def long(self) -> int:
        """How many were, or have been, open for longer than a week."""
        return sum(one.age > LONG for one in self.some)

    @property
    def sentence(self) -> str:
        """What the picture shows."""
        if not self.some:
            return (
                "No difficulty was told in these weeks. w looks further back; a difficulty is told in the round of a "
                "stand-up, or in the check-in before it."
            )
        still = [one for one in self.some if one.open]
        parts = [f"{counted(len(self.some), 'difficulty')} in these weeks"]
        if still:
            parts.append(f"{len(still)} still open, the oldest for {counted(max(one.age for one in still), 'day')}")
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
    said: Sequence[Said],
    names: Mapping[int, str],
    since: date,
    today: date,
    alike: Callable[[str, str], bool],
) -> Difficulties:
    """Everybody's difficulties, followed from meeting to meeting (`facilitator.reports.difficulties` says how).

    Args:
        sittings: Meetings in the order they were held.
        said: What was said in them, in any order of meetings.
        names: What people are called, by id.
        since: What ended before this day is left out.
        today: Up to when open ones are counted.
        alike: Whether two texts are the same difficulty.
    """
    found = [_difficulty(thread, names[thread.person_id], today) for thread in follow(sittings, said, alike)]
    shown = [one for one in found if one.ended is None or one.ended >= since]
    still = sorted((one for one in shown if one.open), key=lambda one: (-one.age, one.name, one.text))
    over = [one for one in shown if one.ended is not None]
    over.sort(key=lambda one: (-(one.ended or today).toordinal(), -one.age, one.name, one.text))
    return Difficulties((*still, *over))


def _difficulty(thread: Thread, name: str, today: date) -> Difficulty:
    days = tuple(one.day for one in thread.sittings)
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
