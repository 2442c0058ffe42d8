"""Reads the scores of a meeting."""

from __future__ import annotations

from facilitator.steps import reviewed
from facilitator.steps.reviewed import Reviewed
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting


def of_meeting(database: Database, meeting_id: int) -> tuple[Reviewed, ...]:
    """The objectives that the meeting is about, with their scores."""
    with database.reading() as session:
        return reviewed.of_meeting(session, session.get_one(Meeting, meeting_id))
