"""Reads the rules that people drew from earlier cycles, kept to be used again (METHOD M31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle
from facilitator.tables.people import Person
from facilitator.tables.review import Reflection

RULES = "rules"
"""The part of a reflection that is kept."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule; `cycle` is the name of the cycle that it came out of, `person` who said it."""

    text: str
    person: str
    cycle: str


def rules_of(
    database: Database, *, person_id: int | None = None, unit_id: int | None = None, before: int | None = None
) -> tuple[Rule, ...]:
    """Return the rules of a person, or those said in a unit's reviews, newest cycle first; both where both are given.

    What was only prepared is none of a unit's. `before` is the id of a cycle: only rules of cycles that began earlier.
    """
    with database.reading() as session:
        own = Reflection.person_id == (person_id or 0)
        in_unit = (Meeting.unit_id == (unit_id or 0)) & (Meeting.state == "ended")
        rules = _read(session, own | in_unit, before)
    return tuple(dict.fromkeys(rule for _, rule in rules))


def of_people(session: Session, people: Iterable[int], before: int | None) -> dict[int, tuple[Rule, ...]]:
    """Return the rules of each of these people, as `rules_of`."""
    rules: dict[int, tuple[Rule, ...]] = {}
    for person_id, rule in _read(session, Reflection.person_id.in_(list(people)), before):
        rules[person_id] = (*rules.get(person_id, ()), rule)
    return rules


def _read(session: Session, which: ColumnElement[bool], before: int | None) -> list[tuple[int, Rule]]:
    query = (
        select(Reflection.person_id, Reflection.text, Person.name, Cycle.name)
        .join(Person, Person.id == Reflection.person_id)
        .join(Cycle, Cycle.id == Reflection.cycle_id)
        .outerjoin(Meeting, Meeting.id == Reflection.meeting_id)
        .where(Reflection.part == RULES, which)
        .order_by(Cycle.start.desc(), Reflection.position, Reflection.id)
    )
    if before is not None:
        query = query.where(Cycle.start < select(Cycle.start).where(Cycle.id == before).scalar_subquery())
    return [(person_id, Rule(text, person, cycle)) for person_id, text, person, cycle in session.execute(query)]
