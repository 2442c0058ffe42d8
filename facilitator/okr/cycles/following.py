"""The cycle after the one that a meeting reviews: what it agrees, and where the unfinished goes (METHOD M32)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.okr.cycles import parsing
from facilitator.tables.okr import Cycle


def there(session: Session, cycle_id: int) -> int | None:
    """The id of the first cycle that begins after that one's end, one of its length before others; None for none."""
    reviewed = session.get_one(Cycle, cycle_id)
    kind = parsing.length(reviewed.start, reviewed.end)
    later = session.scalars(select(Cycle).where(Cycle.start > reviewed.end))
    found = min(later, key=lambda one: (one.start, parsing.length(one.start, one.end) != kind, one.id), default=None)
    return None if found is None else found.id


def made(session: Session, cycle_id: int, now: datetime) -> int:
    """The same; where there is none, the next one is made after the pattern of those known.

    Raises:
        NotFoundError: None can be made; the message says why.
    """
    found = there(session, cycle_id)
    if found is not None:
        return found
    known = [(row.name, row.start, row.end) for row in session.scalars(select(Cycle))]
    try:
        new = parsing.parse("next cycle", clock.day_of(now), known)
    except parsing.CycleError as error:
        raise NotFoundError(f"there is no cycle after the reviewed one, and none could be made: {error}") from error
    row = Cycle(name=new.name, start=new.start, end=new.end)
    session.add(row)
    session.flush()
    return row.id
