"""Writes the journal of everything that people record, and takes entries of it back.

What people record is written inside `recording`: the rows and their journal entry are one transaction. Undo and the
history of OKRs read the journal.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Required, TypedDict, Unpack

from sqlalchemy import Select, delete, event, inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, UOWTransaction

from facilitator.common import clock
from facilitator.common.errors import LateError, RefusedError
from facilitator.store.database import Database
from facilitator.tables.base import Base
from facilitator.tables.journal import Change, Entry


class ChangedSinceError(RefusedError):
    """What is to be taken back has changed since; the message is a sentence."""


class EntryOrigin(TypedDict, total=False):
    """Where an entry comes from.

    Attributes:
        source: `meeting`, `check-in`, `import`, `screen` or `correction`; undo in a meeting takes back only `meeting`.
        person_id: Who recorded it, where that is known.
        reason: Why, in their words (METHOD M23); may be empty.
    """

    source: Required[str]
    meeting_id: int | None
    person_id: int | None
    reason: str


@contextlib.contextmanager
def recording(database: Database, what: str, **origin: Unpack[EntryOrigin]) -> Iterator[Session]:
    """Give a writing session whose changes are journaled as one entry; `entry_of` has its id afterwards.

    `what` is what is recorded, in words that undo can repeat: `action "open the logs"`.
    """
    with database.writing() as session, journaled(session, what, **origin):
        yield session


@contextlib.contextmanager
def journaled(session: Session, what: str, **origin: Unpack[EntryOrigin]) -> Iterator[None]:
    """Journal what a session changes inside, as `recording` does; what it changes before and after is not journaled."""
    session.flush()
    entry = Entry(at=clock.now(), what=what, **origin)
    changes: list[tuple[Base, dict[str, Any] | None, bool]] = []

    def before_flush(_session: Session, _context: UOWTransaction, _instances: object) -> None:
        changes.extend((row, None, False) for row in session.new if _is_journaled(row))
        changes.extend(
            (row, _values(row, old=True), False)
            for row in session.dirty
            if _is_journaled(row) and session.is_modified(row)
        )
        changes.extend((row, _values(row, old=True), True) for row in session.deleted if _is_journaled(row))

    event.listen(session, "before_flush", before_flush)
    yield
    session.flush()
    event.remove(session, "before_flush", before_flush)
    # A new row has its id only after the last flush, so its entry can be written only now.
    if changes:
        session.add(entry)
        session.flush()
        session.info["entry"] = entry.id
        session.add_all(
            Change(
                entry_id=entry.id,
                table_name=row.__tablename__,
                row_id=row.id,
                before=before,
                after=None if deleted else _values(row),
            )
            for row, before, deleted in changes
        )


def entry_of(session: Session) -> int | None:
    """Return the id of the entry that `recording` made with this session; None where nothing was changed."""
    entry_id: int | None = session.info.get("entry")
    return entry_id


def newest(session: Session, meeting_id: int) -> int | None:
    """Return the id of the entry that `undo` would take back in that meeting; None where there is none."""
    return session.scalar(_undoable(meeting_id).with_only_columns(Entry.id))


def _undoable(meeting_id: int) -> Select[Entry]:
    return (
        select(Entry)
        .where(Entry.meeting_id == meeting_id, Entry.source == "meeting", Entry.undone.is_(False))
        .order_by(Entry.id.desc())
        .limit(1)
    )


def undo(database: Database, meeting_id: int, expected: int | None = None) -> str | None:
    """Take back the last thing that the meeting recorded, and return the words that it was recorded under.

    None where nothing is left to take back, and in a meeting that has ended: minutes that were sent are corrected,
    never rewritten. `expected` is the id of the entry that is meant, from `newest`; None for whichever is the last.

    Raises:
        LateError: Another entry is the last by now, or the one that was meant is taken back already.
    """
    with database.writing() as session:
        meeting = Base.metadata.tables["meeting"]
        # Locked, so that the meeting cannot end between the look at its state and the undo.
        state = select(meeting.c.state).where(meeting.c.id == meeting_id).with_for_update()
        if session.scalar(state) == "ended":
            return None
        entry = session.scalar(_undoable(meeting_id))
        if expected is not None and (entry is None or entry.id != expected):
            shown = session.get(Entry, expected)
            if shown is not None and shown.undone:
                raise LateError(f"another window was quicker: {shown.what} is taken back already")
            latest = entry.what if entry is not None else "something"
            raise LateError(f"another window was quicker: it recorded {latest}; nothing was taken back")
        return None if entry is None else _take_back(session, entry, _changes(session, entry))


def take_back(database: Database, entry_id: int) -> str | None:
    """Take back exactly one entry, and return the words that it was recorded under; None where it was done before.

    Raises:
        ChangedSinceError: Its rows have changed since, or others refer to them; nothing is taken back.
    """
    try:
        with database.writing() as session:
            entry = session.get(Entry, entry_id)
            if entry is None or entry.undone:
                return None
            changes = _changes(session, entry)
            _refuse_changed(session, entry, changes)
            return _take_back(session, entry, changes)
    except IntegrityError as error:
        raise ChangedSinceError("other things hang on it by now; take those back first") from error


def take_back_if_unchanged(session: Session, entry_id: int) -> bool:
    """Take an entry back as a part of what a session does; return False where its rows have changed since, and stay."""
    entry = session.get(Entry, entry_id)
    if entry is None or entry.undone:
        return True
    try:
        with session.begin_nested():
            changes = _changes(session, entry)
            _refuse_changed(session, entry, changes)
            _take_back(session, entry, changes)
    except (ChangedSinceError, IntegrityError):
        return False
    return True


def _changes(session: Session, entry: Entry) -> list[Change]:
    return list(session.scalars(select(Change).where(Change.entry_id == entry.id).order_by(Change.id.desc())))


def _take_back(session: Session, entry: Entry, changes: Iterable[Change]) -> str:
    for change in changes:
        table = Base.metadata.tables[change.table_name]
        same_row = table.c.id == change.row_id
        if change.before is None:
            session.execute(delete(table).where(same_row))
        elif change.after is None:
            session.execute(table.insert().values(column_values(change.table_name, change.before)))
        elif changed := differing_values(change.before, change.after):
            # Not the whole row, whose other columns may have changed since.
            session.execute(table.update().where(same_row).values(column_values(change.table_name, changed)))
    entry.undone = True
    return entry.what


def differing_values(values: dict[str, Any], others: dict[str, Any]) -> dict[str, Any]:
    """Return the values of those columns that have another one in `others`."""
    return {name: value for name, value in values.items() if others.get(name, value) != value}


def _refuse_changed(session: Session, entry: Entry, changes: Iterable[Change]) -> None:
    """Refuse where a row is not as the entry left it, in the columns that would go back."""
    # An entry may have changed a row more than once. The newest change comes first, and has the row as it was left.
    befores: dict[tuple[str, int], dict[str, Any] | None] = {}
    afters: dict[tuple[str, int], dict[str, Any] | None] = {}
    for change in changes:
        befores[change.table_name, change.row_id] = change.before
        afters.setdefault((change.table_name, change.row_id), change.after)
    for (name, row_id), before in befores.items():
        after = afters[name, row_id]
        table = Base.metadata.tables[name]
        row = session.execute(select(table).where(table.c.id == row_id)).mappings().first()
        if after is None:
            same = row is None
        else:
            values = after if before is None else {key: after[key] for key in differing_values(before, after)}
            same = row is not None and all(row[key] == value for key, value in column_values(name, values).items())
        if not same:
            later = session.scalar(
                select(Entry.what)
                .join(Change, Change.entry_id == Entry.id)
                .where(Change.table_name == name, Change.row_id == row_id)
                .where(Entry.id > entry.id, Entry.undone.is_(False))
                .order_by(Entry.id.desc())
                .limit(1)
            )
            what = f" ({later})" if later else ""
            raise ChangedSinceError(f"{entry.what} was changed since{what}; take that back first, or change it by hand")


def _is_journaled(row: object) -> bool:
    return isinstance(row, Base) and not isinstance(row, Entry | Change)


def _values(row: Base, *, old: bool = False) -> dict[str, Any]:
    state = inspect(row)
    values: dict[str, Any] = {}
    for attribute in state.mapper.column_attrs:
        value = getattr(row, attribute.key)
        if old:
            history = state.attrs[attribute.key].history
            value = history.deleted[0] if history.deleted else value
        values[attribute.key] = value.isoformat() if isinstance(value, date) else value
    return values


def column_values(table_name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return a row's values with the types of its columns: the journal's JSON has days and moments as text."""
    columns = Base.metadata.tables[table_name].c
    typed = dict(values)
    for name, value in values.items():
        if isinstance(value, str) and (python := columns[name].type.python_type) in (datetime, date):
            typed[name] = python.fromisoformat(value)
    return typed
