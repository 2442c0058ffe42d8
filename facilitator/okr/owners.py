"""Says whose an objective or a key result is, and which of them are a team's: one rule for everything that tells it.

A key result is its own owner's; where it has none, it is whose its objective is. An objective is a person's or a
unit's; for a unit its manager speaks (METHOD M1, M28).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Owners:
    """The names of everybody and all units, by id; `unit_of` has the id of each person's unit, by the person's."""

    people: Mapping[int | None, str]
    units: Mapping[int | None, Unit]
    unit_of: Mapping[int | None, int | None] = field(default_factory=dict)

    def name(self, objective: Objective, key_result: KeyResult | None = None) -> str:
        """Return the name of the person or unit that an objective or its key result belongs to; empty for nobody."""
        return self.name_of(self.person_id(objective, key_result), objective.owner_unit_id)

    def name_of(self, person_id: int | None, unit_id: int | None) -> str:
        """Return the name of a person or, where there is none, of a unit; empty for neither."""
        unit = self.units.get(unit_id)
        return self.people.get(person_id, "") if person_id is not None else unit.name if unit else ""

    def speaker_id(self, objective: Objective, key_result: KeyResult | None = None) -> int | None:
        """Return the person who speaks for it: who owns it, of a unit's the manager; None where there is neither."""
        unit = self.units.get(objective.owner_unit_id)
        return self.person_id(objective, key_result) or (unit.manager_id if unit else None)

    def unit_name(self, objective: Objective) -> str:
        """Return the name of the unit that owns it or that its owner is in; empty for none."""
        person_id = objective.owner_person_id
        unit = self.units.get(objective.owner_unit_id if person_id is None else self.unit_of.get(person_id))
        return unit.name if unit else ""

    def unit_ids(self, objective: Objective, key_result: KeyResult) -> tuple[int, ...]:
        """Return the ids of the units that a key result counts for, as `of_team`: its objective's, then its owner's."""
        people = (objective.owner_person_id, key_result.owner_id)
        ids = (objective.owner_unit_id, *(self.unit_of.get(person_id) for person_id in people))
        return tuple(dict.fromkeys(unit_id for unit_id in ids if unit_id is not None))

    @staticmethod
    def person_id(objective: Objective, key_result: KeyResult | None = None) -> int | None:
        """Return the person it belongs to; None where it is a unit's."""
        return (key_result.owner_id if key_result else None) or objective.owner_person_id


def read(session: Session) -> Owners:
    """Read everybody and every unit in the order in which they came, in two queries."""
    people = session.execute(select(Person.id, Person.name, Person.unit_id).order_by(Person.id)).all()
    return Owners(
        {person.id: person.name for person in people},
        {unit.id: unit for unit in session.scalars(select(Unit).order_by(Unit.id))},
        {person.id: person.unit_id for person in people},
    )


def of_person(person_id: int) -> ColumnElement[bool]:
    """Return a condition on `KeyResult` and `Objective`: the key result is that person's."""
    return or_(KeyResult.owner_id == person_id, KeyResult.owner_id.is_(None) & (Objective.owner_person_id == person_id))


def of_speakers(people: Collection[int], managers: Collection[int] = ()) -> ColumnElement[bool]:
    """Return a condition on `KeyResult` and `Objective`: the key result is one that these people speak for.

    Args:
        people: The ids of those who speak for what is theirs.
        managers: The ids of those who speak for what is their units'.
    """
    units = select(Unit.id).where(Unit.manager_id.in_(managers)).correlate(None)
    whose = or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units))
    return or_(KeyResult.owner_id.in_(people), KeyResult.owner_id.is_(None) & whose)


def of_team(units: Iterable[int], people: Iterable[int] = ()) -> ColumnElement[bool]:
    """Return a condition on `KeyResult` and `Objective`: the key result counts for these units.

    It does where its objective is one of theirs or of their people's, or where it is itself one of their people's. Who
    has left is counted as long as the OKR is theirs: a risk is no smaller for it.

    Args:
        units: The ids of a unit and of those below it.
        people: The ids of guests whose OKRs count too.
    """
    ids = list(units)
    theirs = or_(Person.unit_id.in_(ids), Person.id.in_(list(people)))
    members = select(Person.id).where(theirs).correlate(None)
    return or_(
        Objective.owner_unit_id.in_(ids), Objective.owner_person_id.in_(members), KeyResult.owner_id.in_(members)
    )
