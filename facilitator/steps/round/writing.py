"""Records a round."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import RefusedError
from facilitator.common.merging import cleaned
from facilitator.meeting import agenda as agendas
from facilitator.meeting import running
from facilitator.meeting.hooks import take_over
from facilitator.people.reading import find_person
from facilitator.steps.questions import recording_answer
from facilitator.steps.rewording import paired, refuse_unasked, rewording
from facilitator.steps.round.prompts import accepted
from facilitator.steps.round.reading import read_sentences
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Meeting, Ready, Sentence

OUTCOMES = ("action", "request", "parked", "escalated", "dropped")
"""What becomes of a difficulty."""


def add(database: Database, name: str, sentences: Mapping[str, Iterable[str]], source: str = "check-in") -> int:
    """Add what somebody says, by the keys of prompts, to what is there, and return how many sentences that are.

    Blank texts are not recorded. The source is `meeting` for what was typed on the shared screen.

    Raises:
        NotFoundError: Nobody has that name.
        TooLongError: A text of more than 100,000 characters.
        NotAskedError: A prompt that the person is not asked now.
    """
    return _write(database, name, sentences, source, replacing=False)


def replace(database: Database, name: str, sentences: Mapping[str, Iterable[str]], source: str = "check-in") -> int:
    """Record what somebody says in place of what is there, for the prompts that are named.

    A sentence whose text stays as it was keeps what became of it. Raises as `add`.
    """
    return _write(database, name, sentences, source, replacing=True)


def as_planned(database: Database, name: str, plans: Mapping[str, Iterable[str]]) -> int:
    """Record what somebody had planned as what they say now, by the keys of prompts, and return how many that are.

    Where something was said under a key meanwhile, that stands, and the plan is not added to it. Raises as `add`.
    """
    return _write(database, name, plans, "meeting", replacing=False, only_first=True)


def _write(
    database: Database,
    name: str,
    sentences: Mapping[str, Iterable[str]],
    source: str,
    *,
    replacing: bool,
    only_first: bool = False,
) -> int:
    texts = cleaned(sentences)
    with database.reading() as session:
        person_id = find_person(session, name).id
        meeting_id = running.meeting_of(session, person_id)
        refuse_unasked(texts, accepted(session, meeting_id, person_id))
    what = next((f'"{text}"' for spoken in texts.values() for text in spoken), "sentences")
    with recording(database, what, source=source, meeting_id=meeting_id, person_id=person_id) as session:
        # The meeting may have begun, or ended, since.
        meeting_id = running.meeting_of(session, person_id)
        written = 0
        for prompt, spoken in texts.items():
            rows = list(read_sentences(session, person_id, meeting_id, prompt))
            if rows and only_first:
                continue
            written += len(spoken)
            first = 0 if replacing else max((row.position + 1 for row in rows), default=0)
            pairs, left = paired(rows if replacing else (), spoken, lambda row, text: row.text == text)
            for position, (text, row) in enumerate(pairs, first):
                if row is None:
                    new = Sentence(meeting_id=meeting_id, person_id=person_id, prompt=prompt, text=text)
                    new.position, new.changed_at = position, clock.now()
                    session.add(new)
                elif row.position != position:
                    row.position = position
            for row in left:
                session.delete(row)
    return written


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
    with rewording(database, Sentence, sentence_id, text, expected) as (session, row, words):
        if words is None:
            session.delete(row)
        elif row.text != words:
            row.text, row.changed_at = words, clock.now()


def set_ready(database: Database, name: str, ready: bool = True) -> None:
    """Record that somebody is ready for their turn, or not yet after all."""
    with recording_answer(database, name, f"{name} ready") as (session, person_id, meeting_id):
        session.execute(delete(Ready).where(Ready.person_id == person_id, Ready.meeting_id == meeting_id))
        if ready:
            session.add(Ready(meeting_id=meeting_id, person_id=person_id, at=clock.now()))


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the sentences that people prepared for these prompts part of the meeting, and that they are ready."""
    asked = [prompt.key for prompt in agendas.from_json(meeting.agenda).prompts]
    take_over(session, meeting, Sentence, Sentence.person_id.in_(people), Sentence.prompt.in_(asked))
    take_over(session, meeting, Ready, Ready.person_id.in_(people))
