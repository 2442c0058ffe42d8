"""Which objectives a meeting is about, and the votes that were given on them before it began."""

from __future__ import annotations

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from facilitator.meeting import agenda as agendas
from facilitator.meeting.consensus import Vote
from facilitator.meeting.record import Attendance, Meeting
from facilitator.okr.model import KeyResult, Objective
from facilitator.people import units_below


def objectives_of(session: Session, meeting: Meeting) -> Select[int]:
    """Selects the ids of the objectives that the meeting agrees: of who has an attendance, of its unit and below."""
    people = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    units = units_below(session, meeting.unit_id)
    owned = or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units))
    return select(Objective.id).where(Objective.cycle_id == meeting.agreed_cycle_id, owned)


def adopt_votes(session: Session, meeting_id: int) -> None:
    """Take in what its people voted on its objectives before it began, where it votes at all."""
    meeting = session.get_one(Meeting, meeting_id)
    if not any(step.kind == "confidence" for step in agendas.from_json(meeting.agenda).steps):
        return
    objectives = objectives_of(session, meeting)
    key_results = select(KeyResult.id).where(KeyResult.objective_id.in_(objectives))
    people = select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)
    session.execute(
        update(Vote)
        .where(
            Vote.meeting_id.is_(None),
            Vote.person_id.in_(people),
            or_(Vote.objective_id.in_(objectives), Vote.key_result_id.in_(key_results)),
        )
        .values(meeting_id=meeting_id)
    )
