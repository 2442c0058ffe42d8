"""Reads how confidence and the score reached go together (METHOD M14, M25): how often does "8" come true?

It is about OKRs: nobody is compared with anybody (METHOD M9).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from facilitator.common.grouping import grouped
from facilitator.okr import owners, scoring
from facilitator.people.reading import find_person, units_below
from facilitator.store.database import Database
from facilitator.tables.consensus import Commitment, Voting
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress

REACHED = 0.7
"""The score from which on a key result counts as having come true, 0 to 1."""
ENOUGH = 10
"""So many cases at least, before anything is claimed."""

_Update: TypeAlias = "Row[int, int | None, int | None, int | None]"
"""Of a row of progress the key result, the meeting, and the confidence before and after."""


@dataclass(frozen=True, slots=True)
class Case:
    """A key result whose confidence is known.

    Attributes:
        agreed: The confidence that was agreed at the start of the cycle, 1 to 10; None where nobody said.
        during: The confidences that were told during the cycle, in their order.
        score: The score reached, 0 to 1; None where there is none.
    """

    title: str
    cycle: str
    agreed: int | None
    during: tuple[int, ...]
    score: float | None

    @property
    def last(self) -> int | None:
        """The confidence that was told last."""
        return self.during[-1] if self.during else self.agreed

    @property
    def words(self) -> str:
        """What was said and what was reached, in a line: `said 8, last 5, reached 0.4`; empty where nobody said."""
        if self.agreed is None:
            return ""
        later = f", last {self.last}" if self.last != self.agreed else ""
        reached = f", reached {scoring.figure(self.score)}" if self.score is not None else ""
        return f"said {self.agreed}{later}{reached}"


@dataclass(frozen=True, slots=True)
class HitRate:
    """How often a confidence came true.

    Attributes:
        cases: On how many key results it rests.
        came_true: How many of them reached the score that counts.
    """

    confidence: int
    cases: int
    came_true: int

    @property
    def share(self) -> float | None:
        """How often it came true, 0 to 1; None where there are too few cases to tell."""
        return self.came_true / self.cases if self.cases >= ENOUGH else None

    @property
    def words(self) -> str:
        """The same in words: `9 of 12 came true, 75 %`, or `too few to tell: 7 of 10`."""
        if self.share is None:
            return f"too few to tell: {self.cases} of {ENOUGH}"
        # Halves go up, as everywhere where a figure is shown.
        return f"{self.came_true} of {self.cases} came true, {math.floor(self.share * 100 + 0.5)} %"


@dataclass(frozen=True, slots=True)
class Calibration:
    """Cases over cycles, and what they say together.

    Attributes:
        cases: The key results that have both a confidence at the start and a score.
        start: How often each confidence agreed at the start came true, the lowest first.
    """

    cases: tuple[Case, ...]
    start: tuple[HitRate, ...]


def calibrate(cases: Iterable[Case]) -> Calibration:
    """Put cases together; those without a confidence or a score say nothing and are left out."""
    complete = tuple(case for case in cases if case.agreed is not None and case.score is not None)
    outcomes = grouped((case.agreed, scoring.is_reached(case.score, REACHED)) for case in complete)
    rates = (HitRate(agreed, len(came), sum(came)) for agreed, came in outcomes.items() if agreed is not None)
    return Calibration(complete, tuple(sorted(rates, key=lambda rate: rate.confidence)))


def of_unit(database: Database, unit_id: int) -> Calibration:
    """Return how the confidence in the OKRs of a unit, those below and their people came true, over all cycles."""
    with database.reading() as session:
        ours = owners.of_team(units_below(session, unit_id))
        return calibrate(_cases(session, ours).values())


def of_person(database: Database, name: str) -> Calibration:
    """Return the same of a person's own key results, for their own eyes: only their check-in shows it (METHOD M9).

    Raises:
        NotFoundError: Nobody has that name.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        return calibrate(_cases(session, owners.of_person(person_id)).values())


def of_key_results(session: Session, key_result_ids: Iterable[int]) -> dict[int, Case]:
    """Return the case of each key result, also where a confidence or a score is missing."""
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
    # The first meeting in which each objective was committed to.
    meeting_id = func.min(Commitment.meeting_id)
    by_objective = select(Commitment.objective_id, meeting_id).group_by(Commitment.objective_id)
    committed = dict(session.execute(by_objective).all())
    # Not the notes, and no objects: these are the rows of all cycles.
    progress = session.execute(
        select(Progress.key_result_id, Progress.meeting_id, Progress.confidence_before, Progress.confidence)
        .where(Progress.key_result_id.in_(ids), Progress.confidence.is_not(None))
        .order_by(Progress.id)
    )
    updates = grouped((row.key_result_id, row) for row in progress)
    return {
        key_result.id: Case(
            title=key_result.title,
            cycle=cycle,
            agreed=voted.get(key_result.id)
            or _agreed(key_result, updates[key_result.id], committed.get(key_result.objective_id)),
            during=tuple(row.confidence for row in updates[key_result.id]),
            score=key_result.score,
        )
        for key_result, cycle in rows
    }


def _agreed(key_result: KeyResult, updates: Sequence[_Update], consensus_id: int | None) -> int | None:
    """Return the confidence at the start as it was left in the consensus meeting, else the first one known."""
    left = [row.confidence for row in updates if consensus_id is not None and row.meeting_id == consensus_id]
    if left:
        return int(left[-1])
    if updates:
        first = updates[0].confidence_before
        return int(updates[0].confidence if first is None else first)
    return key_result.confidence


def _voted(session: Session, ids: object) -> dict[int, int]:
    """Return the first figure that was agreed on of each key result: a later one is not of the start of the cycle."""
    rows = session.execute(
        select(Voting.key_result_id, Voting.agreed)
        .where(Voting.key_result_id.in_(ids), Voting.agreed.is_not(None))  # type: ignore[arg-type]  # a select
        .order_by(Voting.id.desc())
    )
    return {row_id: agreed for row_id, agreed in rows if row_id is not None and agreed is not None}
