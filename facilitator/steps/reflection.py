"""The own review: what went well, what did not, what changed, which rules come out of it, what to do (METHOD M31)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line
from facilitator.common.toml_writer import bare, listed, quoted
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting import lines
from facilitator.meeting.agenda import MIDEA_PARTS, Prompt
from facilitator.meeting.keeping import ACTION
from facilitator.meeting.past import Past
from facilitator.steps import reflecting, reviewed, rules, season, suggesting
from facilitator.steps.asking import Reader, Recording, Who
from facilitator.steps.kind import Kind, StepTold
from facilitator.steps.reviewed import Reviewed
from facilitator.steps.rules import Rule
from facilitator.steps.suggesting import Suggested
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.people import Person
from facilitator.tables.review import Reflection

HINTS = {
    "highlights": "the greatest success of this cycle's OKRs",
    "shortcomings": "own part: what did I not do? Then help needed: what do I need, from whom?",
    "changes": "which OKRs were adjusted, and why",
    "rules": "what experience teaches, as a rule to use again",
    "action": "what to do next cycle, each with a date: words by 2027-01-15",
}
"""What people are to think of in a part of the method's own (METHOD M29, M31)."""


@dataclass(frozen=True, slots=True)
class Thought:
    """One thought of a part.

    Attributes:
        line: As it was typed.
        text: The same without the date and the `@Name` of an action.
        due: When it is to be done, of an action.
        owner: Who does it, where an action names somebody else.
        corrected: The numbers of the corrections after the end that are about it.
    """

    id: int
    line: str
    text: str
    due: date | None = None
    owner: str | None = None
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """One person's own review.

    Attributes:
        objectives: Those that they speak for, or have a key result in.
        said: The thoughts for each part's key.
        suggested: What the record of the cycle offers and they have not taken up yet.
        rules: Their rules of earlier cycles.
    """

    person_id: int
    name: str
    objectives: tuple[Reviewed, ...]
    said: Mapping[str, tuple[Thought, ...]]
    suggested: tuple[Suggested, ...]
    rules: tuple[Rule, ...]

    @property
    def prepared(self) -> bool:
        """Whether there is anything to read."""
        return any(self.said.values())

    def offered(self, part: str) -> tuple[Suggested, ...]:
        """What is offered for a part."""
        return tuple(one for one in self.suggested if one.part == part)


def of_meeting(database: Database, meeting_id: int) -> dict[int, Review]:
    """Everybody's own review, by person id."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        people = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)))
        return _reviews(session, people, meeting_id, meeting.cycle_id, reviewed.of_meeting(session, meeting))


def _reviews(
    session: Session,
    people: Sequence[int],
    meeting_id: int | None,
    cycle_id: int | None,
    objectives: Sequence[Reviewed],
) -> dict[int, Review]:
    everybody = dict(session.execute(select(Person.name, Person.id)).all())
    names = {person_id: name for name, person_id in everybody.items()}
    recorded = suggesting.read(session, objectives)
    kept = rules.of_people(session, people, cycle_id) if cycle_id is not None else {}
    query = select(Reflection).where(Reflection.person_id.in_(people))
    if meeting_id is None:
        query = query.where(Reflection.meeting_id.is_(None), Reflection.cycle_id == cycle_id)
    else:
        query = query.where(Reflection.meeting_id == meeting_id)
    said: dict[int, dict[str, list[Thought]]] = {person: defaultdict(list) for person in people}
    for row in session.scalars(query.order_by(Reflection.position, Reflection.id)):
        said[row.person_id][row.part].append(_thought(row, everybody))
    found = {}
    for person in people:
        own = tuple(one for one in objectives if one.of(person))
        offered = [
            one
            for one in suggesting.suggestions(own, recorded, person)
            if not one.taken(thought.line for thought in said[person].get(one.part, ()))
        ]
        found[person] = Review(
            person_id=person,
            name=names[person],
            objectives=own,
            said={part: tuple(some) for part, some in said[person].items()},
            suggested=tuple(offered),
            rules=kept.get(person, ()),
        )
    return found


def _thought(row: Reflection, names: Iterable[str]) -> Thought:
    if row.part != ACTION:
        return Thought(row.id, row.text, row.text)
    parsed = lines.read(row.text, names, row.changed_at.astimezone().date())
    if not parsed.text:
        return Thought(row.id, row.text, row.text)
    return Thought(row.id, row.text, parsed.text, row.due, parsed.owner)


# -- the minutes -------------------------------------------------------------------------------------------------------


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


def records(past: Past, index: int) -> tuple[Reflected, ...]:
    """What everybody said, person by person and part by part."""
    parts = past.live.agenda.steps[index].parts
    rows = sorted(past.own(Reflection), key=lambda row: (row.position, row.id))
    names = list(past.people.values())
    order = dict.fromkeys([*past.position.order, *(row.person_id for row in rows)])
    return tuple(
        Reflected(
            past.people[person], part.key, part.text, replace(_thought(row, names), corrected=past.corrected(row))
        )
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


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedReflection:
    """The parts that somebody is asked, and what they have thought already."""

    name: str
    parts: tuple[Prompt, ...]
    review: Review
    names: tuple[str, ...] = ()

    table = "reflection"

    def template(self) -> list[str]:
        """A line for every part, below what the record of the cycle offers for it."""
        lines = []
        for part in self.parts:
            hint = f": {HINTS[part.key]}" if part.key in HINTS else ""
            lines.append(f"# {clean_line(part.text)}{hint}")
            lines += [f"#   offered: {one.text}" for one in self.review.offered(part.key)]
            if part.key == rules.RULES:
                lines += [f"#   {clean_line(one.cycle)}: {clean_line(one.text)}" for one in self.review.rules]
            said = self.review.said.get(part.key, ())
            some = "[" + ", ".join(map(_entry, said)) + "]" if part.key == ACTION else listed(o.line for o in said)
            lines.append(f"{bare(part.key)} = {some}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """The thoughts for every part that is named."""
        known = [part.key for part in self.parts]
        found: dict[str, list[str]] = {}
        for key, value in table.items():
            where = f"reflection.{bare(clean_line(key[:80]))}"
            if key not in known:
                reader.wrong(where, "this is not asked now", f"use {', '.join(known)}")
            elif key == ACTION:
                found[key] = [
                    _action(reader, place, entry)
                    for place, entry in reader.tables(where, value, '{text = "…", due = 2027-01-15}')
                ]
            elif (texts := reader.texts(where, value)) is not None:
                found[key] = texts
        return (lambda database: reflecting.replace(database, self.name, found)) if found else None


def _entry(thought: Thought) -> str:
    text = thought.text + (f" @{thought.owner}" if thought.owner else "")
    due = f", due = {thought.due.isoformat()}" if thought.due else ""
    return f"{{text = {quoted(text)}{due}}}"


def _action(reader: Reader, where: str, entry: Mapping[str, Any]) -> str:
    reader.known(where, entry, ("text", "due"))
    if "text" not in entry:
        reader.wrong(where, "text is missing", 'write {text = "…"}, with due = 2027-01-15 if there is a date')
        return ""
    text = reader.line(f"{where}.text", entry["text"])
    due = reader.day(where, "due", entry["due"]) if "due" in entry else None
    return f"{text} by {due.isoformat()}" if text and due else text


def asked_of(database: Database, who: Who) -> AskedReflection | None:
    """The parts of the review that they are in, or of the next one."""
    with database.reading() as session:
        if who.meeting_id is not None:
            cycle_id, parts = who.cycle_id, reflecting.parts_of(who.agenda)
        else:
            cycle_id = season.review_cycle(session, who)
            parts = MIDEA_PARTS if cycle_id is not None else ()
        if not parts:
            return None
        objectives: tuple[Reviewed, ...] = ()
        if cycle_id is not None:
            objectives = reviewed.of_person(session, who.person_id, cycle_id, who.meeting_id)
        review = _reviews(session, [who.person_id], who.meeting_id, cycle_id, objectives)[who.person_id]
        names = tuple(session.scalars(select(Person.name).where(Person.active).order_by(Person.id)))
    return AskedReflection(who.name, parts, review, names)


KIND = Kind("reflection", read=of_meeting, records=records, section=section, asked=asked_of)
