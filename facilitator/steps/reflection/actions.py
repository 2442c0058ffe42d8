"""Makes action items of what people promise in their reflection: at their turn, or at the end of the meeting."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting import lines
from facilitator.people.reading import active_ids
from facilitator.store.database import Database
from facilitator.store.journal import entry_of, journaled
from facilitator.tables.meeting import Action
from facilitator.tables.review import Reflection

ACTION = "action"
"""The part of a reflection whose thoughts become action items (METHOD M31)."""


def promise(session: Session, row: Reflection, names: dict[str, int]) -> None:
    """Make an action item of a thought of the part `action`, or bring the one up to date that it became.

    Args:
        session: A recording's.
        row: The thought, which belongs to a meeting.
        names: The ids of people by name, for the `@Name` of another owner.
    """
    parsed = lines.read(row.text, names, clock.day_of(row.changed_at))
    owner = names[parsed.owner] if parsed.owner and parsed.text else row.person_id
    action = session.get(Action, row.action_id) if row.action_id is not None else None
    if action is None:
        action = Action(meeting_id=row.meeting_id, recorded_at=clock.now())
        session.add(action)
    action.text, action.owner_id, action.due = parsed.text or row.text, owner, row.due
    session.flush()
    row.action_id = action.id


def keep(database: Database, meeting_id: int, people: Iterable[int] | None = None) -> None:
    """Make action items of what these people promised in their reflection; without `people`, of everybody's.

    What somebody prepared is theirs until their turn: only then, or at the end, does it stand among the actions.
    """
    asked = list(people) if people is not None else None
    with database.reading() as session:
        if session.scalar(_waiting(meeting_id, asked).limit(1)) is None:
            return
    with database.writing() as session:
        keep_in(session, meeting_id, asked)


def keep_in(session: Session, meeting_id: int, people: Iterable[int] | None = None) -> int | None:
    """Do the same as `keep`, as a part of what a session does.

    Returns:
        The id of the journal's entry; None where nothing was waiting.
    """
    rows = session.scalars(_waiting(meeting_id, people).order_by(Reflection.position, Reflection.id)).all()
    if not rows:
        return None
    # It is no part of what the shared screen recorded last, which is what undo takes back.
    with journaled(session, "actions out of the reflection", source="check-in", meeting_id=meeting_id):
        names = active_ids(session)
        for row in rows:
            promise(session, row, names)
    return entry_of(session)


def _waiting(meeting_id: int, people: Iterable[int] | None) -> Select[Reflection]:
    """Selects what was promised and is no action item yet."""
    waiting = select(Reflection).where(
        Reflection.meeting_id == meeting_id, Reflection.part == ACTION, Reflection.action_id.is_(None)
    )
    return waiting if people is None else waiting.where(Reflection.person_id.in_(list(people)))
