"""Puts feedback in the minutes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from facilitator.common.grouping import grouped
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.feedback.reading import HEADINGS, FeedbackView, feedback_view, roles_seen, step_of
from facilitator.steps.records import StepRecord, source
from facilitator.tables.okr import Objective
from facilitator.tables.review import Feedback


@dataclass(frozen=True, slots=True)
class FeedbackRecord:
    """What somebody said of an objective."""

    objective: str
    owner: str | None
    feedback: FeedbackView

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        return {
            "objective": self.objective,
            "by": self.feedback.by or None,
            "role": self.feedback.role,
            "text": self.feedback.text,
        }


RECORDS = (FeedbackRecord,)
CORRECTABLE = (Correctable("feedback", Feedback, "by_id", texts("text"), place=70),)


def records(past: Past, index: int) -> tuple[FeedbackRecord, ...]:
    """Return what was said in the step's role, objective by objective; nothing of it before it may be seen."""
    agenda = past.live.agenda
    roles = [role for role in roles_seen(agenda, past.position) if step_of(agenda, role) == index]
    rows = [row for row in past.own(Feedback) if row.role in roles]
    ids = {row.objective_id for row in rows}
    objectives = past.rows(Objective, past.together.having(Objective, Objective.id, ids))
    names = {person_id: name for person_id, name in past.people.items() if person_id is not None}
    return tuple(
        FeedbackRecord(objective.title, past.owner(objective), replace(feedback_view(row, names), source=source(row)))
        for objective in sorted(objectives, key=lambda objective: (objective.position, objective.id))
        for row in rows
        if row.objective_id == objective.id
    )


def section(step: StepRecord) -> list[Block]:
    """Return what was said, objective by objective."""
    if not step.records:
        return []
    laid_out: list[Block] = [Heading(HEADINGS.get(step.title, step.title))]
    records: tuple[FeedbackRecord, ...] = step.records
    by_objective = grouped(((record.objective, record.owner), record.feedback) for record in records)
    for (objective, owner), feedback in by_objective.items():
        laid_out.append(Heading(f"{objective}{blocks.by(owner)}", 3))
        laid_out += blocks.bullets(
            blocks.line(view.text + blocks.by(view.by), blocks.corrected(view.corrected)) for view in feedback
        )
    return laid_out
