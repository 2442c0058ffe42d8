"""Who manages whom: whose words on an objective are the manager's, and who must be at a review (METHOD M27, M28)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit

MANAGER, COLLEAGUE = "manager", "colleague"
LEADING = {"company": "general manager", "department": "manager"}
"""The levels whose manager must be at a review of theirs, and what they are there."""


@dataclass(frozen=True, slots=True)
class Managers:
    """The managers there are.

    Attributes:
        above: For each unit its manager and those of the units above, the nearest first; nobody where there is none.
        parents: The unit above each unit.
        unit_of: The unit of each person.
    """

    above: Mapping[int, tuple[int, ...]]
    parents: Mapping[int, int | None]
    unit_of: Mapping[int, int | None]

    def of(self, owner_person_id: int | None, owner_unit_id: int | None) -> tuple[int, ...]:
        """The ids of those who manage an owner, the nearest first: of a unit those of the units above it."""
        if owner_person_id is None:
            unit = self.parents.get(owner_unit_id) if owner_unit_id is not None else None
            own = self.above.get(owner_unit_id, ())[:1] if owner_unit_id is not None else ()
        else:
            unit, own = self.unit_of.get(owner_person_id), (owner_person_id,)
        some = self.above.get(unit, ()) if unit is not None else ()
        return tuple(one for one in dict.fromkeys(some) if one not in own)

    def role(self, by_id: int, objective: Objective) -> str:
        """What somebody is to an objective: `manager` or `colleague`."""
        managing = self.of(objective.owner_person_id, objective.owner_unit_id)
        return MANAGER if by_id in managing else COLLEAGUE


def read(session: Session) -> Managers:
    """Read them all, in two queries."""
    units = {unit.id: unit for unit in session.scalars(select(Unit))}
    above: dict[int, tuple[int, ...]] = {}
    for unit_id, unit in units.items():
        chain: list[int] = []
        seen: set[int] = set()
        here: Unit | None = unit
        while here is not None and here.id not in seen:
            seen.add(here.id)
            if here.manager_id is not None:
                chain.append(here.manager_id)
            here = units.get(here.parent_id) if here.parent_id is not None else None
        above[unit_id] = tuple(chain)
    unit_of = dict(session.execute(select(Person.id, Person.unit_id)).all())
    return Managers(above, {one.id: one.parent_id for one in units.values()}, unit_of)
