"""How long difficulties stay open: from the meeting they were first said in to the one that saw the last of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from facilitator.insight.spans import counted, median

LONG = 7
"""More days than these are long."""
COMPARED = 12
"""A sentence is compared with so many open difficulties of its person at most, the newest first."""

ENDINGS = {
    "action": "became an action",
    "request": "help was asked for",
    "parked": "parked",
    "escalated": "escalated",
    "dropped": "dropped",
    "": "not said again",
}
"""How difficulties end, in words."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that asked people for their difficulties, and who was there to answer."""

    meeting_id: int
    day: date
    people: Collection[int]


@dataclass(frozen=True, slots=True)
class Said:
    """A difficulty as it was said in a meeting; `outcome` is what became of it there."""

    meeting_id: int
    person_id: int
    name: str
    text: str
    outcome: str | None


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


@dataclass(slots=True)
class _Thread:
    """A difficulty while it is followed."""

    first: int
    name: str
    texts: list[str]
    days: list[date]
    outcome: str | None
    ended: date | None = None
    ending: str | None = None


def difficulties(
    sittings: Sequence[Sitting], said: Sequence[Said], since: date, today: date, alike: Callable[[str, str], bool]
) -> Difficulties:
    """Follow everybody's difficulties from meeting to meeting.

    A difficulty goes on where its person says it again in the next meeting they are in, also after an outcome, unless
    that was that it is dropped. In a meeting that they miss, nothing happens to it.

    Args:
        sittings: Meetings in the order they were held.
        said: What was said in them, in any order of meetings.
        since: What ended before this day is left out.
        today: Up to when open ones are counted.
        alike: Whether two texts are the same difficulty.
    """
    by_meeting: dict[int, dict[int, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        by_meeting[one.meeting_id][one.person_id].append(one)
    running: dict[int, list[_Thread]] = defaultdict(list)
    done: list[tuple[int, _Thread]] = []
    for sitting in sittings:
        here = by_meeting.get(sitting.meeting_id, {})
        for person in {*sitting.people, *here}:
            kept: list[_Thread] = []
            rest = running[person]
            for one in here.get(person, ()):
                thread = _find(kept, one.text, alike) or _find(rest, one.text, alike)
                if thread is None:
                    thread = _Thread(sitting.meeting_id, one.name, [], [], None)
                if thread in rest:
                    rest.remove(thread)
                if thread not in kept:
                    kept.append(thread)
                    thread.days.append(sitting.day)
                    thread.outcome = None
                thread.texts.append(one.text)
                thread.outcome = one.outcome or thread.outcome
            for thread in rest:
                if thread.outcome is None:
                    thread.ended, thread.ending = sitting.day, ""
                done.append((person, thread))
            for thread in kept:
                thread.ended, thread.ending = (sitting.day, thread.outcome) if thread.outcome else (None, None)
                if thread.outcome == "dropped":
                    done.append((person, thread))
            running[person] = [thread for thread in kept if thread.outcome != "dropped"]
    done += [(person, thread) for person, some in running.items() for thread in some]
    found = [_difficulty(person, thread, today) for person, thread in done]
    shown = [one for one in found if one.ended is None or one.ended >= since]
    still = sorted((one for one in shown if one.open), key=lambda one: (-one.age, one.name, one.text))
    over = [one for one in shown if one.ended is not None]
    over.sort(key=lambda one: (-(one.ended or today).toordinal(), -one.age, one.name, one.text))
    return Difficulties((*still, *over))


def _find(threads: Sequence[_Thread], text: str, alike: Callable[[str, str], bool]) -> _Thread | None:
    same = next((thread for thread in threads if thread.texts[-1] == text), None)
    newest = list(reversed(threads))[:COMPARED]
    return same or next((thread for thread in newest if alike(thread.texts[-1], text)), None)


def _difficulty(person: int, thread: _Thread, today: date) -> Difficulty:
    age = ((thread.ended or today) - thread.days[0]).days
    return Difficulty(
        person,
        thread.name,
        thread.texts[-1],
        thread.first,
        tuple(thread.days),
        thread.ended,
        thread.ending,
        max(0, age),
    )
