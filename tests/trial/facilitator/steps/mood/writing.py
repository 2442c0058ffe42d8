"""Records moods."""

from __future__ import annotations

from collections.abc import Collection

from facilitator.tables.mood import Mood
from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line
from facilitator.meeting import running
from facilitator.meeting.hooks import take_over
from facilitator.people.reading import find_person
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Meeting


def give(database: Database, name: str, figure: int, word: str) -> None:
    """Record somebody's mood in their meeting, or for the next one; it replaces what they gave before."""
    with recording(database, f"mood of {name}", source="check-in") as session:
        person = find_person(session, name)
        meeting_id = running.meeting_of(session, person.id)
        mine = select(Mood).where(Mood.person_id == person.id, Mood.meeting_id.is_not_distinct_from(meeting_id))
        mood = session.scalar(mine) or Mood(meeting_id=meeting_id, person_id=person.id)
        mood.figure, mood.word = figure, clean_line(word).strip()
        session.add(mood)


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the moods that people prepared part of the meeting."""
    take_over(session, meeting, Mood, Mood.person_id.in_(people))
