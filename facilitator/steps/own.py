"""What a person's own session shows, and how what they type meets what others record meanwhile (METHOD U2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from facilitator.meeting import running
from facilitator.meeting.agenda import COLUMNS, Prompt
from facilitator.meeting.running import Live
from facilitator.people import Unit, find_person
from facilitator.steps import progress, whiteboard
from facilitator.steps import round as rounds
from facilitator.steps.merging import Sentences, merge
from facilitator.steps.progress import Standing
from facilitator.steps.round import Turn
from facilitator.steps.whiteboard import CardView
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class Own:
    """One person's check-in.

    Attributes:
        team: Their unit; empty where they are in none.
        live: The meeting that they are in now.
        prompts: What they are asked now.
        columns: Those of the whiteboard, in order.
    """

    name: str
    team: str
    live: Live | None
    prompts: tuple[Prompt, ...]
    turn: Turn
    standings: tuple[Standing, ...]
    cards: tuple[CardView, ...]
    columns: tuple[str, ...]


def own(database: Database, name: str) -> Own:
    """Everything that NAME's own session shows.

    Raises:
        NotFound: Nobody is called so.
    """
    with database.reading() as session:
        person = find_person(session, name)
        unit = session.get(Unit, person.unit_id) if person.unit_id else None
        called, team = person.name, unit.name if unit else ""
        meeting_id = rounds.running_meeting(session, person.id)
        prompts = rounds.prompts(session, meeting_id)
    live = running.load(database, meeting_id) if meeting_id is not None else None
    boards = [step.columns for step in live.agenda.steps if step.kind == "whiteboard"] if live else []
    cards = whiteboard.of_person(database, called)
    columns = boards[0] if boards and boards[0] else COLUMNS
    return Own(
        name=called,
        team=team,
        live=live,
        prompts=prompts,
        turn=rounds.prepared(database, called),
        standings=progress.of_person(database, called),
        cards=cards,
        columns=tuple(dict.fromkeys((*columns, *(card.column for card in cards)))),
    )


def save(
    database: Database, name: str, base: Mapping[str, Sentences], mine: Mapping[str, Sentences]
) -> dict[str, Sentences]:
    """Record what somebody has in their fields, and keep what others added since `base` was read.

    Returns:
        What is recorded now, for each key of `mine`.

    Raises:
        NotFound: Nobody is called so.
        TooLong: A text of more than 100,000 characters.
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
    whiteboard.change(database, card_id, column=column, meeting_id=_meeting(database, name), source="check-in")


def add_card(database: Database, name: str, title: str, column: str) -> None:
    """Pin a card of the person's own. Raises as `whiteboard.add`."""
    whiteboard.add(database, title, name=name, column=column)


def _meeting(database: Database, name: str) -> int | None:
    with database.reading() as session:
        return rounds.running_meeting(session, find_person(session, name).id)
