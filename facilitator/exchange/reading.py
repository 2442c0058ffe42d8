"""Reads from the database what an export contains."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import subqueryload

from facilitator.common.errors import RefusedError
from facilitator.exchange.entries import (
    CycleEntry,
    Entries,
    Entry,
    KeyResultEntry,
    ObjectiveEntry,
    PersonEntry,
    UnitEntry,
)
from facilitator.exchange.known import References, cleaned, line, owner_names
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit

Value = str | int | float | bool | date
"""What a key of a table has."""

_MOST_EXACT = 2**53
"""From here on not every whole number is a float: it is written as the float that it is."""


class ExportError(RefusedError):
    """A format cannot hold what the database has, or what writes it is not installed; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class ExportReading:
    """What the database holds, at one moment, and the numbers of its rows in the order of the entries.

    The entries are what an import would put back: key results that were dropped are history and left out.
    """

    entries: Entries
    objectives: tuple[int, ...]
    cycles: tuple[int, ...]
    meetings: tuple[int, ...]


def read(database: Database) -> ExportReading:
    """Read everything that an import would put back, in a number of queries that does not grow.

    Rows are in the order in which they came; objectives by cycle, and there in their own order. Figures are given as an
    import completes them, and text as it cleans it: what was exported is not changed by coming back.
    """
    with database.reading() as session:
        units = session.scalars(select(Unit).order_by(Unit.id)).all()
        people = session.scalars(select(Person).order_by(Person.id)).all()
        cycles = session.scalars(select(Cycle).order_by(Cycle.id)).all()
        objectives = session.scalars(
            select(Objective)
            .options(subqueryload(Objective.key_results))
            .order_by(Objective.cycle_id, Objective.position, Objective.id)
        ).all()
        meetings = session.scalars(select(Meeting.id).order_by(Meeting.id)).all()
        return ExportReading(
            _Rows(units, people, cycles, objectives).entries(),
            tuple(row.id for row in objectives),
            tuple(row.id for row in cycles),
            tuple(meetings),
        )


def table(entry: Entry) -> dict[str, Value]:
    """Return an entry as its table in a file, in the order of CONTRACT; what is left out is not there.

    An objective's key results are tables of their own. Whole numbers are whole.
    """
    values: dict[str, Value] = {}
    for key in (key for key in entry.__slots__ if key not in {"place", "key_results"}):
        value = getattr(entry, key)
        if value is not None:
            values[key] = figure(value) if isinstance(value, float) else value
    return values


def figure(value: float) -> int | float:
    """Return a number as files have it: whole ones without a point, all others to the last digit."""
    return int(value) if value.is_integer() and abs(value) < _MOST_EXACT else value


class _Rows:
    def __init__(
        self, units: Sequence[Unit], people: Sequence[Person], cycles: Sequence[Cycle], objectives: Sequence[Objective]
    ) -> None:
        self.units, self.people, self.cycles, self.objectives = units, people, cycles, objectives
        self.unit_names = {row.id: line(row.name) for row in units}
        self.people_names = {row.id: line(row.name) for row in people}
        self.cycle_names = {row.id: line(row.name) for row in cycles}
        self.owners = owner_names(self.unit_names, self.people_names.values())
        self.references = References(objectives, self.people_names, self.unit_names)
        self.rows = {row.id: row for objective in objectives for row in objective.key_results}

    def entries(self) -> Entries:
        return Entries(
            units=tuple(
                UnitEntry(
                    place=f"units[{number}]",
                    name=self.unit_names[row.id],
                    level=row.level,
                    parent=self.unit_names.get(row.parent_id or 0),
                    manager=self.people_names.get(row.manager_id or 0),
                )
                for number, row in enumerate(self.units, 1)
            ),
            people=tuple(
                PersonEntry(
                    place=f"people[{number}]",
                    name=self.people_names[row.id],
                    unit=self.unit_names.get(row.unit_id or 0),
                    timezone=line(row.timezone) or None,
                    email=line(row.email) or None,
                    active=None if row.active else False,
                )
                for number, row in enumerate(self.people, 1)
            ),
            cycles=tuple(
                CycleEntry(place=f"cycles[{number}]", name=self.cycle_names[row.id], start=row.start, end=row.end)
                for number, row in enumerate(self.cycles, 1)
            ),
            objectives=tuple(
                self.objective(f"objectives[{number}]", row) for number, row in enumerate(self.objectives, 1)
            ),
        )

    def objective(self, place: str, row: Objective) -> ObjectiveEntry:
        person = self.people_names.get(row.owner_person_id or 0)
        kept = [key_result for key_result in row.key_results if not key_result.dropped]
        return ObjectiveEntry(
            place=place,
            id=self.references.objective_ids[row.id],
            cycle=self.cycle_names[row.cycle_id],
            owner=person or self.owners.get(row.owner_unit_id or 0),
            title=line(row.title),
            description=cleaned(row.description) or None,
            source=row.source or None,
            supports=self.supports(row),
            state=row.state,
            key_results=tuple(
                self.key_result(f"{place}.key_results[{number}]", key_result)
                for number, key_result in enumerate(kept, 1)
            ),
        )

    def supports(self, row: Objective) -> str | None:
        above: Objective | KeyResult | None = self.rows.get(row.supports_key_result_id or 0)
        if above is None and row.supports_objective_id is not None:
            above = self.references.objectives.get(row.supports_objective_id)
        # What it pointed to may be history.
        if above is None or (isinstance(above, KeyResult) and above.dropped):
            return None
        return self.references.name(above, row)

    def key_result(self, place: str, row: KeyResult) -> KeyResultEntry:
        start, target, current = _figures(row)
        return KeyResultEntry(
            place=place,
            id=self.references.key_result_ids[row.id],
            title=line(row.title),
            description=cleaned(row.description) or None,
            owner=self.people_names.get(row.owner_id or 0),
            start=start,
            target=target,
            current=current,
            unit=line(row.unit) or None,
            confidence=row.confidence,
            score=_finite(row.score),
            reason=cleaned(row.reason) or None,
        )


def _figures(row: KeyResult) -> tuple[float | None, float | None, float | None]:
    """Start, target and current as an import completes them; none of a milestone."""
    start, target, current = map(_finite, (row.start, row.target, row.current))
    if target is None:
        return None, None, None
    start = start if start is not None else current or 0.0
    return start, target, current if current is not None else start


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
