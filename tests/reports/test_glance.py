"""Tests what is said of a team at a glance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from facilitator.reports.glance import Glance, glance
from facilitator.store.database import Database
from facilitator.tables.meeting import Sentence
from facilitator.tables.people import Person, Unit
from tests.queries import queries


@pytest.fixture
def company(sampled: Database) -> Database:
    return sampled


def of(database: Database, name: str) -> Glance:
    with database.reading() as session:
        unit_id = session.scalars(select(Unit.id).where(Unit.name == name)).one()
    shown = glance(database, unit_id)
    assert shown is not None
    return shown


def test_a_team_has_its_own_objectives_and_those_of_its_people(company: Database) -> None:
    shown = of(company, "Forecast")
    assert (shown.unit, shown.people, shown.cycle is not None) == ("Forecast", 6, True)
    assert {objective.owner for objective in shown.objectives} == {"Forecast", "王小明", "Émile Durand"}
    assert shown.met_at is not None
    assert shown.decisions


def test_a_unit_has_what_is_below_it(company: Database) -> None:
    team, above = of(company, "Forecast"), of(company, "Tidewater Charts")
    assert {objective.id for objective in team.objectives} <= {objective.id for objective in above.objectives}
    assert above.people == 9


def test_whoever_has_prepared_is_counted_once(company: Database) -> None:
    before = of(company, "Forecast").prepared
    with company.writing() as session:
        ready = set(session.scalars(select(Sentence.person_id).where(Sentence.meeting_id.is_(None))))
        team = select(Unit.id).where(Unit.name == "Forecast").scalar_subquery()
        person = session.scalars(select(Person).where(Person.unit_id == team, Person.id.not_in(ready))).first()
        assert person is not None
        for text in ("one", "another"):
            session.add(Sentence(person_id=person.id, prompt="done", text=text, changed_at=datetime.now(UTC)))
    assert of(company, "Forecast").prepared == before + 1


def test_nothing_is_there_yet(database: Database) -> None:
    with database.writing() as session:
        session.add(Unit(name="Platform"))
    assert of(database, "Platform") == Glance(1, "Platform", None, (), None, (), 0, 0)
    assert glance(database, 2) is None


def test_the_number_of_queries_does_not_grow(company: Database) -> None:
    few, many = (queries(company, of, company, name) for name in ("Forecast", "Tidewater Charts"))
    assert few == many
