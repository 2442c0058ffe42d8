"""What a person's own session shows, and how what they type meets what others record meanwhile (METHOD U2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.meeting import running
from facilitator.meeting.assigning import Parsed
from facilitator.meeting.running import Live
from facilitator.people import Unit, find_person
from facilitator.steps import kinds, whiteboard
from facilitator.steps import round as rounds
from facilitator.steps.asking import Asked, Who
from facilitator.steps.merging import Sentences, merge
from facilitator.store.database import Database


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
        round_asked: rounds.AskedRound | None = self.asked.get("round")
        return round_asked is not None and round_asked.turn.ready


def own(database: Database, name: str) -> Own:
    """Everything that NAME's own session shows.

    Raises:
        NotFoundError: Nobody is called so.
    """
    who, team, live = _who(database, name, offering=True)
    return Own(who.person_id, who.name, team, live, asked(database, who))


def who(database: Database, name: str, *, offering: bool = False) -> Who:
    """Whose check-in it is; `offering` as in `Who`.

    Raises:
        NotFoundError: Nobody is called so.
    """
    return _who(database, name, offering=offering)[0]


def asked(database: Database, person: Who) -> dict[str, Asked]:
    """What they are asked now, by kind of step, and what they have promised."""
    found = {name: asking(database, person) for name, asking in kinds.ASKED.items()}
    return {name: one for name, one in found.items() if one is not None}


def save(
    database: Database, name: str, base: Mapping[str, Sentences], mine: Mapping[str, Sentences]
) -> dict[str, Sentences]:
    """Record what somebody has in their fields, and keep what others added since `base` was read.

    Returns:
        What is recorded now, for each key of `mine`.

    Raises:
        NotFoundError: Nobody is called so.
        TooLongError: A text of more than 100,000 characters.
        KeyError: A prompt that the person is not asked now.
    """
    there = rounds.prepared(database, name).said
    merged = {
        key: merge(base.get(key, ()), some, tuple(said.text for said in there.get(key, ())))
        for key, some in mine.items()
    }
    rounds.replace(database, name, merged)
    return merged


def move_card(database: Database, name: str, card_id: int, column: str) -> None:
    """Move one of the person's own cards, in the meeting that they are in now."""
    meeting_id = who(database, name).meeting_id
    whiteboard.change(database, card_id, column=column, meeting_id=meeting_id, source="check-in")


def add_card(database: Database, name: str, title: str | Parsed, column: str) -> None:
    """Pin a card of the person's own. Raises as `whiteboard.add`."""
    whiteboard.add(database, title, name=name, column=column)


def _who(database: Database, name: str, *, offering: bool) -> tuple[Who, str, Live | None]:
    with database.reading() as session:
        person = find_person(session, name)
        unit = session.get(Unit, person.unit_id) if person.unit_id else None
        meeting_id = running.meeting_of(session, person.id)
        live = running.read(session, meeting_id) if meeting_id is not None else None
        found = Who(
            person_id=person.id,
            name=person.name,
            unit_id=person.unit_id,
            meeting_id=meeting_id,
            agenda=live.agenda if live else None,
            cycle_id=live.cycle_id if live else None,
            next_cycle_id=live.next_cycle_id if live else None,
            offering=offering,
        )
        return found, unit.name if unit else "", live
