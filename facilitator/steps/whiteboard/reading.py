"""Reads the whiteboard of a meeting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from facilitator.common import clock
from facilitator.people.reading import units_below
from facilitator.store.database import Database
from facilitator.tables.meeting import Card, Meeting
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person

STALE_DAYS = 3
"""Working days after which a card that has not moved shows its age."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as a board shows it; `age` is in working days since it moved."""

    id: int
    title: str
    owner: str | None
    column: str
    key_result: str | None
    age: int
    owner_id: int | None = None
    key_result_id: int | None = None

    @property
    def stale(self) -> bool:
        """Whether it has not moved for three working days."""
        return self.age >= STALE_DAYS


def placed(column: str, columns: Sequence[str]) -> str:
    """Return the column in which a card stands on a board: its own, or the first where the board has no such column."""
    return column if column in columns or not columns else columns[0]


def working_days(since: date, until: date) -> int:
    """Return the number of Mondays to Fridays after `since`, up to and with `until`."""
    if until <= since:
        return 0
    weeks, rest = divmod((until - since).days, 7)
    return weeks * 5 + sum((since + timedelta(days=day)).weekday() < 5 for day in range(1, rest + 1))


def of_meeting(database: Database, meeting_id: int) -> tuple[CardView, ...]:
    """Return the cards of the meeting's unit and of the units below it."""
    with database.reading() as session:
        units = units_below(session, session.get_one(Meeting, meeting_id).unit_id)
    return read_cards(database, units=units)


def read_cards(
    database: Database, *, units: list[int] | None = None, owner_id: int | None = None
) -> tuple[CardView, ...]:
    """Return the cards of units or of an owner, in the order of the board."""
    today = clock.today()
    with database.reading() as session:
        rows = session.execute(
            select(Card, Person.name, KeyResult.title)
            .outerjoin(Person, Person.id == Card.owner_id)
            .outerjoin(KeyResult, KeyResult.id == Card.key_result_id)
            .where(Card.archived.is_(False), or_(Card.unit_id.in_(units or []), Card.owner_id == (owner_id or 0)))
            .order_by(Card.position, Card.id)
        )
        return tuple(
            CardView(
                id=card.id,
                title=card.title,
                owner=owner,
                column=card.column,
                key_result=key_result,
                age=working_days(clock.day_of(card.moved_at), today),
                owner_id=card.owner_id,
                key_result_id=card.key_result_id,
            )
            for card, owner, key_result in rows
        )
