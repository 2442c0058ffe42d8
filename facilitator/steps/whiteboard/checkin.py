"""Asks for the whiteboard in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from facilitator.meeting.agenda import COLUMNS
from facilitator.steps.questions import AskedOnScreen, Who
from facilitator.steps.whiteboard.reading import CardView, placed, read_cards
from facilitator.store.database import Database
from facilitator.tables.people import Person


@dataclass(frozen=True, slots=True)
class AskedCards(AskedOnScreen):
    """Somebody's own cards, and the columns of the whiteboard from left to right; no file answers it.

    Attributes:
        recorded: The column that each card is recorded in, by its id: the whiteboard may have another one for it.
    """

    columns: tuple[str, ...]
    cards: tuple[CardView, ...]
    names: tuple[str, ...] = ()
    recorded: Mapping[int, str] = field(default_factory=dict)


def asked(database: Database, who: Who) -> AskedCards | None:
    """Their own cards, where their meeting has a whiteboard."""
    if who.agenda is not None and not who.in_step("whiteboard"):
        return None
    boards = [step.columns for step in who.agenda.steps if step.kind == "whiteboard"] if who.agenda else []
    cards = read_cards(database, owner_id=who.person_id)
    columns = boards[0] if boards and boards[0] else COLUMNS
    with database.reading() as session:
        names = tuple(session.scalars(select(Person.name).where(Person.active).order_by(Person.id)))
    shown = tuple(replace(card, column=placed(card.column, columns)) for card in cards)
    return AskedCards(columns, shown, names, {card.id: card.column for card in cards})
