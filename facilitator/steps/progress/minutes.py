"""Puts progress in the minutes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from facilitator.common import text as common_text
from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Heading
from facilitator.meeting.past import Past
from facilitator.okr import progress
from facilitator.steps.corrections import CONFIDENCE, FIGURE, WORDS, Correctable, Field, Titles
from facilitator.steps.records import StepTold, source
from facilitator.tables.okr import Progress


@dataclass(frozen=True, slots=True)
class Update:
    """What was said once of a key result: its value and the confidence in it, before and after."""

    before: float | None
    after: float | None
    confidence_before: int | None
    confidence: int | None
    note: str
    corrected: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """A key result that was updated, at least once."""

    key_result: str
    owner: str | None
    start: float | None
    target: float | None
    unit: str
    updates: tuple[Update, ...]

    @property
    def before(self) -> float | None:
        """The first value before."""
        return self.updates[0].before

    @property
    def after(self) -> float | None:
        """The last value after."""
        return self.updates[-1].after

    @property
    def confidence_before(self) -> int | None:
        """The first confidence before, 1 to 10."""
        return self.updates[0].confidence_before

    @property
    def confidence(self) -> int | None:
        """The last confidence, 1 to 10."""
        return self.updates[-1].confidence

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noted."""
        return tuple(update.note for update in self.updates if update.note)

    @property
    def corrected(self) -> tuple[int, ...]:
        """The numbers of the corrections that are about it."""
        return tuple(number for update in self.updates for number in update.corrected)

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


def _fields(row: Progress, titles: Titles) -> Iterator[Field]:
    yield "note", "", WORDS
    # The minutes tell the last figure of each key result.
    last = {other.key_result_id: other.id for other in titles.rows(Progress)}
    if "progress" in titles.steps and row.id == last[row.key_result_id]:
        title = titles.key_results[row.key_result_id]
        if row.after is not None:
            yield "after", f"{title}, reached", FIGURE
        yield "confidence", f"{title}, confidence", CONFIDENCE


RECORDS = (Moved,)
CORRECTABLE = (
    # Struck out, a figure is what it was before somebody said otherwise.
    Correctable(
        "progress",
        Progress,
        "person_id",
        _fields,
        emptied=("note",),
        instead={"after": "before", "confidence": "confidence_before"},
        place=20,
    ),
)


def records(past: Past, index: int) -> tuple[Moved, ...]:  # noqa: ARG001  # what is said of a key result belongs to the meeting
    """The key results that were updated, in the order of the OKRs."""
    said: dict[int, list[Progress]] = {}
    for row in past.own(Progress):
        said.setdefault(row.key_result_id, []).append(row)
    return tuple(
        Moved(
            key_result=key_result.title,
            owner=owner,
            start=key_result.start,
            target=key_result.target,
            unit=key_result.unit,
            updates=tuple(
                Update(row.before, row.after, row.confidence_before, row.confidence, row.note, source=source(row))
                for row in said[key_result.id]
            ),
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
