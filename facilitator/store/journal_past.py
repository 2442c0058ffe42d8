"""Reads from the journal how rows stood at an earlier moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitator.store.journal import column_values, differing_values
from facilitator.tables.journal import Change, Entry


def rows_before(
    session: Session, tables: Iterable[str], after: int | datetime
) -> dict[tuple[str, int], dict[str, Any] | None]:
    """Return the earlier columns of rows that have changed since, by table and id: to show what ended as it was then.

    None for a row that was not there yet. `after` is the id of the last entry that counts as before, or a moment.
    """
    later = Change.entry_id > after if isinstance(after, int) else Entry.at > after
    # Written so, the names keep SQLite from going through all changes of these tables, instead of those since.
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
    """Return what the entries of a source made of rows in each of the meetings, in the order of recording."""
    touched: dict[int, list[Touched]] = {}
    for meeting_id, change in session.execute(
        select(Entry.meeting_id, Change)
        .join(Change, Change.entry_id == Entry.id)
        .where(Entry.meeting_id.in_(meetings), Entry.source == source, Entry.undone.is_(False))
        .order_by(Change.id)
    ):
        columns = change.after
        if change.before is not None and columns is not None:
            columns = differing_values(columns, change.before)
        typed = None if columns is None else column_values(change.table_name, columns)
        touched.setdefault(meeting_id or 0, []).append(
            Touched(change.table_name, change.row_id, typed, change.before is None)
        )
    return touched
