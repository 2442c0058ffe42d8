"""Which objectives a meeting is about, and what its people prepared before it began: it becomes part of it."""

from __future__ import annotations

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from facilitator.meeting import agenda as agendas
from facilitator.meeting.objectives import objectives_of
from facilitator.steps.reflection import actions as reflection_actions
from facilitator.tables.consensus import Vote
from facilitator.tables.meeting import Attendance, Meeting, Ready, Request, Sentence
from facilitator.tables.okr import KeyResult, Progress


def adopt(session: Session, meeting: Meeting, people: list[int]) -> None:
    """What they prepared belongs to this meeting from now on; what it does not ask waits for one that does."""
    adopt_said(session, meeting, people)
    _adopt_votes(session, meeting)
    if any(step.kind == "requests" for step in agendas.from_json(meeting.agenda).steps):
        # Elsewhere they come back as open ones, and still wait for the meeting that is about them.
        session.execute(
            update(Request)
            .where(Request.meeting_id.is_(None), Request.state == "open", Request.from_person_id.in_(people))
            .values(meeting_id=meeting.id)
        )
    reflection_actions.adopt(session, meeting, agendas.from_json(meeting.agenda), people)


def adopt_said(session: Session, meeting: Meeting, people: list[int]) -> None:
    """The same for what they say in their check-ins of themselves: sentences, figures, that they are ready."""
    asked = [prompt.key for prompt in agendas.from_json(meeting.agenda).prompts]
    for table in (Sentence, Ready, Progress):
        prepared = update(table).where(table.meeting_id.is_(None), table.person_id.in_(people))
        if table is Sentence:
            prepared = prepared.where(Sentence.prompt.in_(asked))
        session.execute(prepared.values(meeting_id=meeting.id))


def _adopt_votes(session: Session, meeting: Meeting) -> None:
    if not any(step.kind == "confidence" for step in agendas.from_json(meeting.agenda).steps):
        return
    objectives = objectives_of(session, meeting)
    key_results = select(KeyResult.id).where(KeyResult.objective_id.in_(objectives))
    people = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    session.execute(
        update(Vote)
        .where(
            Vote.meeting_id.is_(None),
            Vote.person_id.in_(people),
            or_(Vote.objective_id.in_(objectives), Vote.key_result_id.in_(key_results)),
        )
        .values(meeting_id=meeting.id)
    )
