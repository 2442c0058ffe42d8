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
from facilitator.steps.records import StepRecord, source
from facilitator.steps.round.last_time import said_before
from facilitator.steps.round.reading import SentenceView, place, returning_prompts, was_said_before
from facilitator.tables.meeting import Sentence

_OUTCOMES = {
    "action": "became an action",
    "request": "help was asked for",
    "parked": "parked",
    "escalated": "escalated",
    "dropped": "dropped",
}


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """One person's part of a round: the sentences for each of its prompts, in the order of the prompts."""

    person: str
    sentences: Mapping[str, tuple[SentenceView, ...]]
    unit: str = ""
    absent: bool = False

    @property
    def empty(self) -> bool:
        """Whether the minutes leave it out: of the absent only what they had prepared is told."""
        return self.absent and not any(self.sentences.values())

    @property
    def called(self) -> str:
        """The person's name, and before it the units that they spoke for."""
        return running.called(self.person, self.unit)

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        who = {"person": self.person} | ({"unit": self.unit} if self.unit else {})
        return who | {key: [sentence.text for sentence in sentences] for key, sentences in self.sentences.items()}


RECORDS = (TurnRecord,)
CORRECTABLE = (Correctable("sentence", Sentence, "person_id", texts("text"), place=10),)


def records(past: Past, index: int) -> tuple[TurnRecord, ...]:
    """Return the turn of everybody in speaking order; of the absent only what they had prepared is told."""
    here = past.position.order
    prompts = past.live.agenda.steps[index].prompts
    together = past.together
    before = {key: together.once(_said_before, key) for key in returning_prompts(prompts)}
    sentences: dict[tuple[int, str], list[SentenceView]] = defaultdict(list)
    for row in sorted(past.own(Sentence), key=place):
        last = before.get(row.prompt, {}).get((past.live.id, row.person_id), ())
        sentences[row.person_id, row.prompt].append(
            SentenceView(row.id, row.text, row.outcome, was_said_before(row, last), source=source(row))
        )
    return tuple(
        TurnRecord(
            past.people[person],
            {prompt.key: tuple(sentences.get((person, prompt.key), ())) for prompt in prompts},
            past.live.stands_for.get(person, ""),
            absent=past.position.attendance.get(person) == "absent",
        )
        for person in here
    )


def _said_before(together: Together, key: str) -> Mapping[tuple[int, int], list[Sentence]]:
    """Return what was said under a key before those of the meetings that ask it."""
    asking = (row_id for row_id, live in together.lives.items() if key in returning_prompts(live.agenda.prompts))
    return said_before(together, key, tuple(asking))


def section(step: StepRecord) -> list[Block]:
    """Lay out what everybody said, person by person."""
    turns: Sequence[TurnRecord] = step.records
    if not turns:
        return []
    laid_out: list[Block] = [Heading("What everybody said" if step.title == "Round" else step.title)]
    for turn in turns:
        if any(turn.sentences.values()):
            laid_out.append(Heading(turn.called, 3))
        for prompt in step.step.prompts:
            if sentences := turn.sentences[prompt.key]:
                laid_out += blocks.paragraph(f"{prompt.text}:")
                laid_out += blocks.bullets(map(_line, sentences))
    if silent := [turn.called for turn in turns if not any(turn.sentences.values())]:
        laid_out += blocks.paragraph(f"Nothing was recorded of {', '.join(silent)}.")
    return laid_out


def _line(sentence: SentenceView) -> blocks.Line:
    remarks = ["came up again"] * sentence.again
    if sentence.outcome:
        remarks.append(_OUTCOMES.get(sentence.outcome, sentence.outcome))
    remark = blocks.line(" ", Span(f"({', '.join(remarks)})", italic=True)) if remarks else ()
    return blocks.line(sentence.text, remark, blocks.corrected(sentence.corrected))
