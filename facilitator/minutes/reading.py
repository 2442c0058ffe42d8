"""Reads minutes: of a meeting that runs as it is now, of one that has ended as it was then, with its corrections."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.meeting.past import Past
from facilitator.meeting.together import Together
from facilitator.minutes import computing
from facilitator.minutes.corrections import amending
from facilitator.minutes.document import Document
from facilitator.minutes.freezing import converting, past
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.minutes import FrozenMinutes

PART = 20
"""So many meetings are read together: more save few queries, and Python then looks through all that is kept of them."""


def read(
    database: Database, meeting_id: int, now: clock.ClockReading | None = None, *, as_sent: bool = False
) -> Document:
    """Read a meeting, ended or not.

    Args:
        now: The moment that a running meeting is shown at; else this one.
        as_sent: As the minutes stood at the end, without what was corrected since.

    Raises:
        NotFoundError: There is no such meeting.
    """
    with database.reading() as session:
        for document in _documents(session, [meeting_id], now, as_sent=as_sent):
            return document
    raise NotFoundError(f"there is no meeting {meeting_id}; facilitator meetings lists them")


def read_all(database: Database, meetings: Iterable[int], now: clock.ClockReading | None = None) -> Iterator[Document]:
    """Read many meetings by their ids; each is as `read` gives it.

    They are read in parts, in a number of queries that depends on the parts; only one part is in memory.
    """
    ordered = sorted(meetings)
    with database.reading() as session:
        for first in range(0, len(ordered), PART):
            yield from _documents(session, ordered[first : first + PART], now)
            session.expunge_all()


def _documents(
    session: Session, meetings: list[int], now: clock.ClockReading | None, *, as_sent: bool = False
) -> Iterator[Document]:
    """Those of the meetings that are there, in this order."""
    frozen = select(FrozenMinutes.document).where(FrozenMinutes.meeting_id.in_(meetings))
    documents = [converting.structure(table) for table in session.scalars(frozen)]
    if len(documents) < len(meetings):
        known = {document.id for document in documents}
        states = select(Meeting.id, Meeting.state).where(Meeting.id.in_(meetings), Meeting.id.not_in(known))
        others = dict(session.execute(states).all())
        if ended := [meeting for meeting, state in others.items() if state == "ended"]:
            documents += past.documents(session, ended)
        if running := [meeting for meeting, state in others.items() if state != "ended"]:
            together = Together(session, running)
            documents += (
                computing.compute(Past(together, meeting, together.lives[meeting].position(now))) for meeting in running
            )
    read = {document.id: document for document in (documents if as_sent else amending.amend(session, documents))}
    for meeting in meetings:
        if meeting in read:
            yield _filled(read[meeting])


def _filled(document: Document) -> Document:
    """Leave out what is kept for corrections only."""
    steps = (
        replace(step, records=tuple(record for record in step.records if not getattr(record, "empty", False)))
        for step in document.steps
    )
    return replace(document, steps=tuple(steps))
