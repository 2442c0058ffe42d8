"""Selects the objectives that a meeting is about."""

from __future__ import annotations

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from facilitator.people.reading import units_below
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective


def objectives_of(session: Session, meeting: Meeting) -> Select[int]:
    """Selects the ids of the objectives that the meeting agrees: of who has an attendance, of its unit and below."""
    people = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    units = units_below(session, meeting.unit_id)
    owned = or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units))
    return select(Objective.id).where(Objective.cycle_id == meeting.agreed_cycle_id, owned)


def key_results_of(cycle_id: int | None) -> Select[int]:
    """Select the ids of the key results of a cycle."""
    return (
        select(KeyResult.id)
        .join(Objective, KeyResult.objective_id == Objective.id)
        .where(Objective.cycle_id == cycle_id)
    )
