"""Says which cycle is in progress: one answer for home, meetings, check-ins, OKRs and insight."""

from __future__ import annotations

from datetime import date

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from facilitator.tables.okr import Cycle


def in_progress(session: Session, day: date) -> Cycle | None:
    """Return the cycle that a day falls into; None where it falls into none.

    Where it falls into several it is the one that began last, and of these the shortest: the quarter, not its year.
    """
    latest = select(Cycle).order_by(Cycle.start.desc(), Cycle.end, Cycle.id).limit(1)
    return session.scalar(latest.where(Cycle.start <= day, Cycle.end >= day))


def to_show(session: Session, day: date, *, begun: bool = False) -> Cycle | None:
    """Return the cycle in progress, else the newest one; None where there is no cycle.

    Args:
        day: The day it is asked on.
        begun: Take one that has begun before one that is still to come: what is looked at is what happened.
    """
    ahead = case((Cycle.start <= day, 0), else_=1) if begun else 0
    order = (ahead, Cycle.start.desc(), Cycle.end, Cycle.id) if begun else (Cycle.start.desc(), Cycle.end, Cycle.id)
    return in_progress(session, day) or session.scalar(select(Cycle).order_by(*order).limit(1))
