"""Records readiness."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.meeting import moving, running, timeline
from facilitator.steps.readiness.reading import of_meeting
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Readiness

MINUTE = 60.0
"""Seconds of reading time that are given at once."""


def go_on(database: Database, meeting_id: int, reason: str = "") -> None:
    """Record how ready everybody is, and go to the next step.

    Args:
        reason: Why it goes on although some are not ready; it is kept with each of these.
    """
    shown = of_meeting(database, meeting_id)
    why = clean_line(reason).strip()
    with recording(database, "how ready everybody is", source="meeting", meeting_id=meeting_id) as session:
        rows = {row.person_id: row for row in session.scalars(_recorded(meeting_id))}
        for one in shown.people:
            row = rows.get(one.person_id)
            if row is None:
                row = Readiness(meeting_id=meeting_id, person_id=one.person_id, recorded_at=clock.now())
                session.add(row)
            row.submitted, row.read, row.of = one.submitted, one.read, one.of
            row.reason = "" if one.ready else why
    moving.next_step(database, meeting_id)


def give_minute(database: Database, meeting_id: int) -> None:
    """Give whoever is not ready a minute to read: the step has at least a minute left then.

    Their check-ins say so as long as the step runs.
    """
    live = running.load(database, meeting_id)
    position = live.position()
    over = position.step_seconds[position.step] - timeline.step_planned(live.agenda, position, position.step)
    moving.adjust(database, meeting_id, MINUTE + max(0.0, over))


def _recorded(meeting_id: int) -> Any:
    return select(Readiness).where(Readiness.meeting_id == meeting_id).order_by(Readiness.id)
