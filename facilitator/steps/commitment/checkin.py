"""Asks for commitments in a check-in."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.meeting import running
from facilitator.steps.commitment.reading import Committing, to_commit
from facilitator.steps.questions import AskedOnScreen, Who
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting


@dataclass(frozen=True, slots=True)
class AskedCommitment(AskedOnScreen):
    """What somebody is about to commit to, to read only."""

    to_commit: tuple[Committing, ...]


def asked(database: Database, who: Who) -> AskedCommitment | None:
    """Return somebody's own commitments, while the meeting takes them."""
    if who.meeting_id is None:
        return None
    with database.reading() as session:
        live = running.read(session, who.meeting_id)
        if live.agenda.steps[live.position().step].kind != "commitment":
            return None
        everybody = to_commit(session, session.get_one(Meeting, who.meeting_id))
        own = tuple(committing for committing in everybody if committing.person_id == who.person_id)
        return AskedCommitment(own) if own else None
