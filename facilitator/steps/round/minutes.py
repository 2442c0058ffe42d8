"""Puts a round in the minutes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading, Span
from facilitator.meeting import running
from facilitator.meeting.past import Past
from facilitator.meeting.together import Together
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.records import StepTold, source
from facilitator.steps.round.last_time import said_before
from facilitator.steps.round.reading import Said, place, returning_prompts, was_said_before
from facilitator.tables.meeting import Sentence

_OUTCOMES = {
    "action": "became an action",
    "request": "help was asked for",
    "parked": "parked",
    "escalated": "escalated",
    "dropped": "dropped",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """One person's part of a round: the sentences for each of its prompts, in the order of the prompts."""

    person: str
    said: Mapping[str, tuple[Said, ...]]
    unit: str = ""
    absent: bool = False

    @property
    def empty(self) -> bool:
        """Whether the minutes leave it out: of the absent only what they had prepared is told."""
        return self.absent and not any(self.said.values())

    @property
    def called(self) -> str:
        """The person's name, and before it the units that they spoke for."""
        return running.called(self.person, self.unit)

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        who = {"person": self.person} | ({"unit": self.unit} if self.unit else {})
        return who | {key: [one.text for one in some] for key, some in self.said.items()}


RECORDS = (Spoken,)
CORRECTABLE = (Correctable("sentence", Sentence, "person_id", texts("text"), place=10),)


def records(past: Past, index: int) -> tuple[Spoken, ...]:
    """What everybody said who was there; of the absent, who had something prepared."""
    here = past.position.order
    prompts = past.live.agenda.steps[index].prompts
    together = past.together
    before = {key: together.once(_said_before, key) for key in returning_prompts(prompts)}
    all_said: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for row in sorted(past.own(Sentence), key=place):
        last = before.get(row.prompt, {}).get((past.live.id, row.person_id), ())
        all_said[row.person_id, row.prompt].append(
            Said(row.id, row.text, row.outcome, was_said_before(row, last), source=source(row))
        )
    return tuple(
        Spoken(
            past.people[person],
            {prompt.key: tuple(all_said.get((person, prompt.key), ())) for prompt in prompts},
            past.live.stands_for.get(person, ""),
            absent=past.position.attendance.get(person) == "absent",
        )
        for person in here
    )


def _said_before(together: Together, key: str) -> Mapping[tuple[int, int], list[Sentence]]:
    """What was said under a key before those of the meetings that ask it."""
    return said_before(
        together,
        key,
        tuple(one for one, live in together.lives.items() if key in returning_prompts(live.agenda.prompts)),
    )


def section(told: StepTold) -> list[Block]:
    """What everybody said, person by person."""
    spoken: Sequence[Spoken] = told.records
    if not spoken:
        return []
    found: list[Block] = [Heading("What everybody said" if told.title == "Round" else told.title)]
    for one in spoken:
        if any(one.said.values()):
            found.append(Heading(one.called, 3))
        for prompt in told.step.prompts:
            if one.said[prompt.key]:
                found += blocks.paragraph(f"{prompt.text}:")
                found += blocks.bullets(map(_told, one.said[prompt.key]))
    if silent := [one.called for one in spoken if not any(one.said.values())]:
        found += blocks.paragraph(f"Nothing was recorded of {', '.join(silent)}.")
    return found


def _told(said: Said) -> blocks.Line:
    remarks = ["came up again"] * said.again
    if said.outcome:
        remarks.append(_OUTCOMES.get(said.outcome, said.outcome))
    remark = blocks.line(" ", Span(f"({', '.join(remarks)})", italic=True)) if remarks else ()
    return blocks.line(said.text, remark, blocks.corrected(said.corrected))
