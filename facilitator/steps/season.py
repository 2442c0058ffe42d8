"""Whether a consensus meeting is to come, and about which cycle: check-ins ask before it what is owed."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.meeting import running
from facilitator.okr.model import Objective
from facilitator.steps.asking import Who

KINDS = ("readiness", "requests", "confidence", "commitment")
"""The kinds of step that make a consensus meeting."""


def consensus_cycle(session: Session, who: Who) -> int | None:
    """The id of the cycle that somebody's consensus meeting is about.

    Args:
        session: To read with.
        who: Whose check-in it is.

    Returns:
        In a meeting with a step of `KINDS` its cycle; before a meeting the next cycle, or the one in progress, where
        it has objectives that are not all agreed yet. None in any other meeting, and where nothing is to be agreed.
    """
    if who.agenda is not None:
        return who.cycle_id if any(who.in_step(kind) for kind in KINDS) else None
    cycle_id = running.cycle_of(session, "next", None, datetime.now(UTC))
    unagreed = select(Objective.id).where(Objective.cycle_id == cycle_id, Objective.state.in_(("draft", "submitted")))
    return cycle_id if session.scalar(unagreed.limit(1)) is not None else None
