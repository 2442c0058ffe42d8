"""Refuses a change whose writer saw another state of the row on the screen than the database has now."""

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
    **dict.fromkeys(
        ("text", "what", "title", "description", "own_part", "help_needed", "solution"), "it says “{}” now"
    ),
    "aligned": "it says “{}” now",
    "action_id": "it has an action now",
    "unit": "the unit is “{}” now",
    "start": "it starts at {} now",
    "target": "the target is {} now",
    "current": "it stands at {} now",
    "confidence": "the confidence is {} now",
    "column": "it stands in “{}” now",
    "outcome": "it is settled already: {}",
    "answer": "the answer is “{}” now",
    "state": "it is {} now",
}
_PEOPLE = frozenset(("owner_id", "to_person_id"))


def refuse_changed(
    session: Session, row: Any, expected: Mapping[str, Any] | None, becomes: Mapping[str, Any] | None = None
) -> None:
    """Refuse to change a row that is not as it stood on the screen.

    Args:
        expected: The values on the screen, by column; None: any will do.
        becomes: The new values, by column: a column that has its new value already is no conflict.

    Raises:
        ChangedMeanwhileError: Another value stands there now; the message says which, and who was quicker.
    """
    now = {name: getattr(row, name) for name in expected or ()}
    accepted = (expected or {}, becomes or {})
    changed = [
        name for name, value in now.items() if all(name not in known or known[name] != value for known in accepted)
    ]
    if changed:
        raise ChangedMeanwhileError(describe_change(session, row, changed), now)


def describe_change(session: Session, row: Any, names: Iterable[str]) -> str:
    """Return a sentence that says who was quicker, and what these columns of the row say now."""
    values = ", ".join(_describe(session, name, getattr(row, name)) for name in names)
    return f"{_last_writer(session, row)} was quicker: {values}"


def _describe(session: Session, name: str, value: Any) -> str:
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
    """Return what somebody wrote, cut to be quoted in a sentence."""
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def _last_writer(session: Session, row: Base) -> str:
    """The name of the person who changed the row last; `another window` where it is not known."""
    name = session.scalar(
        select(Person.name)
        .select_from(Entry)
        .join(Change, Change.entry_id == Entry.id)
        .outerjoin(Person, Person.id == Entry.person_id)
        .where(Change.table_name == row.__tablename__, Change.row_id == row.id, Entry.undone.is_(False))
        .order_by(Entry.id.desc())
        .limit(1)
    )
    return clean_line(name) if name else "another window"
