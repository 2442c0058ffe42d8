"""Puts progress in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.common import text as common_text
from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Heading
from facilitator.meeting.past import Past
from facilitator.okr import progress
from facilitator.steps.records import StepTold
from facilitator.tables.okr import Progress


@dataclass(frozen=True, slots=True)
class Moved:
    """A key result that was updated: the first value before, the last one after."""

    key_result: str
    owner: str | None
    before: float | None
    after: float | None
    target: float | None
    unit: str
    confidence_before: int | None
    confidence: int | None
    notes: tuple[str, ...]
    start: float | None = None
    corrected: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            "key_result": self.key_result,
            "owner": self.owner,
            "from": _whole(self.before),
            "to": _whole(self.after),
            "target": _whole(self.target),
            "confidence": self.confidence,
        }


def records(past: Past, index: int) -> tuple[Moved, ...]:  # noqa: ARG001  # what is said of a key result belongs to the meeting
    """The key results that were updated, in the order of the OKRs."""
    said: dict[int, list[Progress]] = {}
    for row in past.own(Progress):
        said.setdefault(row.key_result_id, []).append(row)
    return tuple(
        Moved(
            key_result=key_result.title,
            owner=owner,
            before=said[key_result.id][0].before,
            after=said[key_result.id][-1].after,
            target=key_result.target,
            unit=key_result.unit,
            confidence_before=said[key_result.id][0].confidence_before,
            confidence=said[key_result.id][-1].confidence,
            notes=tuple(row.note for row in said[key_result.id] if row.note),
            start=key_result.start,
            corrected=tuple(number for row in said[key_result.id] for number in past.corrected(row)),
        )
        for key_result, _, owner in past.key_results(said).values()
    )


def section(told: StepTold) -> list[Block]:
    """A table of what moved."""
    heads = ("Key result", "Owner", "Was", "Now", "Target", "Confidence", "Note")
    title = "Progress of key results" if told.title == "OKR first" else told.title
    return [
        Heading(title),
        *blocks.table(heads, map(_row, told.records), "No key result was updated."),
        *blocks.bars(
            "How far the key results have come",
            "The bar is the way from start to target that is behind us, the mark where it was before.",
            filter(None, map(_gone, told.records)),
        ),
        *blocks.bars(
            "How sure their owners are",
            "The bar is the confidence of 10, the mark what it was before.",
            filter(None, map(_sure, told.records)),
        ),
    ]


def _gone(one: Moved) -> Bar | None:
    now, was = _ways(one)
    if now is None:
        return None
    return Bar(one.key_result, _way(one), blocks.part(now), None if was is None else blocks.part(was))


def _ways(one: Moved) -> tuple[float | None, float | None]:
    """The shares of the way from start to target that are behind us now, and were before; None for no way."""
    now, _ = progress.ratio(one.start, one.target, one.after)
    was, _ = progress.ratio(one.start, one.target, one.before)
    return now, was


def _way(one: Moved, of: str = "") -> str:
    """How far it has come, `57 %, was 43 %`, with `of` behind the first; empty where there is no way to measure."""
    now, was = _ways(one)
    if now is None:
        return ""
    before = "" if was is None or was == now else f", was {progress.share(was)}"
    return f"{progress.share(now)}{of}{before}"


def _sure(one: Moved) -> Bar | None:
    if one.confidence is None:
        return None
    before = one.confidence_before
    return Bar(one.key_result, _confidence(one), one.confidence / 10, None if before is None else before / 10)


def _row(one: Moved) -> tuple[str | blocks.Line, ...]:
    unit = f" {one.unit}" if one.unit else ""
    was, now, target = (
        "–" if value is None else common_text.number(value) + unit for value in (one.before, one.after, one.target)
    )
    if way := _way(one, " of the way"):
        now = f"{before_figures(now)} ({way})"
    note = blocks.line("; ".join(one.notes), blocks.corrected(one.corrected))
    return (one.key_result, blocks.someone(one.owner), was, now, target, _confidence(one), note)


def _confidence(one: Moved) -> str:
    sure = "–" if one.confidence is None else f"{one.confidence} of 10"
    return sure if one.confidence_before in (None, one.confidence) else f"{sure} (was {one.confidence_before})"


def _whole(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value
