"""Puts reflections in the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.records import StepRecord, source
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.reading import ReflectionView, reflection_view
from facilitator.tables.review import Reflection


@dataclass(frozen=True, slots=True)
class ReflectionRecord:
    """One thought of one person; `title` is what its part is called."""

    person: str
    part: str
    title: str
    reflection: ReflectionView

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it; an action has its owner and due date too."""
        record: dict[str, Any] = {"person": self.person, "part": self.part, "text": self.reflection.text}
        if self.part == ACTION:
            due = self.reflection.due
            record |= {"owner": self.reflection.owner or self.person, "due": due.isoformat() if due else None}
        return record


RECORDS = (ReflectionRecord,)
CORRECTABLE = (Correctable("reflection", Reflection, "person_id", texts("text"), place=60),)


def records(past: Past, index: int) -> tuple[ReflectionRecord, ...]:
    """Return what everybody said, person by person and part by part."""
    parts = past.live.agenda.steps[index].parts
    rows = sorted(past.own(Reflection), key=lambda row: (row.position, row.id))
    names = list(past.people.values())
    order = dict.fromkeys([*past.position.order, *(row.person_id for row in rows)])
    return tuple(
        ReflectionRecord(
            past.people[person], part.key, part.text, replace(reflection_view(row, names), source=source(row))
        )
        for person in order
        for part in parts
        for row in rows
        if row.person_id == person and row.part == part.key
    )


def section(step: StepRecord) -> list[Block]:
    """Lay out what everybody said, person by person and part by part."""
    records: Sequence[ReflectionRecord] = step.records
    if not records:
        return []
    laid_out: list[Block] = [Heading(step.title)]
    for person in dict.fromkeys(record.person for record in records):
        laid_out.append(Heading(person, 3))
        for part in step.step.parts:
            mine = [row.reflection for row in records if row.person == person and row.part == part.key]
            if mine:
                laid_out += blocks.paragraph(f"{part.text}:")
                laid_out += blocks.bullets(map(_line, mine))
    return laid_out


def _line(reflection: ReflectionView) -> blocks.Line:
    """Return a thought in a line; an action with its owner, where that is somebody else, and its date."""
    until = f", by {reflection.due.isoformat()}" if reflection.due else ""
    return blocks.line(reflection.text + blocks.by(reflection.owner) + until, blocks.corrected(reflection.corrected))
