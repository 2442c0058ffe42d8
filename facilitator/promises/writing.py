"""Changes promises: their state, their date, who owes them.

Every function returns the id of its journal entry, which `take_back` undoes; None where nothing has changed. Where a
request became an action, the two are one promise and change their state together.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypedDict, TypeVar, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import RefusedError
from facilitator.common.text import line_of
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import entry_of, recording
from facilitator.tables.meeting import Action, Request
from facilitator.tables.people import Person, Unit

STATES = ("open", "done", "dropped")
"""The states of a promise."""

_TABLES: dict[str, type[Action | Request]] = {"action": Action, "request": Request}
_Promise = TypeVar("_Promise", bound=Action | Request)


class PromiseOrigin(TypedDict, total=False):
    """Where a change comes from, and what it may change; all of it may be left out.

    Attributes:
        meeting_id: The meeting that it is said in.
        person_id: Who says so, where that is known.
        source: As in `recording`; `meeting` for a state, `screen` for anything else.
        expected: The values on the screen, by column; None: any will do.
    """

    meeting_id: int | None
    person_id: int | None
    source: str
    expected: Mapping[str, Any] | None


def set_state(
    database: Database, kind: str, row_id: int, state: str, reason: str = "", **origin: Unpack[PromiseOrigin]
) -> int | None:
    """Set an `action` or a `request` to done, to dropped for a reason, or back to open.

    Raises:
        ChangedMeanwhileError: Other values than on the screen stand there now.
        RefusedError: The state is none, the reason is missing, or the promise is gone.
    """
    if state not in STATES:
        raise RefusedError(f"a promise is {', '.join(STATES)}, not {state!r}")
    reason = line_of(reason) if state == "dropped" else ""
    what = f"{kind} {state}"
    with changing(database, _TABLES[kind], row_id, what, {"source": "meeting"} | origin, reason) as (session, row):
        if state == "dropped" and not reason:
            raise RefusedError(f'say why "{_words(row)}" is dropped; a promise is dropped with a reason only')
        for twin in _same(session, row):
            if (twin.state, twin.reason) != (state, reason):
                twin.done_at = None if state == "open" else twin.done_at if twin.state == state else clock.now()
                twin.state, twin.reason = state, reason
    return entry_of(session)


def set_due(
    database: Database, kind: str, row_id: int, due: date | None, **origin: Unpack[PromiseOrigin]
) -> int | None:
    """Give an open promise another date, or none, and keep its first one beside it; else as `set_state`.

    Raises:
        RefusedError: It is not open, or gone.
    """
    what = f"{kind} by {due.isoformat()}" if due else f"{kind} without a date"
    with changing(database, _TABLES[kind], row_id, what, origin) as (session, row):
        _refuse_settled(row)
        if row.due != due:
            first = row.first_due or row.due
            row.due, row.first_due = due, None if first == due else first
    return entry_of(session)


def hand_over(database: Database, kind: str, row_id: int, to_id: int, **origin: Unpack[PromiseOrigin]) -> int | None:
    """Let somebody else owe an open promise; else as `set_state`.

    A request that goes to somebody outside the asked unit loses its answer, which was not theirs.

    Raises:
        RefusedError: It is not open, or gone.
    """
    with database.reading() as session:
        name = session.get_one(Person, to_id).name
    with changing(database, _TABLES[kind], row_id, f"{kind} for {name}", origin) as (session, row):
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
def changing(
    database: Database, table: type[_Promise], row_id: int, what: str, origin: PromiseOrigin, reason: str = ""
) -> Iterator[tuple[Session, _Promise]]:
    """Record a change of a promise, as what is said of its words: `request accepted`.

    Raises:
        ChangedMeanwhileError: Other values than on the screen stand there now.
        RefusedError: The promise is gone.
    """
    with database.reading() as session:
        label = f'{what} "{_words(_get(session, table, row_id))}"'
    with recording(
        database,
        label,
        source=origin.get("source", "screen"),
        meeting_id=origin.get("meeting_id"),
        person_id=origin.get("person_id"),
        reason=reason,
    ) as session:
        row = _get(session, table, row_id)
        refuse_changed(session, row, origin.get("expected"))
        yield session, row


def _get(session: Session, table: type[_Promise], row_id: int) -> _Promise:
    row = session.get(table, row_id)
    if row is None:
        raise RefusedError(f"there is no {table.__tablename__} {row_id} any more; somebody has taken it back")
    return row


def _words(row: Action | Request) -> str:
    return row.text if isinstance(row, Action) else row.what


def _same(session: Session, row: Action | Request) -> list[Action | Request]:
    """Return the row, with the action or request that is the same promise."""
    if isinstance(row, Action):
        return [row, *session.scalars(select(Request).where(Request.became_action_id == row.id))]
    action = session.get(Action, row.became_action_id) if row.became_action_id else None
    return [row] if action is None else [row, action]


def _refuse_settled(row: Action | Request) -> None:
    if row.state != "open":
        raise RefusedError(f'"{_words(row)}" is {row.state} already; open it again first')
