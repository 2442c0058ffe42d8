"""Units and the people in them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import NotFoundError
from facilitator.common.names import match_names
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit


def _named(names: list[str]) -> str:
    return ", ".join(sorted(names)) if names else "none yet"


def find_unit(session: Session, name: str | None) -> Unit:
    """The unit that a name or a part of one means; without a name the one that has people, if there is only one.

    Raises:
        NotFoundError: No such unit, several that fit, or no name and more than one to choose from.
    """
    units = list(session.scalars(select(Unit).order_by(Unit.id)))
    if name is None:
        peopled = {unit_id for (unit_id,) in session.execute(select(Person.unit_id).where(Person.active).distinct())}
        candidates = [unit for unit in units if unit.id in peopled]
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            raise NotFoundError(
                "there is no team yet; import one with facilitator import FILE, or make one on screen (t)"
            )
        raise NotFoundError(f"which team? Say one of: {_named([unit.name for unit in units])}")
    called = _meant(name, [unit.name for unit in units], "no team", "teams")
    return next(unit for unit in units if unit.name == called)


def find_person(session: Session, name: str) -> Person:
    """The person of that name, as the program knows it; for what somebody wrote there is `choose_person`.

    Raises:
        NotFoundError: Nobody is called so.
    """
    person = session.scalar(select(Person).where(Person.name == name))
    if person is not None:
        return person
    people = list(session.scalars(select(Person).where(Person.active)))
    folded = [one for one in people if one.name.casefold() == name.casefold()]
    if len(folded) == 1:
        return folded[0]
    raise NotFoundError(f"there is nobody called {name!r}; there are: {_named([one.name for one in people])}")


def choose_person(session: Session, wanted: str) -> Person:
    """The person whom somebody means who wrote a name, or a part of one.

    Raises:
        NotFoundError: Nobody fits, or several do.
    """
    person = session.scalar(select(Person).where(Person.name == wanted))
    if person is not None:
        return person
    names = session.scalars(select(Person.name).where(Person.active).order_by(Person.id)).all()
    return session.scalars(select(Person).where(Person.name == _meant(wanted, names, "nobody", "people"))).one()


def full_name(database: Database, wanted: str) -> str:
    """The whole name of the person whom somebody means. Raises as `choose_person`."""
    with database.reading() as session:
        return choose_person(session, wanted).name


def _meant(wanted: str, names: Sequence[str], none: str, some: str) -> str:
    """The one name that a part of it means.

    Raises:
        NotFoundError: None fits, or several do; the message lists them.
    """
    found = match_names(wanted, names)
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFoundError(f"{wanted!r} fits several {some}: {_named(found)}; write more of the name")
    called = "called " if none == "nobody" else ""
    raise NotFoundError(f"there is {none} {called}{wanted!r}; there are: {_named(list(names))}")


def units_below(session: Session, unit_id: int) -> list[int]:
    """The ids of the unit and of all the units below it."""
    parents = {unit.id: unit.parent_id for unit in session.scalars(select(Unit))}
    found = [unit_id]
    for one in found:
        found.extend(child for child, parent in parents.items() if parent == one and child not in found)
    return found


def branches(session: Session, unit_id: int) -> dict[int, int]:
    """For each unit below, the one directly below `unit_id` that it is or belongs to; the unit itself for itself."""
    parents = {unit.id: unit.parent_id for unit in session.scalars(select(Unit).order_by(Unit.id))}
    found = {unit_id: unit_id}
    waiting = [unit_id]
    for one in waiting:
        below = [child for child, parent in parents.items() if parent == one and child not in found]
        found |= {child: child if one == unit_id else found[one] for child in below}
        waiting.extend(below)
    return found


def representatives(session: Session, unit: Unit) -> dict[int, str]:
    """Who speaks for a company's units where these meet instead of single people.

    The company itself and the units directly below it that have anybody are each spoken for by their manager, else
    by the first of their people.

    Returns:
        By person id the names of the units, joined where somebody speaks for several; nothing where there is no unit
        with people below.
    """
    branch = branches(session, unit.id)
    people: dict[int, list[int]] = {}
    for person in members(session, unit.id):
        people.setdefault(branch[person.unit_id or unit.id], []).append(person.id)
    below = [one for one in branch if branch[one] == one and one != unit.id and people.get(one)]
    if not below:
        return {}
    units = {one.id: one for one in session.scalars(select(Unit).where(Unit.id.in_([unit.id, *below])))}
    managers = [one.manager_id for one in units.values() if one.manager_id is not None]
    active = set(session.scalars(select(Person.id).where(Person.id.in_(managers), Person.active)))
    found: dict[int, list[str]] = {}
    for one in (unit.id, *below):
        manager = units[one].manager_id
        speaks = manager if manager in active else next(iter(people.get(one, [])), None)
        if speaks is not None:
            found.setdefault(speaks, []).append(units[one].name)
    return {person: ", ".join(names) for person, names in found.items()}


def members(session: Session, unit_id: int) -> list[Person]:
    """The active people of the unit and of the units below it, in the order they came."""
    return list(
        session.scalars(
            select(Person).where(Person.unit_id.in_(units_below(session, unit_id)), Person.active).order_by(Person.id)
        )
    )
