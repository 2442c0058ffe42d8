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
        database: Where it is.
        meeting_id: Its id.
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
    found = [converting.structure(table) for table in session.scalars(frozen)]
    if len(found) < len(meetings):
        known = {document.id for document in found}
        states = select(Meeting.id, Meeting.state).where(Meeting.id.in_(meetings), Meeting.id.not_in(known))
        others = dict(session.execute(states).all())
        if ended := [one for one, state in others.items() if state == "ended"]:
            found += past.documents(session, ended)
        if running := [one for one, state in others.items() if state != "ended"]:
            together = Together(session, running)
            found += (computing.compute(Past(together, one, together.lives[one].position(now))) for one in running)
    read = {one.id: one for one in (found if as_sent else amending.amend(session, found))}
    for one in meetings:
        if one in read:
            yield _told(read[one])


def _told(document: Document) -> Document:
    """Leave out what is kept for corrections only."""
    steps = (
        replace(step, records=tuple(one for one in step.records if not getattr(one, "empty", False)))
        for step in document.steps
    )
    return replace(document, steps=tuple(steps))
