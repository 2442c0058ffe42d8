"""Reads analyses of a meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from sqlalchemy import select

from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import Agenda
from facilitator.okr import calibration, scoring
from facilitator.steps.analysis import carry_over, writing
from facilitator.steps.analysis.writing import FIELDS
from facilitator.steps.records import Amending, source
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.store.database import Database
from facilitator.tables.meeting import Action, Meeting
from facilitator.tables.people import Person
from facilitator.tables.review import Analysis

ACTION, REASON = "action", "reason"
NEEDED = {**FIELDS, ACTION: "action", REASON: "score and reason"}
"""What an unfinished key result needs, in the order in which it is asked; in words."""


@dataclass(frozen=True, slots=True)
class MendingAction:
    """The action that mends it."""

    text: str
    owner: str | None
    due: date | None
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:
        """Return the same with corrected values."""
        owner = amending.people.get(columns["owner_id"]) if "owner_id" in columns else self.owner
        return replace(self, text=columns.get("text", self.text), owner=owner, due=columns.get("due", self.due))

    def as_json(self) -> dict[str, Any]:
        """Return it as CONTRACT, "JSON minutes", wants it."""
        return {"text": self.text, "owner": self.owner, "due": self.due.isoformat() if self.due else None}


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A key result that was not reached.

    Attributes:
        written: What is written for each key of `FIELDS`.
        calibrated: What was said of it at the start and what was reached, in words; empty where nobody said.
    """

    scored: Scored
    written: Mapping[str, str]
    action: MendingAction | None
    calibrated: str = ""
    corrected: tuple[int, ...] = ()
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:  # noqa: ARG002  # as all have it
        """Return the same with corrected words."""
        return replace(self, written={**self.written, **{key: columns[key] for key in FIELDS if key in columns}})

    @property
    def lacking(self) -> tuple[str, ...]:
        """The keys of `NEEDED` that it still lacks, in their order."""
        missing = [key for key in FIELDS if not self.written.get(key)]
        if self.action is None or self.action.due is None or self.action.owner is None:
            missing.append(ACTION)
        if self.scored.score is None or not self.scored.reason:
            missing.append(REASON)
        return tuple(missing)

    @property
    def lacks(self) -> str:
        """The same in words: `own part, action`."""
        return ", ".join(NEEDED[key] for key in self.lacking)


@dataclass(frozen=True, slots=True)
class Analysed:
    """An objective with key results that were not reached; `became` is what was decided of it, None before that."""

    reviewed: Reviewed
    unfinished: tuple[Unfinished, ...]
    became: str | None


@dataclass(frozen=True, slots=True)
class AnalysisShown:
    """What the shared screen shows.

    Attributes:
        below: The score below which a key result is unfinished, 0 to 1.
        next_cycle: The name of the cycle that it can be carried over into; None where there is none.
    """

    objectives: tuple[Analysed, ...]
    below: float
    next_cycle: str | None

    @property
    def unfinished(self) -> tuple[Unfinished, ...]:
        """The unfinished key results of all objectives."""
        return tuple(unfinished for analysed in self.objectives for unfinished in analysed.unfinished)

    @property
    def lacking(self) -> tuple[Unfinished, ...]:
        """The key results that still lack something."""
        return tuple(unfinished for unfinished in self.unfinished if unfinished.lacking)


def below_of(agenda: Agenda | None) -> float:
    """Return the score below which a meeting asks for an analysis; without a meeting yet 1."""
    steps = agenda.steps if agenda is not None else ()
    return next((step.below for step in steps if step.kind == "analysis"), 1.0)


def of_meeting(database: Database, meeting_id: int) -> AnalysisShown:
    """Return the unfinished key results of the meeting, and what each has."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        below = below_of(agendas.from_json(meeting.agenda))
        following = carry_over.cycle_after(session, meeting)
        objectives = scores_reading.in_meeting(session, meeting)
        unfinished = [scored for row in objectives for scored in row.key_results if is_unfinished(scored, below)]
        ids = [scored.id for scored in unfinished]
        rows = writing.latest(session, ids, meeting_id)
        wanted = [row.action_id for row in rows.values() if row.action_id is not None]
        actions = {row.id: row for row in session.scalars(select(Action).where(Action.id.in_(wanted)))}
        names: dict[int | None, str] = dict(session.execute(select(Person.id, Person.name)).all())
        calibrated = {row_id: case.words for row_id, case in calibration.of_key_results(session, ids).items()}
        became = carry_over.of_meeting(session, meeting_id)
        analysed = combine(objectives, unfinished, rows, actions, names, calibrated, became)
        return AnalysisShown(analysed, below, following.name if following else None)


def is_unfinished(scored: Scored, below: float) -> bool:
    """Return whether a key result was not reached; one without a score counts as such."""
    return not scoring.is_reached(scored.score, below)


def combine(
    objectives: Sequence[Reviewed],
    key_results: Sequence[Scored],
    rows: Mapping[int, Analysis],
    actions: Mapping[int, Action],
    names: Mapping[int | None, str],
    calibrated: Mapping[int, str],
    became: Mapping[int, str],
) -> tuple[Analysed, ...]:
    """Return the analyses of key results below the objectives they belong to."""
    unfinished: dict[int, list[Unfinished]] = defaultdict(list)
    for scored in key_results:
        row = rows.get(scored.id)
        action = actions.get(row.action_id or 0) if row is not None else None
        unfinished[scored.key_result.objective_id].append(
            Unfinished(
                scored,
                {key: getattr(row, key) for key in FIELDS} if row is not None else {},
                MendingAction(action.text, names.get(action.owner_id), action.due, source(action)) if action else None,
                calibrated.get(scored.id, ""),
                source=source(row),
            )
        )
    return tuple(
        Analysed(reviewed, tuple(unfinished[reviewed.id]), became.get(reviewed.id))
        for reviewed in objectives
        if reviewed.id in unfinished
    )
