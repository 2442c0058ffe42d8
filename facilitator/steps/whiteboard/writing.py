"""Records the whiteboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from facilitator.common import clock
from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotFoundError
from facilitator.common.text import clean_line, is_blank
from facilitator.meeting import lines
from facilitator.meeting.agenda import COLUMNS
from facilitator.people.reading import active_ids, choose_person, find_person
from facilitator.steps.progress import reading as progress_reading
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Card, Meeting


def add(
    database: Database,
    title: str | Parsed,
    *,
    meeting_id: int | None = None,
    name: str | None = None,
    column: str | None = None,
) -> int | None:
    """Pin a card on the board: the meeting's unit's, or without a meeting the person's unit's.

    Args:
        title: Its text; `@Name` at the end says whose it is.
        name: Who pins it from a check-in, and owns it unless the text says otherwise.

    Returns:
        The card's id; None where there was no text.

    Raises:
        NotFoundError: Nobody has that name, or the person is in no unit.
    """
    with database.reading() as session:
        people = active_ids(session)
        person = find_person(session, name) if name else None
        unit_id = session.get_one(Meeting, meeting_id).unit_id if meeting_id else person and person.unit_id
        last = session.scalar(select(func.max(Card.position)).where(Card.unit_id == unit_id)) or 0
    parsed = lines.read(title, people)
    if is_blank(parsed.text):
        return None
    line = parsed.dated
    if unit_id is None:
        raise NotFoundError(f"{name} is in no unit; a card needs a unit's whiteboard")
    owner = lines.named(people, parsed.owner) if parsed.owner else person.id if person else None
    source = "meeting" if name is None else "check-in"
    with recording(database, f'card "{line}"', source=source, meeting_id=meeting_id) as session:
        now = clock.now()
        row = Card(
            unit_id=unit_id,
            title=line,
            owner_id=owner,
            column=column or COLUMNS[0],
            position=last + 1,
            recorded_at=now,
            moved_at=now,
        )
        session.add(row)
        session.flush()
        return row.id


def change(
    database: Database,
    card_id: int,
    *,
    meeting_id: int | None = None,
    source: str = "meeting",
    expected: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:
    """Move a card, or change what it says, whose it is, which key result it serves, whether it is archived.

    `values` and `expected`, which is what stood on the screen, are by column of the table; a blank title stays.

    Raises:
        ChangedMeanwhileError: It is otherwise now.
        NotFoundError: The card was taken back meanwhile.
    """
    with database.reading() as session:
        card = session.get(Card, card_id)
        if card is None:
            raise NotFoundError("the card is not there any more; somebody has taken it back")
        what = f'card "{card.title}"' + (f" to {values['column']}" if "column" in values else "")
    if "title" in values:
        values["title"] = clean_line(values["title"]).strip()
    with recording(database, what, source=source, meeting_id=meeting_id) as session:
        row = session.get_one(Card, card_id)
        if row.title != values.get("title"):
            refuse_changed(session, row, expected)
        if values.get("column", row.column) != row.column:
            row.moved_at = clock.now()
        for name, value in values.items():
            if name != "title" or not is_blank(value):
                setattr(row, name, value)


def give(
    database: Database, card_id: int, line: str, meeting_id: int, expected: Mapping[str, Any] | None = None
) -> None:
    """Give a card to whom the line names. Raises as `change` and `choose_person`."""
    with database.reading() as session:
        owner_id = choose_person(session, line.strip().removeprefix("@")).id
    change(database, card_id, owner_id=owner_id, meeting_id=meeting_id, expected=expected)


def tie_to_next(database: Database, card_id: int, meeting_id: int, expected: Mapping[str, Any] | None = None) -> None:
    """Tie a card to the team's key result after the one that it is tied to; from the last to the first.

    Raises as `change`.
    """
    ids = [status.key_result.id for status in progress_reading.of_meeting(database, meeting_id)]
    with database.reading() as session:
        now = session.get_one(Card, card_id).key_result_id
    if ids:
        following = ids[(ids.index(now) + 1) % len(ids)] if now in ids else ids[0]
        change(database, card_id, key_result_id=following, meeting_id=meeting_id, expected=expected)
