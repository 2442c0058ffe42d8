"""Puts commitments in the minutes."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Self

from facilitator.common.text import before_figures
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading, Span
from facilitator.meeting import timeline
from facilitator.meeting.objectives import holder
from facilitator.meeting.past import Past
from facilitator.steps.commitment.wording import Wording, thaw
from facilitator.steps.corrections import CONFIDENCE, FIGURE, WORDS, Correctable, Field, Titles
from facilitator.steps.records import Amending, StepRecord, source
from facilitator.tables.consensus import Commitment


@dataclass(frozen=True, slots=True)
class CommitmentRecord:
    """Somebody's commitment; `at` is in the facilitator's time zone."""

    person: str
    wording: Wording
    at: datetime
    corrected: tuple[int, ...] = ()
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:  # noqa: ARG002  # as all have it
        """Return the same with corrected values."""
        return replace(self, wording=thaw(columns["wording"])) if "wording" in columns else self

    def struck_out(self) -> UncommittedRecord:
        """Return what stays where it was never said."""
        return UncommittedRecord(self.person, self.wording.objective, here=True)

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        moment = self.at.astimezone(UTC).isoformat(timespec="seconds")
        return {"person": self.person, "objective": self.wording.objective, "at": moment}


@dataclass(frozen=True, slots=True)
class UncommittedRecord:
    """An objective that nobody committed to; `person` was to, or nobody where that is empty."""

    person: str
    objective: str
    here: bool

    def as_json(self) -> dict[str, Any]:
        """Return nothing: only the minutes for people have it."""
        return {}


def _fields(row: Commitment, _: Titles) -> Iterator[Field]:
    wording = row.wording
    objective = wording["objective"]
    yield "wording.objective", "", WORDS
    if wording["description"]:
        yield "wording.description", f"{objective}, description", WORDS
    if wording["confidence"] is not None:
        yield "wording.confidence", f"{objective}, confidence", CONFIDENCE
    for place, measured in enumerate(wording["key_results"]):
        path = f"wording.key_results.{place}"
        yield f"{path}.title", f"{objective}, key result", WORDS
        if measured["target"] is not None:
            yield f"{path}.start", f"{measured['title']}, start", FIGURE
            yield f"{path}.target", f"{measured['title']}, target", FIGURE
        if measured["confidence"] is not None:
            yield f"{path}.confidence", f"{measured['title']}, confidence", CONFIDENCE
    for place, request in enumerate(wording["requests"]):
        yield f"wording.requests.{place}.what", f"{objective}, counts on {request['asked']}", WORDS
        if request["note"]:
            yield f"wording.requests.{place}.note", f"{request['what']}, words of the answer", WORDS


RECORDS = (CommitmentRecord, UncommittedRecord)
CORRECTABLE = (Correctable("commitment", Commitment, "person_id", _fields, place=50),)


def records(past: Past, index: int) -> tuple[CommitmentRecord | UncommittedRecord, ...]:  # noqa: ARG001  # a meeting has one such step
    """Return the commitments in the order in which they were taken, then what nobody committed to."""
    rows = past.own(Commitment)
    taken = [
        CommitmentRecord(past.people[row.person_id], thaw(row.wording), past.local(row.at), source=source(row))
        for row in rows
    ]
    done = {row.objective_id for row in rows}
    units, left_out = past.units_below(), list[UncommittedRecord]()
    for row in past.of_cycle(past.live.agreed_cycle_id):
        ours = row.owner_person_id in past.live.people or row.owner_unit_id in units
        if row.cycle_id == past.live.agreed_cycle_id and ours and row.state != "closed" and row.id not in done:
            speaker_id = past.owners.speaker_id(row)
            person_id = holder(row.owner_person_id, speaker_id, past.live.people, past.live.facilitator_id)
            here = past.position.attendance.get(person_id or 0) in timeline.PRESENT
            left_out.append(UncommittedRecord(past.people.get(person_id, ""), row.title, here))
    return (*taken, *left_out)


def section(step: StepRecord) -> list[Block]:
    """Return every commitment in full, for the review reads it back."""
    if not step.records:
        return []
    laid_out: list[Block] = [Heading("Commitments" if step.title == "Commitment" else step.title)]
    taken = [record for record in step.records if isinstance(record, CommitmentRecord)]
    for person, commitments in itertools.groupby(taken, lambda record: record.person):
        laid_out.append(Heading(person, 3))
        laid_out += itertools.chain.from_iterable(map(_text, commitments))
    left_out = [record for record in step.records if isinstance(record, UncommittedRecord)]
    if left_out:
        laid_out.append(Heading("Not committed to", 3))
        laid_out += blocks.bullets(record.objective + blocks.by(_whose(record)) for record in left_out)
    return laid_out


def _whose(record: UncommittedRecord) -> str:
    away = ", who was not there" if record.person and not record.here else ""
    return blocks.someone(record.person) + away


def _text(record: CommitmentRecord) -> list[Block]:
    wording, at = record.wording, record.at
    of = f" ({wording.owner})" if wording.owner != record.person else ""
    sure = f", confidence {wording.confidence} of 10" if wording.confidence is not None else ""
    objective = Span(wording.objective, bold=True)
    text = list(blocks.paragraph("I commit to: ", objective, of, sure, blocks.corrected(record.corrected)))
    text += blocks.paragraph(wording.description)
    text += blocks.bullets(
        f"{before_figures(f'{title}:')} {details}" if details else title for title, details in wording.parts()
    )
    if wording.requests:
        text += blocks.paragraph("I count on what was accepted:")
        text += blocks.bullets(request.words for request in wording.requests)
    text += blocks.paragraph(Span(f"Committed on {at:%Y-%m-%d} at {at:%H:%M}.", italic=True))
    return text
