"""Finds the cycle after another, or makes it: what a meeting agrees, and where the unfinished goes (METHOD M32)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import NotFoundError
from facilitator.okr.cycles import parsing
from facilitator.tables.okr import Cycle


def find(session: Session, cycle_id: int) -> Cycle | None:
    """Return the first cycle to begin after that one's end, one of its length before others; None if there is none."""
    reviewed = session.get_one(Cycle, cycle_id)
    length = parsing.length(reviewed.start, reviewed.end)
    later = session.scalars(select(Cycle).where(Cycle.start > reviewed.end))
    return min(
        later, key=lambda cycle: (cycle.start, parsing.length(cycle.start, cycle.end) != length, cycle.id), default=None
    )


def find_or_make(session: Session, cycle_id: int, today: date) -> Cycle:
    """Return the cycle after that one, making it after the pattern of those known if there is none.

    Raises:
        NotFoundError: None can be made; the message says why.
    """
    if cycle := find(session, cycle_id):
        return cycle
    try:
        return make(session, "next cycle", today)
    except parsing.CycleError as error:
        raise NotFoundError(f"there is no cycle after the reviewed one, and none could be made: {error}") from error


def make(session: Session, words: str, today: date) -> Cycle:
    """Return a new cycle by what somebody calls it.

    Raises:
        CycleError: No cycle can be made of the words; the message says what can be written.
    """
    known = [(row.name, row.start, row.end) for row in session.scalars(select(Cycle))]
    cycle = Cycle(**parsing.parse(words, today, known)._asdict())
    session.add(cycle)
    session.flush()
    return cycle
