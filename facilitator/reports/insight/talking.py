"""Compares how long everybody spoke with an equal share: to be fair, not to blame (METHOD M9, M22).

Nothing here ranks people: they come in alphabetical order, and no word says that much or little is good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from facilitator.common.durations import in_figures
from facilitator.common.names import plain
from facilitator.common.text import counted
from facilitator.reports.insight.spans import Weeks

NEAR = 1 / 3
"""The part of a share by which somebody may be above or below it and still count as near it."""


@dataclass(frozen=True, slots=True)
class TalkTime:
    """Somebody in a meeting: whether they were there, and for how many seconds they spoke."""

    meeting_id: int
    day: date
    person_id: int
    name: str
    there: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Portion:
    """How long somebody spoke in a part of the span, and how long an equal share would have been; in seconds."""

    seconds: float
    share: float
    meetings: int = 1

    @property
    def ratio(self) -> float:
        """The time in equal shares: 1 is an equal share."""
        return self.seconds / self.share


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person, with a portion for each part of the span; None where they were in no meeting with a round."""

    name: str
    portions: tuple[Portion | None, ...]

    @property
    def whole(self) -> Portion:
        """All parts together."""
        return _together([portion for portion in self.portions if portion is not None])


@dataclass(frozen=True, slots=True)
class TalkingTime:
    """Everybody's talking time.

    Attributes:
        speakers: In alphabetical order.
        held: For each part of the span the number of meetings with talking time.
        share: The seconds of an equal share in a meeting, the mean over all turns; 0 where there is none.
    """

    speakers: tuple[Speaker, ...]
    held: tuple[int, ...]
    share: float

    @property
    def sentence(self) -> str:
        """What the picture shows, in a sentence."""
        if not self.speakers:
            return (
                "No talking time is known of these weeks: it is taken in rounds, as of a stand-up. "
                "w looks further back; s at home starts one."
            )
        near = sum(abs(speaker.whole.ratio - 1) <= NEAR for speaker in self.speakers)
        who = "everybody was" if near == len(self.speakers) else f"{near} of {len(self.speakers)} people were"
        return (
            f"In {counted(sum(self.held), 'meeting')} an equal share was {in_figures(self.share)} a meeting; "
            f"over all of them {who} within a third of it."
        )


def talking(attendees: Iterable[TalkTime], span: Weeks) -> TalkingTime:
    """Share out the time of each meeting among those who were there, and add it up by person and part."""
    meetings: dict[int, list[TalkTime]] = defaultdict(list)
    for attendee in attendees:
        if (attendee.there or attendee.seconds > 0) and span.part(attendee.day) is not None:
            meetings[attendee.meeting_id].append(attendee)
    held = [0] * len(span.starts)
    turns: dict[tuple[int, int], list[Portion]] = defaultdict(list)
    names: dict[int, str] = {}
    for present in meetings.values():
        spoken = sum(attendee.seconds for attendee in present)
        part = span.part(present[0].day)
        if spoken <= 0 or part is None:
            continue
        held[part] += 1
        for attendee in present:
            names[attendee.person_id] = attendee.name
            turns[attendee.person_id, part].append(Portion(attendee.seconds, spoken / len(present)))
    speakers = (
        Speaker(
            name,
            tuple(_together(turns[person, part]) if (person, part) in turns else None for part in range(len(held))),
        )
        for person, name in sorted(names.items(), key=lambda pair: (plain(pair[1]), pair[0]))
    )
    shares = [turn.share for of_part in turns.values() for turn in of_part]
    return TalkingTime(tuple(speakers), tuple(held), fmean(shares) if shares else 0.0)


def _together(portions: Sequence[Portion]) -> Portion:
    return Portion(
        sum(portion.seconds for portion in portions),
        sum(portion.share for portion in portions),
        sum(portion.meetings for portion in portions),
    )
