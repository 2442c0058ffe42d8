"""Asks for the whiteboard in a check-in."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.meeting.agenda import COLUMNS
from facilitator.people.reading import active_ids
from facilitator.steps.questions import AskedOnScreen, Who
from facilitator.steps.whiteboard.reading import CardView, read_cards
from facilitator.store.database import Database


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
        names = tuple(active_ids(session))
    return AskedCards(columns, read_cards(database, owner_id=who.person_id), names)
