"""Reads progress of a meeting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.okr import current, owners, tracking
from facilitator.people.reading import find_person, units_below
from facilitator.steps.progress.by_unit import Groups, groups_of
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective, Progress

FALL = 2
"""A confidence that falls by so much needs its reason (METHOD M20, M21)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one key result stands.

    Attributes:
        since: The value at the end of the last meeting; None where it is the same.
        since_confidence: The same of the confidence.
        ratio: Share of the way, as `okr.progress.ratio`; None with `note` saying why.
        risk: Why it is at risk, all reasons in words; empty when it is not, and where it is not told
            (`okr.progress.told`).
        why: The last note on it; may be empty.
        explained: Whether a note was made since the last meeting.
        group: The unit that it counts for, where units meet instead of people; else empty.
        risk_order: Sorts those at risk, the worst first.
        guest: Whether it is here with somebody who takes part, and counts for another team.
    """

    id: int
    title: str
    objective: str
    owner: str
    start: float | None
    target: float | None
    current: float | None
    unit: str
    confidence: int | None
    since: float | None
    since_confidence: int | None
    ratio: float | None
    note: str
    risk: str
    why: str
    explained: bool
    group: str = ""
    risk_order: tuple[float, ...] = ()
    guest: bool = False

    @property
    def unexplained_fall(self) -> int:
        """By how much the confidence fell since the last meeting, where that is 2 or more and nobody said why."""
        if self.explained or self.confidence is None or self.since_confidence is None:
            return 0
        fall = self.since_confidence - self.confidence
        return fall if fall >= FALL else 0

    @property
    def milestone(self) -> bool:
        """Whether it has no numbers."""
        return self.target is None


def of_meeting(database: Database, meeting_id: int) -> tuple[Standing, ...]:
    """The key results of the meeting's unit and its people in the meeting's cycle, objectives at risk first.

    Where units meet, they are those of the units and of all their people, unit by unit.
    """
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        if meeting.cycle_id is None:
            return ()
        speak = dict(
            session.execute(
                select(Attendance.person_id, Attendance.stands_for)
                .where(Attendance.meeting_id == meeting_id)
                .order_by(Attendance.position)
            ).all()
        )
        units = units_below(session, meeting.unit_id)
        groups = groups_of(session, meeting.unit_id, units) if any(speak.values()) else None
        last = select(func.max(Meeting.ended_at)).where(
            Meeting.unit_id == meeting.unit_id, Meeting.id < meeting_id, Meeting.state == "ended"
        )
        owned = (Objective.cycle_id == meeting.cycle_id) & owners.of_team(units, speak)
        found = _standings(session, owned, session.scalar(last), groups)
        ours = select(KeyResult.id).join(KeyResult.objective).where(owned & owners.of_team(units))
        theirs = set(session.scalars(ours))
        found = [replace(one, guest=one.id not in theirs) for one in found]
        risky = {(one.group, one.objective) for one in found if one.risk}
        order = {one.objective: index for index, one in reversed(list(enumerate(found)))}
        place = {name: index for index, name in enumerate(groups.order if groups else ("",))}
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    place.get(one.group, len(place)),
                    (one.group, one.objective) not in risky,
                    order[one.objective],
                    not one.risk,
                    one.risk_order,
                ),
            )
        )


def of_person(database: Database, name: str) -> tuple[Standing, ...]:
    """The key results that the person owns in the cycle in progress.

    Raises:
        NotFoundError: Nobody is called so.
    """
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
        return tuple(_standings(session, owned, session.scalar(last)))


def _standings(
    session: Session, owned: ColumnElement[bool], last: datetime | None, groups: Groups | None = None
) -> list[Standing]:
    kept = owned & KeyResult.dropped.is_(False)
    tracks = tracking.tracks(session, kept, clock.today())
    # What the first change since then changed is what it was then.
    ids = [track.id for track in tracks]
    first = select(func.min(Progress.id)).where(Progress.key_result_id.in_(ids))
    if last is not None:
        first = first.where(Progress.recorded_at > last)
    first = first.group_by(Progress.key_result_id)
    changes = {row.key_result_id: row for row in session.scalars(select(Progress).where(Progress.id.in_(first)))}
    noted = (
        select(func.max(Progress.id))
        .where(Progress.key_result_id.in_(ids), Progress.note != "")
        .group_by(Progress.key_result_id)
    )
    notes = {row.key_result_id: row for row in session.scalars(select(Progress).where(Progress.id.in_(noted)))}
    group = groups.of_key_results(session, ids) if groups else {}
    found = []
    for track in tracks:
        said = notes.get(track.id)
        change = changes.get(track.id)
        found.append(
            Standing(
                id=track.id,
                title=track.title,
                objective=track.objective,
                owner=track.owner,
                start=track.start,
                target=track.target,
                current=track.current,
                unit=track.unit,
                confidence=track.confidence,
                since=change.before if change and change.before != track.current else None,
                since_confidence=change.confidence_before
                if change and change.confidence_before != track.confidence
                else None,
                ratio=track.ratio,
                note=track.note,
                risk=track.risk.words,
                risk_order=track.risk.order if track.risk.reasons else (),
                why=said.note if said else "",
                explained=said is not None and (last is None or said.recorded_at > last),
                group=group.get(track.id, ""),
            )
        )
    return found
