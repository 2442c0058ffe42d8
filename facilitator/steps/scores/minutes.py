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
from facilitator.steps.records import StepTold
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Reviewed, Scored
from facilitator.tables.review import Scoring


@dataclass(frozen=True, slots=True)
class ScoreTold:
    """A key result's score, the owner's and the agreed one."""

    one: Scored

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "key_result": self.one.key_result.title,
            "owner": self.one.key_result.owner or None,
            "score": self.one.score,
            "reason": self.one.reason,
            "own_score": self.one.own_score,
            "agreed_score": self.one.agreed_score,
        }


@dataclass(frozen=True, slots=True)
class ObjectiveTold:
    """An objective's score, the mean of its key results."""

    objective: Reviewed

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it; the score is unrounded."""
        return {"objective": self.objective.objective.title, "score": self.objective.score}


def _fields(row: Scoring, titles: Titles) -> Iterator[Field]:
    title = titles.key_results[row.key_result_id]
    yield "score", f"{title}, owner's score", SCORE
    yield "agreed_score", f"{title}, agreed score", SCORE


RECORDS = (ScoreTold, ObjectiveTold)
CORRECTABLE = (Correctable("score", Scoring, None, _fields, place=40),)


def records(past: Past, index: int) -> tuple[ScoreTold | ObjectiveTold, ...]:  # noqa: ARG001  # scores belong to the meeting
    """Each objective's key results, then the objective."""
    return tuple(_records(scores_reading.of_past(past)))


def _records(objectives: Iterable[Reviewed]) -> Iterator[ScoreTold | ObjectiveTold]:
    for objective in objectives:
        for one in objective.key_results:
            yield ScoreTold(one)
        yield ObjectiveTold(objective)


def section(told: StepTold) -> list[Block]:
    """A table for every objective, with what was committed to beside what was reached."""
    some = [one.objective for one in told.records if isinstance(one, ObjectiveTold)]
    if not some:
        return []
    found: list[Block] = [Heading("Scores" if told.title == "Agreement" else told.title)]
    heads = ("Key result", "Owner", "Reached", "Committed", "Owner's score", "Agreed", "Reason")
    for one in some:
        found.append(Heading(f"{one.objective.title}{blocks.by(one.objective.owner)}", 3))
        found += blocks.paragraph(f"Score {told_score(one)}.")
        found += blocks.table(heads, map(_cells, one.key_results), "It has no key results.")
        found += blocks.bars(
            "Scores of the key results", "The bar is the score from 0 to 1, the mark the objective's.", _bars(one)
        )
        if one.otherwise:
            found += blocks.paragraph("What was committed to was worded otherwise:")
            found += blocks.bullets(one.otherwise)
    return found


def _bars(one: Reviewed) -> Iterator[Bar]:
    """A bar for every key result that has a score: a picture for each objective, so that no two owners are compared."""
    mean = one.score
    for each in one.key_results:
        if each.score is not None and mean is not None:
            yield Bar(each.key_result.title, scoring.figure(each.score), blocks.part(each.score), blocks.part(mean))


def told_score(one: Reviewed) -> str:
    """An objective's score to one decimal, and how many key results have none: `0.6, 1 still missing`."""
    return scoring.tenth(one.score) + (f", {one.missing} still missing" if one.missing else "")


def _cells(one: Scored) -> tuple[str | blocks.Line, ...]:
    reason = one.reason
    if one.agreed and one.own_reason not in ("", reason):
        reason = f"{reason} (the owner: {one.own_reason})"
    return (
        one.key_result.title,
        blocks.someone(one.key_result.owner),
        one.figures,
        blocks.number_or_dash(one.committed),
        scoring.figure(one.own_score),
        scoring.figure(one.agreed_score),
        blocks.line(reason, blocks.corrected(one.corrected)),
    )
