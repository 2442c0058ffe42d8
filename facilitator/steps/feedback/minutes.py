"""Puts feedback in the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.feedback.reading import HEADINGS, Given, as_given, roles_seen, step_of
from facilitator.steps.records import StepTold, source
from facilitator.tables.okr import Objective
from facilitator.tables.review import Feedback


@dataclass(frozen=True, slots=True)
class FeedbackTold:
    """What somebody said of an objective."""

    objective: str
    owner: str | None
    given: Given

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "objective": self.objective,
            "by": self.given.by or None,
            "role": self.given.role,
            "text": self.given.text,
        }


RECORDS = (FeedbackTold,)
CORRECTABLE = (Correctable("feedback", Feedback, "by_id", texts("text"), place=70),)


def records(past: Past, index: int) -> tuple[FeedbackTold, ...]:
    """What was said in the step's role, objective by objective; nothing of it before it may be seen."""
    agenda = past.live.agenda
    roles = [role for role in roles_seen(agenda, past.position) if step_of(agenda, role) == index]
    rows = [row for row in past.own(Feedback) if row.role in roles]
    ids = {row.objective_id for row in rows}
    found = past.together.having(Objective, Objective.id, ids)
    objectives = [one for one in past.rows(Objective, found) if one.id in ids]
    names = {person_id: name for person_id, name in past.people.items() if person_id is not None}
    return tuple(
        FeedbackTold(objective.title, past.owner(objective), replace(as_given(row, names), source=source(row)))
        for objective in sorted(objectives, key=lambda one: (one.position, one.id))
        for row in rows
        if row.objective_id == objective.id
    )


def section(told: StepTold) -> list[Block]:
    """What was said, objective by objective."""
    some: Sequence[FeedbackTold] = told.records
    if not some:
        return []
    found: list[Block] = [Heading(HEADINGS.get(told.title, told.title))]
    for objective, owner in dict.fromkeys((one.objective, one.owner) for one in some):
        found.append(Heading(f"{objective}{blocks.by(owner)}", 3))
        here = [one.given for one in some if (one.objective, one.owner) == (objective, owner)]
        found += blocks.bullets(
            blocks.line(one.text + blocks.by(one.by), blocks.corrected(one.corrected)) for one in here
        )
    return found
