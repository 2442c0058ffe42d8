"""Difficulties followed from meeting to meeting: which is the same as before, and when it has ended (METHOD M17, M20).

A difficulty goes on where its person says it again, perhaps reworded, in the next meeting they are in, whichever
question it answers there; also after an outcome, unless that was that it is dropped. It has ended where it got an
outcome, and where it is not said in a meeting that asks what it answered last. In a meeting that its person misses, or
that asks nothing of the kind, nothing happens to it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

ASKED = ("difficulties", "risks", "help_needed")
"""The keys of prompts under which people say what is in their way; difficulties and help are one sentence (M17)."""
COMPARED = 12
"""A sentence is compared with so many open difficulties of its person at most, the newest first."""
ASKS = {key: f'"key": {json.dumps(key)}' for key in ASKED}
"""What the agenda of a meeting, as JSON, has in it that asks for each of them."""
GONE = ""
"""How a difficulty ended that is not said any more; any other ending is its outcome."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that asked people for their difficulties.

    Attributes:
        people: Who was there to answer, by id; who said something was, among them or not.
        keys: Those of `ASKED` that it asked.
    """

    meeting_id: int
    day: date
    people: Collection[int]
    keys: Collection[str] = ASKED


@dataclass(frozen=True, slots=True)
class Said:
    """A difficulty as it was said in a meeting.

    Attributes:
        outcome: What became of it there: one of `steps.round.OUTCOMES`; None: nothing.
        key: What it answered, one of `ASKED`.
        row_id: Of the sentence.
    """

    meeting_id: int | None
    person_id: int
    text: str
    outcome: str | None
    key: str = ASKED[0]
    row_id: int = 0


@dataclass(slots=True)
class Thread:
    """One difficulty, in as many meetings as it was said in.

    Attributes:
        said: Every time it was said, oldest first.
        sittings: The meetings, oldest first, each of them once.
        outcome: What became of it in the last of them; None: nothing.
        ended: The day it got an outcome, or was not said any more; None while it is open.
        ending: Its outcome, or `GONE`; None while it is open.
        last: Whether it was said in the last meeting of its person that asked for such.
    """

    person_id: int
    said: list[Said] = field(default_factory=list)
    sittings: list[Sitting] = field(default_factory=list)
    outcome: str | None = None
    ended: date | None = None
    ending: str | None = None
    last: bool = False

    @property
    def text(self) -> str:
        """As it was said last."""
        return self.said[-1].text


def follow(sittings: Sequence[Sitting], said: Sequence[Said], alike: Callable[[str, str], bool]) -> list[Thread]:
    """Follow everybody's difficulties; those that went on to the end come last.

    Args:
        sittings: Meetings in the order they were held.
        said: What was said in them, in any order of meetings.
        alike: Whether two texts are the same difficulty.
    """
    by_meeting: dict[int | None, dict[int, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for one in said:
        by_meeting[one.meeting_id][one.person_id].append(one)
    running: dict[int, list[Thread]] = defaultdict(list)
    done: list[Thread] = []
    for sitting in sittings:
        here = by_meeting.get(sitting.meeting_id, {})
        for person in {*sitting.people, *here}:
            running[person], over = _sat(sitting, person, here.get(person, ()), running[person], alike)
            done += over
    return done + [thread for some in running.values() for thread in some]


def _sat(
    sitting: Sitting, person: int, said: Sequence[Said], rest: list[Thread], alike: Callable[[str, str], bool]
) -> tuple[list[Thread], list[Thread]]:
    """What a meeting makes of somebody's difficulties: those that go on, and those that are over."""
    rest = list(rest)
    kept: list[Thread] = []
    for one in said:
        thread = _find(kept, one.text, alike) or _find(rest, one.text, alike) or Thread(person)
        if thread in rest:
            rest.remove(thread)
        if thread not in kept:
            kept.append(thread)
            thread.sittings.append(sitting)
            thread.outcome = None
        thread.said.append(one)
        thread.outcome = one.outcome or thread.outcome
    over, waiting = [], []
    for thread in rest:
        if thread.said[-1].key not in sitting.keys:
            waiting.append(thread)
            continue
        thread.last = False
        if thread.outcome is None:
            thread.ended, thread.ending = sitting.day, GONE
        over.append(thread)
    for thread in kept:
        thread.last = True
        thread.ended, thread.ending = (sitting.day, thread.outcome) if thread.outcome else (None, None)
    dropped = [thread for thread in kept if thread.outcome == "dropped"]
    return [*waiting, *(thread for thread in kept if thread not in dropped)], over + dropped


def _find(threads: Sequence[Thread], text: str, alike: Callable[[str, str], bool]) -> Thread | None:
    same = next((thread for thread in threads if thread.text == text), None)
    newest = list(reversed(threads))[:COMPARED]
    return same or next((thread for thread in newest if alike(thread.text, text)), None)
