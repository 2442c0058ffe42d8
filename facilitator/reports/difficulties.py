"""Follows difficulties from meeting to meeting: which is the same as before, and when it has ended (METHOD M17, M20).

A difficulty continues where its person mentions it again, perhaps reworded, in the next meeting they are in, whichever
question it answers there; also after an outcome, unless that is that it is dropped. It has ended where it got an
outcome, and where it is not mentioned in a meeting that asks the question that it answered last. A meeting that its
person misses, or that asks no such question, changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from facilitator.common.similar import alike

DIFFICULTY_KEYS = ("difficulties", "risks", "help_needed")
"""The keys of prompts that ask what is in people's way; difficulties and help are one sentence (METHOD M17)."""
COMPARED = 12
"""How many open difficulties of its person a sentence is compared with at most, the newest first."""
NOT_REPEATED = ""
"""The ending of a difficulty that is not mentioned any more; any other ending is its outcome."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that asked people for their difficulties.

    Attributes:
        people: The ids of those who were there; who mentioned something counts as there in any case.
        keys: Those of `DIFFICULTY_KEYS` that it asked.
    """

    meeting_id: int
    day: date
    people: Collection[int]
    keys: Collection[str] = DIFFICULTY_KEYS
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A difficulty as it was mentioned in a meeting.

    Attributes:
        outcome: What became of it there, one of `steps.round.OUTCOMES`, if anything.
        key: The prompt that it answered, one of `DIFFICULTY_KEYS`.
    """

    meeting_id: int | None
    person_id: int
    text: str
    outcome: str | None
    key: str = DIFFICULTY_KEYS[0]
    row_id: int = 0


@dataclass(slots=True)
class DifficultyThread:
    """One difficulty through all meetings that it was mentioned in.

    Attributes:
        mentions: Oldest first.
        sittings: The meetings, oldest first and each once.
        outcome: What became of it in the last of them, if anything.
        ended: The day it got an outcome or was not mentioned any more; None while it is open.
        ending: Its outcome, or `NOT_REPEATED`; None while it is open.
        last: Whether it was mentioned in the last meeting of its person that asked for it.
    """

    person_id: int
    mentions: list[Mention] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    outcome: str | None = None
    ended: date | None = None
    ending: str | None = None
    last: bool = False

    @property
    def text(self) -> str:
        """The words of the last mention."""
        return self.mentions[-1].text

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the meetings, oldest first."""
        return tuple(sitting.day for sitting in self.sittings)

    @property
    def open(self) -> bool:
        """Whether it has not ended."""
        return self.ending is None


def follow(sittings: Sequence[Sitting], mentions: Sequence[Mention]) -> list[DifficultyThread]:
    """Follow everybody's difficulties through meetings in the order they were held; those that go on come last."""
    by_meeting: dict[int | None, dict[int, list[Mention]]] = defaultdict(lambda: defaultdict(list))
    for mention in mentions:
        by_meeting[mention.meeting_id][mention.person_id].append(mention)
    current: dict[int, list[DifficultyThread]] = defaultdict(list)
    over: list[DifficultyThread] = []
    for sitting in sittings:
        by_person = by_meeting.get(sitting.meeting_id, {})
        for person in {*sitting.people, *by_person}:
            current[person], ended = _continue(sitting, person, by_person.get(person, ()), current[person])
            over += ended
    return over + [thread for threads in current.values() for thread in threads]


def _continue(
    sitting: Sitting, person: int, mentions: Sequence[Mention], rest: list[DifficultyThread]
) -> tuple[list[DifficultyThread], list[DifficultyThread]]:
    """Return what a meeting makes of somebody's difficulties: those that continue, and those that are over."""
    rest = list(rest)
    mentioned: list[DifficultyThread] = []
    for mention in mentions:
        thread = _find(mentioned, mention.text) or _find(rest, mention.text) or DifficultyThread(person)
        if thread in rest:
            rest.remove(thread)
        if thread not in mentioned:
            mentioned.append(thread)
            thread.sittings.append(sitting)
            thread.outcome = None
        thread.mentions.append(mention)
        thread.outcome = mention.outcome or thread.outcome
    over, waiting = [], []
    for thread in rest:
        if thread.mentions[-1].key not in sitting.keys:
            waiting.append(thread)
            continue
        thread.last = False
        if thread.outcome is None:
            thread.ended, thread.ending = sitting.day, NOT_REPEATED
        over.append(thread)
    for thread in mentioned:
        thread.last = True
        thread.ended, thread.ending = (sitting.day, thread.outcome) if thread.outcome else (None, None)
    dropped = [thread for thread in mentioned if thread.outcome == "dropped"]
    return [*waiting, *(thread for thread in mentioned if thread not in dropped)], over + dropped


def _find(threads: Sequence[DifficultyThread], text: str) -> DifficultyThread | None:
    same = next((thread for thread in threads if thread.text == text), None)
    newest = threads[::-1][:COMPARED]
    return same or next((thread for thread in newest if alike(thread.text, text)), None)
