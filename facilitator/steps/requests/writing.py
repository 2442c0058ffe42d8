"""Records requests."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from facilitator.common.assigning import Parsed
from facilitator.meeting import lines
from facilitator.meeting.hooks import take_over
from facilitator.okr import suggestions
from facilitator.okr.changing import Done
from facilitator.people.reading import active_ids
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting, Request


def suggest_line(
    database: Database, meeting_id: int, line: str | Parsed, objective_id: int, key_result_id: int | None = None
) -> Done:
    """Record a suggestion that somebody makes in a meeting; `@Name` at the end of the line says who.

    Raises:
        RefusedError: There are no words.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        people = active_ids(session)
    parsed = lines.read(line, people)
    by_id = lines.named(people, parsed.owner) if parsed.owner else None
    # A line that names somebody and says nothing is refused: its date alone is no suggestion.
    text = parsed.dated if parsed.text else ""
    return suggestions.suggest(
        database, objective_id, text, key_result_id=key_result_id, by_id=by_id, meeting_id=meeting_id
    )


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the open requests part of the meeting that people asked beforehand."""
    # In a meeting without this step they come back as open ones, and still wait for the meeting that is about them.
    take_over(session, meeting, Request, Request.state == "open", Request.from_person_id.in_(people))
