"""Computes the minutes of meetings that ended before minutes were frozen, from the journal of changes since.

Databases of version 0.1 have such meetings; once nobody opens one any more, this module and `migrating` are not needed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session

from facilitator.meeting.past import Past
from facilitator.meeting.timeline import Position
from facilitator.meeting.together import Together
from facilitator.minutes import computing
from facilitator.minutes.document import Document
from facilitator.store.journal import column_values
from facilitator.tables.base import Base
from facilitator.tables.journal import Change, Entry
from facilitator.tables.meeting import Meeting, TimelineEvent

_Row = TypeVar("_Row", bound=Base)


def documents(session: Session, meetings: Collection[int], back: GoingBack | None = None) -> Iterator[Document]:
    """Compute the minutes of meetings, all ended, as they were at their ends, those that ended last first.

    `back` is what meetings that ended later were computed with, so that no change is read twice.
    """
    together, back = Together(session, meetings), back or GoingBack(session)
    for meeting_id, end in ends(session, meetings):
        back.to(session, end)
        yield computing.compute(_AsItEnded(together, meeting_id, together.lives[meeting_id].position(), back))


def ends(session: Session, meetings: Iterable[int]) -> list[tuple[int, int]]:
    """Return meetings with the last entry of the journal that counts as before their end, the newest end first."""
    moments = select(Meeting.id, Meeting.ended_at).where(Meeting.id.in_(meetings))
    events = (
        select(TimelineEvent.meeting_id, TimelineEvent.data)
        .where(TimelineEvent.kind == "ended", TimelineEvent.meeting_id.in_(meetings))
        .order_by(TimelineEvent.id)
    )
    marks = {meeting_id: data.get("journal") for meeting_id, data in session.execute(events)}
    for meeting_id, ended_at in session.execute(moments).all():
        mark = marks.get(meeting_id)
        if mark is None:
            # The first versions did not say it at the end: the moment tells, as far as clocks agree.
            mark = session.scalar(select(func.max(Entry.id)).where(Entry.at <= ended_at)) or 0
        marks[meeting_id] = int(mark)
    return sorted(marks.items(), key=lambda pair: (-pair[1], -pair[0]))


class GoingBack:
    """What rows were at earlier and earlier moments, each change read once, when its turn comes.

    Attributes:
        newest: The journal's last entry when it began.
        past: The columns of every row that changed since and was there then, by table and id.
        new: The ids of rows that were not there yet, by table.
    """

    def __init__(self, session: Session) -> None:
        self.newest = newest_entry(session)
        self._at = self.newest
        self.past: dict[str, dict[int, Mapping[str, Any]]] = {}
        self.new: dict[str, set[int]] = {}
        self._made: dict[tuple[str, int], tuple[Mapping[str, Any], Base]] = {}

    def to(self, session: Session, after: int) -> None:
        """Go back to the moment after that entry; never forward again."""
        changes: Any = session.execute(
            select(Change.table_name, Change.row_id, cast(Change.before, String))
            .join(Entry, Entry.id == Change.entry_id)
            .where(Change.entry_id > after, Change.entry_id <= self._at, Entry.undone.is_(False))
            .order_by(Change.id.desc())
        )
        self._at = min(after, self._at)
        past: dict[tuple[str, int], str] = {}
        for table_name, row_id, before in changes:
            if before is None:
                past.pop((table_name, row_id), None)
                self.past.get(table_name, {}).pop(row_id, None)
                self.new.setdefault(table_name, set()).add(row_id)
            else:
                # It may have been deleted and made again.
                self.new.setdefault(table_name, set()).discard(row_id)
                past[table_name, row_id] = before
        for (table_name, row_id), before in past.items():
            self.past.setdefault(table_name, {})[row_id] = column_values(table_name, json.loads(before))

    def row(self, table: type[_Row], row_id: int) -> _Row:
        """Return a row made of what the journal has of it, the same one as long as that stays the same."""
        values = self.past[table.__tablename__][row_id]
        made = self._made.get((table.__tablename__, row_id))
        if made is not None and made[0] is values and isinstance(made[1], table):
            return made[1]
        columns = set(table.__mapper__.column_attrs.keys())
        row = table(**{key: value for key, value in values.items() if key in columns})
        self._made[table.__tablename__, row_id] = values, row
        return row


def newest_entry(session: Session) -> int:
    """Return the id of the journal's last entry; 0 for none."""
    return session.scalar(select(func.max(Entry.id))) or 0


class _AsItEnded(Past):
    """A meeting with the rows around it as they were at its end, those among them that are gone since."""

    def __init__(self, together: Together, meeting_id: int, position: Position, back: GoingBack) -> None:
        self._back = back
        super().__init__(together, meeting_id, position)

    def rows(self, table: type[_Row], rows: Iterable[_Row]) -> list[_Row]:
        new = self._back.new.get(table.__tablename__, ())
        current: dict[int, _Row] = {row.id: row for row in rows if row.id not in new}
        for row_id in self._back.past.get(table.__tablename__, ()):
            current[row_id] = self._back.row(table, row_id)
        return [current[row_id] for row_id in sorted(current)]
