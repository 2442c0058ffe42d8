"""What the minutes of some meetings are made from, read for all of them together.

A table is read once for all the meetings, when the first of them asks for it; the minutes of one meeting are those of
some meetings that are one. Rows that were read are shared: whoever gets them changes nothing in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from facilitator.meeting import running
from facilitator.meeting.running import Live
from facilitator.store.journal_past import GoingBack, Touched, own_rows_before, touched_by
from facilitator.tables.base import Base
from facilitator.tables.correction import CORRECTION, Correction
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person

_Row = TypeVar("_Row", bound=Base)
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

_OWN = (
    *("decision", "parked_topic", "sentence", "reflection", "feedback", "analysis", "progress", "attendance"),
    *("voting", "scoring", "readiness"),
)
"""Tables whose rows belong to one meeting for good."""


class Together:
    """Some meetings, read together.

    Args:
        meetings: Their ids; one that is not there is left out.
        as_sent: Whether their minutes are wanted as they were sent.
        back: What many of these share, from the newest end to the oldest, so that no change is read twice.

    Attributes:
        lives: The meetings, by id.
        rows: Their rows, by id.
        people: The names of all people, by id.
        zones: Their time zones, where they have one.
        emails: Their addresses, where they have one.
        own_before: What rows of their own were at their ends, by meeting.
        ends: The last entry that counts as before the end, or a moment; a meeting that has not ended is not there.
    """

    def __init__(
        self, session: Session, meetings: Collection[int], *, as_sent: bool = False, back: GoingBack | None = None
    ) -> None:
        self.session, self.as_sent, self.back = session, as_sent, back
        self.lives: Mapping[int, Live] = running.read_all(session, meetings)
        self.rows: Mapping[int, Meeting] = {
            row.id: row for row in session.scalars(select(Meeting).where(Meeting.id.in_(self.lives)))
        }
        people = session.execute(select(Person.id, Person.name, Person.timezone, Person.email)).all()
        self.people: dict[int | None, str] = {row.id: row.name for row in people}
        self.zones: dict[int | None, str | None] = {row.id: row.timezone for row in people}
        self.emails: dict[int | None, str | None] = {row.id: row.email for row in people}
        self.ends = {one: end for one in self.lives if (end := self._end(one)) is not None}
        self.own_before = own_rows_before(session, _OWN, self.ends)
        self._by: dict[InstrumentedAttribute[Any], dict[Any, list[Any]]] = {}
        self._all: dict[type[Base], list[Any]] = {}
        self._read: dict[Hashable, Any] = {}
        self._made: dict[tuple[str, int], tuple[Mapping[str, Any], Any]] = {}

    def _end(self, meeting_id: int) -> int | datetime | None:
        if self.rows[meeting_id].ended_at is None:
            return None
        marks = [event.data.get("journal") for event in self.lives[meeting_id].events if event.kind == "ended"]
        return int(marks[-1]) if marks and marks[-1] is not None else self.rows[meeting_id].ended_at

    def once(
        self,
        read: Callable[Concatenate[Together, _Given], _Found],
        *given: _Given.args,
        **named: _Given.kwargs,
    ) -> _Found:
        """What `read`, called with these meetings and the rest, returns; it is called the first time only."""
        key = (read, given, tuple(named.items()))
        if key not in self._read:
            self._read[key] = read(self, *given, **named)
        found: _Found = self._read[key]
        return found

    def all(self, table: type[_Row]) -> list[_Row]:
        """All rows of a small table."""
        if table not in self._all:
            self._all[table] = list(self.session.scalars(select(table)))
        return self._all[table]

    def of_meeting(self, table: type[_Row], meeting_id: int) -> list[_Row]:
        """The rows of a table that belong to the meeting now, by id."""
        column: InstrumentedAttribute[Any] = table.meeting_id  # type: ignore[attr-defined]  # what belongs to a meeting has it
        return self.having(table, column, [meeting_id], self.lives)

    def of_cycle(self, cycle_id: int | None) -> list[Objective]:
        """The objectives of a cycle, by id."""
        if cycle_id is None:
            return []
        return self.having(Objective, Objective.cycle_id, [cycle_id], self.once(_cycles))

    def having(
        self, table: type[_Row], column: InstrumentedAttribute[Any], values: Iterable[Any], also: Iterable[Any] = ()
    ) -> list[_Row]:
        """The rows that have one of these values in a column, by id.

        Args:
            table: Of which table.
            column: Which column of it.
            values: The values.
            also: What other meetings will ask for, and is read along where there is something to read.
        """
        known = self._by.setdefault(column, {})
        wanted = dict.fromkeys(values)
        if missing := wanted.keys() - known.keys():
            missing |= set(also) - known.keys()
            known.update((value, []) for value in missing)
            key = table.__table__.c.id
            for row in self.session.scalars(select(table).where(column.in_(missing)).order_by(key)):
                known[getattr(row, column.key)].append(row)
        if len(wanted) == 1:
            return known[next(iter(wanted))]
        return sorted((row for value in wanted for row in known[value]), key=_id)

    def key_results(self, ids: Iterable[int]) -> list[tuple[KeyResult, Objective]]:
        """Those of the key results that are there, with their objectives, by id."""
        ahead = self.once(_of_cycles) if len(self.lives) > 1 else ()
        rows = self.having(KeyResult, KeyResult.id, ids, ahead)
        objectives = {
            row.id: row for row in self.having(Objective, Objective.id, (row.objective_id for row in rows), ())
        }
        return [(row, objectives[row.objective_id]) for row in rows]

    def as_it_was(self, table: type[_Row], row_id: int, values: Mapping[str, Any]) -> _Row:
        """A row made of what the journal has of it, the same one as long as that stays the same."""
        place = table.__tablename__, row_id
        made = self._made.get(place)
        if made is None or made[0] is not values:
            columns = columns_of(table)
            made = values, table(**{key: value for key, value in values.items() if key in columns})
            self._made[place] = made
        row: _Row = made[1]
        return row

    def corrections(self, meeting_id: int) -> list[Correction]:
        """What was corrected in a meeting since it ended, by number."""
        return sorted(self.of_meeting(Correction, meeting_id), key=lambda one: one.number)

    def corrected(self, meeting_id: int) -> list[Touched]:
        """What these made of rows, in their order."""
        return self.once(_touched).get(meeting_id, [])


def columns_of(table: type[Base]) -> set[str]:
    """The names of the columns of a table."""
    return set(table.__mapper__.column_attrs.keys())


def _id(row: Any) -> int:
    found: int = row.id
    return found


def _cycles(together: Together) -> list[int]:
    """The cycles that the meetings are about."""
    asked = {one for live in together.lives.values() for one in (live.cycle_id, live.next_cycle_id)}
    return [one for one in asked if one is not None]


def _of_cycles(together: Together) -> list[int]:
    """The ids of the key results of these."""
    objectives = [one.id for cycle in together.once(_cycles) for one in together.of_cycle(cycle)]
    return [one.id for one in together.having(KeyResult, KeyResult.objective_id, objectives)]


def _touched(together: Together) -> dict[int, list[Touched]]:
    some = [one for one in together.lives if together.of_meeting(Correction, one)]
    return touched_by(together.session, CORRECTION, some) if some else {}
