"""Who had the word for how long, beside an equal share of it: to be fair, not to blame (METHOD M9, M22).

Nothing here puts people into an order: they stand by the alphabet, and no word says that much or little is good.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from facilitator.common.durations import in_figures
from facilitator.reports.insight.spans import Span, counted

NEAR = 1 / 3
"""Up to so much of a share above or below it counts as near it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody in a meeting: whether they were there, and how many seconds they had the word."""

    meeting_id: int
    day: date
    person_id: int
    name: str
    there: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Portion:
    """What somebody had in a part of the span: seconds, and what an equal share would have been, in seconds too."""

    seconds: float
    share: float
    meetings: int

    @property
    def ratio(self) -> float:
        """1 is an equal share."""
        return self.seconds / self.share


@dataclass(frozen=True, slots=True)
class Voice:
    """One person; `portions` has None where they were in no meeting with a round: a gap, and no zero."""

    person_id: int
    name: str
    portions: tuple[Portion | None, ...]

    @property
    def whole(self) -> Portion:
        """All parts together."""
        there = [one for one in self.portions if one is not None]
        return Portion(
            sum(one.seconds for one in there), sum(one.share for one in there), sum(one.meetings for one in there)
        )


@dataclass(frozen=True, slots=True)
class Talking:
    """Everybody's talking time.

    Attributes:
        voices: By the alphabet.
        held: For each part of the span how many meetings had talking time.
        share: Seconds of an equal share in a meeting, the mean over all turns; 0 where there is none.
    """

    voices: tuple[Voice, ...]
    held: tuple[int, ...]
    share: float

    @property
    def sentence(self) -> str:
        """What the picture shows."""
        if not self.voices:
            return (
                "No talking time is known of these weeks: it is taken in rounds, as of a stand-up. "
                "w looks further back; s at home starts one."
            )
        near = sum(abs(one.whole.ratio - 1) <= NEAR for one in self.voices)
        who = "everybody was" if near == len(self.voices) else f"{near} of {len(self.voices)} people were"
        return (
            f"In {counted(sum(self.held), 'meeting')} an equal share was {in_figures(self.share)} a meeting; "
            f"over all of them {who} within a third of it."
        )


def talking(heard: Iterable[Heard], span: Span) -> Talking:
    """Share out the time of each meeting among those who were there, and add it up by person and part."""
    meetings: dict[int, list[Heard]] = defaultdict(list)
    for one in heard:
        if (one.there or one.seconds > 0) and span.part(one.day) is not None:
            meetings[one.meeting_id].append(one)
    held = [0] * len(span.starts)
    sums: dict[tuple[int, int], list[float]] = defaultdict(lambda: [0.0, 0.0, 0])
    names: dict[int, str] = {}
    shares = 0.0
    for some in meetings.values():
        spoken = sum(one.seconds for one in some)
        part = span.part(some[0].day)
        if spoken <= 0 or part is None:
            continue
        held[part] += 1
        for one in some:
            names[one.person_id] = one.name
            into = sums[one.person_id, part]
            into[0] += one.seconds
            into[1] += spoken / len(some)
            into[2] += 1
        shares += spoken
    voices = [
        Voice(
            person,
            name,
            tuple(
                Portion(found[0], found[1], int(found[2])) if (found := sums.get((person, part))) else None
                for part in range(len(span.starts))
            ),
        )
        for person, name in sorted(names.items(), key=lambda pair: (_alphabetical(pair[1]), pair[0]))
    ]
    turns = sum(int(found[2]) for found in sums.values())
    return Talking(tuple(voices), tuple(held), shares / turns if turns else 0.0)


def _alphabetical(name: str) -> str:
    """What a name is sorted by: É stands with E."""
    return "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
