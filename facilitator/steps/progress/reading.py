"""Reads where the key results of a meeting, or of a person, stand since the last meeting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.okr import current, owners, tracking
from facilitator.okr.views import KeyResultView
from facilitator.people.reading import branches, find_person, units_below
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective, Progress
from facilitator.tables.people import Unit

FALL = 2
"""A confidence that falls by so much needs its reason (METHOD M20, M21)."""


@dataclass(frozen=True, slots=True)
class KeyResultStatus:
    """Where one key result stands, beside where it stood at the end of the last meeting.

    Attributes:
        since: The value then; None where it is the same.
        since_confidence: The confidence then; None where it is the same.
        why: The last note on it; may be empty.
        explained: Whether a note was made since the last meeting.
        group: The unit that it counts for, where units meet instead of people; else empty.
        guest: Whether it is here with somebody who takes part, and counts for another team.
    """

    key_result: KeyResultView
    since: float | None
    since_confidence: int | None
    why: str
    explained: bool
    group: str = ""
    guest: bool = False

    @property
    def unexplained_fall(self) -> int:
        """By how much the confidence fell since the last meeting, where that is 2 or more and nobody said why."""
        confidence = self.key_result.confidence
        if self.explained or confidence is None or self.since_confidence is None:
            return 0
        fall = self.since_confidence - confidence
        return fall if fall >= FALL else 0


def of_meeting(database: Database, meeting_id: int) -> tuple[KeyResultStatus, ...]:
    """Return the key results of the meeting's unit and its people in the meeting's cycle, objectives at risk first.

    Where units meet, they are those of the units and of all their people, unit by unit.
    """
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        if meeting.cycle_id is None:
            return ()
        stands_for = select(Attendance.person_id, Attendance.stands_for).where(Attendance.meeting_id == meeting_id)
        speak = dict(session.execute(stands_for.order_by(Attendance.position)).all())
        units = units_below(session, meeting.unit_id)
        groups = _groups(session, meeting.unit_id, units) if any(speak.values()) else {}
        last = select(func.max(Meeting.ended_at)).where(
            Meeting.unit_id == meeting.unit_id, Meeting.id < meeting_id, Meeting.state == "ended"
        )
        owned = (Objective.cycle_id == meeting.cycle_id) & owners.of_team(units, speak)
        statuses = [
            replace(status, guest=status.key_result.unit_among(units) is None)
            for status in _statuses(session, owned, session.scalar(last), groups)
        ]
        return _sorted(statuses, list(dict.fromkeys(groups.values())) or [""])


def _groups(session: Session, unit_id: int, units: Sequence[int]) -> dict[int, str]:
    """Return the unit that meets for each of `units`, by its id, in the order of those that meet."""
    branch = branches(session, unit_id)
    names = dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units))).all())
    tops = list(branch)
    return {unit: names[branch[unit]] for unit in sorted(units, key=lambda unit: tops.index(branch[unit]))}


def _sorted(statuses: Sequence[KeyResultStatus], groups: Sequence[str]) -> tuple[KeyResultStatus, ...]:
    """Sort by unit, then objectives with something at risk first, and in each the worst key result first."""
    risky = {(row.group, row.key_result.objective) for row in statuses if row.key_result.risk.reasons}
    order = {status.key_result.objective: place for place, status in reversed(list(enumerate(statuses)))}
    place_of = {name: place for place, name in enumerate(groups)}

    def key(status: KeyResultStatus) -> tuple[object, ...]:
        objective, risk = status.key_result.objective, status.key_result.risk
        return (
            place_of.get(status.group, len(place_of)),
            (status.group, objective) not in risky,
            order[objective],
            not risk.reasons,
            risk.order if risk.reasons else (),
        )

    return tuple(sorted(statuses, key=key))


def of_person(database: Database, name: str) -> tuple[KeyResultStatus, ...]:
    """Return the key results that the person owns in the cycle in progress. Raises as `find_person`."""
    with database.reading() as session:
        person = find_person(session, name)
        cycle = current.in_progress(session, clock.today())
        if cycle is None:
            return ()
        # What is closed is only read: nobody is asked how it goes on.
        owned = (Objective.cycle_id == cycle.id) & owners.of_person(person.id) & (Objective.state != "closed")
        last = (
            select(func.max(Meeting.ended_at))
            .join(Attendance, Attendance.meeting_id == Meeting.id)
            .where(Attendance.person_id == person.id, Meeting.state == "ended")
        )
        return tuple(_statuses(session, owned, session.scalar(last), {}))


def _statuses(
    session: Session, owned: ColumnElement[bool], last: datetime | None, groups: Mapping[int, str]
) -> list[KeyResultStatus]:
    kept = owned & KeyResult.dropped.is_(False)
    tracks = tracking.tracks(session, kept, clock.today())
    # What the first change since then changed is what it was then.
    ids = [track.key_result.id for track in tracks]
    since = Progress.recorded_at > last if last is not None else true()
    changes = _progress_of(session, ids, func.min(Progress.id), since)
    notes = _progress_of(session, ids, func.max(Progress.id), Progress.note != "")
    statuses = []
    for track in tracks:
        key_result = track.key_result
        note, change = notes.get(key_result.id), changes.get(key_result.id)
        statuses.append(
            KeyResultStatus(
                key_result=key_result,
                since=change.before if change and change.before != key_result.current else None,
                since_confidence=change.confidence_before
                if change and change.confidence_before != key_result.confidence
                else None,
                why=note.note if note else "",
                explained=note is not None and (last is None or note.recorded_at > last),
                group=groups.get(key_result.unit_among(groups) or 0, ""),
            )
        )
    return statuses


def _progress_of(
    session: Session, ids: Sequence[int], which: ColumnElement[int], condition: ColumnElement[bool]
) -> dict[int, Progress]:
    """Return the first or the last progress of each key result that meets the condition."""
    wanted = select(which).where(Progress.key_result_id.in_(ids), condition).group_by(Progress.key_result_id)
    return {row.key_result_id: row for row in session.scalars(select(Progress).where(Progress.id.in_(wanted)))}
