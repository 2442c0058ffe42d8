"""Reads a team at a glance: what somebody looks for who has just opened the program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from facilitator.common import clock
from facilitator.okr import reading
from facilitator.okr.views import CycleView, KeyResultView, ObjectiveView
from facilitator.people.reading import units_below
from facilitator.promises import reading as promises
from facilitator.promises.reading import PromiseView
from facilitator.steps.round import reading as rounds
from facilitator.store.database import Database
from facilitator.tables.meeting import Decision, Meeting
from facilitator.tables.people import Person, Unit

MOST_DECISIONS = 3


@dataclass(frozen=True, slots=True)
class Glance:
    """A unit and those below it, as they stand now.

    Attributes:
        cycle: The cycle in progress, else the newest; None where there is none.
        objectives: Those of that cycle that belong to the unit, to those below it or to their people.
        risks: The key results at risk that count for them (`okr.owners.of_team`), the worst first.
        met_at: When the unit's last meeting ended, by the clock on its facilitator's wall.
        decisions: What that meeting decided, the newest `MOST_DECISIONS`.
        prepared: How many of the people have prepared something for their next meeting.
        names: Everybody's name, in the order in which they came, and whether they have.
        promises: The open ones, those that are overdue first.
    """

    unit_id: int
    unit: str
    cycle: CycleView | None
    objectives: tuple[ObjectiveView, ...]
    met_at: datetime | None
    decisions: tuple[str, ...]
    people: int
    prepared: int
    promises: tuple[PromiseView, ...] = ()
    risks: tuple[KeyResultView, ...] = ()
    names: tuple[tuple[str, bool], ...] = ()


def glance(database: Database, unit_id: int) -> Glance | None:
    """Return a unit at a glance, in a fixed number of queries; None where the unit is gone."""
    okrs = reading.of_cycle(database)
    open_promises = sorted(promises.of_unit(database, unit_id, only_open=True), key=lambda promise: not promise.overdue)
    with database.reading() as session:
        unit = session.get(Unit, unit_id)
        if unit is None:
            return None
        units = units_below(session, unit_id)
        names = set(session.scalars(select(Unit.name).where(Unit.id.in_(units))))
        objectives = okrs.objectives if okrs else ()
        risks = [
            key_result
            for objective in objectives
            for key_result in objective.key_results
            if key_result.risk.reasons and key_result.unit_among(units) is not None
        ]
        here = Person.unit_id.in_(units) & Person.active
        people = session.execute(select(Person.id, Person.name).where(here).order_by(Person.id)).all()
        ready = rounds.prepared_ahead(session, select(Person.id).where(here))
        met = session.execute(
            select(Meeting, Person.timezone)
            .outerjoin(Person, Person.id == Meeting.facilitator_id)
            .where(Meeting.unit_id == unit_id, Meeting.state == "ended")
            .order_by(Meeting.ended_at.desc(), Meeting.id.desc())
            .limit(1)
        ).first()
        last, zone = met or (None, None)
        met_at = clock.local(last.ended_at, zone) if last and last.ended_at else None
        decided = select(Decision.text).where(Decision.meeting_id == (last.id if last else 0))
        return Glance(
            unit_id=unit_id,
            unit=unit.name,
            cycle=okrs.cycle if okrs else None,
            objectives=tuple(objective for objective in objectives if objective.unit in names),
            risks=tuple(sorted(risks, key=lambda key_result: key_result.risk.order)),
            met_at=met_at,
            decisions=tuple(session.scalars(decided.order_by(Decision.id.desc()).limit(MOST_DECISIONS))),
            people=len(people),
            prepared=len(ready),
            promises=tuple(open_promises),
            names=tuple((row.name, row.id in ready) for row in people),
        )
