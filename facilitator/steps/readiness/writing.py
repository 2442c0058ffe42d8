"""Records readiness."""

from __future__ import annotations

from sqlalchemy import select

from facilitator.common import clock
from facilitator.common.text import line_of
from facilitator.meeting import moving, running, timeline
from facilitator.steps.readiness.reading import of_meeting
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Readiness

MINUTE = 60.0
"""Seconds of reading time that are given at once."""


def go_on(database: Database, meeting_id: int, reason: str = "") -> None:
    """Record how ready everybody is, and with who is not the reason to go on, and go to the next step."""
    shown = of_meeting(database, meeting_id)
    why = line_of(reason)
    with recording(database, "how ready everybody is", source="meeting", meeting_id=meeting_id) as session:
        recorded = select(Readiness).where(Readiness.meeting_id == meeting_id).order_by(Readiness.id)
        rows = {row.person_id: row for row in session.scalars(recorded)}
        for person in shown.people:
            row = rows.get(person.person_id)
            if row is None:
                row = Readiness(meeting_id=meeting_id, person_id=person.person_id, recorded_at=clock.now())
                session.add(row)
            row.submitted, row.read, row.of = person.submitted, person.read, person.of
            row.reason = "" if person.ready else why
    moving.next_step(database, meeting_id)


def give_minute(database: Database, meeting_id: int) -> None:
    """Give whoever is not ready a minute to read: the step has at least a minute left then.

    Their check-ins say so as long as the step runs.
    """
    live = running.load(database, meeting_id)
    position = live.position()
    over = position.step_seconds[position.step] - timeline.step_planned(live.agenda, position, position.step)
    moving.adjust(database, meeting_id, MINUTE + max(0.0, over))
