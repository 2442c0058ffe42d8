"""Works out who manages whom, for feedback on objectives and for who must be at a review (METHOD M27, M28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.trees import way_up
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit

MANAGER, COLLEAGUE = "manager", "colleague"
LEADING = {"company": "general manager", "department": "manager"}
"""By level the title of the manager who must be at its review."""


@dataclass(frozen=True, slots=True)
class Managers:
    """The managers of all units.

    Attributes:
        above: For each unit the ids of its manager and of those of the units above, the nearest first.
        parents: The unit above each unit.
        unit_of: The unit of each person.
    """

    above: Mapping[int, tuple[int, ...]]
    parents: Mapping[int, int | None]
    unit_of: Mapping[int, int | None]

    def of(self, owner_person_id: int | None, owner_unit_id: int | None) -> tuple[int, ...]:
        """Return the ids of those who manage an owner, the nearest first; a unit is managed by the units above it."""
        if owner_person_id is None:
            unit, own = self.parents.get(owner_unit_id or 0), self.above.get(owner_unit_id or 0, ())[:1]
        else:
            unit, own = self.unit_of.get(owner_person_id), (owner_person_id,)
        return tuple(manager for manager in dict.fromkeys(self.above.get(unit or 0, ())) if manager not in own)

    def role(self, by_id: int, objective: Objective) -> str:
        """Return what somebody is to an objective: `manager` or `colleague`."""
        return MANAGER if by_id in self.of(objective.owner_person_id, objective.owner_unit_id) else COLLEAGUE


def read(session: Session) -> Managers:
    """Read all managers, in two queries."""
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    parents = {unit.id: unit.parent_id for unit in units.values()}
    above = {
        unit_id: tuple(manager for up in way_up(unit_id, parents) if (manager := units[up].manager_id) is not None)
        for unit_id in units
    }
    return Managers(above, parents, dict(session.execute(select(Person.id, Person.unit_id)).all()))
