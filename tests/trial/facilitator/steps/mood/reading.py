"""Reads the moods of a meeting."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.tables.mood import Mood
from sqlalchemy import select

from facilitator.store.database import Database
from facilitator.tables.people import Person


@dataclass(frozen=True, slots=True)
class MoodView:
    """Somebody's mood, as the panel shows it."""

    person: str
    figure: int
    word: str


def of_meeting(database: Database, meeting_id: int) -> tuple[MoodView, ...]:
    """Return the moods of a meeting, in the order in which they were given."""
    moods = select(Person.name, Mood.figure, Mood.word).join(Person).where(Mood.meeting_id == meeting_id)
    with database.reading() as session:
        return tuple(MoodView(name, figure, word) for name, figure, word in session.execute(moods.order_by(Mood.id)))
