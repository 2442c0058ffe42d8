"""Puts analyses in the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.okr import scoring
from facilitator.steps.analysis import writing
from facilitator.steps.analysis.reading import Promise, Unfinished, below_of, combine, is_unfinished
from facilitator.steps.analysis.writing import FIELDS
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.records import StepTold
from facilitator.steps.scores import reading as scores_reading
from facilitator.tables.meeting import Action
from facilitator.tables.review import Analysis, Continuation


@dataclass(frozen=True, slots=True)
class AnalysisTold:
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
        return not is_unfinished(scored, self.below) and not (scored.corrected and self.unfinished.said)

    @property
    def corrected(self) -> tuple[int, ...]:
        """The numbers of the corrections that are about it."""
        return tuple(sorted({*self.unfinished.corrected, *self.unfinished.scored.corrected}))

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it, with its score's reason, its action and what it lacks."""
        one, action = self.unfinished, self.unfinished.action
        return {
            "key_result": one.scored.key_result.title,
            **{key: one.said.get(key, "") for key in FIELDS},
            "reason": one.scored.reason,
            "action": action
            and {
                "text": action.text,
                "owner": action.owner,
                "due": action.due.isoformat() if action.due else None,
            },
            "lacking": list(one.lacking),
        }


RECORDS = (AnalysisTold,)
CORRECTABLE = (Correctable("analysis", Analysis, "person_id", texts(*FIELDS), emptied=tuple(FIELDS), place=80),)


def records(past: Past, index: int) -> tuple[AnalysisTold, ...]:
    """Every key result that was not reached, as it left the meeting."""
    first = next((place for place, step in enumerate(past.live.agenda.steps) if step.kind == "analysis"), index)
    if index != first:
        return ()
    below, together = below_of(past.live.agenda), past.together
    objectives = scores_reading.of_past(past)
    there = writing.newest(past.own(Analysis))
    # Also those that were reached: a correction may say that they were not.
    some = [one for each in objectives for one in each.key_results]
    ids = {one.id for one in some}
    rows = {key_result_id: row for key_result_id, row in there.items() if key_result_id in ids}
    wanted = [row.action_id for row in rows.values() if row.action_id is not None]
    found = past.rows(Action, together.having(Action, Action.id, wanted))
    became = {row.objective_id: row.what for row in together.of_meeting(Continuation, past.live.id)}
    told = combine(objectives, some, rows, {row.id: row for row in found}, past.people, {}, became)
    return tuple(AnalysisTold(one, each.became, below) for each in told for one in each.unfinished)


def section(told: StepTold) -> list[Block]:
    """For every key result what was said and what is done; what left without, first."""
    some: Sequence[AnalysisTold] = told.records
    if not some:
        return []
    found: list[Block] = [Heading(told.title)]
    lacking = [one.unfinished for one in some if one.unfinished.lacking]
    if lacking:
        found += blocks.paragraph("These left the meeting without all that an unfinished key result needs:")
        found += blocks.bullets(
            f"{one.scored.key_result.title}{blocks.by(one.scored.key_result.owner)}: no {one.lacks}" for one in lacking
        )
    decided: set[int] = set()
    for record in some:
        one = record.unfinished
        if record.became is not None and one.scored.key_result.objective_id not in decided:
            decided.add(one.scored.key_result.objective_id)
            found += blocks.paragraph(f"“{one.scored.key_result.objective}” is {record.became}.")
        found.append(Heading(f"{one.scored.key_result.title}{blocks.by(one.scored.key_result.owner)}", 3))
        found += blocks.bullets(_lines(one))
        found += blocks.paragraph(blocks.corrected(record.corrected))
    return found


def _lines(one: Unfinished) -> list[str]:
    reason = f": {one.scored.reason}" if one.scored.reason else ""
    lines = [f"Score {scoring.figure(one.scored.score)}{reason}"]
    lines += [f"{words.capitalize()}: {one.said[key]}" for key, words in FIELDS.items() if one.said.get(key)]
    return [*lines, *([f"Action: {told_action(one.action)}"] if one.action else [])]


def told_action(one: Promise) -> str:
    """An action in a line, with its owner and its date."""
    until = f", by {one.due.isoformat()}" if one.due else ""
    return f"{one.text}{blocks.by(one.owner)}{until}"
