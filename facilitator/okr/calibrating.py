"""Confidence against the score reached, read from what was recorded (METHOD M14, M25)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from facilitator.okr import calibration, owners
from facilitator.okr.calibration import REACHED, Calibration, Case
from facilitator.people.reading import find_person, units_below
from facilitator.store.database import Database
from facilitator.tables.consensus import Commitment, Voting
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress


class _Told(NamedTuple):
    """What was said of a key result's confidence."""

    meeting_id: int | None
    confidence_before: int | None
    confidence: int | None


def of_unit(database: Database, unit_id: int, reached: float = REACHED) -> Calibration:
    """How the confidence in the OKRs of a unit, of those below and of their people came true, over all cycles.

    Args:
        database: Where.
        unit_id: Which unit.
        reached: The score from which on a key result counts as having come true, 0 to 1.
    """
    with database.reading() as session:
        ours = owners.of_team(units_below(session, unit_id))
        return calibration.calibrate(_cases(session, ours).values(), reached)


def of_person(database: Database, name: str, reached: float = REACHED) -> Calibration:
    """The same of a person's own key results; for their own eyes, so only their check-in shows it (METHOD M9).

    Raises:
        NotFoundError: Nobody is called so.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        return calibration.calibrate(_cases(session, owners.of_person(person_id)).values(), reached)


def of_key_results(session: Session, key_result_ids: Iterable[int]) -> dict[int, Case]:
    """The case of each key result, also where a confidence or a score is missing."""
    return _cases(session, KeyResult.id.in_(list(key_result_ids)))


def _cases(session: Session, wanted: ColumnElement[bool]) -> dict[int, Case]:
    rows = session.execute(
        select(KeyResult, Cycle.name)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .join(Cycle, Cycle.id == Objective.cycle_id)
        .where(wanted, KeyResult.dropped.is_(False))
        .order_by(Cycle.start, Objective.position, Objective.id, KeyResult.position, KeyResult.id)
    ).all()
    ids = select(KeyResult.id).join(Objective, Objective.id == KeyResult.objective_id).where(wanted)
    voted = _voted(session, ids)
    committed = _committing(session)
    told: dict[int, list[_Told]] = defaultdict(list)
    # Not the notes, and no objects: these are the rows of all cycles.
    for row in session.execute(
        select(Progress.key_result_id, Progress.meeting_id, Progress.confidence_before, Progress.confidence)
        .where(Progress.key_result_id.in_(ids), Progress.confidence.is_not(None))
        .order_by(Progress.id)
    ):
        told[row.key_result_id].append(_Told(row.meeting_id, row.confidence_before, row.confidence))
    return {
        one.id: Case(
            title=one.title,
            cycle=cycle,
            said=_said(one, voted.get(one.id), told[one.id], committed.get(one.objective_id)),
            during=tuple(row.confidence for row in told[one.id] if row.confidence is not None),
            score=one.score,
        )
        for one, cycle in rows
    }


def _said(key_result: KeyResult, voted: int | None, told: Sequence[_Told], consensus_id: int | None) -> int | None:
    """The confidence at the start: voted, else as it was left in the consensus meeting, else the first one known."""
    if voted is not None:
        return voted
    there = [row.confidence for row in told if consensus_id is not None and row.meeting_id == consensus_id]
    if there:
        return there[-1]
    if told:
        first = told[0]
        return first.confidence if first.confidence_before is None else first.confidence_before
    return key_result.confidence


def _voted(session: Session, ids: object) -> dict[int, int]:
    """The first figure that was agreed on of each key result: a later one is of the cycle, and not of its start."""
    rows = session.execute(
        select(Voting.key_result_id, Voting.agreed)
        .where(Voting.key_result_id.in_(ids), Voting.agreed.is_not(None))  # type: ignore[arg-type]  # a select
        .order_by(Voting.id.desc())
    )
    return {one: agreed for one, agreed in rows if one is not None and agreed is not None}


def _committing(session: Session) -> dict[int, int]:
    """The first meeting in which each objective was committed to."""
    return dict(
        session.execute(
            select(Commitment.objective_id, func.min(Commitment.meeting_id)).group_by(Commitment.objective_id)
        ).all()
    )
