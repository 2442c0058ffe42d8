"""Reads from the journal how rows stood at an earlier moment."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import Session

from facilitator.store.journal import column_values
from facilitator.tables.journal import Change, Entry


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
        (table_name, row_id): before and column_values(table_name, before)
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
        found.setdefault(meeting_id, {})[table_name, row_id] = columns and column_values(table_name, columns)
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
            self._past.setdefault(table_name, {})[row_id] = column_values(table_name, json.loads(before))

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
        typed = None if columns is None else column_values(change.table_name, columns)
        found.setdefault(meeting_id or 0, []).append(
            Touched(change.table_name, change.row_id, typed, change.before is None)
        )
    return found
