"""What stood on the screen when a key was pressed is compared with what stands there now: who comes late is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import ChangedMeanwhileError
from facilitator.common.text import clean_line, number
from facilitator.tables.base import Base
from facilitator.tables.journal import Change, Entry
from facilitator.tables.people import Person

_LONGEST = 120
_WORDS = {
    "text": "it says “{}” now",
    "title": "it says “{}” now",
    "own_part": "it says “{}” now",
    "help_needed": "it says “{}” now",
    "solution": "it says “{}” now",
    "action_id": "it has an action now",
    "description": "it says “{}” now",
    "unit": "the unit is “{}” now",
    "start": "it starts at {} now",
    "target": "the target is {} now",
    "current": "it stands at {} now",
    "confidence": "the confidence is {} now",
    "column": "it stands in “{}” now",
    "outcome": "it is settled already: {}",
    "answer": "the answer is “{}” now",
    "aligned": "it says “{}” now",
    "state": "it is {} now",
}
_PEOPLE = frozenset(("owner_id", "to_person_id"))


def refuse_changed(
    session: Session, row: Any, expected: Mapping[str, Any] | None, becomes: Mapping[str, Any] | None = None
) -> None:
    """Refuse to change a row that is not as it stood on the screen.

    Args:
        session: A writing session's.
        row: The row.
        expected: What stood there, by column; None: whatever there is will do.
        becomes: What it is to be, by column: what is so already is in nobody's way.

    Raises:
        ChangedMeanwhileError: It is otherwise now; the message says what it is and who was quicker.
    """
    if expected is None:
        return
    now = {name: getattr(row, name) for name in expected}
    wanted = becomes or {}
    changed = [
        name for name in expected if now[name] != expected[name] and not (name in wanted and wanted[name] == now[name])
    ]
    if not changed:
        return
    raise ChangedMeanwhileError(told_changed(session, row, changed), now)


def told_changed(session: Session, row: Any, names: Iterable[str]) -> str:
    """Who was quicker, and what these columns of a row say now."""
    told = ", ".join(_told(session, name, getattr(row, name)) for name in names)
    return f"{_quicker(session, row)} was quicker: {told}"


def _told(session: Session, name: str, value: Any) -> str:
    if name in _PEOPLE:
        person = session.get(Person, value) if value is not None else None
        return f"it is {clean_line(person.name) if person else 'nobody'}’s now"
    if name == "archived":
        return "it is off the board" if value else "it is on the board"
    if name == "due":
        return f"it is due {value.isoformat()} now" if isinstance(value, date) else "it has no day now"
    if value is None or name not in _WORDS:
        return "it is otherwise now"
    words = number(value) if isinstance(value, float) else clean_line(str(value))
    return _WORDS[name].format(shortened(words))


def shortened(words: str) -> str:
    """Words of somebody's that stand in a sentence about them."""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _quicker(session: Session, row: Base) -> str:
    """Who changed the row last, where that is known."""
    row_id: int = row.id  # type: ignore[attr-defined]  # every table that is journaled has one
    latest = (
        select(Entry)
        .join(Change, Change.entry_id == Entry.id)
        .where(Change.table_name == row.__tablename__, Change.row_id == row_id, Entry.undone.is_(False))
        .order_by(Entry.id.desc())
        .limit(1)
    )
    entry = session.scalar(latest)
    person = session.get(Person, entry.person_id) if entry is not None and entry.person_id is not None else None
    return clean_line(person.name) if person else "another window"
