"""Puts the moods in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.tables.mood import Mood

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.corrections import Correctable, texts
from facilitator.steps.records import StepRecord, source


@dataclass(frozen=True, slots=True)
class MoodRecord:
    """Somebody's mood."""

    person: str
    figure: int
    word: str
    corrected: tuple[int, ...] = ()
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the record as it stands in the JSON minutes."""
        return {"person": self.person, "figure": self.figure, "word": self.word}


RECORDS = (MoodRecord,)
CORRECTABLE = (Correctable("mood", Mood, "person_id", texts("word")),)


def records(past: Past, index: int) -> tuple[MoodRecord, ...]:  # noqa: ARG001  # a meeting has one such step
    """Return everybody's mood, in the order in which they were given."""
    moods = past.own(Mood)
    return tuple(MoodRecord(past.people[mood.person_id], mood.figure, mood.word, source=source(mood)) for mood in moods)


def section(step: StepRecord) -> list[Block]:
    """Return a table of the moods."""
    moods: tuple[MoodRecord, ...] = step.records
    rows = ((mood.person, str(mood.figure), blocks.line(mood.word, blocks.corrected(mood.corrected))) for mood in moods)
    return [Heading(step.title), *blocks.table(("Who", "Mood", "In a word"), rows, "Nobody said how they feel.")]
