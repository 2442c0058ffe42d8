"""Reads the objectives that a review is about: what was committed to, what was reached, its scores (METHOD M25)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from facilitator.common.text import before_figures, number
from facilitator.meeting.objectives import attendance_of
from facilitator.meeting.past import Past
from facilitator.okr import reading, scoring
from facilitator.okr.rows import key_result_view, objective_view
from facilitator.okr.views import KeyResultView, ObjectiveView
from facilitator.people.reading import units_below
from facilitator.steps.commitment.wording import Wording, thaw
from facilitator.steps.records import Amending, source
from facilitator.store.database import Database
from facilitator.tables.consensus import Commitment
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit
from facilitator.tables.review import Scoring


@dataclass(frozen=True, slots=True)
class Scored:
    """A key result in a review; who speaks for it scores it.

    Attributes:
        committed: The confidence that was committed to.
        own_score: As its owner gave it, 0 to 1.
        agreed_score: As the meeting agreed on it.
        corrected: The numbers of the corrections of its scores, where minutes are read.
        source: The row of its scores, as minutes name it.
    """

    key_result: KeyResultView
    committed: int | None
    own_score: float | None
    own_reason: str
    agreed_score: float | None
    agreed_reason: str
    corrected: tuple[int, ...] = ()
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:  # noqa: ARG002  # as all have it
        """Return the same with corrected scores; one that was struck out is none, whatever the key result has."""
        return replace(
            self,
            own_score=columns.get("score", self.own_score),
            own_reason=columns.get("reason", self.own_reason),
            agreed_score=columns.get("agreed_score", self.agreed_score),
            agreed_reason=columns.get("agreed_reason", self.agreed_reason),
        )

    @property
    def id(self) -> int:
        """The key result's id."""
        return self.key_result.id

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
        return scoring.suggested(self.key_result.start, self.key_result.target, self.key_result.current)

    @property
    def figures(self) -> str:
        """What was to be reached and what was: `9 → 2 days, reached 6`; `milestone` where it has no numbers."""
        key_result = self.key_result
        return key_result.way if key_result.milestone else f"{key_result.way}, reached {number(key_result.current)}"


@dataclass(frozen=True, slots=True)
class Reviewed:
    """An objective in a review; `committed` is what was committed to in front of everybody (METHOD M15)."""

    objective: ObjectiveView
    key_results: tuple[Scored, ...]
    committed: Wording | None = None

    @property
    def id(self) -> int:
        """The objective's id."""
        return self.objective.id

    @property
    def score(self) -> float | None:
        """The mean of the key results that have a score, unrounded; None where none has (METHOD M25)."""
        return scoring.average(scored.score for scored in self.key_results)[0]

    @property
    def missing(self) -> int:
        """How many key results have no score."""
        return scoring.average(scored.score for scored in self.key_results)[1]

    @property
    def to_agree(self) -> tuple[Scored, ...]:
        """The key results that have a score on which nobody has agreed yet."""
        return tuple(scored for scored in self.key_results if scored.score is not None and not scored.agreed)

    @property
    def otherwise(self) -> tuple[str, ...]:
        """What was committed to and is worded otherwise by now, a line for each; what was dropped among it."""
        if self.committed is None:
            return ()
        now = {scored.key_result.title: scored.key_result.way for scored in self.key_results}
        promised = self.committed.objective
        lines = [promised] if promised != self.objective.title else []
        for measured in self.committed.key_results:
            if now.get(measured.title) != measured.figures:
                sure = f", confidence {measured.confidence}" if measured.confidence is not None else ""
                lines.append(f"{before_figures(f'{measured.title}:')} {measured.figures}{sure}")
        return tuple(lines)

    def of(self, person_id: int | None) -> bool:
        """Return whether it, or one of its key results, is that person's."""
        speakers = {self.objective.speaker_id, *(scored.key_result.speaker_id for scored in self.key_results)}
        return person_id is not None and person_id in speakers


def of_meeting(database: Database, meeting_id: int) -> tuple[Reviewed, ...]:
    """Read the objectives that the meeting is about, with their scores."""
    with database.reading() as session:
        return in_meeting(session, session.get_one(Meeting, meeting_id))


def in_meeting(session: Session, meeting: Meeting) -> tuple[Reviewed, ...]:
    """Read the objectives of the meeting's cycle that are its people's, its unit's or of the units below."""
    if meeting.cycle_id is None:
        return ()
    owned = _owned(list(attendance_of(session, meeting.id)), units_below(session, meeting.unit_id))
    return _read(session, meeting.cycle_id, owned, meeting.id)


def of_person(session: Session, person_id: int, cycle_id: int, meeting_id: int | None) -> tuple[Reviewed, ...]:
    """Read the objectives of a cycle that the person speaks for, or of which they own a key result."""
    managed = list(session.scalars(select(Unit.id).where(Unit.manager_id == person_id)))
    objectives = _read(session, cycle_id, _owned([person_id], managed), meeting_id)
    return tuple(reviewed for reviewed in objectives if reviewed.of(person_id))


def own_of(objectives: Iterable[Reviewed], person_id: int) -> list[Scored]:
    """Return the key results that somebody speaks for, in the order of the OKRs."""
    scored = (scored for reviewed in objectives for scored in reviewed.key_results)
    return [row for row in scored if row.key_result.speaker_id == person_id]


def of_team(session: Session, unit_ids: Sequence[int], cycle_id: int) -> tuple[Reviewed, ...]:
    """Read the objectives of a cycle that units and their people have, before a meeting reviews them."""
    people = list(session.scalars(select(Person.id).where(Person.unit_id.in_(unit_ids), Person.active)))
    return _read(session, cycle_id, _owned(people, unit_ids), None)


def of_past(past: Past) -> tuple[Reviewed, ...]:
    """Return the same as `in_meeting`, as it was when the meeting ended."""
    together, meeting = past.together, past.meeting
    if meeting.cycle_id is None:
        return ()
    people, units = set(past.position.order), set(past.units_below())
    rows = [row for row in past.of_cycle(meeting.cycle_id) if row.cycle_id == meeting.cycle_id]
    ids = {row.id for row in rows}
    in_files = [row.id for row in together.having(KeyResult, KeyResult.objective_id, ids)]
    key_results = [row for row, _, _ in past.key_results(in_files).values() if not row.dropped]
    theirs = {row.objective_id for row in key_results if row.owner_id in people}
    wanted = [row for row in rows if row.owner_person_id in people or row.owner_unit_id in units or row.id in theirs]
    wanted.sort(key=lambda row: (row.position, row.id))
    objectives = []
    for objective in wanted:
        views = [
            key_result_view(row, objective, past.owners) for row in key_results if row.objective_id == objective.id
        ]
        objectives.append(objective_view(objective, views, past.owners))
    scorings = past.own(Scoring)
    commitments = past.rows(Commitment, together.having(Commitment, Commitment.objective_id, ids))
    # An objective's key results stand beside it, with their scores.
    return tuple(
        replace(reviewed, objective=replace(reviewed.objective, key_results=()))
        for reviewed in _reviewed(objectives, scorings, commitments)
    )


def _owned(people: Sequence[int], units: Sequence[int]) -> ColumnElement[bool]:
    theirs = select(KeyResult.objective_id).where(KeyResult.owner_id.in_(people), KeyResult.dropped.is_(False))
    return or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units), Objective.id.in_(theirs))


def _read(session: Session, cycle_id: int, owned: ColumnElement[bool], meeting_id: int | None) -> tuple[Reviewed, ...]:
    objectives = reading.objectives(session, (Objective.cycle_id == cycle_id) & owned)
    ids = [key_result.id for objective in objectives for key_result in objective.key_results]
    here = Scoring.key_result_id.in_(ids) & (Scoring.meeting_id == meeting_id)
    scorings = session.scalars(select(Scoring).where(here).order_by(Scoring.id))
    theirs = Commitment.objective_id.in_([objective.id for objective in objectives])
    commitments = session.scalars(select(Commitment).where(theirs).order_by(Commitment.id))
    return _reviewed(objectives, scorings, commitments)


def _reviewed(
    objectives: Collection[ObjectiveView], scorings: Iterable[Scoring], commitments: Iterable[Commitment]
) -> tuple[Reviewed, ...]:
    """Put objectives together with the newest score and the newest commitment of each."""
    scoring_of = {row.key_result_id: row for row in scorings}
    wordings = {row.objective_id: row.wording for row in commitments}
    reviewed = []
    for objective in objectives:
        committed = thaw(wordings[objective.id]) if objective.id in wordings else None
        sure = {measured.title: measured.confidence for measured in committed.key_results} if committed else {}
        key_results = tuple(_scored(row, sure, scoring_of.get(row.id)) for row in objective.key_results)
        reviewed.append(Reviewed(objective, key_results, committed))
    return tuple(reviewed)


def _scored(key_result: KeyResultView, sure: Mapping[str, int | None], row: Scoring | None) -> Scored:
    score, reason = key_result.score, key_result.reason
    if row is not None and (row.score is not None or row.agreed_score is not None):
        score, reason = row.score, row.reason
    return Scored(
        key_result=key_result,
        committed=sure.get(key_result.title),
        own_score=score,
        own_reason=reason,
        agreed_score=row.agreed_score if row else None,
        agreed_reason=row.agreed_reason if row else "",
        source=source(row),
    )
