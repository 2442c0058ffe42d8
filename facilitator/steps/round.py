"""The round: each person in turn, three sentences (METHOD M17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from facilitator.common.errors import NotAskedError, RefusedError
from facilitator.common.similar import alike
from facilitator.common.text import clean, clean_line, is_blank
from facilitator.common.toml_writer import bare, listed
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading, Span
from facilitator.meeting import agenda as agendas
from facilitator.meeting import running
from facilitator.meeting.agenda import Prompt
from facilitator.meeting.past import Past
from facilitator.meeting.together import Together
from facilitator.people.reading import find_person
from facilitator.steps.asking import Reader, Recording, Who
from facilitator.steps.kind import Kind, StepTold
from facilitator.steps.last_time import said_before, said_last_time
from facilitator.steps.prompts import accepted, prompts
from facilitator.steps.rewording import rewording
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Attendance, Meeting, Ready, Sentence
from facilitator.tables.people import Person

OUTCOMES = ("action", "request", "parked", "escalated", "dropped")
"""What becomes of a difficulty."""

DIFFICULTIES = ("difficulties", "risks")
"""The keys under which people say what is in their way: one that comes back is pointed out."""

PRIORITIES = "priorities"
"""The key under which people say what matters most until the next meeting."""
ENOUGH = 3
"""So many priorities are recommended; more are allowed, and pointed out (METHOD M6)."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence.

    Attributes:
        again: It is a difficulty that stood in the person's last meeting too.
        corrected: The numbers of the corrections after the end that are about it.
    """

    id: int
    text: str
    outcome: str | None = None
    again: bool = False
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What the screen shows of one person's turn.

    Attributes:
        said: The sentences for each prompt's key.
        recalled: What they said last time, for each key that a prompt or the gathering recalls.
        ready: Whether they said in their check-in that they are ready.
    """

    person_id: int
    name: str
    said: Mapping[str, tuple[Said, ...]]
    recalled: Mapping[str, tuple[str, ...]]
    ready: bool

    @property
    def planned(self) -> tuple[str, ...]:
        """All that is recalled: what they said last time that they would do."""
        return tuple(text for some in self.recalled.values() for text in some)

    def too_many(self, key: str) -> int:
        """How many priorities they have under this key, if these are more than three; else 0."""
        count = len(self.said.get(key, ())) if key == PRIORITIES else 0
        return count if count > ENOUGH else 0

    @property
    def prepared(self) -> bool:
        """Whether there is anything to read."""
        return self.ready or any(self.said.values())


def turns(database: Database, meeting_id: int) -> dict[int, Turn]:
    """Everybody's turn, by person id."""
    with database.reading() as session:
        attendance = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)))
        agenda = agendas.from_json(session.get_one(Meeting, meeting_id).agenda)
        also = [step.recalls for step in agenda.steps if step.recalls]
        return _turns(session, attendance, meeting_id, agenda.prompts, also)


def prepared(database: Database, name: str) -> Turn:
    """One person's turn in their running meeting, or in the next one.

    Raises:
        NotFoundError: Nobody is called so.
    """
    with database.reading() as session:
        person = find_person(session, name)
        meeting_id = running.meeting_of(session, person.id)
        return _turns(session, [person.id], meeting_id, prompts(session, meeting_id, person.id))[person.id]


def prepared_ahead(session: Session, people: Select[int]) -> set[int]:
    """Who of them has prepared something for their next meeting, as `Turn.prepared` has it: also who is just ready."""
    ahead = (
        select(table.person_id).where(table.meeting_id.is_(None), table.person_id.in_(people))
        for table in (Sentence, Ready)
    )
    return {person for one in ahead for person in session.scalars(one)}


def asked(database: Database, name: str) -> tuple[Prompt, ...]:
    """The prompts that the person is asked now, as `prompts` has them.

    Raises:
        NotFoundError: Nobody is called so.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        return prompts(session, running.meeting_of(session, person_id), person_id)


def add(database: Database, name: str, sentences: Mapping[str, Iterable[str]], source: str = "check-in") -> int:
    """Add what somebody says to what is there; blank texts are not recorded.

    Args:
        database: Where.
        name: Whose sentences.
        sentences: Texts for each prompt's key.
        source: `check-in`, or `meeting` for what was typed on the shared screen.

    Returns:
        How many were recorded.

    Raises:
        NotFoundError: Nobody is called so.
        TooLongError: A text of more than 100,000 characters.
        KeyError: A prompt that the person is not asked now.
    """
    return _write(database, name, sentences, source, replacing=False)


def replace(database: Database, name: str, sentences: Mapping[str, Iterable[str]], source: str = "check-in") -> int:
    """Record what somebody says in place of what is there, for the prompts that are named.

    A sentence whose text stays as it was keeps what became of it. Raises as `add`.
    """
    return _write(database, name, sentences, source, replacing=True)


def _write(
    database: Database, name: str, sentences: Mapping[str, Iterable[str]], source: str, *, replacing: bool
) -> int:
    texts = {prompt: [clean(text).strip() for text in some] for prompt, some in sentences.items()}
    texts = {prompt: [text for text in some if not is_blank(text)] for prompt, some in texts.items()}
    with database.reading() as session:
        person_id = find_person(session, name).id
        meeting_id = running.meeting_of(session, person_id)
        known = set(accepted(session, meeting_id, person_id))
    if strange := set(texts) - known:
        raise NotAskedError(f"{', '.join(sorted(strange))}: not asked now; what is asked: {', '.join(sorted(known))}")
    what = next((f'"{text}"' for some in texts.values() for text in some), "sentences")
    with recording(database, what, source=source, meeting_id=meeting_id, person_id=person_id) as session:
        # The meeting may have begun, or ended, since.
        meeting_id = running.meeting_of(session, person_id)
        for prompt, some in texts.items():
            kept = list(_sentences(session, person_id, meeting_id, prompt))
            first = 0 if replacing else max((row.position + 1 for row in kept), default=0)
            for position, text in enumerate(some, first):
                same = next((row for row in kept if row.text == text), None) if replacing else None
                if same is None:
                    session.add(_sentence(person_id, meeting_id, prompt, text, position))
                    continue
                kept.remove(same)
                if same.position != position:
                    same.position = position
            if replacing:
                for row in kept:
                    session.delete(row)
    return sum(len(some) for some in texts.values())


def settle(
    database: Database, sentence_id: int, outcome: str, expected: Mapping[str, str | None] | None = None
) -> None:
    """Say what becomes of a difficulty: one of `OUTCOMES`.

    Raises:
        ChangedMeanwhileError: Something else has become of it than stood on the screen, which `expected` has.
    """
    if outcome not in OUTCOMES:
        raise RefusedError(f"what becomes of a difficulty is one of {', '.join(OUTCOMES)}, not {outcome!r}")
    with database.reading() as session:
        row = session.get_one(Sentence, sentence_id)
        meeting_id, text = row.meeting_id, row.text
    with recording(database, f'"{text}" {outcome}', source="meeting", meeting_id=meeting_id) as session:
        row = session.get_one(Sentence, sentence_id)
        refuse_changed(session, row, expected)
        row.outcome = outcome


def amend(database: Database, sentence_id: int, text: str, expected: str | None = None) -> None:
    """Reword a sentence on the shared screen; a blank text takes it away.

    `expected` is what stood on the screen. Raises as `rewording`.
    """
    with rewording(database, Sentence, sentence_id, text, expected) as (session, row, said):
        if said is None:
            session.delete(row)
        elif row.text != said:
            row.text, row.changed_at = said, datetime.now(UTC)


def set_ready(database: Database, name: str, ready: bool = True) -> None:
    """Somebody is ready for their turn, or not yet after all."""
    with database.reading() as session:
        person_id = find_person(session, name).id
        meeting_id = running.meeting_of(session, person_id)
    with recording(database, f"{name} ready", source="check-in", meeting_id=meeting_id, person_id=person_id) as session:
        meeting_id = running.meeting_of(session, person_id)
        session.execute(delete(Ready).where(Ready.person_id == person_id, _same(Ready.meeting_id, meeting_id)))
        if ready:
            session.add(Ready(meeting_id=meeting_id, person_id=person_id, at=datetime.now(UTC)))


def _sentence(person_id: int, meeting_id: int | None, prompt: str, text: str, position: int) -> Sentence:
    return Sentence(
        meeting_id=meeting_id,
        person_id=person_id,
        prompt=prompt,
        text=text,
        position=position,
        changed_at=datetime.now(UTC),
    )


def _same(column: InstrumentedAttribute[int | None], meeting_id: int | None) -> ColumnElement[bool]:
    return column.is_(None) if meeting_id is None else column == meeting_id


def _sentences(session: Session, person_id: int, meeting_id: int | None, prompt: str) -> Sequence[Sentence]:
    return session.scalars(
        select(Sentence)
        .where(Sentence.person_id == person_id, _same(Sentence.meeting_id, meeting_id), Sentence.prompt == prompt)
        .order_by(Sentence.position, Sentence.id)
    ).all()


def _turns(
    session: Session,
    people: list[int],
    meeting_id: int | None,
    asked: Sequence[Prompt],
    also: Iterable[str] = (),
) -> dict[int, Turn]:
    here = _same(Sentence.meeting_id, meeting_id)
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(people))).all())
    ready = set(
        session.scalars(select(Ready.person_id).where(Ready.person_id.in_(people), _same(Ready.meeting_id, meeting_id)))
    )
    recalls = dict.fromkeys([*(prompt.recalls for prompt in asked if prompt.recalls), *also])
    returning = _returning(asked)
    before = said_last_time(session, people, meeting_id, dict.fromkeys([*recalls, *returning]))
    said: dict[int, dict[str, list[Said]]] = {person: defaultdict(list) for person in people}
    there = session.scalars(select(Sentence).where(Sentence.person_id.in_(people), here))
    for row in sorted(there, key=_place):
        again = row.prompt in returning and _again(row, before[row.person_id, row.prompt])
        said[row.person_id][row.prompt].append(Said(row.id, row.text, row.outcome, again))
    return {
        person: Turn(
            person_id=person,
            name=names[person],
            said={prompt: tuple(some) for prompt, some in said[person].items()},
            recalled={key: tuple(old.text for old in before[person, key]) for key in recalls},
            ready=person in ready,
        )
        for person in people
    }


def _returning(asked: Iterable[Prompt]) -> list[str]:
    """The keys under which it is pointed out what comes back."""
    return [prompt.key for prompt in asked if prompt.key in DIFFICULTIES]


def _again(row: Sentence, before: Iterable[Sentence]) -> bool:
    return any(alike(row.text, old.text) for old in before if old.outcome != "dropped")


def _place(row: Sentence) -> tuple[int, int]:
    return row.position, row.id


# -- the minutes -------------------------------------------------------------------------------------------------------

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

    @property
    def called(self) -> str:
        """The person's name, and before it the units that they spoke for."""
        return running.called(self.person, self.unit)

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        who = {"person": self.person} | ({"unit": self.unit} if self.unit else {})
        return who | {key: [one.text for one in some] for key, some in self.said.items()}


def records(past: Past, index: int) -> tuple[Spoken, ...]:
    """What everybody said who was there; of the absent, who had something prepared."""
    here = past.position.order
    prompts = past.live.agenda.steps[index].prompts
    together = past.together
    before = {key: together.once(_said_before, key) for key in _returning(prompts)}
    all_said: dict[tuple[int, str], list[Said]] = defaultdict(list)
    for row in sorted(past.own(Sentence), key=_place):
        last = before.get(row.prompt, {}).get((past.live.id, row.person_id), ())
        all_said[row.person_id, row.prompt].append(
            Said(row.id, row.text, row.outcome, _again(row, last), past.corrected(row))
        )
    found = []
    for person in here:
        said = {prompt.key: tuple(all_said.get((person, prompt.key), ())) for prompt in prompts}
        if any(said.values()) or past.position.attendance.get(person) != "absent":
            found.append(Spoken(past.people[person], said, past.live.stands_for.get(person, "")))
    return tuple(found)


def _said_before(together: Together, key: str) -> Mapping[tuple[int, int], list[Sentence]]:
    """What was said under a key before those of the meetings that ask it."""
    return said_before(
        together, key, tuple(one for one, live in together.lives.items() if key in _returning(live.agenda.prompts))
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


# -- the check-in ------------------------------------------------------------------------------------------------------


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

    table = "round"

    def template(self) -> list[str]:
        """A line for every prompt."""
        lines = []
        for prompt in self.prompts:
            lines.append(f"# {clean_line(prompt.text)}")
            recalled = self.turn.recalled.get(prompt.recalls, ())
            lines += [f"#   planned last time: {clean_line(text)}" for text in recalled]
            said = [one.text for one in self.turn.said.get(prompt.key, ())]
            lines.append(f"{bare(prompt.key)} = {listed(said)}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """The sentences for every prompt that is named."""
        known = [prompt.key for prompt in self.prompts]
        found: dict[str, list[str]] = {}
        for key, value in table.items():
            where = f"round.{bare(clean_line(key[:80]))}"
            if key not in self.accepted:
                reader.wrong(where, "this is not asked now", f"use {', '.join(known)}")
            elif (texts := reader.texts(where, value)) is not None:
                found[key] = texts
        return (lambda database: replace(database, self.name, found)) if found else None


def asked_of(database: Database, who: Who) -> AskedRound | None:
    """The prompts of the meeting that they are in, or of the one that comes; None where it has no round."""
    with database.reading() as session:
        some = prompts(session, who.meeting_id, who.person_id)
        if not some:
            return None
        turn = _turns(session, [who.person_id], who.meeting_id, some)[who.person_id]
        return AskedRound(who.name, some, turn, accepted(session, who.meeting_id, who.person_id))


KIND = Kind("round", read=turns, records=records, section=section, asked=asked_of)
