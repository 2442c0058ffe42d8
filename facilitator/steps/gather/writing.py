"""Records who is present."""

from __future__ import annotations

from sqlalchemy import select

from facilitator.common.text import line_of
from facilitator.meeting import moving, running
from facilitator.people.reading import choose_person
from facilitator.steps.outcomes import BlankTextError
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Attendance


def excuse(database: Database, meeting_id: int, person_id: int, reason: str) -> None:
    """Record why somebody is not there who must be.

    Raises:
        BlankTextError: No reason.
        TooLongError: More than 100,000 characters.
    """
    line = line_of(reason)
    if not line:
        raise BlankTextError("a reason needs words; type them, or leave with escape and wait")
    if person_id not in running.load(database, meeting_id).people:
        moving.set_attendance(database, meeting_id, person_id, "absent")
    with recording(database, f'reason "{line}"', source="meeting", meeting_id=meeting_id) as session:
        row = session.scalars(
            select(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.person_id == person_id)
        ).one()
        row.reason = line


def invite(database: Database, meeting_id: int, name: str) -> str:
    """Let somebody who was not asked be here too, and return their full name. Raises as `choose_person`."""
    with database.reading() as session:
        person = choose_person(session, name.strip())
    moving.set_attendance(database, meeting_id, person.id, "present")
    return person.name
