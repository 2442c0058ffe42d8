"""The objectives that a review is about: what was committed to, what was reached, how it was scored (METHOD M25)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from facilitator.common.text import before_figures, left_to_right, number
from facilitator.meeting.past import Past
from facilitator.okr import owners, scoring
from facilitator.okr.owners import Owners
from facilitator.people.reading import units_below
from facilitator.steps.records import Amending, source
from facilitator.tables.consensus import Commitment
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit
from facilitator.tables.review import Scoring


@dataclass(frozen=True, slots=True)
class Scored:
    """A key result in a review.

    Attributes:
        objective: The title of its objective.
        owner: Whose it is, by name; empty where nobody is known.
        owner_id: The person who scores it: its owner, else its objective's; of a unit's the manager.
        confidence: As it stands now, 1 to 10.
        committed: The confidence that was committed to.
        own_score: As its owner gave it, 0 to 1.
        agreed_score: As the meeting agreed on it.
        corrected: The numbers of the corrections of its scores, where minutes are read.
        source: The row of its scores, as minutes name it.
    """

    id: int
    title: str
    objective_id: int
    objective: str
    owner: str
    owner_id: int | None
    start: float | None
    target: float | None
    current: float | None
    unit: str
    confidence: int | None
    committed: int | None
    own_score: float | None
    own_reason: str
    agreed_score: float | None
    agreed_reason: str
    corrected: tuple[int, ...] = ()
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:  # noqa: ARG002  # as all have it
        """The same with corrected scores; one that was struck out is none, whatever the key result has."""
        return replace(
            self,
            own_score=columns.get("score", self.own_score),
            own_reason=columns.get("reason", self.own_reason),
            agreed_score=columns.get("agreed_score", self.agreed_score),
            agreed_reason=columns.get("agreed_reason", self.agreed_reason),
        )

    @property
    def score(self) -> float | None:
        """The agreed score, and until there is one the owner's."""
        return self.own_score if self.agreed_score is None else self.agreed_score

    @property
    def reason(self) -> str:
        """The reason of `score`."""
        return self.own_reason if self.agreed_score is None else self.agreed_reason

    @property
    def agreed(self) -> bool:
        """Whether the meeting agreed on a score."""
        return self.agreed_score is not None

    @property
    def suggested(self) -> float | None:
        """The score that progress suggests; nobody has given it."""
        return scoring.suggested(self.start, self.target, self.current)

    @property
    def figures(self) -> str:
        """What was to be reached and what was: `9 → 2 days, reached 6`; `milestone` where it has no numbers."""
        way = _way(self.start, self.target, self.unit)
        return way if self.target is None else f"{way}, reached {number(self.current)}"


@dataclass(frozen=True, slots=True)
class Measured:
    """A key result as it was committed to; `figures` is the way it had to go, `confidence` 1 to 10."""

    title: str
    figures: str
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Committed:
    """What was committed to in front of everybody, word for word (METHOD M15).

    Attributes:
        confidence: 1 to 10; None where the objective itself has none.
        key_results: The key results, as they were then.
    """

    title: str
    confidence: int | None
    key_results: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An objective in a review; `owner_id` is the person who speaks for it: its owner, of a unit's the manager."""

    id: int
    title: str
    owner: str
    owner_id: int | None
    key_results: tuple[Scored, ...]
    committed: Committed | None = None

    @property
    def score(self) -> float | None:
        """The mean of the key results that have a score, unrounded; None where none has (METHOD M25)."""
        return scoring.average(one.score for one in self.key_results)[0]

    @property
    def missing(self) -> int:
        """How many key results have no score."""
        return scoring.average(one.score for one in self.key_results)[1]

    @property
    def to_agree(self) -> tuple[Scored, ...]:
        """The key results that have a score on which nobody has agreed yet."""
        return tuple(one for one in self.key_results if one.score is not None and not one.agreed)

    @property
    def otherwise(self) -> tuple[str, ...]:
        """What was committed to and is worded otherwise by now, a line for each; what was dropped among it."""
        if self.committed is None:
            return ()
        now = {one.title: _way(one.start, one.target, one.unit) for one in self.key_results}
        lines = [self.committed.title] if self.committed.title != self.title else []
        for one in self.committed.key_results:
            if now.get(one.title) != one.figures:
                sure = f", confidence {one.confidence}" if one.confidence is not None else ""
                lines.append(f"{before_figures(f'{one.title}:')} {one.figures}{sure}")
        return tuple(lines)

    def of(self, person_id: int | None) -> bool:
        """Whether it, or one of its key results, is that person's."""
        return person_id is not None and person_id in {self.owner_id, *(one.owner_id for one in self.key_results)}


def of_meeting(session: Session, meeting: Meeting) -> tuple[Reviewed, ...]:
    """The objectives that a meeting is about: of its cycle, of the people in it, of its unit and the units below."""
    if meeting.cycle_id is None:
        return ()
    people = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)))
    units = units_below(session, meeting.unit_id)
    return _read(session, meeting.cycle_id, _owned(people, units), meeting.id)


def of_person(session: Session, person_id: int, cycle_id: int, meeting_id: int | None) -> tuple[Reviewed, ...]:
    """The objectives of a cycle that the person speaks for, or of which they own a key result."""
    managed = list(session.scalars(select(Unit.id).where(Unit.manager_id == person_id)))
    found = _read(session, cycle_id, _owned([person_id], managed), meeting_id)
    return tuple(one for one in found if one.of(person_id))


def of_team(session: Session, unit_ids: Sequence[int], cycle_id: int) -> tuple[Reviewed, ...]:
    """The objectives of a cycle that units and their people have, before a meeting reviews them."""
    people = list(session.scalars(select(Person.id).where(Person.unit_id.in_(unit_ids), Person.active)))
    return _read(session, cycle_id, _owned(people, unit_ids), None)


def of_past(past: Past) -> tuple[Reviewed, ...]:
    """The same as `of_meeting` as it was when the meeting ended."""
    together, meeting = past.together, past.meeting
    if meeting.cycle_id is None:
        return ()
    people, units = set(past.position.order), set(past.units_below())
    objectives = past.of_cycle(meeting.cycle_id)
    ids = {one.id for one in objectives if one.cycle_id == meeting.cycle_id}
    in_files = [row.id for row in together.having(KeyResult, KeyResult.objective_id, ids)]
    key_results = [row for row, _, _ in past.key_results(in_files).values() if not row.dropped]
    theirs = {row.objective_id for row in key_results if row.owner_id in people}
    wanted = [
        one
        for one in objectives
        if one.id in ids and (one.owner_person_id in people or one.owner_unit_id in units or one.id in theirs)
    ]
    wanted.sort(key=lambda one: (one.position, one.id))
    given = _newest(past.own(Scoring), meeting.id)
    promised = _promised(past.rows(Commitment, together.having(Commitment, Commitment.objective_id, ids)))
    return _put_together(wanted, key_results, Owners(past.people, past.units), given, promised)


def _owned(people: Sequence[int], units: Sequence[int]) -> ColumnElement[bool]:
    theirs = select(KeyResult.objective_id).where(KeyResult.owner_id.in_(people), KeyResult.dropped.is_(False))
    return or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units), Objective.id.in_(theirs))


def _read(session: Session, cycle_id: int, owned: ColumnElement[bool], meeting_id: int | None) -> tuple[Reviewed, ...]:
    objectives = session.scalars(
        select(Objective).where(Objective.cycle_id == cycle_id, owned).order_by(Objective.position, Objective.id)
    ).all()
    key_results = session.scalars(
        select(KeyResult)
        .where(KeyResult.objective_id.in_([one.id for one in objectives]), KeyResult.dropped.is_(False))
        .order_by(KeyResult.position, KeyResult.id)
    ).all()
    given = _newest(session.scalars(_given([row.id for row in key_results], meeting_id)), meeting_id)
    promised = _promised(session.scalars(_commitments([row.id for row in objectives])))
    return _put_together(objectives, key_results, owners.read(session), given, promised)


def _put_together(
    objectives: Sequence[Objective],
    some: Sequence[KeyResult],
    whose: Owners,
    given: Mapping[int, Scoring],
    promised: Mapping[int, Committed],
) -> tuple[Reviewed, ...]:
    found = []
    for objective in objectives:
        committed = promised.get(objective.id)
        sure = {one.title: one.confidence for one in committed.key_results} if committed else {}
        found.append(
            Reviewed(
                id=objective.id,
                title=objective.title,
                owner=whose.name(objective),
                owner_id=whose.speaker_id(objective),
                key_results=tuple(
                    _scored(row, objective, whose, sure, given) for row in some if row.objective_id == objective.id
                ),
                committed=committed,
            )
        )
    return tuple(found)


def _scored(
    row: KeyResult,
    objective: Objective,
    whose: Owners,
    sure: Mapping[str, int | None],
    given: Mapping[int, Scoring],
) -> Scored:
    score, reason = row.score, row.reason
    mine = given.get(row.id)
    if mine is not None and (mine.score is not None or mine.agreed_score is not None):
        score, reason = mine.score, mine.reason
    return Scored(
        id=row.id,
        title=row.title,
        objective_id=objective.id,
        objective=objective.title,
        owner=whose.name(objective, row),
        owner_id=whose.speaker_id(objective, row),
        start=row.start,
        target=row.target,
        current=row.current,
        unit=row.unit,
        confidence=row.confidence,
        committed=sure.get(row.title),
        own_score=score,
        own_reason=reason,
        agreed_score=mine.agreed_score if mine else None,
        agreed_reason=mine.agreed_reason if mine else "",
        source=source(mine),
    )


def _given(key_result_ids: Sequence[int], meeting_id: int | None) -> Select[Scoring]:
    here = Scoring.meeting_id.is_(None) if meeting_id is None else Scoring.meeting_id == meeting_id
    return select(Scoring).where(Scoring.key_result_id.in_(key_result_ids), here).order_by(Scoring.id)


def _newest(rows: Iterable[Scoring], meeting_id: int | None) -> dict[int, Scoring]:
    return {row.key_result_id: row for row in rows if row.meeting_id == meeting_id}


def _commitments(objective_ids: Sequence[int]) -> Select[Commitment]:
    return select(Commitment).where(Commitment.objective_id.in_(objective_ids)).order_by(Commitment.id)


def _promised(rows: Iterable[Commitment]) -> dict[int, Committed]:
    """The newest commitment to each objective."""
    newest = {row.objective_id: row.wording for row in rows}
    return {objective_id: _committed(wording) for objective_id, wording in newest.items()}


def _committed(wording: Mapping[str, Any]) -> Committed:
    return Committed(
        title=wording["objective"],
        confidence=wording["confidence"],
        key_results=tuple(
            Measured(one["title"], _way(one["start"], one["target"], one["unit"]), one["confidence"])
            for one in wording["key_results"]
        ),
    )


def _way(start: float | None, target: float | None, unit: str) -> str:
    if target is None:
        return "milestone"
    return left_to_right(f"{number(start)} → {number(target)} {unit}".rstrip())
