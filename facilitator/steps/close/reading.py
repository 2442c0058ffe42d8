"""Reads what a meeting sums up at its end: what moved in the OKRs, and how often time was kept before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitator.okr import owners, progress
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective, Progress


@dataclass(frozen=True, slots=True)
class Moved:
    """A key result of which the meeting recorded another figure or confidence.

    Attributes:
        id: Of the last thing that the meeting recorded of it.
        key_result_id: Of the key result itself; `unit` is what its figures count.
        was: The figure before the meeting; None where it has no numbers. `value` is the one after it.
        owner_id: The person whose it is; None where it is a unit's.
        owner: Their name, or the unit's.
        before: The share of the way behind it before the meeting; None where it has no numbers. `after` is the same
            after it.
        confidence_before: 1 to 10; None where nobody had said.
    """

    id: int
    key_result_id: int
    title: str
    unit: str
    was: float | None
    value: float | None
    owner_id: int | None
    owner: str
    before: float | None
    after: float | None
    confidence_before: int | None
    confidence: int | None

    @property
    def surer(self) -> int:
        """By how much the confidence rose; below 0 where it fell."""
        if self.confidence is None or self.confidence_before is None:
            return 0
        return self.confidence - self.confidence_before


@dataclass(frozen=True, slots=True)
class Closing:
    """What the end of a meeting sums up beside what came out of it.

    Attributes:
        in_time: How many meetings of the team and the mode before this one ended in time, without one that did not.
    """

    moved: tuple[Moved, ...]
    in_time: int


def of_meeting(database: Database, meeting_id: int) -> Closing:
    """Read what moved in the meeting, and how the ones before it kept their time."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        return Closing(tuple(_moved(session, meeting_id)), _in_time(session, meeting))


def _moved(session: Session, meeting_id: int) -> list[Moved]:
    """Return what moved, in the order of the OKRs."""
    rows = session.execute(
        select(Progress, KeyResult, Objective)
        .join(KeyResult, KeyResult.id == Progress.key_result_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(Progress.meeting_id == meeting_id)
        .order_by(Objective.position, Objective.id, KeyResult.position, KeyResult.id, Progress.id)
    ).all()
    if not rows:
        return []
    whose = owners.read(session)
    first: dict[int, Progress] = {}
    last: dict[int, tuple[Progress, KeyResult, Objective]] = {}
    for row, key_result, objective in rows:
        first.setdefault(key_result.id, row)
        last[key_result.id] = row, key_result, objective
    moved = []
    for key, (row, key_result, objective) in last.items():
        begun = first[key]
        if (begun.before, begun.confidence_before) == (row.after, row.confidence):
            continue
        person = key_result.owner_id or objective.owner_person_id
        moved.append(
            Moved(
                id=row.id,
                key_result_id=key,
                unit=key_result.unit,
                was=begun.before,
                value=row.after,
                title=key_result.title,
                owner_id=person,
                owner=whose.name_of(person, objective.owner_unit_id if person is None else None),
                before=progress.ratio(key_result.start, key_result.target, begun.before)[0],
                after=progress.ratio(key_result.start, key_result.target, row.after)[0],
                confidence_before=begun.confidence_before,
                confidence=row.confidence,
            )
        )
    return moved


def _in_time(session: Session, meeting: Meeting) -> int:
    before = (
        (Meeting.unit_id == meeting.unit_id)
        & (Meeting.mode == meeting.mode)
        & (Meeting.state == "ended")
        & (Meeting.id < meeting.id)
    )
    # A duration is told to the second, so half a second is none.
    late = select(func.max(Meeting.id)).where(before, Meeting.seconds >= Meeting.planned_seconds + 0.5)
    kept = select(func.count()).select_from(Meeting)
    return session.scalar(kept.where(before, Meeting.id > func.coalesce(late.scalar_subquery(), 0))) or 0
