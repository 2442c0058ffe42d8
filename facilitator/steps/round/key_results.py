"""Reads the key results that each speaker of a round speaks for, and what moved in them since the last meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.grouping import grouped
from facilitator.okr import owners, tracking
from facilitator.okr.tracking import Track
from facilitator.okr.views import KeyResultView
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective


@dataclass(frozen=True, slots=True)
class OwnKeyResult:
    """A key result, and where it stood when the unit met last.

    Attributes:
        since: The value then; None where it is the same, or was not known.
        since_confidence: The confidence then; None where it is the same, or was not known.
        why: The note on what moved since, else the last one; may be empty.
    """

    key_result: KeyResultView
    since: float | None = None
    since_confidence: int | None = None
    why: str = ""


def of_speakers(session: Session, meeting: Meeting, speakers: Mapping[int, str]) -> dict[int, list[OwnKeyResult]]:
    """Return the key results of the meeting's cycle by who speaks for them, in the order of the OKRs.

    Everybody speaks for their own; who stands for a unit speaks for its. What is closed is over and left out.

    Args:
        session: Where it is read.
        meeting: The meeting; one without a cycle has none.
        speakers: By the ids of those who speak, the units that they stand for; empty where they speak for themselves.
    """
    if meeting.cycle_id is None or not speakers:
        return grouped(())
    ended = select(func.max(Meeting.ended_at)).where(
        Meeting.unit_id == meeting.unit_id, Meeting.id < meeting.id, Meeting.state == "ended"
    )
    last = session.scalar(ended)
    themselves = [person for person, units in speakers.items() if not units]
    managers = [person for person, units in speakers.items() if units]
    which = (Objective.cycle_id == meeting.cycle_id) & owners.of_speakers(themselves, managers)
    kept = which & (Objective.state != "closed") & KeyResult.dropped.is_(False)
    tracks = tracking.tracks(session, kept, clock.today())
    return grouped((track.key_result.speaker_id or 0, _own(track, last)) for track in tracks)


def _own(track: Track, last: datetime | None) -> OwnKeyResult:
    key_result = track.key_result
    then = next((point for point in reversed(track.points) if last is not None and point.at <= last), None)
    since = then.value if then is not None and then.value != key_result.current else None
    sure = then.confidence if then is not None and then.confidence != key_result.confidence else None
    # What moved is not explained by what was said before it moved.
    lately = since is not None or sure is not None
    notes = [point.note for point in track.points if point.note and not (lately and last and point.at <= last)]
    return OwnKeyResult(key_result, since, sure, notes[-1] if notes else "")
