"""Reads objectives and key results as they stand, for everybody to see (METHOD M9).

Whatever shows an OKR gets it from here; the number of queries depends neither on OKRs nor on history.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.common.grouping import grouped
from facilitator.common.trees import way_up
from facilitator.okr import current, history, owners, tracking
from facilitator.okr.changing import above_of
from facilitator.okr.owners import Owners
from facilitator.okr.rows import key_result_view, objective_view
from facilitator.okr.views import (
    AnsweredFinding,
    CycleView,
    KeyResultView,
    ObjectiveView,
    Okrs,
    Owner,
    RequestView,
    SuggestionView,
    Supported,
)
from facilitator.people.reading import find_person
from facilitator.store.database import Database
from facilitator.tables.meeting import Request
from facilitator.tables.okr import Cycle, FindingAnswer, KeyResult, Objective, Suggestion
from facilitator.tables.people import Person, Unit


def cycles(database: Database) -> tuple[CycleView, ...]:
    """Return all cycles, the newest first."""
    today = clock.today()
    with database.reading() as session:
        rows = session.scalars(select(Cycle).order_by(Cycle.start.desc(), Cycle.end, Cycle.id))
        return tuple(_cycle(row, today) for row in rows)


def of_cycle(database: Database, cycle_id: int | None = None) -> Okrs | None:
    """Return the objectives of a cycle, without an id those of `current.to_show`; None where there is no cycle."""
    today = clock.today()
    with database.reading() as session:
        cycle = session.get(Cycle, cycle_id) if cycle_id is not None else current.to_show(session, today)
        if cycle is None:
            return None
        return Okrs(_cycle(cycle, today), _with_history(session, Objective.cycle_id == cycle.id, today))


def objective(database: Database, objective_id: int) -> ObjectiveView:
    """Return one objective with all that there is to know of it.

    Raises:
        NotFoundError: It is not there any more.
    """
    with database.reading() as session:
        for view in _with_history(session, Objective.id == objective_id, clock.today()):
            return view
    raise NotFoundError("the objective is not there any more; choose another one")


def owners_for(database: Database, person_name: str) -> tuple[Owner, ...]:
    """Return for whom somebody writes: themself, their unit, and the units that they manage; a unit of one goes unsaid.

    Raises:
        NotFoundError: Nobody has that name.
    """
    with database.reading() as session:
        person = find_person(session, person_name)
        own = [Unit.manager_id == person.id, Unit.id == person.unit_id]
        units = session.scalars(
            select(Unit).where(or_(*own), Unit.level != "personal").order_by(Unit.id != person.unit_id, Unit.id)
        )
        return (Owner("person", person.id, person.name), *(Owner("unit", unit.id, unit.name) for unit in units))


def people(database: Database) -> tuple[Owner, ...]:
    """Return everybody who can own a key result, by name."""
    with database.reading() as session:
        rows = session.execute(select(Person.id, Person.name).where(Person.active).order_by(Person.name, Person.id))
        return tuple(Owner("person", row.id, row.name) for row in rows)


def supportable(database: Database, cycle_id: int, but_objective_id: int | None = None) -> tuple[Supported, ...]:
    """Return what an objective can support: objectives and key results of all cycles that overlap its own.

    Those of superior units come first, each objective before its key results. With `but_objective_id`, neither that
    objective nor what supports it is among them.
    """
    with database.reading() as session:
        cycle = session.get_one(Cycle, cycle_id)
        overlapping = select(Cycle.id).where(Cycle.start <= cycle.end, Cycle.end >= cycle.start)
        levels, above = _depths(session), above_of(session)

        def place(objective: ObjectiveView) -> tuple[int, bool]:
            return levels.get(objective.unit, len(levels)), objective.owner_kind == "person"

        offered: list[Supported] = []
        for objective in sorted(objectives(session, Objective.cycle_id.in_(overlapping)), key=place):
            if but_objective_id is None or but_objective_id not in way_up(objective.id, above):
                offered.append(Supported("objective", objective.id, objective.title, objective.owner))
                offered += [Supported("key_result", row.id, row.title, row.owner) for row in objective.key_results]
        return tuple(offered)


def open_requests(database: Database, kind: str | None = None, id: int | None = None) -> tuple[RequestView, ...]:  # noqa: A002  # as everywhere
    """Return open requests for help that can be an objective's source (METHOD M5), oldest first.

    They are those to the person or the unit (`kind`) with that id, a person's also those to their unit; without `kind`
    those to anybody.
    """
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
                whose.name_of(row.to_person_id, row.to_unit_id),
            )
            for row in session.scalars(select(Request).where(to).order_by(Request.id))
        )


def depths(database: Database) -> dict[str, int]:
    """Return how far below the top every unit stands, by its name: what `alignment.orphans` asks for."""
    with database.reading() as session:
        return _depths(session)


def objectives(session: Session, which: ColumnElement[bool]) -> tuple[ObjectiveView, ...]:
    """Read objectives with their key results, in their order, in a number of queries that does not grow.

    What takes the history to know (see `KeyResultView`), and suggestions and answers, are left out. `which` is a
    condition on `Objective`.
    """
    whose = owners.read(session)
    rows = session.scalars(
        select(KeyResult)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(which, KeyResult.dropped.is_(False))
        .options(contains_eager(KeyResult.objective))
        .order_by(KeyResult.position, KeyResult.id)
    )
    return _objectives(session, which, whose, [key_result_view(row, row.objective, whose) for row in rows])


def _cycle(row: Cycle, today: date) -> CycleView:
    return CycleView(row.id, row.name, row.start, row.end, row.start <= today <= row.end)


def _depths(session: Session) -> dict[str, int]:
    units = session.scalars(select(Unit)).all()
    above = {unit.id: unit.parent_id for unit in units}
    return {unit.name: len(way_up(unit.id, above)) - 1 for unit in units}


def _with_history(session: Session, which: ColumnElement[bool], today: date) -> tuple[ObjectiveView, ...]:
    """Read objectives with all that there is to know of them."""
    whose = owners.read(session)
    agreed = history.agreed_titles(session, which)
    key_results = []
    for track in tracking.tracks(session, which & KeyResult.dropped.is_(False), today):
        view = track.key_result
        was = agreed.get(view.id)
        key_results.append(view if was in (None, view.title) else replace(view, agreed_title=was))
    proposed = select(Suggestion).join(Objective, Objective.id == Suggestion.objective_id).where(which)
    suggestions = grouped(
        (row.objective_id, _suggestion(row, whose))
        for row in session.scalars(proposed.order_by(Suggestion.recorded_at, Suggestion.id))
    )
    answers = select(FindingAnswer).join(Objective, Objective.id == FindingAnswer.objective_id).where(which)
    answered = grouped(
        (row.objective_id, AnsweredFinding(row.finding, row.key_result_id, row.about, row.because))
        for row in session.scalars(answers.order_by(FindingAnswer.id))
    )
    return tuple(
        replace(row, suggestions=tuple(suggestions[row.id]), answered=tuple(answered[row.id]))
        for row in _objectives(session, which, whose, key_results)
    )


def _suggestion(row: Suggestion, whose: Owners) -> SuggestionView:
    by = whose.people.get(row.by_id)
    about = (row.id, row.objective_id, row.key_result_id)
    return SuggestionView(*about, by, row.text, row.state, row.answer, row.recorded_at)


def _objectives(
    session: Session, which: ColumnElement[bool], whose: Owners, key_results: Iterable[KeyResultView]
) -> tuple[ObjectiveView, ...]:
    rows = session.execute(
        select(Objective, Cycle.name, Request)
        .join(Cycle, Cycle.id == Objective.cycle_id)
        .outerjoin(Request, Request.id == Objective.source_request_id)
        .where(which)
        .order_by(Objective.position, Objective.id)
    ).all()
    supported = _supported(session, which, whose)
    of = grouped((key_result.objective_id, key_result) for key_result in key_results)
    return tuple(
        objective_view(
            row,
            of[row.id],
            whose,
            cycle=cycle,
            supports=supported.get(("objective", row.supports_objective_id))
            or supported.get(("key_result", row.supports_key_result_id)),
            request=request,
        )
        for row, cycle, request in rows
    )


def _supported(session: Session, which: ColumnElement[bool], whose: Owners) -> dict[tuple[str, int | None], Supported]:
    above = (Objective.supports_objective_id, Objective.supports_key_result_id)
    objective_ids, key_result_ids = (select(column).where(which).correlate(None) for column in above)
    key_results = select(KeyResult).where(KeyResult.id.in_(key_result_ids)).options(joinedload(KeyResult.objective))
    supported = [
        *(
            Supported("objective", row.id, row.title, whose.name(row))
            for row in session.scalars(select(Objective).where(Objective.id.in_(objective_ids)))
        ),
        *(
            Supported("key_result", row.id, row.title, whose.name(row.objective, row))
            for row in session.scalars(key_results)
        ),
    ]
    return {(row.kind, row.id): row for row in supported}
