"""OKR first: the progress of what matters most, before anybody speaks (METHOD M19, M20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from facilitator.meeting.record import Attendance, Meeting
from facilitator.okr import progress
from facilitator.okr.changing import record_progress
from facilitator.okr.model import Cycle, KeyResult, Objective, Progress
from facilitator.people import Person, Unit, find_person, units_below
from facilitator.steps.round import running_meeting
from facilitator.store.database import Database
from facilitator.store.journal import recording


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one key result stands.

    Attributes:
        since: The value at the end of the last meeting; None where it is the same.
        since_confidence: The same of the confidence.
        ratio: Share of the way, as `okr.progress.ratio`; None with `note` saying why.
        risk: Why it is at risk, in words; empty when it is not.
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

    @property
    def milestone(self) -> bool:
        """Whether it has no numbers."""
        return self.target is None


def of_meeting(database: Database, meeting_id: int) -> tuple[Standing, ...]:
    """The key results of the meeting's unit and its people in the meeting's cycle, objectives at risk first."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        if meeting.cycle_id is None:
            return ()
        people = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)))
        units = units_below(session, meeting.unit_id)
        owned = or_(
            Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units), KeyResult.owner_id.in_(people)
        )
        last = select(func.max(Meeting.ended_at)).where(
            Meeting.unit_id == meeting.unit_id, Meeting.id < meeting_id, Meeting.state == "ended"
        )
        found = _standings(session, owned, meeting.cycle_id, meeting.started_at, session.scalar(last))
        risky = {one.objective for one in found if one.risk}
        order = {one.objective: index for index, one in reversed(list(enumerate(found)))}
        return tuple(sorted(found, key=lambda one: (one.objective not in risky, order[one.objective], not one.risk)))


def of_person(database: Database, name: str) -> tuple[Standing, ...]:
    """The key results that the person owns in the cycle in progress.

    Raises:
        NotFound: Nobody is called so.
    """
    with database.reading() as session:
        person = find_person(session, name)
        today = datetime.now().astimezone().date()
        cycle = session.scalar(
            select(Cycle.id).where(Cycle.start <= today, Cycle.end >= today).order_by(Cycle.start.desc()).limit(1)
        )
        if cycle is None:
            return ()
        owned = or_(
            KeyResult.owner_id == person.id, (KeyResult.owner_id.is_(None)) & (Objective.owner_person_id == person.id)
        )
        # What is closed is only read: nobody is asked how it goes on.
        owned &= Objective.state != "closed"
        last = (
            select(func.max(Meeting.ended_at))
            .join(Attendance, Attendance.meeting_id == Meeting.id)
            .where(Attendance.person_id == person.id, Meeting.state == "ended")
        )
        return tuple(_standings(session, owned, cycle, datetime.now(UTC), session.scalar(last)))


def update(
    database: Database,
    key_result_id: int,
    *,
    current: float | None = None,
    confidence: int | None = None,
    note: str = "",
    meeting_id: int | None = None,
    name: str | None = None,
    source: str = "meeting",
) -> None:
    """Record what a key result has come to; what is None stays as it is.

    Args:
        database: Where.
        key_result_id: Which.
        current: The figure reached; a milestone takes none.
        confidence: 1 to 10 (METHOD M14).
        note: Why, in a line.
        meeting_id: The meeting it is said in; with `name` alone the one that the person is in.
        name: Whose check-in it comes from.
        source: As in `recording`.

    Raises:
        Refused: A confidence out of range, a figure for a milestone, or the objective is closed.
    """
    person_id = None
    with database.reading() as session:
        title = session.get_one(KeyResult, key_result_id).title
        if name is not None:
            person_id = find_person(session, name).id
            meeting_id = meeting_id or running_meeting(session, person_id)
    with recording(
        database, f'progress of "{title}"', source=source, meeting_id=meeting_id, person_id=person_id
    ) as session:
        record_progress(
            session,
            session.get_one(KeyResult, key_result_id),
            current=current,
            confidence=confidence,
            note=note,
            person_id=person_id,
            meeting_id=meeting_id,
        )


def _standings(
    session: Session, owned: ColumnElement[bool], cycle_id: int, now: datetime, last: datetime | None
) -> list[Standing]:
    cycle = session.get_one(Cycle, cycle_id)
    pace = progress.expected(cycle.start, cycle.end, now.astimezone().date())
    people = dict(session.execute(select(Person.id, Person.name)).all())
    units = dict(session.execute(select(Unit.id, Unit.name)).all())
    rows = session.execute(
        select(KeyResult, Objective)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(Objective.cycle_id == cycle_id, KeyResult.dropped.is_(False), owned)
        .order_by(Objective.position, Objective.id, KeyResult.position, KeyResult.id)
    ).all()
    # What the first change since then changed is what it was then.
    first = select(func.min(Progress.id)).where(Progress.key_result_id.in_([key_result.id for key_result, _ in rows]))
    if last is not None:
        first = first.where(Progress.recorded_at > last)
    first = first.group_by(Progress.key_result_id)
    changes = {row.key_result_id: row for row in session.scalars(select(Progress).where(Progress.id.in_(first)))}
    found = []
    for key_result, objective in rows:
        change = changes.get(key_result.id)
        share, note = progress.ratio(key_result.start, key_result.target, key_result.current)
        moved = change.before if change and change.before != key_result.current else None
        swayed = change.confidence_before if change and change.confidence_before != key_result.confidence else None
        fell = (key_result.confidence or 0) - swayed if swayed is not None and key_result.confidence else 0
        person_id = key_result.owner_id or objective.owner_person_id
        owner = people[person_id] if person_id else units.get(objective.owner_unit_id or 0, "")
        found.append(
            Standing(
                id=key_result.id,
                title=key_result.title,
                objective=objective.title,
                owner=owner,
                start=key_result.start,
                target=key_result.target,
                current=key_result.current,
                unit=key_result.unit,
                confidence=key_result.confidence,
                since=moved,
                since_confidence=swayed,
                ratio=share,
                note=note,
                risk=progress.at_risk(share, pace, key_result.confidence, fell),
            )
        )
    return found
