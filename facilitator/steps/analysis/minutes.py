"""Puts analyses in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.okr import scoring
from facilitator.steps.analysis import writing
from facilitator.steps.analysis.reading import MendingAction, Unfinished, below_of, combine, is_unfinished
from facilitator.steps.analysis.writing import FIELDS
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.records import StepRecord
from facilitator.steps.scores import reading as scores_reading
from facilitator.tables.meeting import Action
from facilitator.tables.review import Analysis, Continuation


@dataclass(frozen=True, slots=True)
class AnalysisRecord:
    """A key result and why it was not reached.

    Attributes:
        became: What was decided of its objective.
        below: The score below which it was not reached, 0 to 1.
    """

    unfinished: Unfinished
    became: str | None
    below: float = 1.0

    @property
    def empty(self) -> bool:
        """Whether it was reached; what was said of one whose score was corrected since was said all the same."""
        scored = self.unfinished.scored
        return not is_unfinished(scored, self.below) and not (scored.corrected and self.unfinished.written)

    @property
    def corrected(self) -> tuple[int, ...]:
        """The numbers of the corrections that are about it."""
        return tuple(sorted({*self.unfinished.corrected, *self.unfinished.scored.corrected}))

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it, with its score's reason, action and lacks."""
        scored, action = self.unfinished.scored, self.unfinished.action
        return {
            "key_result": scored.key_result.title,
            **{key: self.unfinished.written.get(key, "") for key in FIELDS},
            "reason": scored.reason,
            "action": action and action.as_json(),
            "lacking": list(self.unfinished.lacking),
        }


RECORDS = (AnalysisRecord,)
CORRECTABLE = (Correctable("analysis", Analysis, "person_id", texts(*FIELDS), emptied=tuple(FIELDS), place=80),)


def records(past: Past, index: int) -> tuple[AnalysisRecord, ...]:
    """Return every key result, as it left the meeting, once; those that were reached as well.

    A correction may say of them that they were not.
    """
    agenda = past.live.agenda
    if any(step.kind == "analysis" for step in agenda.steps[:index]):
        return ()
    below, together = below_of(agenda), past.together
    objectives = scores_reading.of_past(past)
    key_results = [scored for reviewed in objectives for scored in reviewed.key_results]
    ids = {scored.id for scored in key_results}
    rows = {row_id: row for row_id, row in writing.newest(past.own(Analysis)).items() if row_id in ids}
    wanted = [row.action_id for row in rows.values() if row.action_id is not None]
    actions = {row.id: row for row in past.rows(Action, together.having(Action, Action.id, wanted))}
    became = {row.objective_id: row.what for row in together.of_meeting(Continuation, past.live.id)}
    analysed = combine(objectives, key_results, rows, actions, past.people, {}, became)
    return tuple(
        AnalysisRecord(unfinished, objective.became, below)
        for objective in analysed
        for unfinished in objective.unfinished
    )


def section(step: StepRecord) -> list[Block]:
    """Return for every key result what was said and what is done; what left without, first."""
    if not step.records:
        return []
    laid_out: list[Block] = [Heading(step.title)]
    unfinished: list[Unfinished] = [record.unfinished for record in step.records]
    if lacking := [row for row in unfinished if row.lacking]:
        laid_out += blocks.paragraph("These left the meeting with something still missing:")
        laid_out += blocks.bullets(f"{_title(row)}: {row.lacks} missing" for row in lacking)
    decided: set[int] = set()
    for row, record in zip(unfinished, step.records, strict=True):
        key_result = row.scored.key_result
        if record.became is not None and key_result.objective_id not in decided:
            decided.add(key_result.objective_id)
            laid_out += blocks.paragraph(f"“{key_result.objective}” is {record.became}.")
        laid_out.append(Heading(_title(row), 3))
        laid_out += blocks.bullets(_lines(row))
        laid_out += blocks.paragraph(blocks.corrected(record.corrected))
    return laid_out


def _title(unfinished: Unfinished) -> str:
    key_result = unfinished.scored.key_result
    return f"{key_result.title}{blocks.by(key_result.owner)}"


def _lines(unfinished: Unfinished) -> list[str]:
    scored, written = unfinished.scored, unfinished.written
    lines = [f"Score {scoring.figure(scored.score)}" + (f": {scored.reason}" if scored.reason else "")]
    lines += [f"{words.capitalize()}: {written[key]}" for key, words in FIELDS.items() if written.get(key)]
    return [*lines, *([f"Action: {action_words(unfinished.action)}"] if unfinished.action else [])]


def action_words(action: MendingAction) -> str:
    """Return an action in a line, with its owner and its date."""
    until = f", by {action.due.isoformat()}" if action.due else ""
    return f"{action.text}{blocks.by(action.owner)}{until}"
