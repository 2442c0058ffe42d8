"""Asks for the whiteboard in a check-in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from facilitator.meeting.agenda import COLUMNS
from facilitator.steps.questions import AskedOnScreen, Who
from facilitator.steps.whiteboard.reading import CardView, read_cards
from facilitator.store.database import Database
from facilitator.tables.people import Person


@dataclass(frozen=True, slots=True)
class AskedCards(AskedOnScreen):
    """Somebody's own cards, and the columns of the whiteboard from left to right."""

    columns: tuple[str, ...]
    cards: tuple[CardView, ...]
    names: tuple[str, ...]


def asked(database: Database, who: Who) -> AskedCards | None:
    """Return somebody's own cards, where their meeting has a whiteboard."""
    boards = [step.columns for step in who.agenda.steps if step.kind == "whiteboard"] if who.agenda else []
    columns = boards[0] if boards and boards[0] else COLUMNS
    with database.reading() as session:
        names = tuple(session.scalars(select(Person.name).where(Person.active).order_by(Person.id)))
    return AskedCards(columns, read_cards(database, owner_id=who.person_id), names)
