"""What is read of OKRs: everybody's, with where they stand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from facilitator.common.errors import NotFoundError
from facilitator.okr import reading, writing
from facilitator.okr.views import Owner, RequestView, Supported
from facilitator.store.database import Database
from facilitator.tables.meeting import Request
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Unit
from tests import moments
from tests.okr.conftest import ADA, GRACE, OkrCompany


def test_an_empty_database_has_no_okrs(database: Database) -> None:
    assert reading.of_cycle(database) is None
    assert reading.of_cycle(database, 7) is None
    assert reading.cycles(database) == ()
    with pytest.raises(NotFoundError, match="not there any more"):
        reading.objective(database, 7)


def test_where_an_objective_stands_is_the_mean_of_its_key_results(company: OkrCompany) -> None:
    objective = company.objective()
    database = company.database
    assert reading.objective(database, objective).ratio is None
    late = company.key_result(objective)
    beyond = writing.add_key_result(database, objective, "Beyond", start=0, target=10, current=30).id
    worse = writing.add_key_result(database, objective, "Worse", start=0, target=10, current=-5).id
    writing.add_key_result(database, objective, "Signed")
    writing.change_key_result(database, late, current=5.5, confidence=3)
    with database.writing() as session:
        session.get_one(KeyResult, beyond).score = 1.0
        session.get_one(KeyResult, worse).score = 0.25
    result = reading.objective(database, objective)
    assert (result.ratio, result.score, result.missing) == (0.5, 0.625, 2)
    first, second, third, fourth = result.key_results
    assert (first.ratio, first.owner, first.owner_id, first.stale_days) == (0.5, ADA, None, 0)
    assert first.risk.words == "confidence 3"
    assert first.expected == pytest.approx(0.5)
    assert (second.ratio, third.ratio) == (3, -0.5)
    assert (fourth.ratio, fourth.note, fourth.milestone) == (None, "a milestone has no numbers", True)


def test_everybody_sees_everybodys(company: OkrCompany) -> None:
    ids = [company.objective(), company.objective("Grow", owner_unit_id=company.acme)]
    result = reading.of_cycle(company.database, company.cycle)
    assert result is not None
    assert [objective.id for objective in result.objectives] == ids
    assert (result.objectives[1].owner, result.objectives[1].owner_kind) == ("Acme", "unit")


def test_for_whom_somebody_writes(company: OkrCompany) -> None:
    assert reading.owners_for(company.database, ADA) == (
        Owner("person", company.ada, ADA),
        Owner("unit", company.platform, "Platform"),
    )
    assert reading.owners_for(company.database, GRACE) == (
        Owner("person", company.grace, GRACE),
        Owner("unit", company.acme, "Acme"),
        Owner("unit", company.platform, "Platform"),
    )
    with company.database.writing() as session:
        session.get_one(Unit, company.platform).level = "personal"
    assert [row.kind for row in reading.owners_for(company.database, ADA)] == ["person"]
    with pytest.raises(NotFoundError):
        reading.owners_for(company.database, "Nobody")


def test_superior_units_are_offered_first(company: OkrCompany) -> None:
    mine = company.objective()
    company.key_result(mine)
    top = company.objective("Grow", owner_unit_id=company.acme)
    boats = writing.add_key_result(company.database, top, "Boats", owner_id=company.ada).id
    middle = company.objective("Build", owner_unit_id=company.platform)
    assert reading.supportable(company.database, company.cycle, mine) == (
        Supported("objective", top, "Grow", "Acme"),
        Supported("key_result", boats, "Boats", ADA),
        Supported("objective", middle, "Build", "Platform"),
    )
    assert reading.depths(company.database) == {"Acme": 0, "Platform": 1}


def test_a_quarter_supports_its_year(company: OkrCompany) -> None:
    today = moments.today()
    year = writing.add_cycle(
        company.database, f"Y {today.replace(month=1, day=1)}..{today.replace(month=12, day=31)}", today
    )
    past = writing.add_cycle(company.database, "Old 2020-01-01..2020-12-31", today)
    ids = [
        writing.add_objective(company.database, cycle.id, "Grow", owner_unit_id=company.acme).id
        for cycle in (year, past)
    ]
    assert [row.id for row in reading.supportable(company.database, company.cycle)] == ids[:1]


def test_open_requests_can_be_a_source(company: OkrCompany) -> None:
    hosts = RequestView(company.request, GRACE, "two hosts", "Platform")
    with company.database.writing() as session:
        now = datetime.now(UTC)
        asked = Request(from_person_id=company.grace, to_person_id=company.ada, what="a word", recorded_at=now)
        done = Request(
            from_person_id=company.grace, to_person_id=company.ada, what="old", recorded_at=now, state="done"
        )
        session.add_all([asked, done])
        session.flush()
        word = RequestView(asked.id, GRACE, "a word", ADA)
    assert reading.open_requests(company.database) == (hosts, word)
    assert reading.open_requests(company.database, "unit", company.platform) == (hosts,)
    assert reading.open_requests(company.database, "person", company.ada) == (hosts, word)
    assert reading.open_requests(company.database, "person", company.grace) == ()
