"""Which unit objectives and key results count for, where units meet instead of people."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.people.reading import branches
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Groups:
    """Which unit things count for where units meet: their names in order, by the unit's and by the person's id."""

    order: tuple[str, ...]
    units: Mapping[int, str]
    people: Mapping[int, str]

    def of_key_results(self, session: Session, ids: Collection[int]) -> dict[int, str]:
        """The unit that each key result counts for: its objective's owner's, else its own owner's; empty for none."""
        rows = session.execute(
            select(KeyResult.id, Objective.owner_unit_id, Objective.owner_person_id, KeyResult.owner_id)
            .join(Objective, Objective.id == KeyResult.objective_id)
            .where(KeyResult.id.in_(ids))
        )
        return {
            key_result: self.units.get(unit or 0) or self.people.get(person or 0) or self.people.get(own or 0, "")
            for key_result, unit, person, own in rows
        }


def groups_of(session: Session, unit_id: int, units: list[int]) -> Groups:
    """The units that meet in a meeting of `unit_id`, of which `units` are it and all units below."""
    branch = branches(session, unit_id)
    names = dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(units)).order_by(Unit.id)).all())
    of_unit = {unit: names[branch[unit]] for unit in units}
    people = session.execute(select(Person.id, Person.unit_id).where(Person.unit_id.in_(units))).all()
    return Groups(
        order=tuple(names[one] for one in branch if branch[one] == one),
        units=of_unit,
        people={person: of_unit[unit] for person, unit in people if unit is not None},
    )
