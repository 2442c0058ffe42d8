"""Whom a part of a name means, at every door."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from facilitator.cli import main
from facilitator.common.errors import NotFoundError
from facilitator.common.names import match_names
from facilitator.people.reading import choose_person, find_person, find_unit
from facilitator.steps.entering import enter
from facilitator.steps.gather import writing as gather_writing
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit

NAMES = ("Yusuf Demir", "Émile Roux", "Emilia Ng", "Tom Li", "Tomás Vega", "Anne-Claire Petit", "Łukasz Øre", "王小明")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("emile", ["Émile Roux"]),
        ("EMI", ["Émile Roux", "Emilia Ng"]),
        ("roux", ["Émile Roux"]),
        ("emile  r", ["Émile Roux"]),
        ("demir", ["Yusuf Demir"]),
        ("emir", []),
        ("mir", []),
        ("tom", ["Tom Li", "Tomás Vega"]),
        ("tomas", ["Tomás Vega"]),
        ("tom li", ["Tom Li"]),
        ("claire", ["Anne-Claire Petit"]),
        ("lukasz", ["Łukasz Øre"]),
        ("ore", ["Łukasz Øre"]),
        ("王", ["王小明"]),
        ("王小明", ["王小明"]),
        ("", []),
        (" ", []),
        ("-", []),
        ("[", []),
    ],
)
def test_a_part_means_who_has_a_word_that_begins_so(wanted: str, found: list[str]) -> None:
    assert match_names(wanted, NAMES) == found


def test_a_whole_name_means_its_owner_alone() -> None:
    assert match_names("tom", ["Tom", "Tom Li"]) == ["Tom"]
    assert match_names("Zoe", ["Zoë", "Zoe"]) == ["Zoe"]
    assert match_names("ZOE", ["Zoë", "Zoe"]) == ["Zoë", "Zoe"]


@given(st.text(), st.lists(st.text(), unique=True, max_size=5))
def test_any_text_means_some_of_the_names_and_a_name_itself(wanted: str, names: list[str]) -> None:
    assert set(match_names(wanted, names)) <= set(names)
    for name in names:
        assert match_names(name, names) == [name]


@pytest.fixture
def company(database: Database) -> Database:
    with database.writing() as session:
        unit, other = Unit(name="Plattform Süd"), Unit(name="Plant")
        session.add_all([unit, other])
        session.flush()
        session.add_all([Person(name=name, unit_id=unit.id) for name in NAMES])
    return database


def test_one_person_or_team_that_fits_is_taken_and_several_are_listed(company: Database) -> None:
    with company.reading() as session:
        assert choose_person(session, "demir").name == "Yusuf Demir"
        assert find_unit(session, "sud").name == "Plattform Süd"
        with pytest.raises(NotFoundError, match="'emi' fits several people: Emilia Ng, Émile Roux"):
            choose_person(session, "emi")
        with pytest.raises(NotFoundError, match="'pla' fits several teams: Plant, Plattform Süd"):
            find_unit(session, "pla")
        with pytest.raises(NotFoundError, match="nobody called 'mir'"):
            choose_person(session, "mir")
        with pytest.raises(NotFoundError, match="nobody called 'demir'"):
            # What the program itself remembers is a whole name: it never becomes somebody else's.
            find_person(session, "demir")


def test_a_meeting_is_entered_by_parts_of_names(company: Database) -> None:
    live = enter(company, "standup", "platt", facilitator="vega").live
    assert (live.team, live.people[live.facilitator_id or 0]) == ("Plattform Süd", "Tomás Vega")
    assert gather_writing.invite(company, live.id, "yus") == "Yusuf Demir"


def test_a_check_in_is_recorded_for_whom_a_part_means(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'names.db'}"
    with Database(url) as database:
        database.upgrade()
        with database.writing() as session:
            unit = Unit(name="Platform")
            session.add(unit)
            session.flush()
            session.add_all([Person(name=name, unit_id=unit.id) for name in NAMES])
    run = CliRunner().invoke
    assert run(main, ["checkin", "--db", url, "--as", "ng", "--done", "the logs"]).exit_code == 0
    refused = run(main, ["checkin", "--db", url, "--as", "emi", "--done", "the logs"])
    assert refused.exit_code == 1
    assert "fits several people: Emilia Ng, Émile Roux" in refused.output
    assert 'done = ["the logs"]' in run(main, ["checkin", "--db", url, "--as", "emilia", "--template"]).output
