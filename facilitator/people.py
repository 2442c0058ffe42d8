"""Units and the people in them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from facilitator.store.database import Base

LEVELS = ("company", "department", "team", "personal")


class NotFound(LookupError):  # noqa: N818  # it names what happened, and reads so where it is caught
    """What was named is not there; the message says what, and what there is instead."""


class Unit(Base):
    """A company, department or team, or one person's own unit (METHOD M1, M2)."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    level: Mapped[str] = mapped_column(default="team")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    manager_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", use_alter=True, name="fk_unit_manager_id"), index=True
    )


class Person(Base):
    """Somebody who takes part in meetings."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    timezone: Mapped[str | None]
    email: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)


def _named(names: list[str]) -> str:
    return ", ".join(sorted(names)) if names else "none yet"


def find_unit(session: Session, name: str | None) -> Unit:
    """The unit of that name; without a name the one that has people, if there is only one.

    Raises:
        NotFound: No such unit, or no name and more than one to choose from.
    """
    units = list(session.scalars(select(Unit).order_by(Unit.id)))
    if name is None:
        peopled = {unit_id for (unit_id,) in session.execute(select(Person.unit_id).where(Person.active).distinct())}
        candidates = [unit for unit in units if unit.id in peopled]
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            raise NotFound("there is no team yet; import one with facilitator import FILE, or make one on screen (t)")
        raise NotFound(f"which team? Say one of: {_named([unit.name for unit in units])}")
    wanted = name.casefold()
    for unit in units:
        if unit.name == name:
            return unit
    folded = [unit for unit in units if unit.name.casefold() == wanted]
    if len(folded) == 1:
        return folded[0]
    raise NotFound(f"there is no team {name!r}; there are: {_named([unit.name for unit in units])}")


def find_person(session: Session, name: str) -> Person:
    """The person of that name.

    Raises:
        NotFound: Nobody is called so.
    """
    person = session.scalar(select(Person).where(Person.name == name))
    if person is not None:
        return person
    people = list(session.scalars(select(Person).where(Person.active)))
    folded = [one for one in people if one.name.casefold() == name.casefold()]
    if len(folded) == 1:
        return folded[0]
    raise NotFound(f"there is nobody called {name!r}; there are: {_named([one.name for one in people])}")


def units_below(session: Session, unit_id: int) -> list[int]:
    """The ids of the unit and of all the units below it."""
    parents = {unit.id: unit.parent_id for unit in session.scalars(select(Unit))}
    found = [unit_id]
    for one in found:
        found.extend(child for child, parent in parents.items() if parent == one and child not in found)
    return found


def members(session: Session, unit_id: int) -> list[Person]:
    """The active people of the unit and of the units below it, in the order they came."""
    return list(
        session.scalars(
            select(Person).where(Person.unit_id.in_(units_below(session, unit_id)), Person.active).order_by(Person.id)
        )
    )
