"""Puts reflections in the minutes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.records import StepTold, source
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.reading import Thought, as_thought
from facilitator.tables.review import Reflection


@dataclass(frozen=True, slots=True)
class Reflected:
    """One thought of one person; `title` is what its part is called."""

    person: str
    part: str
    title: str
    thought: Thought

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it; an action has its owner and due date too."""
        told: dict[str, Any] = {"person": self.person, "part": self.part, "text": self.thought.text}
        if self.part == ACTION:
            due = self.thought.due
            told |= {"owner": self.thought.owner or self.person, "due": due.isoformat() if due else None}
        return told


RECORDS = (Reflected,)
CORRECTABLE = (Correctable("reflection", Reflection, "person_id", texts("text"), place=60),)


def records(past: Past, index: int) -> tuple[Reflected, ...]:
    """What everybody said, person by person and part by part."""
    parts = past.live.agenda.steps[index].parts
    rows = sorted(past.own(Reflection), key=lambda row: (row.position, row.id))
    names = list(past.people.values())
    order = dict.fromkeys([*past.position.order, *(row.person_id for row in rows)])
    return tuple(
        Reflected(past.people[person], part.key, part.text, replace(as_thought(row, names), source=source(row)))
        for person in order
        for part in parts
        for row in rows
        if row.person_id == person and row.part == part.key
    )


def section(told: StepTold) -> list[Block]:
    """What everybody said, person by person and part by part."""
    some: Sequence[Reflected] = told.records
    if not some:
        return []
    found: list[Block] = [Heading(told.title)]
    for person in dict.fromkeys(one.person for one in some):
        found.append(Heading(person, 3))
        for part in told.step.parts:
            thoughts = [one.thought for one in some if one.person == person and one.part == part.key]
            if thoughts:
                found += blocks.paragraph(f"{part.text}:")
                found += blocks.bullets(
                    blocks.line(told_thought(one), blocks.corrected(one.corrected)) for one in thoughts
                )
    return found


def told_thought(thought: Thought) -> str:
    """A thought in a line; an action with its owner, where that is somebody else, and its date."""
    until = f", by {thought.due.isoformat()}" if thought.due else ""
    return thought.text + blocks.by(thought.owner) + until
