"""Puts progress in the minutes."""

from __future__ import annotations

from collections import defaultdict
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
from facilitator.steps.records import StepRecord, source
from facilitator.tables.okr import Progress


@dataclass(frozen=True, slots=True)
class ProgressUpdate:
    """What was said once of a key result: its value and the confidence in it, before and after."""

    before: float | None
    after: float | None
    confidence_before: int | None
    confidence: int | None
    note: str
    corrected: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class ProgressRecord:
    """A key result that was updated, at least once."""

    key_result: str
    owner: str | None
    start: float | None
    target: float | None
    unit: str
    updates: tuple[ProgressUpdate, ...]

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
        """Return the record as CONTRACT, "JSON minutes", wants it."""
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


RECORDS = (ProgressRecord,)
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


def records(past: Past, index: int) -> tuple[ProgressRecord, ...]:  # noqa: ARG001  # what is said of a key result belongs to the meeting
    """Return the key results that were updated, in the order of the OKRs."""
    updates: dict[int, list[ProgressUpdate]] = defaultdict(list)
    for row in past.own(Progress):
        update = ProgressUpdate(
            row.before, row.after, row.confidence_before, row.confidence, row.note, source=source(row)
        )
        updates[row.key_result_id].append(update)
    return tuple(
        ProgressRecord(row.title, owner, row.start, row.target, row.unit, tuple(updates[row.id]))
        for row, _, owner in past.key_results(updates).values()
    )


def section(step: StepRecord) -> list[Block]:
    """Return a table of what moved."""
    heads = ("Key result", "Owner", "Was", "Now", "Target", "Confidence", "Note")
    title = "Progress of key results" if step.title == "OKR first" else step.title
    return [
        Heading(title),
        *blocks.table(heads, map(_row, step.records), "No key result was updated."),
        *blocks.bars(
            "How far the key results have come",
            "The bar is the way from start to target that is behind us, the mark where it was before.",
            filter(None, map(_progress_bar, step.records)),
        ),
        *blocks.bars(
            "How sure their owners are",
            "The bar is the confidence of 10, the mark what it was before.",
            filter(None, map(_confidence_bar, step.records)),
        ),
    ]


def _progress_bar(record: ProgressRecord) -> Bar | None:
    now, was = _ratios(record)
    if now is None:
        return None
    return Bar(record.key_result, _share(record), blocks.part(now), None if was is None else blocks.part(was))


def _ratios(record: ProgressRecord) -> tuple[float | None, float | None]:
    """Return the shares of the way from start to target that are behind us now, and were before; None for no way."""
    now, _ = progress.ratio(record.start, record.target, record.after)
    was, _ = progress.ratio(record.start, record.target, record.before)
    return now, was


def _share(record: ProgressRecord, of: str = "") -> str:
    """Return how far it has come, `57 %, was 43 %`, with `of` behind the first; empty where no way is to measure."""
    now, was = _ratios(record)
    if now is None:
        return ""
    before = "" if was is None or was == now else f", was {progress.share(was)}"
    return f"{progress.share(now)}{of}{before}"


def _confidence_bar(record: ProgressRecord) -> Bar | None:
    if record.confidence is None:
        return None
    before = record.confidence_before
    mark = None if before is None else before / 10
    return Bar(record.key_result, _confidence(record), record.confidence / 10, mark)


def _row(record: ProgressRecord) -> tuple[str | blocks.Line, ...]:
    unit = f" {record.unit}" if record.unit else ""
    was, now, target = (
        "–" if value is None else common_text.number(value) + unit
        for value in (record.before, record.after, record.target)
    )
    if share := _share(record, " of the way"):
        now = f"{before_figures(now)} ({share})"
    note = blocks.line("; ".join(record.notes), blocks.corrected(record.corrected))
    return (record.key_result, blocks.someone(record.owner), was, now, target, _confidence(record), note)


def _confidence(record: ProgressRecord) -> str:
    sure = "–" if record.confidence is None else f"{record.confidence} of 10"
    before = record.confidence_before
    return sure if before in (None, record.confidence) else f"{sure} (was {before})"


def _whole(value: float | None) -> float | None:
    return int(value) if value is not None and value.is_integer() else value
