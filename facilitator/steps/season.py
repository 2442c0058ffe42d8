"""Says whether a consensus meeting or a review is to come, and of which cycle: check-ins ask what it needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting import agenda as agendas
from facilitator.meeting import kinds, running, starting
from facilitator.people.reading import find_person
from facilitator.steps.questions import Who
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import Cycle, KeyResult, Objective

_Row = TypeVar("_Row", Objective, KeyResult)

REVIEW_DAYS = 42
"""Days after a cycle's end for which its review is still waited for; a team that has not held it by then will not."""


def consensus_cycle(session: Session, who: Who) -> int | None:
    """Return the id of the cycle that somebody's consensus meeting is about.

    In a consensus meeting that is the cycle that it agrees; before a meeting the next cycle, or the one in progress,
    where it has objectives that are not all agreed yet. None in any other meeting, and where nothing is left to agree.
    In the cycle in progress drafts alone are no season: it begins when somebody submits theirs.
    """
    if who.agenda is not None:
        return who.agreed_cycle_id if who.in_part("consensus") else None
    cycle_id = starting.cycle_of(session, "next", None, clock.today())
    if cycle_id is None:
        return None
    begun = session.get_one(Cycle, cycle_id).start <= clock.today()
    states = ("submitted",) if begun and who.offering else ("draft", "submitted")
    unagreed = select(Objective.id).where(Objective.cycle_id == cycle_id, Objective.state.in_(states))
    return cycle_id if session.scalar(unagreed.limit(1)) is not None else None


def review_cycle(session: Session, who: Who) -> int | None:
    """Return the id of the cycle that somebody's review is about.

    In a meeting with a step of a review that is its cycle; before a meeting the newest cycle that has ended, or ends
    within two weeks, unless a review of it that the person was in has ended. None in any other meeting. The season is
    over `REVIEW_DAYS` after the end.
    """
    if who.agenda is not None:
        return who.cycle_id if who.in_part("review") else None
    today = clock.today()
    cycle_id = starting.cycle_of(session, "ended", who.unit_id, today)
    end = session.get_one(Cycle, cycle_id).end if cycle_id is not None else date.max
    # Where none has ended, that is the cycle in progress.
    if end > today + timedelta(days=starting.ENDS_SOON):
        return None
    if who.offering and end < today - timedelta(days=REVIEW_DAYS):
        return None
    reviewing = [kind.name for kind in kinds.known().values() if kind.part == "review"]
    held = session.scalars(
        select(Meeting.agenda)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.person_id == who.person_id, Meeting.cycle_id == cycle_id, Meeting.state == "ended")
        .where(or_(*(Meeting.agenda.contains(f'"{kind}"') for kind in reviewing)))
    )
    return None if any(is_review(agendas.from_json(agenda)) for agenda in held) else cycle_id


def is_review(agenda: agendas.Agenda) -> bool:
    """Return whether a meeting with that agenda reviews."""
    return any(step.part == "review" for step in agenda.steps)


def review_of(session: Session, person_id: int, cycle_id: int) -> int | None:
    """Return the id of the review of that cycle that the person is in now."""
    meeting_id = running.meeting_of(session, person_id)
    meeting = session.get(Meeting, meeting_id) if meeting_id is not None else None
    here = meeting is not None and meeting.cycle_id == cycle_id and is_review(agendas.from_json(meeting.agenda))
    return meeting_id if here else None


@contextmanager
def preparing(
    database: Database, name: str, table: type[_Row], row_id: int, what: str
) -> Iterator[tuple[Session, _Row, int, int | None]]:
    """Give a session that records what somebody says in their check-in of an objective or a key result.

    With it come the row, the person's id, and the id of the review of its cycle that they are in. In the journal the
    title stands behind `what`.

    Raises:
        NotFoundError: Nobody has that name.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        row = session.get_one(table, row_id)
        meeting_id, words = review_of(session, person_id, _cycle_of(row)), f'{what} "{row.title}"'
    with recording(database, words, source="check-in", meeting_id=meeting_id, person_id=person_id) as session:
        row = session.get_one(table, row_id)
        # The meeting may have begun, or ended, since.
        yield session, row, person_id, review_of(session, person_id, _cycle_of(row))


def _cycle_of(row: Objective | KeyResult) -> int:
    return row.cycle_id if isinstance(row, Objective) else row.objective.cycle_id
