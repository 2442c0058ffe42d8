"""Whose an objective is in a consensus meeting: who submits it before, and commits to it in front of everybody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitator.common.text import left_to_right, number
from facilitator.okr import owners
from facilitator.people.reading import units_below
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Held:
    """An objective, and whose it is to submit and to commit to.

    Attributes:
        key: Its id in files.
        owner: The person or the unit that it is of.
        unit: The name of that person's unit, or the owner itself; empty for none.
        holder_id: Its owner; of a unit's the manager, or where there is none in the meeting the facilitator; None
            where there is neither.
    """

    id: int
    key: str | None
    title: str
    description: str
    state: str
    owner: str
    unit: str
    holder_id: int | None


@dataclass(frozen=True, slots=True)
class Worded:
    """A key result as it is worded.

    Attributes:
        owner: Whose it is, where that is not the objective's owner; else empty.
        confidence: 1 to 10; None where nobody said.
    """

    id: int
    title: str
    description: str
    owner: str
    start: float | None
    target: float | None
    unit: str
    confidence: int | None

    @property
    def figures(self) -> str:
        """The way it has to go: `9 → 2 days`; a milestone has none."""
        return figures(self.start, self.target, self.unit)


def figures(start: float | None, target: float | None, unit: str) -> str:
    """The way that a key result has to go: `9 → 2 days`; `milestone` where it has no numbers."""
    if target is None:
        return "milestone"
    return left_to_right(f"{number(start)} → {number(target)} {unit}".rstrip())


def of_meeting(session: Session, meeting: Meeting) -> list[Held]:
    """The objectives that a meeting is about: of its cycle, of the people in it, of its unit and the units below."""
    if meeting.agreed_cycle_id is None:
        return []
    people = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)))
    units = units_below(session, meeting.unit_id)
    found = of_cycle(session, meeting.agreed_cycle_id, people, meeting.facilitator_id)
    wanted = or_(Objective.owner_person_id.in_(people), Objective.owner_unit_id.in_(units))
    ids = set(session.scalars(select(Objective.id).where(Objective.cycle_id == meeting.agreed_cycle_id, wanted)))
    return [one for one in found if one.id in ids]


def of_cycle(
    session: Session, cycle_id: int, here: Iterable[int] | None = None, facilitator_id: int | None = None
) -> list[Held]:
    """All objectives of a cycle that are not closed, in their order.

    Args:
        session: To read with.
        cycle_id: Which cycle.
        here: The people of the meeting, absent ones too; None before it, when everybody counts.
        facilitator_id: Who facilitates it.
    """
    whose = owners.read(session)
    unit_of: dict[int | None, int | None] = dict(session.execute(select(Person.id, Person.unit_id)).all())
    asked = {person for person in (unit_of if here is None else here) if person is not None}
    found = []
    for row in session.scalars(
        select(Objective)
        .where(Objective.cycle_id == cycle_id, Objective.state != "closed")
        .order_by(Objective.position, Objective.id)
    ):
        unit = whose.units.get(row.owner_unit_id)
        of = whose.units.get(unit_of.get(row.owner_person_id)) if row.owner_person_id else unit
        found.append(
            Held(
                id=row.id,
                key=row.key,
                title=row.title,
                description=row.description,
                state=row.state,
                owner=whose.name(row),
                unit=of.name if of else "",
                holder_id=holder_of(row, unit, asked, facilitator_id),
            )
        )
    return found


def holder_of(
    objective: Objective, unit: Unit | None, asked: Collection[int], facilitator_id: int | None
) -> int | None:
    """The id of whose an objective is: its owner's, the manager's of the `unit` that owns it, else the facilitator's.

    Args:
        objective: Which.
        unit: The unit that owns it; None where a person does.
        asked: Who was asked to come to the meeting.
        facilitator_id: Who facilitates it.
    """
    if objective.owner_person_id is not None:
        return objective.owner_person_id
    return unit.manager_id if unit is not None and unit.manager_id in asked else facilitator_id


def key_results(session: Session, objectives: Iterable[int]) -> Mapping[int, tuple[Worded, ...]]:
    """The key results of objectives, by the objective's id; dropped ones are left out."""
    found: dict[int, list[Worded]] = {one: [] for one in objectives}
    rows = session.execute(
        select(KeyResult, Person.name)
        .outerjoin(Person, Person.id == KeyResult.owner_id)
        .where(KeyResult.objective_id.in_(list(found)), KeyResult.dropped.is_(False))
        .order_by(KeyResult.position, KeyResult.id)
    )
    for row, owner in rows:
        found[row.objective_id].append(
            Worded(
                id=row.id,
                title=row.title,
                description=row.description,
                owner=owner or "",
                start=row.start,
                target=row.target,
                unit=row.unit,
                confidence=row.confidence,
            )
        )
    return {one: tuple(some) for one, some in found.items()}
