"""Freezes the minutes of a meeting when it ends, and lets them go when it is opened again."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting.past import Past
from facilitator.meeting.together import Together
from facilitator.minutes import computing
from facilitator.minutes.document import Document
from facilitator.minutes.freezing import converting
from facilitator.tables.minutes import FrozenMinutes


def freeze(session: Session, meeting_id: int) -> None:
    """Keep the minutes of a meeting that ends in this session, so that nothing lies between its end and them."""
    together = Together(session, [meeting_id])
    keep(session, computing.compute(Past(together, meeting_id, together.lives[meeting_id].position())))


def keep(session: Session, document: Document) -> None:
    """Keep a document as the minutes of its meeting."""
    session.add(
        FrozenMinutes(
            meeting_id=document.id,
            schema=converting.SCHEMA,
            frozen_at=clock.now(),
            document=converting.unstructure(document),
        )
    )


def thaw(session: Session, meeting_id: int) -> None:
    """Let the minutes of a meeting go that goes on; its next end freezes them again."""
    session.execute(delete(FrozenMinutes).where(FrozenMinutes.meeting_id == meeting_id))
