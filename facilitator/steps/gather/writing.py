"""Records who is present."""

from __future__ import annotations

from facilitator.meeting import moving
from facilitator.people.reading import choose_person
from facilitator.store.database import Database


def invite(database: Database, meeting_id: int, name: str) -> str:
    """Somebody who was not asked is here too.

    Returns:
        The name as it is known.

    Raises:
        NotFoundError: Nobody is called so.
    """
    with database.reading() as session:
        person = choose_person(session, name.strip())
    moving.set_attendance(database, meeting_id, person.id, "present")
    return person.name
