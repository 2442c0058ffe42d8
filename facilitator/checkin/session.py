"""Reads a person's own session, and records what they type beside what others record meanwhile (METHOD U2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotFoundError
from facilitator.common.merging import Sentences, merge_fields
from facilitator.meeting import running
from facilitator.meeting.running import Live
from facilitator.people.reading import find_person
from facilitator.promises import requests as promises_requests
from facilitator.steps import kinds
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.questions import Who
from facilitator.steps.round import checkin as round_checkin
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Own:
    """One person's check-in.

    Attributes:
        team: Their unit; empty where they are in none.
        live: The meeting that they are in now.
        asked: What they are asked now, by kind of step.
    """

    person_id: int
    name: str
    team: str
    live: Live | None
    asked: Mapping[str, Any]

    @property
    def ready(self) -> bool:
        """Whether they said that they are ready for their turn."""
        round_asked: round_checkin.AskedRound | None = self.asked.get("round")
        return round_asked is not None and round_asked.turn.ready

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words; a turn that has come needs no preparing any more."""
        position = self.live.position() if self.live is not None else None
        spoken = position is not None and self.person_id in (position.speaker, *position.spoken)
        # What a kind does not ask for, it has no words for.
        asked = (asked for kind, asked in self.asked.items() if not (spoken and kind == "round"))
        return tuple(words for part in asked for words in getattr(part, "owed", ()))


def own(database: Database, person: str | int) -> Own:
    """Return everything that a person's own session shows.

    Args:
        person: Their name or, once it is known, their id: a session goes on when somebody is renamed.

    Raises:
        NotFoundError: There is no such person.
    """
    who, team, live = _who(database, person, offering=True)
    return Own(who.person_id, who.name, team, live, kinds.asked(database, who))


def who(database: Database, name: str, *, offering: bool = False) -> Who:
    """Return whose check-in it is; `offering` as in `Who`. Raises as `find_person`."""
    return _who(database, name, offering=offering)[0]


def save(
    database: Database, name: str, base: Mapping[str, Sentences], mine: Mapping[str, Sentences]
) -> dict[str, Sentences]:
    """Record what somebody has in their fields, and keep what others added since `base` was read.

    Return what is recorded now, for each key of `mine`. Raises as `round.writing.add`.
    """
    turn = round_reading.prepared(database, name)
    theirs = {key: tuple(sentence.text for sentence in sentences) for key, sentences in turn.sentences.items()}
    merged = merge_fields(base, mine, theirs)
    rounds.replace(database, name, merged)
    return merged


def move_card(
    database: Database, name: str, card_id: int, column: str, expected: Mapping[str, Any] | None = None
) -> None:
    """Move one of the person's own cards, in the meeting that they are in now. Raises as `whiteboard.change`."""
    meeting_id = who(database, name).meeting_id
    whiteboard_writing.change(
        database, card_id, column=column, meeting_id=meeting_id, source="check-in", expected=expected
    )


def add_card(database: Database, name: str, title: str | Parsed, column: str) -> None:
    """Pin a card of the person's own. Raises as `whiteboard.add`."""
    whiteboard_writing.add(database, title, name=name, column=column)


def as_person(
    database: Database, person_id: int, function: Callable[..., Any], *arguments: Any, **keywords: Any
) -> Any:
    """Call `function(database, name, *arguments)` with the name that the person has now, and return what it returns.

    Raises:
        NotFoundError: There is no such person any more.
    """
    with database.reading() as session:
        name = _person(session, person_id).name
    return function(database, name, *arguments, **keywords)


def update_progress(
    database: Database,
    name: str,
    key_result_id: int,
    current: float | None = None,
    confidence: int | None = None,
    note: str = "",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Record how far one of the person's key results is; `expected` and errors as in `progress.update`."""
    progress_writing.update(
        database,
        key_result_id,
        current=current,
        confidence=confidence,
        note=note,
        name=name,
        source="check-in",
        expected=expected,
    )


def answer_request(database: Database, name: str, request_id: int, answer: str, note: str) -> None:
    """Answer a request that is asked of the person or of their unit. Raises as `requests.answer`."""
    promises_requests.answer(database, request_id, answer, note, name=name)


def vote(database: Database, name: str, per: str, item_id: int, figure: int, round_number: int) -> None:
    """Give the person's sealed vote on a key result or an objective. Raises as `confidence.writing.vote`."""
    with database.reading() as session:
        person_id = find_person(session, name).id
    confidence_writing.vote(database, person_id, per, {item_id: figure}, round_number=round_number)


def _person(session: Session, person: str | int) -> Person:
    if isinstance(person, str):
        return find_person(session, person)
    row = session.get(Person, person)
    if row is None:
        raise NotFoundError("the person of this check-in was taken out; leave with ctrl+q")
    return row


def _who(database: Database, name: str | int, *, offering: bool) -> tuple[Who, str, Live | None]:
    with database.reading() as session:
        person = _person(session, name)
        unit = session.get(Unit, person.unit_id) if person.unit_id else None
        meeting_id = running.meeting_of(session, person.id)
        live = running.read(session, meeting_id) if meeting_id is not None else None
        whose = Who(
            person_id=person.id,
            name=person.name,
            unit_id=person.unit_id,
            meeting_id=meeting_id,
            agenda=live.agenda if live else None,
            cycle_id=live.cycle_id if live else None,
            next_cycle_id=live.next_cycle_id if live else None,
            offering=offering,
        )
        return whose, unit.name if unit else "", live
