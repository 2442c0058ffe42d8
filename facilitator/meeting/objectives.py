"""Finds the objectives that a meeting is about, and who answers for each of them in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from facilitator.okr import reading
from facilitator.okr.views import ObjectiveView
from facilitator.people.reading import units_below
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective


def objectives_of(session: Session, meeting: Meeting) -> Select[int]:
    """Select the ids of the objectives that the meeting agrees: of its people, of its unit and the units below."""
    people = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    units = units_below(session, meeting.unit_id)
    owned = or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units))
    return select(Objective.id).where(Objective.cycle_id == meeting.agreed_cycle_id, owned)


def unclosed(session: Session, meeting: Meeting) -> tuple[ObjectiveView, ...]:
    """Read the objectives that the meeting agrees and that are not closed, in their order."""
    agreed = Objective.id.in_(objectives_of(session, meeting))
    return reading.objectives(session, agreed & (Objective.state != "closed"))


def attendance_of(session: Session, meeting_id: int) -> dict[int, str]:
    """Return the state of attendance of everybody in the meeting, absent ones too, in speaking order."""
    rows = session.execute(
        select(Attendance.person_id, Attendance.state)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.position, Attendance.id)
    )
    return dict(rows.all())


def holder(
    person_id: int | None, manager_id: int | None, people: Collection[int], facilitator_id: int | None
) -> int | None:
    """Return who submits an objective before the meeting and commits to it there; None for nobody.

    That is the person whose objective it is; of a unit's (`person_id` is None) the manager where they are among the
    people of the meeting, absent ones too, else whoever facilitates it.
    """
    if person_id is not None:
        return person_id
    return manager_id if manager_id in people else facilitator_id


def holders(session: Session, meeting: Meeting, objectives: Iterable[ObjectiveView]) -> dict[int, int | None]:
    """Return who answers for each of these objectives in the meeting, as `holder`, by their ids."""
    people = attendance_of(session, meeting.id)
    return {row.id: holder(row.person_id, row.speaker_id, people, meeting.facilitator_id) for row in objectives}


def presenter(
    person_id: int | None, manager_id: int | None, attendance: Mapping[int, str], facilitator_id: int | None
) -> int | None:
    """Return who presents an objective in the meeting: as `holder`, but somebody who is there; None where nobody is.

    `attendance` is in speaking order: the first who is there stands in for manager and facilitator.
    """
    if person_id is not None:
        return person_id
    here = [person for person, state in attendance.items() if state != "absent"]
    return next((person for person in (manager_id, facilitator_id) if person in here), next(iter(here), None))


def key_results_of(cycle_id: int | None) -> Select[int]:
    """Select the ids of the key results of a cycle."""
    return select(KeyResult.id).join(KeyResult.objective).where(Objective.cycle_id == cycle_id)
