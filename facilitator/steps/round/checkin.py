"""Asks for a round in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.common.text import clean_line
from facilitator.common.toml import toml_key, toml_value
from facilitator.meeting.agenda import Prompt
from facilitator.steps.questions import Reader, Recording, Who
from facilitator.steps.round.kind import KIND
from facilitator.steps.round.prompts import accepted, prompts
from facilitator.steps.round.reading import Turn, read_turns
from facilitator.steps.round.writing import replace
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class AskedRound:
    """What somebody is asked for their turn, and what they have said already.

    Attributes:
        accepted: The keys that a file may answer: those of the prompts, and before a meeting always the stand-up's.
    """

    name: str
    prompts: tuple[Prompt, ...]
    turn: Turn
    accepted: tuple[str, ...]

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        return () if self.turn.prepared else ("what you will say",)

    def template(self) -> list[str]:
        """Return a line for every prompt."""
        lines = []
        for prompt in self.prompts:
            lines.append(f"# {clean_line(prompt.text)}")
            recalled = self.turn.recalled.get(prompt.recalls, ())
            lines += [f"#   planned last time: {clean_line(text)}" for text in recalled]
            sentences = [sentence.text for sentence in self.turn.sentences.get(prompt.key, ())]
            lines.append(f"{toml_key(prompt.key)} = {toml_value(sentences)}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Take the sentences for every prompt that is named."""
        known = [prompt.key for prompt in self.prompts]
        sentences: dict[str, list[str]] = {}
        for key, value in table.items():
            where = f"round.{toml_key(clean_line(key[:80]))}"
            if key not in self.accepted:
                reader.wrong(where, "this is not asked now", f"use {', '.join(known)}")
            elif (texts := reader.texts(where, value)) is not None:
                sentences[key] = texts
        return (lambda database: replace(database, self.name, sentences)) if sentences else None


def asked(database: Database, who: Who) -> AskedRound | None:
    """Return the prompts of the meeting that they are in, or of the one that comes; None where it has no round."""
    with database.reading() as session:
        asking = prompts(session, who.meeting_id, who.person_id)
        if not asking:
            return None
        turn = read_turns(session, [who.person_id], who.meeting_id, asking)[who.person_id]
        return AskedRound(who.name, asking, turn, accepted(session, who.meeting_id, who.person_id))
