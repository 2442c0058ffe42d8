"""Builds the units and people of a company, for all tests that need some."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from facilitator.tables.people import Person, Unit


def build(
    session: Session,
    units: Mapping[str, str | None],
    people: Mapping[str, str | None],
    *,
    levels: Mapping[str, str] | None = None,
    managers: Mapping[str, str] | None = None,
) -> tuple[dict[str, Unit], dict[str, Person]]:
    """Add units and people to the database, in their order, and return them by their names.

    Args:
        session: Where they are written.
        units: The unit above, or None, by the name of each unit; that one comes first.
        people: The unit, or None, by the name of each person.
        levels: The level by the name of a unit; a unit that is not named is a team.
        managers: The manager by the name of a unit.
    """
    made: dict[str, Unit] = {}
    for name, above in units.items():
        made[name] = Unit(
            name=name, level=(levels or {}).get(name, "team"), parent_id=made[above].id if above else None
        )
        session.add(made[name])
        session.flush()
    persons = {name: Person(name=name, unit_id=made[unit].id if unit else None) for name, unit in people.items()}
    session.add_all(persons.values())
    session.flush()
    for unit, manager in (managers or {}).items():
        made[unit].manager_id = persons[manager].id
    return made, persons
