"""Puts readiness in the minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.corrections import WORDS, Correctable, Field, Titles
from facilitator.steps.records import StepRecord, source
from facilitator.tables.consensus import Readiness


@dataclass(frozen=True, slots=True)
class ReadinessRecord:
    """How ready somebody was when the meeting went on, and why it did not wait."""

    person: str
    submitted: bool
    read: int
    of: int
    reason: str
    corrected: tuple[int, ...] = ()
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        return {
            "person": self.person,
            "submitted": self.submitted,
            "read": self.read,
            "of": self.of,
            "reason": self.reason,
        }


def _fields(row: Readiness, titles: Titles) -> Iterator[Field]:
    if row.reason:
        yield "reason", f"why the meeting did not wait for {titles.people[row.person_id]}", WORDS


RECORDS = (ReadinessRecord,)
CORRECTABLE = (Correctable("readiness", Readiness, None, _fields, emptied=("reason",), place=95),)


def records(past: Past, index: int) -> tuple[ReadinessRecord, ...]:  # noqa: ARG001  # a meeting has one such step
    """Return how ready everybody was, in speaking order."""
    rows = {row.person_id: row for row in past.own(Readiness)}
    order = dict.fromkeys([*past.position.order, *rows])
    return tuple(
        ReadinessRecord(past.people[person], row.submitted, row.read, row.of, row.reason, source=source(row))
        for person in order
        if (row := rows.get(person))
    )


def section(step: StepRecord) -> list[Block]:
    """Lay out who had submitted and read, and why the meeting did not wait."""
    people: Sequence[ReadinessRecord] = step.records
    if not people:
        return []
    laid_out: list[Block] = [Heading("Who was ready" if step.title in ("Ready", "Readiness") else step.title)]
    laid_out += blocks.table(
        ("Who", "Submitted", "Read"),
        ((row.person, "yes" if row.submitted else "no", f"{row.read} of {row.of}") for row in people),
    )
    for reason in dict.fromkeys(row.reason for row in people if row.reason):
        missing = [row for row in people if row.reason == reason]
        corrected = sorted({number for row in missing for number in row.corrected})
        names = ", ".join(row.person for row in missing)
        laid_out += blocks.paragraph(f"The meeting did not wait for {names}: {reason}", blocks.corrected(corrected))
    return laid_out
