"""Makes action items of what people promise in their reflection: at their turn, or at the end of the meeting."""

from __future__ import annotations

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting import lines
from facilitator.people.reading import active_ids
from facilitator.store.journal import entry_of, journaled
from facilitator.tables.meeting import Action
from facilitator.tables.review import Reflection

ACTION = "action"
"""The part of a reflection whose thoughts become action items (METHOD M31)."""


def promise(session: Session, row: Reflection, names: dict[str, int]) -> None:
    """Make an action item of a thought of the part `action`, or bring the one up to date that it became.

    `names` are the ids of people by name, for the `@Name` of another owner.
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


def keep(session: Session, meeting_id: int, person_id: int | None = None) -> int | None:
    """Make action items of what somebody promised in their reflection, or everybody.

    Returns:
        The id of the journal's entry; None where nothing was waiting.
    """
    rows = session.scalars(waiting(meeting_id, person_id).order_by(Reflection.position, Reflection.id)).all()
    if not rows:
        return None
    # It is no part of what the shared screen recorded last, which is what undo takes back.
    with journaled(session, "actions out of the reflection", source="check-in", meeting_id=meeting_id):
        names = active_ids(session)
        for row in rows:
            promise(session, row, names)
    return entry_of(session)


def waiting(meeting_id: int, person_id: int | None) -> Select[Reflection]:
    """Select what somebody promised, or everybody, and is no action item yet."""
    promised = select(Reflection).where(
        Reflection.meeting_id == meeting_id, Reflection.part == ACTION, Reflection.action_id.is_(None)
    )
    return promised if person_id is None else promised.where(Reflection.person_id == person_id)
