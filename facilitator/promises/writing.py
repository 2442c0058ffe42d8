"""What becomes of a promise: done, dropped with a reason, open after all; another date, other hands.

Everything is journaled, and gives back the id of its entry: `take_back` undoes it. Where a request became an action,
the two are one promise, and are settled together.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line, is_blank
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import entry_of, recording
from facilitator.tables.meeting import Action, Request
from facilitator.tables.people import Person, Unit

STATES = ("open", "done", "dropped")
"""What a promise can be."""


def settle(
    database: Database,
    kind: str,
    row_id: int,
    state: str,
    reason: str = "",
    *,
    meeting_id: int | None = None,
    person_id: int | None = None,
    source: str = "meeting",
    expected: Mapping[str, Any] | None = None,
) -> int | None:
    """Say that a promise is done, dropped, or open after all; opened again, it has no reason any more.

    Args:
        database: Where.
        kind: `action` or `request`.
        row_id: Which.
        state: One of `STATES`.
        reason: Why, in a line: what is dropped needs one.
        meeting_id: The meeting that it is said in.
        person_id: Who says so, where that is known.
        source: As in `recording`.
        expected: What stood on the screen, by column; None: whatever there is will do.

    Returns:
        The id of the journal's entry; None where nothing is new of it.

    Raises:
        ChangedMeanwhileError: It is otherwise now than stood on the screen.
        RefusedError: It is dropped without a reason, or is not there any more.
        ValueError: No such state.
        TooLongError: More than 100,000 characters.
    """
    if state not in STATES:
        raise RefusedError(f"a promise is {', '.join(STATES)}, not {state!r}")
    told = clean_line(reason).strip()
    told = "" if is_blank(told) or state != "dropped" else told
    with _changing(database, kind, row_id, state, meeting_id, person_id, source, told, expected) as (session, row):
        if state == "dropped" and not told:
            raise RefusedError(f'say why "{_words(row)}" is dropped; a promise is dropped with a reason only')
        for one in _same(session, row):
            if (one.state, one.reason) != (state, told):
                one.done_at = None if state == "open" else one.done_at if one.state == state else clock.now()
                one.state, one.reason = state, told
    return entry_of(session)


def move(
    database: Database,
    kind: str,
    row_id: int,
    due: date | None,
    *,
    meeting_id: int | None = None,
    person_id: int | None = None,
    source: str = "screen",
    expected: Mapping[str, Any] | None = None,
) -> int | None:
    """Give an open promise another date, or none; the first one it had is kept beside it. As `settle` otherwise.

    Raises:
        RefusedError: It is settled, or is not there any more.
    """
    to = f"by {due.isoformat()}" if due else "without a date"
    with _changing(database, kind, row_id, to, meeting_id, person_id, source, "", expected) as (session, row):
        _refuse_settled(row)
        if row.due != due:
            first = row.first_due or row.due
            row.due, row.first_due = due, None if first == due else first
    return entry_of(session)


def hand_over(
    database: Database,
    kind: str,
    row_id: int,
    to_id: int,
    *,
    meeting_id: int | None = None,
    person_id: int | None = None,
    source: str = "screen",
    expected: Mapping[str, Any] | None = None,
) -> int | None:
    """Let somebody else owe an open promise; as `settle` otherwise.

    What a person outside the asked unit takes over has to be answered anew: its answer was another one's.

    Raises:
        RefusedError: It is settled, or is not there any more.
    """
    with database.reading() as session:
        name = session.get_one(Person, to_id).name
    with _changing(database, kind, row_id, f"for {name}", meeting_id, person_id, source, "", expected) as (
        session,
        row,
    ):
        _refuse_settled(row)
        if isinstance(row, Action):
            row.owner_id = to_id
        elif row.to_person_id != to_id:
            of_unit = row.to_unit_id is not None and session.get_one(Person, to_id).unit_id == row.to_unit_id
            managed = session.get(Unit, row.to_unit_id or 0)
            row.to_person_id, row.to_unit_id = to_id, None
            if not of_unit and (managed is None or managed.manager_id != to_id):
                row.answer, row.note, row.answered_by_id, row.answered_at = None, "", None, None
    return entry_of(session)


@contextlib.contextmanager
def _changing(
    database: Database,
    kind: str,
    row_id: int,
    becomes: str,
    meeting_id: int | None,
    person_id: int | None,
    source: str,
    reason: str,
    expected: Mapping[str, Any] | None,
) -> Iterator[tuple[Session, Action | Request]]:
    with database.reading() as session:
        text = _words(_get(session, kind, row_id))
    with recording(
        database,
        f'{kind} {becomes} "{text}"',
        source=source,
        meeting_id=meeting_id,
        person_id=person_id,
        reason=reason,
    ) as session:
        row = _get(session, kind, row_id)
        if row is None:
            raise RefusedError(f"there is no {kind} {row_id} any more; somebody has taken it back")
        refuse_changed(session, row, expected)
        yield session, row


def _get(session: Session, kind: str, row_id: int) -> Action | Request | None:
    return session.get(Action, row_id) if kind == "action" else session.get(Request, row_id)


def _words(row: Action | Request | None) -> str:
    return "" if row is None else row.text if isinstance(row, Action) else row.what


def _same(session: Session, row: Action | Request) -> list[Action | Request]:
    """The rows that are this one promise."""
    if isinstance(row, Action):
        return [row, *session.scalars(select(Request).where(Request.became_action_id == row.id))]
    action = session.get(Action, row.became_action_id) if row.became_action_id else None
    return [row] if action is None else [row, action]


def _refuse_settled(row: Action | Request) -> None:
    if row.state != "open":
        raise RefusedError(f'"{_words(row)}" is {row.state} already; open it again first')
