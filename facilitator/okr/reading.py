"""Objectives and key results as they stand, for everybody to see (METHOD M9); the number of queries does not grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, selectinload

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.okr import current, history, owners, tracking
from facilitator.okr.changing import above_of
from facilitator.okr.owners import Owners
from facilitator.okr.views import (
    Answered,
    CycleView,
    KeyResultView,
    Link,
    ObjectiveView,
    Okrs,
    RequestView,
    SuggestionView,
    Writer,
)
from facilitator.people.reading import find_person
from facilitator.store.database import Database
from facilitator.tables import meeting
from facilitator.tables.okr import Cycle, FindingAnswer, KeyResult, Objective, Suggestion
from facilitator.tables.people import Person, Unit

__all__ = [
    "Answered",
    "CycleView",
    "KeyResultView",
    "Link",
    "ObjectiveView",
    "Okrs",
    "RequestView",
    "SuggestionView",
    "Writer",
    "cycles",
    "depths",
    "links",
    "objective",
    "of_cycle",
    "open_requests",
    "writers",
]


def cycles(database: Database) -> tuple[CycleView, ...]:
    """All cycles, the newest first."""
    today = clock.today()
    with database.reading() as session:
        rows = session.scalars(select(Cycle).order_by(Cycle.start.desc(), Cycle.end, Cycle.id))
        return tuple(_cycle(row, today) for row in rows)


def of_cycle(database: Database, cycle_id: int | None = None) -> Okrs | None:
    """The objectives of a cycle: without an id of the one that `current.to_show` says; None where there is none."""
    today = clock.today()
    with database.reading() as session:
        cycle = session.get(Cycle, cycle_id) if cycle_id is not None else current.to_show(session, today)
        if cycle is None:
            return None
        return Okrs(_cycle(cycle, today), tuple(_objectives(session, Objective.cycle_id == cycle.id, today)))


def objective(database: Database, objective_id: int) -> ObjectiveView:
    """One objective.

    Raises:
        NotFoundError: It is not there any more.
    """
    with database.reading() as session:
        for found in _objectives(session, Objective.id == objective_id, clock.today()):
            return found
    raise NotFoundError("the objective is not there any more; choose another one")


def writers(database: Database, person_name: str) -> tuple[Writer, ...]:
    """For whom somebody writes: themself, their unit, and the units that they manage; a unit of one goes unsaid.

    Raises:
        NotFoundError: Nobody is called so.
    """
    with database.reading() as session:
        person = find_person(session, person_name)
        own = [Unit.manager_id == person.id, Unit.id == person.unit_id]
        units = session.scalars(
            select(Unit).where(or_(*own), Unit.level != "personal").order_by(Unit.id != person.unit_id, Unit.id)
        )
        return (Writer("person", person.id, person.name), *(Writer("unit", unit.id, unit.name) for unit in units))


def people(database: Database) -> tuple[Writer, ...]:
    """Everybody who can own a key result, by name."""
    with database.reading() as session:
        rows = session.execute(select(Person.id, Person.name).where(Person.active).order_by(Person.name, Person.id))
        return tuple(Writer("person", row.id, row.name) for row in rows)


def links(database: Database, cycle_id: int, but_objective_id: int | None = None) -> tuple[Link, ...]:
    """What an objective of the cycle can support: the objectives and key results of all cycles that overlap it.

    Those of superior units come first, each objective before its key results.

    Args:
        database: Where.
        cycle_id: The objective's cycle.
        but_objective_id: The objective: neither itself nor what supports it is among them.
    """
    with database.reading() as session:
        cycle = session.get_one(Cycle, cycle_id)
        rows = session.scalars(
            select(Objective)
            .join(Cycle, Cycle.id == Objective.cycle_id)
            .where(Cycle.start <= cycle.end, Cycle.end >= cycle.start)
            .options(selectinload(Objective.key_results))
            .order_by(Objective.position, Objective.id)
        ).all()
        whose = owners.read(session)
        unit_of = dict(session.execute(select(Person.id, Person.unit_id)).all())
        units = {unit.id: unit for unit in whose.units.values()}
        above = above_of(session)

        def depth(row: Objective) -> tuple[int, bool]:
            unit = whose.units.get(unit_of[row.owner_person_id] if row.owner_person_id else row.owner_unit_id)
            return (_depth(unit, units) if unit else len(units), row.owner_person_id is not None)

        found: list[Link] = []
        for row in sorted(rows, key=depth):
            if but_objective_id is not None and but_objective_id in _way_up(row.id, above):
                continue
            found.append(Link("objective", row.id, row.title, whose.name(row)))
            kept = [one for one in row.key_results if not one.dropped]
            found += [Link("key_result", one.id, one.title, whose.name(row, one)) for one in kept]
        return tuple(found)


def open_requests(database: Database, kind: str | None = None, id: int | None = None) -> tuple[RequestView, ...]:  # noqa: A002  # as everywhere
    """Open requests for help that can be an objective's source (METHOD M5), oldest first.

    Args:
        database: Where.
        kind: `person` or `unit`; None for those to anybody.
        id: Of the person or unit that is asked. A person's are also those to their unit.
    """
    Request = meeting.Request  # noqa: N806  # it is a class
    with database.reading() as session:
        to: ColumnElement[bool] = Request.state == "open"
        if kind == "unit":
            to &= Request.to_unit_id == id
        elif kind == "person":
            unit = select(Person.unit_id).where(Person.id == id).scalar_subquery()
            to &= or_(Request.to_person_id == id, Request.to_unit_id == unit)
        whose = owners.read(session)
        return tuple(
            RequestView(
                row.id,
                whose.people.get(row.from_person_id, ""),
                row.what,
                whose.called(row.to_person_id, row.to_unit_id),
            )
            for row in session.scalars(select(Request).where(to).order_by(Request.id))
        )


def depths(database: Database) -> dict[str, int]:
    """How far below the top every unit stands, by its name: what `alignment.orphans` asks for."""
    with database.reading() as session:
        units = {unit.id: unit for unit in session.scalars(select(Unit))}
        return {unit.name: depth for unit, depth in ((unit, _depth(unit, units)) for unit in units.values())}


def _cycle(row: Cycle, today: date) -> CycleView:
    return CycleView(row.id, row.name, row.start, row.end, row.start <= today <= row.end)


def _depth(unit: Unit, units: dict[int, Unit]) -> int:
    seen: set[int] = set()
    here: Unit | None = unit
    while here is not None and here.id not in seen:
        seen.add(here.id)
        here = units.get(here.parent_id or 0)
    return len(seen) - 1


def _way_up(objective_id: int, above: dict[int, int | None]) -> set[int]:
    """The objective and everything that it supports, directly or not."""
    seen: set[int] = set()
    here: int | None = objective_id
    while here is not None and here not in seen:
        seen.add(here)
        here = above.get(here)
    return seen


def _objectives(session: Session, which: ColumnElement[bool], today: date) -> list[ObjectiveView]:
    rows = session.execute(
        select(Objective, Cycle.name)
        .join(Cycle, Cycle.id == Objective.cycle_id)
        .where(which)
        .order_by(Objective.position, Objective.id)
    ).all()
    whose = owners.read(session)
    people = whose.people
    unit_of = dict(session.execute(select(Person.id, Person.unit_id)).all())
    key_results = _key_results(session, which, today)
    suggestions, answered = _suggestions(session, which, people), _answered(session, which)
    supported = _supported(session, which, whose)
    asked = {
        row.id: row
        for row in session.scalars(
            select(meeting.Request).where(
                meeting.Request.id.in_(select(Objective.source_request_id).where(which).correlate(None))
            )
        )
    }
    found = []
    for row, cycle in rows:
        unit = whose.units.get(unit_of[row.owner_person_id] if row.owner_person_id else row.owner_unit_id)
        request = asked.get(row.source_request_id or 0)
        found.append(
            ObjectiveView(
                id=row.id,
                key=row.key,
                cycle_id=row.cycle_id,
                cycle=cycle,
                title=row.title,
                description=row.description,
                owner=whose.name(row),
                owner_id=row.owner_person_id or row.owner_unit_id or 0,
                owner_kind="person" if row.owner_person_id else "unit",
                unit=unit.name if unit else "",
                source=row.source,
                supports=supported.get(("objective", row.supports_objective_id))
                or supported.get(("key_result", row.supports_key_result_id)),
                request=request.what if request else None,
                state=row.state,
                key_results=tuple(key_results[row.id]),
                suggestions=tuple(suggestions[row.id]),
                answered=tuple(answered[row.id]),
                request_id=row.source_request_id,
                request_from=people.get(request.from_person_id) if request else None,
            )
        )
    return found


def _key_results(session: Session, which: ColumnElement[bool], today: date) -> dict[int, list[KeyResultView]]:
    kept = which & KeyResult.dropped.is_(False)
    rows = session.scalars(
        select(KeyResult)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(kept)
        .order_by(KeyResult.position, KeyResult.id)
    ).all()
    tracks = {track.id: track for track in tracking.tracks(session, kept, today)}
    agreed = history.agreed_titles(session, which)
    found: dict[int, list[KeyResultView]] = defaultdict(list)
    for row in rows:
        track = tracks[row.id]
        was = agreed.get(row.id)
        found[row.objective_id].append(
            KeyResultView(
                id=row.id,
                key=row.key,
                title=row.title,
                description=row.description,
                owner=track.owner,
                owner_id=row.owner_id,
                start=row.start,
                target=row.target,
                current=row.current,
                unit=row.unit,
                confidence=row.confidence,
                score=row.score,
                reason=row.reason,
                ratio=track.ratio,
                note=track.note,
                risk=track.risk.words,
                risk_order=track.risk.order,
                expected=track.expected,
                stale_days=track.stale_days,
                agreed_title=was if was != row.title else None,
            )
        )
    return found


def _suggestions(
    session: Session, which: ColumnElement[bool], people: Mapping[int | None, str]
) -> dict[int, list[SuggestionView]]:
    found: dict[int, list[SuggestionView]] = defaultdict(list)
    for row in session.scalars(
        select(Suggestion)
        .join(Objective, Objective.id == Suggestion.objective_id)
        .where(which)
        .order_by(Suggestion.recorded_at, Suggestion.id)
    ):
        found[row.objective_id].append(
            SuggestionView(
                row.id,
                row.objective_id,
                row.key_result_id,
                people.get(row.by_id or 0),
                row.text,
                row.state,
                row.answer,
                row.recorded_at,
            )
        )
    return found


def _answered(session: Session, which: ColumnElement[bool]) -> dict[int, list[Answered]]:
    found: dict[int, list[Answered]] = defaultdict(list)
    for row in session.scalars(
        select(FindingAnswer)
        .join(Objective, Objective.id == FindingAnswer.objective_id)
        .where(which)
        .order_by(FindingAnswer.id)
    ):
        found[row.objective_id].append(Answered(row.finding, row.key_result_id, row.about, row.because))
    return found


def _supported(session: Session, which: ColumnElement[bool], whose: Owners) -> dict[tuple[str, int | None], Link]:
    found: dict[tuple[str, int | None], Link] = {}
    for row in session.scalars(
        select(Objective).where(Objective.id.in_(select(Objective.supports_objective_id).where(which).correlate(None)))
    ):
        found["objective", row.id] = Link("objective", row.id, row.title, whose.name(row))
    for one, row in session.execute(
        select(KeyResult, Objective)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(KeyResult.id.in_(select(Objective.supports_key_result_id).where(which).correlate(None)))
    ):
        found["key_result", one.id] = Link("key_result", one.id, one.title, whose.name(row, one))
    return found
