"""Puts readiness in the minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.corrections import WORDS, Correctable, Field, Titles
from facilitator.steps.records import StepTold, source
from facilitator.tables.consensus import Readiness


@dataclass(frozen=True, slots=True)
class WasReady:
    """How ready somebody was when the meeting went on, and why it did not wait."""

    person: str
    submitted: bool
    read: int
    of: int
    reason: str
    corrected: tuple[int, ...] = ()
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
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


RECORDS = (WasReady,)
CORRECTABLE = (Correctable("readiness", Readiness, None, _fields, emptied=("reason",), place=95),)


def records(past: Past, index: int) -> tuple[WasReady, ...]:  # noqa: ARG001  # a meeting has one such step
    """Everybody, in speaking order."""
    rows = {row.person_id: row for row in past.own(Readiness)}
    order = [
        *(one for one in past.position.order if one in rows),
        *(one for one in rows if one not in past.position.order),
    ]
    return tuple(
        WasReady(past.people[one], row.submitted, row.read, row.of, row.reason, source=source(row))
        for one in order
        if (row := rows[one])
    )


def section(told: StepTold) -> list[Block]:
    """Who had submitted and read, and why the meeting did not wait."""
    some: Sequence[WasReady] = told.records
    if not some:
        return []
    found: list[Block] = [Heading("Who was ready" if told.title in ("Ready", "Readiness") else told.title)]
    found += blocks.table(
        ("Who", "Submitted", "Read"),
        ((one.person, "yes" if one.submitted else "no", f"{one.read} of {one.of}") for one in some),
    )
    for reason in dict.fromkeys(one.reason for one in some if one.reason):
        those = [one for one in some if one.reason == reason]
        corrected = sorted({number for one in those for number in one.corrected})
        missing = ", ".join(one.person for one in those)
        found += blocks.paragraph(f"The meeting did not wait for {missing}: {reason}", blocks.corrected(corrected))
    return found
