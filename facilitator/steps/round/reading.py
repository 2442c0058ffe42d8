"""Reads a round of a meeting."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from facilitator.common.similar import alike
from facilitator.meeting import agenda as agendas
from facilitator.meeting import running
from facilitator.meeting.agenda import Prompt
from facilitator.people.reading import find_person
from facilitator.steps.round import key_results
from facilitator.steps.round.key_results import OwnKeyResult
from facilitator.steps.round.last_time import meetings_with, said_last_time
from facilitator.steps.round.prompts import prompts
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting, Ready, Sentence
from facilitator.tables.people import Person

DIFFICULTIES = ("difficulties", "risks")
"""The keys under which people say what is in their way: one that comes back is pointed out."""

PRIORITIES = "priorities"
"""The key under which people say what matters most until the next meeting."""
ENOUGH = 3
"""So many priorities are recommended; more are allowed, and pointed out (METHOD M6)."""


@dataclass(frozen=True, slots=True)
class SentenceView:
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
    source: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the screen shows of one person's turn.

    Attributes:
        sentences: Those for each prompt's key.
        recalled: What they said last time, for each key that a prompt or the gathering recalls.
        ready: Whether they said in their check-in that they are ready.
        times: How many meetings a difficulty has come up in, this one counted, by the id of a sentence that is `again`.
        key_results: Those that they speak for; read for a meeting only.
    """

    person_id: int
    name: str
    sentences: Mapping[str, tuple[SentenceView, ...]]
    recalled: Mapping[str, tuple[str, ...]]
    ready: bool
    times: Mapping[int, int] = field(default_factory=dict)
    key_results: tuple[OwnKeyResult, ...] = ()

    @property
    def planned(self) -> tuple[str, ...]:
        """All that is recalled: what they said last time that they would do."""
        return tuple(text for texts in self.recalled.values() for text in texts)

    def unsaid(self, prompt: Prompt) -> tuple[str, ...]:
        """Return what they planned last time that a prompt recalls, without what is said under it by now."""
        said = self.sentences.get(prompt.key, ())
        return tuple(
            plan
            for plan in (self.recalled.get(prompt.recalls, ()) if prompt.recalls else ())
            if not any(alike(plan, sentence.text) for sentence in said)
        )

    def offered(self, prompts: Iterable[Prompt]) -> dict[str, tuple[str, ...]]:
        """Return the plans that can be taken over whole, by prompt: nothing is said there yet."""
        return {
            prompt.key: plans
            for prompt in prompts
            if not self.sentences.get(prompt.key) and (plans := self.unsaid(prompt))
        }

    def too_many(self, key: str) -> int:
        """Return how many priorities they have under this key, if these are more than three; else 0."""
        count = len(self.sentences.get(key, ())) if key == PRIORITIES else 0
        return count if count > ENOUGH else 0

    @property
    def prepared(self) -> bool:
        """Whether there is anything to read."""
        return self.ready or any(self.sentences.values())


def of_meeting(database: Database, meeting_id: int) -> dict[int, Turn]:
    """Return everybody's turn, by person id."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        stands_for = select(Attendance.person_id, Attendance.stands_for).where(Attendance.meeting_id == meeting_id)
        speakers = dict(session.execute(stands_for).all())
        agenda = agendas.from_json(meeting.agenda)
        also = [step.recalls for step in agenda.steps if step.recalls]
        turns = read_turns(session, list(speakers), meeting_id, agenda.prompts, also)
        own = key_results.of_speakers(session, meeting, speakers)
        return {person: replace(turn, key_results=tuple(own[person])) for person, turn in turns.items()}


def prepared(database: Database, name: str) -> Turn:
    """Return one person's turn in their running meeting, or in the next one. Raises as `find_person`."""
    with database.reading() as session:
        person = find_person(session, name)
        meeting_id = running.meeting_of(session, person.id)
        return read_turns(session, [person.id], meeting_id, prompts(session, meeting_id, person.id))[person.id]


def prepared_ahead(session: Session, people: Select[int]) -> set[int]:
    """Return who of them has prepared something for their next meeting, or is just ready, as `Turn.prepared`."""
    return {
        person
        for table in (Sentence, Ready)
        for person in session.scalars(
            select(table.person_id).where(table.meeting_id.is_(None), table.person_id.in_(people))
        )
    }


def read_sentences(session: Session, person_id: int, meeting_id: int | None, prompt: str) -> Sequence[Sentence]:
    """Return what a person said under a prompt, in their order."""
    return session.scalars(
        select(Sentence)
        .where(Sentence.person_id == person_id, Sentence.meeting_id == meeting_id, Sentence.prompt == prompt)
        .order_by(Sentence.position, Sentence.id)
    ).all()


def read_turns(
    session: Session,
    people: list[int],
    meeting_id: int | None,
    asked: Sequence[Prompt],
    also: Iterable[str] = (),
) -> dict[int, Turn]:
    """Return the turn of each person: what stands under each prompt, and what it recalls."""
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(people))).all())
    ready = set(
        session.scalars(select(Ready.person_id).where(Ready.person_id.in_(people), Ready.meeting_id == meeting_id))
    )
    recalls = dict.fromkeys([*(prompt.recalls for prompt in asked if prompt.recalls), *also])
    returning = returning_prompts(asked)
    before = said_last_time(session, people, meeting_id, dict.fromkeys([*recalls, *returning]))
    sentences: dict[int, dict[str, list[SentenceView]]] = {person: defaultdict(list) for person in people}
    rows = session.scalars(select(Sentence).where(Sentence.person_id.in_(people), Sentence.meeting_id == meeting_id))
    came_back: list[Sentence] = []
    for row in sorted(rows, key=place):
        again = row.prompt in returning and was_said_before(row, before[row.person_id, row.prompt])
        sentences[row.person_id][row.prompt].append(SentenceView(row.id, row.text, row.outcome, again))
        came_back.extend([row] if again else [])
    times = meetings_with(session, came_back, meeting_id)
    return {
        person: Turn(
            person_id=person,
            name=names[person],
            sentences={prompt: tuple(views) for prompt, views in sentences[person].items()},
            recalled={key: tuple(old.text for old in before[person, key]) for key in recalls},
            ready=person in ready,
            times={row.id: times[row.id] for row in came_back if row.person_id == person},
        )
        for person in people
    }


def returning_prompts(asked: Iterable[Prompt]) -> list[str]:
    """Return the keys under which it is pointed out what comes back."""
    return [prompt.key for prompt in asked if prompt.key in DIFFICULTIES]


def was_said_before(row: Sentence, before: Iterable[Sentence]) -> bool:
    """Say whether a sentence comes back in almost the same words."""
    return any(alike(row.text, old.text) for old in before if old.outcome != "dropped")


def place(row: Sentence) -> tuple[int, int]:
    """Return where a sentence stands in its list."""
    return row.position, row.id
