"""Reads what the minutes of meetings are made from, for all of them together.

A table is read once for all the meetings, when the first of them asks for it; a meeting that is read alone is one of
one. Rows that were read are shared: whoever gets them changes nothing in them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from facilitator.meeting import running
from facilitator.meeting.running import Live
from facilitator.tables.base import Base
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person

_Row = TypeVar("_Row", bound=Base)
_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


class Together:
    """Some meetings, read together.

    Args:
        meetings: Their ids; one that is not there is left out.

    Attributes:
        lives: The meetings, by id.
        rows: Their rows, by id.
        people: The names of all people, by id.
        zones: Their time zones, where they have one.
        emails: Their addresses, where they have one.
    """

    def __init__(self, session: Session, meetings: Collection[int]) -> None:
        self.session = session
        self.lives: Mapping[int, Live] = running.read_all(session, meetings)
        self.rows: Mapping[int, Meeting] = {
            row.id: row for row in session.scalars(select(Meeting).where(Meeting.id.in_(self.lives)))
        }
        people = session.execute(select(Person.id, Person.name, Person.timezone, Person.email)).all()
        self.people: dict[int | None, str] = {row.id: row.name for row in people}
        self.zones: dict[int | None, str | None] = {row.id: row.timezone for row in people}
        self.emails: dict[int | None, str | None] = {row.id: row.email for row in people}
        self._by: dict[InstrumentedAttribute[Any], dict[Any, list[Any]]] = {}
        self._all: dict[type[Base], list[Any]] = {}
        self._read: dict[Hashable, Any] = {}

    def once(
        self,
        read: Callable[Concatenate[Together, _Given], _Result],
        *given: _Given.args,
        **named: _Given.kwargs,
    ) -> _Result:
        """Return what `read`, called with these meetings and the rest, returns; it is called the first time only."""
        key = (read, given, tuple(named.items()))
        if key not in self._read:
            self._read[key] = read(self, *given, **named)
        result: _Result = self._read[key]
        return result

    def all(self, table: type[_Row]) -> list[_Row]:
        """Return all rows of a small table."""
        if table not in self._all:
            self._all[table] = list(self.session.scalars(select(table)))
        return self._all[table]

    def of_meeting(self, table: type[_Row], meeting_id: int) -> list[_Row]:
        """Return the rows of a table that belong to the meeting now, by id."""
        column: InstrumentedAttribute[Any] = table.meeting_id  # type: ignore[attr-defined]  # what belongs to a meeting has it
        return self.having(table, column, [meeting_id], self.lives)

    def of_cycle(self, cycle_id: int | None) -> list[Objective]:
        """Return the objectives of a cycle, by id."""
        if cycle_id is None:
            return []
        return self.having(Objective, Objective.cycle_id, [cycle_id], self.once(_cycles))

    def having(
        self, table: type[_Row], column: InstrumentedAttribute[Any], values: Iterable[Any], also: Iterable[Any] = ()
    ) -> list[_Row]:
        """Return the rows that have one of these values in a column, by id.

        `also` is what other meetings will ask for: it is read along where there is something to read.
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
        """Return those of the key results that are there, with their objectives, by id."""
        ahead = self.once(_of_cycles) if len(self.lives) > 1 else ()
        rows = self.having(KeyResult, KeyResult.id, ids, ahead)
        objectives = {row.id: row for row in self.having(Objective, Objective.id, (row.objective_id for row in rows))}
        return [(row, objectives[row.objective_id]) for row in rows]


def _id(row: Any) -> int:
    row_id: int = row.id
    return row_id


def _cycles(together: Together) -> list[int]:
    """Return the cycles that the meetings are about."""
    asked = {cycle for live in together.lives.values() for cycle in (live.cycle_id, live.next_cycle_id)}
    return [cycle for cycle in asked if cycle is not None]


def _of_cycles(together: Together) -> list[int]:
    """Return the ids of the key results of these."""
    objectives = [objective.id for cycle in together.once(_cycles) for objective in together.of_cycle(cycle)]
    return [row.id for row in together.having(KeyResult, KeyResult.objective_id, objectives)]
