"""Who recorded what, when, in which meeting, and what it was before.

Everything that people record is written inside `recording`: the rows and their journal entries are one transaction.
The journal is what undo reads, and the history of OKRs.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Select, String, cast, delete, event, func, inspect, or_, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column

from facilitator.common.errors import LateError, RefusedError
from facilitator.store.database import Base, Database


class Entry(Base):
    """One thing recorded: it may have touched several rows."""

    __tablename__ = "journal"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    source: Mapped[str]
    what: Mapped[str]
    # Why, where a change needs a reason (METHOD M23).
    reason: Mapped[str] = mapped_column(default="", server_default=text("''"))
    undone: Mapped[bool] = mapped_column(default=False)


class Change(Base):
    """One row that an entry touched; `before` is null for a new row, `after` for a deleted one."""

    __tablename__ = "journal_change"
    # What changed since a moment is found in the second without reading the rows, which are long.
    __table_args__ = (
        Index("ix_journal_change_table_name_row_id", "table_name", "row_id"),
        Index("ix_journal_change_entry_id_table_name_row_id", "entry_id", "table_name", "row_id"),
        # Few rows are deleted; which, is asked of all that was ever recorded.
        Index(
            "ix_journal_change_deleted",
            *("table_name", "row_id"),
            sqlite_where=text("after IS NULL"),
            postgresql_where=text("after IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal.id"))
    table_name: Mapped[str]
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ChangedSinceError(RefusedError):
    """What is to be taken back has changed since; the message says so in a sentence."""


@contextlib.contextmanager
def recording(
    database: Database,
    what: str,
    *,
    source: str,
    meeting_id: int | None = None,
    person_id: int | None = None,
    reason: str = "",
) -> Iterator[Session]:
    """A session in which every change is journaled as one entry.

    Args:
        database: Where.
        what: What is recorded, in words that an undo can repeat: `action "open the logs"`.
        source: `meeting`, `check-in`, `import`, `screen` or `correction`; undo in a meeting takes back only `meeting`.
        meeting_id: The meeting it was said in.
        person_id: Who recorded it, where that is known.
        reason: Why, in their words (METHOD M23); may be empty.

    The id of the entry is known to `entry_of` afterwards.
    """
    with (
        database.writing() as session,
        journaled(session, what, source=source, meeting_id=meeting_id, person_id=person_id, reason=reason),
    ):
        yield session


@contextlib.contextmanager
def journaled(
    session: Session,
    what: str,
    *,
    source: str,
    meeting_id: int | None = None,
    person_id: int | None = None,
    reason: str = "",
) -> Iterator[None]:
    """As `recording`, for a part of what a session changes; the rest stands in no journal."""
    session.flush()
    entry = Entry(
        at=datetime.now(UTC),
        meeting_id=meeting_id,
        person_id=person_id,
        source=source,
        what=what,
        reason=reason,
    )
    changes: list[tuple[Base, dict[str, Any] | None, bool]] = []

    def before_flush(_session: Session, _context: UOWTransaction, _instances: object) -> None:
        for row in session.new:
            if _kept(row):
                changes.append((row, None, False))
        for row in session.dirty:
            if _kept(row) and session.is_modified(row):
                changes.append((row, _values(row, old=True), False))
        for row in session.deleted:
            if _kept(row):
                changes.append((row, _values(row, old=True), True))

    event.listen(session, "before_flush", before_flush)
    yield
    session.flush()
    event.remove(session, "before_flush", before_flush)
    if changes:
        session.add(entry)
        session.flush()
        session.info["entry"] = entry.id
        session.add_all(
            Change(
                entry_id=entry.id,
                table_name=row.__tablename__,
                row_id=_identity(row),
                before=before,
                after=None if deleted else _values(row),
            )
            for row, before, deleted in changes
        )


def entry_of(session: Session) -> int | None:
    """The id of the entry that a session of `recording` left; None where nothing was changed."""
    found: int | None = session.info.get("entry")
    return found


def newest(session: Session, meeting_id: int) -> int | None:
    """The id of what `undo` would take back in that meeting; None where there is nothing."""
    return session.scalar(_undoable(meeting_id).with_only_columns(Entry.id))


def _undoable(meeting_id: int) -> Select[Entry]:
    return (
        select(Entry)
        .where(Entry.meeting_id == meeting_id, Entry.source == "meeting", Entry.undone.is_(False))
        .order_by(Entry.id.desc())
        .limit(1)
    )


def undo(database: Database, meeting_id: int, expected: int | None = None) -> str | None:
    """Take back the last thing that the meeting recorded.

    Args:
        database: The database.
        meeting_id: The meeting's id.
        expected: The id of the entry that is meant, from `newest`; None for whichever is the last.

    Raises:
        LateError: Another entry is the last by now, or what was meant is taken back already.

    Returns:
        What was taken back, in the words it was recorded under; None where nothing is left to take back, and in a
        meeting that has ended: what was sent is corrected, never rewritten.
    """
    with database.writing() as session:
        meeting = Base.metadata.tables["meeting"]
        # An end that comes meanwhile waits for this, or this for it.
        here = select(meeting.c.state).where(meeting.c.id == meeting_id).with_for_update()
        if session.scalar(here) == "ended":
            return None
        entry = session.scalar(_undoable(meeting_id))
        if expected is not None and (entry is None or entry.id != expected):
            meant = session.get(Entry, expected)
            if meant is not None and meant.undone:
                raise LateError(f"another window was quicker: {meant.what} is taken back already")
            latest = entry.what if entry is not None else "something"
            raise LateError(f"another window was quicker: it recorded {latest}; nothing was taken back")
        return None if entry is None else _take_back(session, entry, _changes(session, entry))


def take_back(database: Database, entry_id: int) -> str | None:
    """Take back exactly one entry, as if it had never been.

    Returns:
        What was taken back, in the words it was recorded under; None where it was taken back before.

    Raises:
        ChangedSinceError: What it recorded has changed since, or other things hang on it now; nothing is taken back.
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
    """As `take_back`, as a part of what a session does; False where something has changed since, which then stays."""
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
        here = table.c.id == change.row_id
        if change.before is None:
            session.execute(delete(table).where(here))
        elif change.after is None:
            session.execute(table.insert().values(_typed(change.table_name, change.before)))
        elif touched := _touched(change.before, change.after):
            # Only what the entry changed goes back: the row may have other, later changes.
            session.execute(table.update().where(here).values(_typed(change.table_name, touched)))
    entry.undone = True
    return entry.what


def _touched(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in before.items() if after.get(name, value) != value}


def _refuse_changed(session: Session, entry: Entry, changes: Iterable[Change]) -> None:
    """Refuse where a row is not as the entry left it, in the columns that would go back."""
    # An entry may have touched a row more than once; the newest change comes first, and has what it left.
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
            left = after if before is None else {key: after[key] for key in _touched(before, after)}
            same = row is not None and all(row[key] == value for key, value in _typed(name, left).items())
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


def rows_before(
    session: Session, tables: Iterable[str], after: int | datetime
) -> dict[tuple[str, int], dict[str, Any] | None]:
    """What rows were that have changed since: for showing what ended as it was then.

    Args:
        session: Where.
        tables: The names of the tables.
        after: The id of the last entry that counts as before, or a moment.

    Returns:
        The columns of every row that changed, by table and id; None for one that was not there yet.
    """
    later = Change.entry_id > after if isinstance(after, int) else Entry.at > after
    # Said so, the names keep SQLite from going through all changes of these tables, instead of those since.
    name = Change.table_name + ""
    first = (
        select(func.min(Change.id))
        .join(Entry, Entry.id == Change.entry_id)
        .where(later, Entry.undone.is_(False), name.in_(list(tables)))
        .group_by(name, Change.row_id)
    )
    return {
        (table_name, row_id): before and _typed(table_name, before)
        for table_name, row_id, before in session.execute(
            select(Change.table_name, Change.row_id, Change.before).where(Change.id.in_(first))
        )
    }


def own_rows_before(
    session: Session, tables: Iterable[str], ends: Mapping[int, int | datetime]
) -> dict[int, dict[tuple[str, int], dict[str, Any] | None]]:
    """As `rows_before` for many meetings, of tables whose rows nothing but their own meeting's entries touches.

    Args:
        session: Where.
        tables: The names of the tables.
        ends: Of each meeting, the id of the last entry that counts as before, or a moment.

    Returns:
        By meeting, what `rows_before` gives; a meeting of which nothing changed since is not there.
    """
    marks = [end for end in ends.values() if isinstance(end, int)]
    moments = [end for end in ends.values() if not isinstance(end, int)]
    later = [*([Entry.id > min(marks)] if marks else ()), *([Entry.at > min(moments)] if moments else ())]
    if not later:
        return {}
    firsts: dict[tuple[int, str, int], int] = {}
    for meeting_id, entry_id, at, change_id, table_name, row_id in session.execute(
        select(Entry.meeting_id, Entry.id, Entry.at, Change.id, Change.table_name, Change.row_id)
        .join(Change, Change.entry_id == Entry.id)
        .where(Entry.meeting_id.in_(ends), or_(*later), Entry.undone.is_(False))
        .where((Change.table_name + "").in_(list(tables)))
        .order_by(Change.id)
    ):
        end = ends[meeting_id or 0]
        if entry_id > end if isinstance(end, int) else at > end:
            firsts.setdefault((meeting_id or 0, table_name, row_id), change_id)
    if not firsts:
        return {}
    wanted = select(Change.id, Change.before).where(Change.id.in_(firsts.values()))
    before: dict[int, dict[str, Any] | None] = dict(session.execute(wanted).all())
    found: dict[int, dict[tuple[str, int], dict[str, Any] | None]] = {}
    for (meeting_id, table_name, row_id), change_id in firsts.items():
        columns = before[change_id]
        found.setdefault(meeting_id, {})[table_name, row_id] = columns and _typed(table_name, columns)
    return found


class GoingBack:
    """What rows were at earlier and earlier moments, each change read once for all of them, when its turn comes.

    Args:
        session: Where.
        tables: The names of the tables.
        after: The id of the last entry before all changes that are asked for.
    """

    def __init__(self, session: Session, tables: Iterable[str], after: int) -> None:
        name = Change.table_name + ""  # as in `rows_before`
        self._changes = session.execute(
            select(Change.entry_id, Change.table_name, Change.row_id, cast(Change.before, String))
            .join(Entry, Entry.id == Change.entry_id)
            .where(Change.entry_id > after, Entry.undone.is_(False), name.in_(list(tables)))
            .order_by(Change.id.desc()),
            # Of ten years of changes never more than these are in memory.
            execution_options={"yield_per": 1000},
        )
        self._next: Any = self._changes.fetchone()
        self._past: dict[str, dict[int, dict[str, Any]]] = {}
        self._new: dict[str, set[int]] = {}

    def to(self, after: int) -> None:
        """Go back to the moment after that entry; never forward again."""
        past: dict[tuple[str, int], str] = {}
        while self._next is not None and self._next[0] > after:
            _, table_name, row_id, before = self._next
            if before is None:
                past.pop((table_name, row_id), None)
                self._past.get(table_name, {}).pop(row_id, None)
                self._new.setdefault(table_name, set()).add(row_id)
            else:
                # It may have been deleted and made again.
                self._new.setdefault(table_name, set()).discard(row_id)
                past[table_name, row_id] = before
            self._next = self._changes.fetchone()
        for (table_name, row_id), before in past.items():
            self._past.setdefault(table_name, {})[row_id] = _typed(table_name, json.loads(before))

    def close(self) -> None:
        """Read no more."""
        self._next = None
        self._changes.close()

    @property
    def past(self) -> Mapping[str, Mapping[int, dict[str, Any]]]:
        """The columns of every row that changed since and was there then, by table and id."""
        return self._past

    @property
    def new(self) -> Mapping[str, Collection[int]]:
        """The ids of rows that were not there yet, by table."""
        return self._new


@dataclass(frozen=True, slots=True)
class Touched:
    """What one entry made of a row.

    Attributes:
        columns: What it set, by column; of a new row all of them. None where it deleted the row.
        new: Whether it made the row.
    """

    table_name: str
    row_id: int
    columns: dict[str, Any] | None
    new: bool


def touched_by(session: Session, source: str, meetings: Collection[int]) -> dict[int, list[Touched]]:
    """What the entries of one source made of rows in each of the meetings, in the order in which it was recorded."""
    found: dict[int, list[Touched]] = {}
    for meeting_id, change in session.execute(
        select(Entry.meeting_id, Change)
        .join(Change, Change.entry_id == Entry.id)
        .where(Entry.meeting_id.in_(meetings), Entry.source == source, Entry.undone.is_(False))
        .order_by(Change.id)
    ):
        columns = change.after
        if change.before is not None and change.after is not None:
            before = change.before
            columns = {name: value for name, value in change.after.items() if before.get(name, value) != value}
        typed = None if columns is None else _typed(change.table_name, columns)
        found.setdefault(meeting_id or 0, []).append(
            Touched(change.table_name, change.row_id, typed, change.before is None)
        )
    return found


def _kept(row: object) -> bool:
    return isinstance(row, Base) and not isinstance(row, Entry | Change) and "id" in row.__table__.c


def _identity(row: Base) -> int:
    return int(_values(row)["id"])


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


def _typed(table_name: str, values: dict[str, Any]) -> dict[str, Any]:
    columns = Base.metadata.tables[table_name].c
    typed = dict(values)
    for name, value in values.items():
        if isinstance(value, str) and (python := columns[name].type.python_type) in (datetime, date):
            typed[name] = python.fromisoformat(value)
    return typed
