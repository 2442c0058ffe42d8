"""Records commitments."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from facilitator.common import clock
from facilitator.common.errors import RefusedError
from facilitator.steps.commitment.reading import to_commit
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Commitment
from facilitator.tables.meeting import Meeting, Request
from facilitator.tables.okr import Objective


class BlockedError(RefusedError):
    """A commitment cannot be taken; the message says why, and what to do."""


def commit(database: Database, meeting_id: int, objective_id: int) -> None:
    """Take a commitment: its text is frozen as it stands, and the objective is agreed.

    Raises:
        BlockedError: A request is open, the owner is not here, they have committed to it, or it is gone.
    """
    with database.reading() as session:
        title = session.scalar(select(Objective.title).where(Objective.id == objective_id))
    what = f'commitment to "{title}"'
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        # Read in the transaction that writes: somebody may have changed the words a moment ago.
        everybody = to_commit(session, session.get_one(Meeting, meeting_id))
        own = next((committing for committing in everybody if committing.objective_id == objective_id), None)
        if own is None or own.person_id is None:
            raise BlockedError("nobody here can commit to that; w says who is here, f at the gathering who facilitates")
        if own.at is not None:
            raise BlockedError(f'{own.person} has committed to "{own.wording.objective}"; u takes it back')
        if not own.here:
            raise BlockedError(f"{own.person} is not here, and commits in person; w says that they have come")
        if own.waiting:
            words = "; ".join(request.words for request in own.waiting)
            raise BlockedError(f"a request is open: {words}; answer it, or carry it over")
        session.add(
            Commitment(
                meeting_id=meeting_id,
                person_id=own.person_id,
                objective_id=objective_id,
                wording=own.wording.as_json(),
                at=clock.now(),
            )
        )
        session.get_one(Objective, objective_id).state = "agreed"


def carry_over(database: Database, meeting_id: int, requests: Iterable[int]) -> None:
    """Decide that requests stay open beyond this meeting: they block no commitment any more."""
    with recording(database, "requests carried over", source="meeting", meeting_id=meeting_id) as session:
        for row in session.scalars(select(Request).where(Request.id.in_(list(requests)))):
            row.carried_over = True
