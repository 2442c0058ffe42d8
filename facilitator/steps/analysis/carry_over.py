"""Carries an unfinished objective over into the next cycle, changes it, or drops it (METHOD M32)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.okr import scoring
from facilitator.okr.changing import clean_title, new_id, next_position
from facilitator.okr.cycles import following as cycles_following
from facilitator.steps.scores import reading as scores_reading
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Decision, Meeting
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.review import Continuation

CARRIED, CHANGED, DROPPED = "carried over", "changed", "dropped"


def cycle_after(session: Session, meeting: Meeting) -> Cycle | None:
    """Return the cycle into which the unfinished goes: that which the meeting agrees, or the one after the reviewed."""
    if meeting.next_cycle_id is not None:
        return session.get_one(Cycle, meeting.next_cycle_id)
    return cycles_following.find(session, meeting.cycle_id) if meeting.cycle_id is not None else None


def of_meeting(session: Session, meeting_id: int) -> dict[int, str]:
    """Return what was decided of each objective."""
    rows = session.scalars(select(Continuation).where(Continuation.meeting_id == meeting_id))
    return {row.objective_id: row.what for row in rows}


def carry_over(database: Database, meeting_id: int, objective_id: int, below: float, title: str | None = None) -> None:
    """Take an objective and its unfinished key results into the next cycle, as a draft that starts from today.

    Args:
        below: The score below which a key result is unfinished.
        title: What it is called from now on, where that was changed.

    Raises:
        NotFoundError: There is no next cycle.
        RefusedError: It was decided already, or there are no words.
    """
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        into = cycle_after(session, meeting)
        if into is None:
            raise NotFoundError("there is no next cycle yet; make one on the OKR screen, then carry it over")
        old = session.get_one(Objective, objective_id)
        unfinished = [
            scored.id
            for reviewed in scores_reading.in_meeting(session, meeting)
            for scored in reviewed.key_results
            if reviewed.id == objective_id and not scoring.is_reached(scored.score, below)
        ]
        called = old.title if title is None else clean_title(title, "an objective")
        what = CARRIED if called == old.title else CHANGED
        text = f"{what}: {old.title}" + (f" → {called}" if what == CHANGED else "") + f" (into {into.name})"
        into_id = into.id
    with recording(database, text, source="meeting", meeting_id=meeting_id) as session:
        old = _undecided(session, meeting_id, objective_id)
        new = _copied(session, old, into_id, called, meeting_id)
        rows = select(KeyResult).where(KeyResult.id.in_(unfinished)).order_by(KeyResult.position, KeyResult.id)
        for place, row in enumerate(session.scalars(rows)):
            session.add(
                KeyResult(
                    key=new_id("kr"),
                    objective_id=new.id,
                    title=row.title,
                    description=row.description,
                    owner_id=row.owner_id,
                    start=row.current,
                    target=row.target,
                    current=row.current,
                    unit=row.unit,
                    position=place,
                )
            )
        session.flush()
        _decided(session, meeting_id, objective_id, what, text, new.id)


def drop(database: Database, meeting_id: int, objective_id: int) -> None:
    """Decide that an objective ends with its cycle. Raises RefusedError where it was decided already."""
    with database.reading() as session:
        text = f"{DROPPED}: {session.get_one(Objective, objective_id).title}"
    with recording(database, text, source="meeting", meeting_id=meeting_id) as session:
        _undecided(session, meeting_id, objective_id)
        _decided(session, meeting_id, objective_id, DROPPED, text, None)


def _copied(session: Session, old: Objective, cycle_id: int, title: str, meeting_id: int) -> Objective:
    # What it supports was carried over too, or is of the old cycle and nothing to support any more.
    above = session.scalar(
        select(Continuation.became_objective_id).where(
            Continuation.meeting_id == meeting_id, Continuation.objective_id == old.supports_objective_id
        )
    )
    new = Objective(
        key=new_id("o"),
        cycle_id=cycle_id,
        owner_person_id=old.owner_person_id,
        owner_unit_id=old.owner_unit_id,
        title=title,
        description=old.description,
        source=old.source,
        source_request_id=old.source_request_id,
        supports_objective_id=above,
        position=next_position(session, Objective, Objective.cycle_id == cycle_id),
    )
    session.add(new)
    session.flush()
    return new


def _decided(session: Session, meeting_id: int, objective_id: int, what: str, text: str, became_id: int | None) -> None:
    now = clock.now()
    decision = Decision(meeting_id=meeting_id, text=text, recorded_at=now)
    session.add(decision)
    # One flush each, so that taking it back deletes what refers before what is referred to.
    session.flush()
    session.add(
        Continuation(
            meeting_id=meeting_id,
            objective_id=objective_id,
            what=what,
            became_objective_id=became_id,
            decision_id=decision.id,
            at=now,
        )
    )


def _undecided(session: Session, meeting_id: int, objective_id: int) -> Objective:
    """Return the objective, of which nothing may have been decided: another window may have been quicker."""
    objective = session.get_one(Objective, objective_id)
    if (what := of_meeting(session, meeting_id).get(objective_id)) is not None:
        raise RefusedError(f'"{objective.title}" is {what} already; u takes back what was recorded last')
    return objective
