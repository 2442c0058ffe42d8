"""Puts scores in the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Heading
from facilitator.meeting.past import Past
from facilitator.okr import scoring
from facilitator.steps.corrections import SCORE, Correctable, Field, Titles
from facilitator.steps.records import StepRecord
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.tables.review import Scoring


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """A key result's score, the owner's and the agreed one."""

    scored: Scored

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        return {
            "key_result": self.scored.key_result.title,
            "owner": self.scored.key_result.owner or None,
            "score": self.scored.score,
            "reason": self.scored.reason,
            "own_score": self.scored.own_score,
            "agreed_score": self.scored.agreed_score,
        }


@dataclass(frozen=True, slots=True)
class ObjectiveScoreRecord:
    """An objective's score, the mean of its key results."""

    reviewed: Reviewed

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it; the score is unrounded."""
        return {"objective": self.reviewed.objective.title, "score": self.reviewed.score}


def _fields(row: Scoring, titles: Titles) -> Iterator[Field]:
    title = titles.key_results[row.key_result_id]
    yield "score", f"{title}, owner's score", SCORE
    yield "agreed_score", f"{title}, agreed score", SCORE


RECORDS = (ScoreRecord, ObjectiveScoreRecord)
CORRECTABLE = (Correctable("score", Scoring, None, _fields, place=40),)


def records(past: Past, index: int) -> tuple[ScoreRecord | ObjectiveScoreRecord, ...]:  # noqa: ARG001  # scores belong to the meeting
    """Return each objective's key results, then the objective."""
    return tuple(_records(scores_reading.of_past(past)))


def _records(objectives: Iterable[Reviewed]) -> Iterator[ScoreRecord | ObjectiveScoreRecord]:
    for reviewed in objectives:
        yield from map(ScoreRecord, reviewed.key_results)
        yield ObjectiveScoreRecord(reviewed)


def section(step: StepRecord) -> list[Block]:
    """Return a table for every objective, with what was committed to beside what was reached."""
    objectives = [record.reviewed for record in step.records if isinstance(record, ObjectiveScoreRecord)]
    if not objectives:
        return []
    laid_out: list[Block] = [Heading("Scores" if step.title == "Agreement" else step.title)]
    heads = ("Key result", "Owner", "Reached", "Committed", "Owner's score", "Agreed", "Reason")
    note = "The bar is the score from 0 to 1, the mark the objective's."
    for reviewed in objectives:
        laid_out.append(Heading(f"{reviewed.objective.title}{blocks.by(reviewed.objective.owner)}", 3))
        words = score_words(reviewed)
        laid_out += blocks.paragraph(f"Score {words}." if reviewed.score is not None else f"{words.capitalize()}.")
        laid_out += blocks.table(heads, map(_cells, reviewed.key_results), "It has no key results.")
        laid_out += blocks.bars("Scores of the key results", note, _bars(reviewed))
        if reviewed.otherwise:
            laid_out += blocks.paragraph("What was committed to was worded otherwise:")
            laid_out += blocks.bullets(reviewed.otherwise)
    return laid_out


def _bars(reviewed: Reviewed) -> Iterator[Bar]:
    """Give a bar for every key result with a score: a picture for each objective, so that no owners are compared."""
    mean = reviewed.score
    for scored in reviewed.key_results:
        if scored.score is not None and mean is not None:
            figure = scoring.figure(scored.score)
            yield Bar(scored.key_result.title, figure, blocks.part(scored.score), blocks.part(mean))


def score_words(reviewed: Reviewed) -> str:
    """Return an objective's score to one decimal, and of how many key results: `0.6 so far (2 of 3)`."""
    if not reviewed.missing:
        return scoring.tenth(reviewed.score)
    count = len(reviewed.key_results)
    figure = f"{scoring.tenth(reviewed.score)} so far" if reviewed.score is not None else "no score yet"
    return f"{figure} ({count - reviewed.missing} of {count})"


def _cells(scored: Scored) -> tuple[str | blocks.Line, ...]:
    reason = scored.reason
    if scored.agreed and scored.own_reason not in ("", reason):
        reason = f"{reason} (the owner: {scored.own_reason})"
    return (
        scored.key_result.title,
        blocks.someone(scored.key_result.owner),
        scored.figures,
        blocks.number_or_dash(scored.committed),
        scoring.figure(scored.own_score),
        scoring.figure(scored.agreed_score),
        blocks.line(reason, blocks.corrected(scored.corrected)),
    )
