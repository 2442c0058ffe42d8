"""Close: what came out stands once more before everybody, then the meeting ends."""

from __future__ import annotations

from facilitator.meeting import running
from facilitator.store.database import Database


def end(database: Database, meeting_id: int) -> running.Live:
    """End the meeting."""
    return running.end(database, meeting_id)
