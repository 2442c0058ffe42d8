"""Adds, changes and removes units and people; each change is one transaction with its journal entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import RefusedError
from facilitator.common.text import line_of
from facilitator.people.reading import units_below
from facilitator.people.tree import in_tree_order
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Card, Meeting, Request
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Member:
    """A person; `manages` says whether they manage the unit that they are in."""

    id: int
    name: str
    manages: bool
    timezone: str | None
    email: str | None


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with its people; `depth` counts the units above it."""

    id: int
    name: str
    level: str
    depth: int
    manager: str | None
    people: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """All units in the order of the tree, and the people who are in none."""

    teams: tuple[UnitView, ...]
    without: tuple[Member, ...]


def roster(database: Database) -> Roster:
    """Return all units and their active people."""
    with database.reading() as session:
        units = list(session.scalars(select(Unit).order_by(Unit.id)))
        people = list(session.scalars(select(Person).where(Person.active).order_by(Person.id)))
        names: dict[int | None, str] = dict(session.execute(select(Person.id, Person.name)).all())
    known = {unit.id for unit in units}
    teams = tuple(
        UnitView(
            unit.id,
            unit.name,
            unit.level,
            depth,
            names.get(unit.manager_id),
            _members([person for person in people if person.unit_id == unit.id], unit.manager_id),
        )
        for unit, depth in in_tree_order(units)
    )
    return Roster(teams, _members([person for person in people if person.unit_id not in known], None))


def _members(people: Sequence[Person], manager_id: int | None) -> tuple[Member, ...]:
    return tuple(
        Member(person.id, person.name, person.id == manager_id, person.timezone, person.email) for person in people
    )


def add_team(database: Database, name: str, parent_id: int | None = None) -> int:
    """Add a team, below another unit or at the top, and return its id.

    Raises:
        RefusedError: The name is blank or taken.
    """
    with recording(database, f'team "{line_of(name)}"', source="screen") as session:
        clean = _free_unit_name(session, name, None)
        unit = Unit(name=clean, level="team", parent_id=parent_id)
        session.add(unit)
        session.flush()
        return unit.id


def add_people(database: Database, unit_id: int, names: Iterable[str]) -> tuple[str, ...]:
    """Add people to a unit, bringing back those who were removed before; return their names, without blank ones.

    Raises:
        RefusedError: Somebody is in a unit already; then nobody is added.
    """
    wanted = [line for line in map(line_of, names) if line]
    with recording(database, f"people {', '.join(wanted)}", source="screen") as session:
        unit = session.get_one(Unit, unit_id)
        for name in wanted:
            known = _person_called(session, name)
            if known is None:
                session.add(Person(name=name, unit_id=unit.id))
            elif known.active and known.unit_id is not None:
                where = session.get_one(Unit, known.unit_id).name
                raise RefusedError(
                    f"{known.name} is in {where} already; move them from there, or give a name that tells them apart"
                )
            else:
                known.active, known.unit_id = True, unit.id
            session.flush()
    return tuple(wanted)


def start_alone(database: Database, name: str) -> tuple[int, int]:
    """Add a person with a unit of their own (METHOD M2), named like them, or give one to a person who is in none.

    Doing it twice changes nothing. The ids of the unit and of the person are returned.

    Raises:
        RefusedError: The name is blank, or that of a team or of somebody in one.
    """
    clean = line_of(name)
    if not clean:
        raise RefusedError("say your name; type it, or leave with escape")
    with recording(database, f'"{clean}" alone', source="screen") as session:
        person = _person_called(session, clean)
        if person is not None and person.active and person.unit_id is not None:
            own = session.get_one(Unit, person.unit_id)
            if own.level == "personal":
                return own.id, person.id
            raise RefusedError(f"{person.name} is in {own.name} already; give another name to start alone")
        unit = Unit(name=_free_unit_name(session, person.name if person else clean, None), level="personal")
        if person is None:
            person = Person(name=clean)
            session.add(person)
        session.add(unit)
        session.flush()
        person.active, person.unit_id, unit.manager_id = True, unit.id, person.id
        session.flush()
        return unit.id, person.id


def rename_unit(database: Database, unit_id: int, name: str) -> None:
    """Rename a unit; raises as `add_team`."""
    with recording(database, f'name "{line_of(name)}"', source="screen") as session:
        session.get_one(Unit, unit_id).name = _free_unit_name(session, name, unit_id)


def rename_person(database: Database, person_id: int, name: str) -> None:
    """Rename a person.

    Raises:
        RefusedError: The name is blank, or somebody else's.
    """
    with recording(database, f'name "{line_of(name)}"', source="screen") as session:
        clean = line_of(name)
        if not clean:
            raise RefusedError("a person needs a name; type one, or leave with escape")
        known = _person_called(session, clean)
        if known is not None and known.id != person_id:
            removed = "" if known.active else ", who was taken out; adding the name brings them back"
            raise RefusedError(f"there is a {known.name} already{removed}; give a name that tells them apart")
        session.get_one(Person, person_id).name = clean


def move_person(database: Database, person_id: int, unit_id: int) -> None:
    """Move a person to another unit; they do not manage the old one any more."""
    with recording(database, "move", source="screen") as session:
        person = session.get_one(Person, person_id)
        if person.unit_id != unit_id:
            left = session.get(Unit, person.unit_id) if person.unit_id else None
            if left is not None and left.manager_id == person.id:
                left.manager_id = None
            person.unit_id = session.get_one(Unit, unit_id).id


def move_unit(database: Database, unit_id: int, parent_id: int | None) -> None:
    """Move a unit below another one, or to the top.

    Raises:
        RefusedError: It would be below itself.
    """
    with recording(database, "move", source="screen") as session:
        unit = session.get_one(Unit, unit_id)
        if parent_id is not None and parent_id in units_below(session, unit_id):
            below = session.get_one(Unit, parent_id).name
            raise RefusedError(f"{below} is {unit.name} or stands below it; choose a unit that does not")
        unit.parent_id = parent_id


def set_manager(database: Database, unit_id: int, person_id: int | None) -> None:
    """Set who manages a unit; None: nobody."""
    with recording(database, "manager", source="screen") as session:
        session.get_one(Unit, unit_id).manager_id = person_id


def set_level(database: Database, unit_id: int, level: str) -> None:
    """Set the level of a unit, one of `LEVELS`."""
    with recording(database, f"level {level}", source="screen") as session:
        session.get_one(Unit, unit_id).level = level


def remove_person(database: Database, person_id: int) -> str:
    """Remove a person, keeping what they said and did; return the name, with which `add_people` brings them back."""
    with recording(database, "taken out", source="screen") as session:
        person = session.get_one(Person, person_id)
        for unit in session.scalars(select(Unit).where(Unit.manager_id == person.id)):
            unit.manager_id = None
        person.active = False
        return person.name


def bring_back(database: Database, person_id: int, manages: Iterable[int] = ()) -> str:
    """Bring back a removed person where they were, as manager of these units; return the name."""
    with recording(database, "back", source="screen") as session:
        person = session.get_one(Person, person_id)
        person.active = True
        for unit_id in manages:
            session.get_one(Unit, unit_id).manager_id = person.id
        return person.name


def remove_team(database: Database, unit_id: int) -> str:
    """Remove a unit without people that never held a meeting; return the name.

    Raises:
        RefusedError: People, units, meetings, objectives, cards or requests refer to it.
    """
    with recording(database, "team taken out", source="screen") as session:
        unit = session.get_one(Unit, unit_id)
        for references, what in (
            (select(Person.id).where(Person.unit_id == unit_id, Person.active), "people in it; move them first"),
            (select(Unit.id).where(Unit.parent_id == unit_id), "units below it; move them first"),
            (select(Meeting.id).where(Meeting.unit_id == unit_id), "meetings, which are kept; rename it instead"),
            (select(Objective.id).where(Objective.owner_unit_id == unit_id), "objectives; rename it instead"),
            (select(Card.id).where(Card.unit_id == unit_id), "cards on its whiteboard; rename it instead"),
            (select(Request.id).where(Request.to_unit_id == unit_id), "requests for help; rename it instead"),
        ):
            if session.scalar(references.limit(1)) is not None:
                raise RefusedError(f"{unit.name} has {what}")
        for person in session.scalars(select(Person).where(Person.unit_id == unit_id)):
            person.unit_id = None
        session.flush()
        name = unit.name
        session.delete(unit)
        return name


def _free_unit_name(session: Session, name: str, unit_id: int | None) -> str:
    clean = line_of(name)
    if not clean:
        raise RefusedError("a team needs a name; type one, or leave with escape")
    for unit in session.scalars(select(Unit)):
        if unit.id != unit_id and unit.name.casefold() == clean.casefold():
            raise RefusedError(f"there is a {unit.name} already; give another name")
    return clean


def _person_called(session: Session, name: str) -> Person | None:
    folded = name.casefold()
    return next((person for person in session.scalars(select(Person)) if person.name.casefold() == folded), None)
