"""Finds units and people by their names, and the people of a unit."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import NotFoundError
from facilitator.common.grouping import grouped
from facilitator.common.names import match_names
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit


def find_unit(session: Session, name: str | None) -> Unit:
    """Return the unit that a name, or a part of one, means; without a name the only unit that has people.

    Raises:
        NotFoundError: No unit fits, or several do; or there is no name and several units have people.
    """
    units = list(session.scalars(select(Unit).order_by(Unit.id)))
    if name is None:
        peopled = {unit_id for (unit_id,) in session.execute(select(Person.unit_id).where(Person.active).distinct())}
        candidates = [unit for unit in units if unit.id in peopled]
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            raise NotFoundError(
                "there is no team yet; import one with facilitator import FILE, or make one on the home screen (t)"
            )
        raise NotFoundError(f"which team? Name one of: {_join([unit.name for unit in units])}")
    full = _match(name, [unit.name for unit in units], "no team", "teams")
    return next(unit for unit in units if unit.name == full)


def find_person(session: Session, name: str) -> Person:
    """Return the person of that full name, whatever its case; for what somebody typed there is `choose_person`.

    Raises:
        NotFoundError: Nobody has that name.
    """
    person = session.scalar(select(Person).where(Person.name == name))
    if person is not None:
        return person
    people = list(session.scalars(select(Person).where(Person.active)))
    matches = [person for person in people if person.name.casefold() == name.casefold()]
    if len(matches) == 1:
        return matches[0]
    raise NotFoundError(f"nobody called {name!r}; there are: {_join([person.name for person in people])}")


def choose_person(session: Session, wanted: str) -> Person:
    """Return the person whom somebody means with a name, or a part of one.

    Raises:
        NotFoundError: Nobody fits, or several do.
    """
    if (person := session.scalar(select(Person).where(Person.name == wanted))) is not None:
        return person
    names = session.scalars(select(Person.name).where(Person.active).order_by(Person.id)).all()
    return session.scalars(select(Person).where(Person.name == _match(wanted, names, "nobody", "people"))).one()


def active_ids(session: Session) -> dict[str, int]:
    """Return the ids of everybody who has not left, by their names, in the order in which they came."""
    return dict(session.execute(select(Person.name, Person.id).where(Person.active).order_by(Person.id)).all())


def full_name(database: Database, wanted: str) -> str:
    """Return the full name of the person whom somebody means; raises as `choose_person`."""
    with database.reading() as session:
        return choose_person(session, wanted).name


def _match(wanted: str, names: Sequence[str], none: str, several: str) -> str:
    """Return the only name that has `wanted` as a part.

    Raises:
        NotFoundError: None fits, or several do; the message lists them.
    """
    matches = match_names(wanted, names)
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise NotFoundError(f"{wanted!r} fits several {several}: {_join(matches)}; write more of the name")
    if not names:
        empty = "this database is empty" if none == "no team" else "there is nobody in this database yet"
        raise NotFoundError(f"{none} called {wanted!r}: {empty}")
    raise NotFoundError(f"{none} called {wanted!r}; there are: {_join(names)}")


def _join(names: Sequence[str]) -> str:
    return ", ".join(sorted(names)) or "none yet"


def units_below(session: Session, unit_id: int) -> list[int]:
    """Return the ids of the unit and of all units below it."""
    return list(branches(session, unit_id))


def branches(session: Session, unit_id: int) -> dict[int, int]:
    """Return for each unit below `unit_id` the one directly below it that it belongs to; `unit_id` for itself."""
    parents = session.execute(select(Unit.id, Unit.parent_id).order_by(Unit.id)).all()
    branch = {unit_id: unit_id}
    queue = [unit_id]
    for parent in queue:
        children = [child for child, above in parents if above == parent and child not in branch]
        branch |= {child: child if parent == unit_id else branch[parent] for child in children}
        queue.extend(children)
    return branch


def representatives(session: Session, unit: Unit) -> dict[int, str]:
    """Return, by their ids, who speaks for a company's units where these meet, with the names of their units.

    The company itself and the units directly below it that have people are each spoken for by their manager, else by
    the first of their people. Where no unit below has people, nobody speaks for any.
    """
    branch = branches(session, unit.id)
    people = grouped((branch[person.unit_id or unit.id], person.id) for person in members(session, unit.id))
    below = [unit_id for unit_id in branch if unit_id != unit.id and unit_id in people]
    if not below:
        return {}
    units = {row.id: row for row in session.scalars(select(Unit).where(Unit.id.in_([unit.id, *below])))}
    managers = [row.manager_id for row in units.values() if row.manager_id is not None]
    active = set(session.scalars(select(Person.id).where(Person.id.in_(managers), Person.active)))
    speakers = ((unit_id, units[unit_id].manager_id) for unit_id in (unit.id, *below))
    spoken_for = grouped(
        (manager if manager in active else next(iter(people[unit_id]), None), units[unit_id].name)
        for unit_id, manager in speakers
    )
    return {person: ", ".join(names) for person, names in spoken_for.items() if person is not None}


def members(session: Session, unit_id: int) -> list[Person]:
    """Return the active people of the unit and of the units below it, by id."""
    units = units_below(session, unit_id)
    return list(session.scalars(select(Person).where(Person.unit_id.in_(units), Person.active).order_by(Person.id)))
