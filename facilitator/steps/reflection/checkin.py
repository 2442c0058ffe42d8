"""Asks for reflections in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.common.text import clean_line, counted
from facilitator.common.toml import toml_key, toml_value
from facilitator.meeting.agenda import MIDEA_PARTS, Prompt
from facilitator.people.reading import active_ids
from facilitator.steps import season
from facilitator.steps.questions import Reader, Recording, Who
from facilitator.steps.reflection import rules, writing
from facilitator.steps.reflection.actions import ACTION
from facilitator.steps.reflection.kind import KIND
from facilitator.steps.reflection.reading import HINTS, ReflectionView, Review, reviews
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores.reading import Reviewed
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle


@dataclass(frozen=True, slots=True)
class AskedReflection:
    """The parts that somebody is asked, and what they have thought already.

    Attributes:
        cycle: The cycle that is reviewed; empty where the meeting is about none.
    """

    name: str
    parts: tuple[Prompt, ...]
    review: Review
    names: tuple[str, ...] = ()
    cycle: str = ""

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        missing = sum(not self.review.reflections.get(part.key) for part in self.parts)
        if missing == len(self.parts):
            return ("your review",)
        return (f"{counted(missing, 'part')} of your review",) if missing else ()

    def template(self) -> list[str]:
        """Return a line for every part, below what the record of the cycle offers for it."""
        lines = []
        for part in self.parts:
            hint = f": {HINTS[part.key]}" if part.key in HINTS else ""
            lines.append(f"# {clean_line(part.text)}{hint}")
            lines += [f"#   offered: {offer.text}" for offer in self.review.offered(part.key)]
            if part.key == rules.RULES:
                lines += [f"#   {clean_line(rule.cycle)}: {clean_line(rule.text)}" for rule in self.review.rules]
            thoughts = self.review.reflections.get(part.key, ())
            entries = map(_entry if part.key == ACTION else lambda thought: toml_value(thought.line), thoughts)
            lines.append(f"{toml_key(part.key)} = [{', '.join(entries)}]")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Take the thoughts for every part that is named."""
        known = [part.key for part in self.parts]
        thoughts: dict[str, list[str]] = {}
        for key, value in table.items():
            where = f"reflection.{toml_key(clean_line(key[:80]))}"
            if key not in known:
                reader.wrong(where, "this is not asked now", f"use {', '.join(known)}")
            elif key == ACTION:
                thoughts[key] = [
                    prepared_action(reader, place, entry)
                    for place, entry in reader.tables(where, value, '{text = "…", due = 2027-01-15}')
                ]
            elif (texts := reader.texts(where, value)) is not None:
                thoughts[key] = texts
        return (lambda database: writing.replace(database, self.name, thoughts)) if thoughts else None


def _entry(thought: ReflectionView) -> str:
    text = thought.text + (f" @{thought.owner}" if thought.owner else "")
    due = f", due = {thought.due.isoformat()}" if thought.due else ""
    return f"{{text = {toml_value(text)}{due}}}"


def prepared_action(reader: Reader, where: str, entry: Mapping[str, Any]) -> str:
    """Return the line of an action that somebody prepared, checked."""
    reader.known(where, entry, ("text", "due"))
    if "text" not in entry:
        reader.wrong(where, "text is missing", 'write {text = "…"}, with due = 2027-01-15 if there is a date')
        return ""
    text = reader.line(f"{where}.text", entry["text"])
    due = reader.day(where, "due", entry["due"]) if "due" in entry else None
    return f"{text} by {due.isoformat()}" if text and due else text


def asked(database: Database, who: Who) -> AskedReflection | None:
    """Return the parts of the review that they are in, or of the next one."""
    with database.reading() as session:
        if who.meeting_id is not None:
            cycle_id, parts = who.cycle_id, writing.parts_of(who.agenda)
        else:
            cycle_id = season.review_cycle(session, who)
            parts = MIDEA_PARTS if cycle_id is not None else ()
        if not parts:
            return None
        objectives: tuple[Reviewed, ...] = ()
        if cycle_id is not None:
            objectives = scores_reading.of_person(session, who.person_id, cycle_id, who.meeting_id)
        review = reviews(session, [who.person_id], who.meeting_id, cycle_id, objectives)[who.person_id]
        names = tuple(active_ids(session))
        cycle = session.get(Cycle, cycle_id) if cycle_id is not None else None
    return AskedReflection(who.name, parts, review, names, cycle.name if cycle else "")
