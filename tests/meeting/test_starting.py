from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from facilitator import modes
from facilitator.common.errors import NotFoundError
from facilitator.meeting import moving, running, starting
from facilitator.meeting.agenda import Agenda
from facilitator.modes.parsing import parse_mode
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting, Sentence
from facilitator.tables.okr import Cycle, Progress
from facilitator.tables.people import Person, Unit
from tests.meeting.clocks import NAMES, Clock


def test_a_meeting_begins_with_everybody_in_the_order_they_came(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    live = starting.start(database, agenda)
    assert (live.team, live.facilitator, live.cycle) == ("Platform", "Grace Hopper", None)
    assert tuple(live.people.values()) == NAMES
    assert live.position().order == tuple(ids.values())
    assert set(live.position().attendance.values()) == {"present"}
    assert live.started_at == time.now.at
    assert live.agenda == agenda


def test_who_facilitates_and_the_cycle_can_be_named(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    with database.writing() as session:
        for name, month in (("Q3", 7), ("Q4", 10)):
            session.add(Cycle(name=name, start=date(2026, month, 1), end=date(2026, month + 2, 30)))
    assert starting.start(database, agenda).cycle == "Q4"
    live = starting.start(database, agenda, "platform", facilitator="ada lovelace", cycle="Q3")
    assert (live.facilitator_id, live.cycle) == (ids["Ada Lovelace"], "Q3")
    assert moving.set_facilitator(database, live.id, ids["王小明"]).facilitator == "王小明"
    with pytest.raises(NotFoundError, match="Q3, Q4"):
        starting.start(database, agenda, cycle="Q5")
    assert time.now.seconds == 1000


def test_a_team_of_nobody_and_no_team_are_told(database: Database, agenda: Agenda) -> None:
    with pytest.raises(NotFoundError, match="no team yet"):
        starting.start(database, agenda)
    with database.writing() as session:
        session.add(Unit(name="Empty"))
    with pytest.raises(NotFoundError, match="nobody in it"):
        starting.start(database, agenda, "Empty")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Meeting)) == 0
    with pytest.raises(NotFoundError, match="no meeting 7"):
        running.load(database, 7)


def test_what_was_prepared_becomes_part_of_the_next_meeting(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    rounds.add(database, "Ada Lovelace", {"today": ["the migration"]})
    rounds.set_ready(database, "Ada Lovelace")
    with database.writing() as session:
        stranger = Person(name="From elsewhere")
        session.add(stranger)
    rounds.add(database, "From elsewhere", {"today": ["something else"]})
    live = starting.start(database, agenda)
    turns = round_reading.of_meeting(database, live.id)
    assert [said.text for said in turns[ids["Ada Lovelace"]].sentences["today"]] == ["the migration"]
    assert turns[ids["Ada Lovelace"]].ready
    assert stranger.id not in turns
    moving.set_attendance(database, live.id, stranger.id, "present")
    assert [said.text for said in round_reading.of_meeting(database, live.id)[stranger.id].sentences["today"]] == [
        "something else"
    ]
    assert time.now.boot


def test_a_check_in_during_the_meeting_belongs_to_it_and_after_it_to_the_next(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    first = starting.start(database, agenda).id
    rounds.add(database, "Ada Lovelace", {"today": ["now"]})
    moving.end(database, first)
    rounds.add(database, "Ada Lovelace", {"today": ["tomorrow"]})
    second = starting.start(database, agenda).id
    with database.reading() as session:
        found = session.execute(select(Sentence.meeting_id, Sentence.text).order_by(Sentence.id)).all()
        assert session.scalar(select(func.count()).select_from(Progress)) == 0
    assert list(found) == [(first, "now"), (second, "tomorrow")]
    assert round_reading.of_meeting(database, second)[ids["Ada Lovelace"]].planned == ("now",)
    assert time.now.boot


@pytest.fixture
def company(database: Database) -> dict[str, int]:
    """Acme with two departments that have people, an empty one, and a team below; ids of people and units by name."""
    with database.writing() as session:
        acme = Unit(name="Acme", level="company")
        session.add(acme)
        session.flush()
        platform, sales, empty = (Unit(name=name, parent_id=acme.id) for name in ("Platform", "Sales", "Empty"))
        session.add_all([platform, sales, empty])
        session.flush()
        build = Unit(name="Build", parent_id=platform.id)
        session.add(build)
        session.flush()
        units = {unit.name: unit.id for unit in (acme, platform, sales, empty, build)}
        where = {"Grace": "Acme", "Émile": "Build", "Ada": "Platform", "Mary": "Sales", "Tomás": "Sales"}
        everybody = [Person(name=name, unit_id=units[unit]) for name, unit in where.items()]
        session.add_all(everybody)
        session.flush()
        ids = {person.name: person.id for person in everybody}
        platform.manager_id = ids["Ada"]
        return ids | units


@pytest.fixture
def weekly() -> Agenda:
    return parse_mode(*modes.find("weekly", None))


def called(live: running.Live) -> list[str]:
    return [live.called(person) for person in live.people]


def test_in_a_company_its_units_meet_by_whoever_speaks_for_them(
    database: Database, company: dict[str, int], weekly: Agenda
) -> None:
    live = starting.start(database, weekly, "Acme")
    assert called(live) == ["Acme · Grace", "Platform · Ada", "Sales · Mary"]
    assert list(live.people.values()) == ["Grace", "Ada", "Mary"]
    assert moving.set_attendance(database, live.id, company["Émile"], "present").called(company["Émile"]) == "Émile"
    assert called(running.load(database, live.id)) == ["Acme · Grace", "Platform · Ada", "Sales · Mary", "Émile"]


def test_a_manager_of_several_units_speaks_for_all_of_them(
    database: Database, company: dict[str, int], weekly: Agenda
) -> None:
    with database.writing() as session:
        for unit in ("Acme", "Sales"):
            session.get_one(Unit, company[unit]).manager_id = company["Grace"]
        session.get_one(Person, company["Ada"]).active = False
    assert called(starting.start(database, weekly, "Acme")) == ["Acme, Sales · Grace", "Platform · Émile"]


def test_people_meet_below_the_limit_in_a_team_and_in_a_company_without_units(
    database: Database, company: dict[str, int], weekly: Agenda, agenda: Agenda
) -> None:
    for some, team in ((replace(weekly, units_above=5), "Acme"), (weekly, "Platform"), (agenda, "Acme")):
        live = starting.start(database, some, team)
        assert not live.stands_for
        assert len(live.people) == (5 if team == "Acme" else 2)
    with database.writing() as session:
        for name in ("Émile", "Ada", "Mary", "Tomás"):
            session.get_one(Person, company[name]).unit_id = company["Acme"]
    assert len(starting.start(database, weekly, "Acme").people) == 5


def test_what_the_others_of_a_unit_prepared_waits_for_their_own_meeting(
    database: Database, company: dict[str, int], weekly: Agenda, agenda: Agenda
) -> None:
    for name in ("Ada", "Émile"):
        rounds.add(database, name, {"help_needed": [f"help for {name}"], "today": ["a plan"]})
    live = starting.start(database, weekly, "Acme")
    turns = round_reading.of_meeting(database, live.id)
    assert [one.text for one in turns[company["Ada"]].sentences["help_needed"]] == ["help for Ada"]
    moving.end(database, live.id)
    standup = starting.start(database, agenda, "Platform")
    said = {turn.name: turn.sentences for turn in round_reading.of_meeting(database, standup.id).values()}
    assert [one.text for one in said["Émile"]["help_needed"]] == ["help for Émile"]
    # What the weekly did not ask waited for a meeting that does.
    assert [one.text for one in said["Ada"]["today"]] == ["a plan"]
    assert "help_needed" not in said["Ada"]


def test_who_meets_alone_facilitates(database: Database) -> None:
    with database.writing() as session:
        unit = Unit(name="Just me", level="personal")
        session.add(unit)
        session.flush()
        session.add(Person(name="Nora", unit_id=unit.id))
    live = starting.start(database, parse_mode(*modes.find("personal", None)), "Just me")
    assert live.facilitator == "Nora"
    moved = moving.next_step(database, live.id).position()
    assert moved.speaker == next(iter(live.people))
