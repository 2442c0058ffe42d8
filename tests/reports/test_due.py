"""Which meetings are due, from what was held and from the cycles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from facilitator import modes
from facilitator.meeting import agenda as agendas
from facilitator.modes.parsing import parse_mode
from facilitator.reports import due, overview
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, Objective
from facilitator.tables.people import Unit
from tests.company import build
from tests.queries import queries

MONDAY = date(2026, 11, 2)


@pytest.fixture
def platform(database: Database) -> int:
    with database.writing() as session:
        units, _ = build(session, {"Platform": None}, {"Ada Lovelace": "Platform"})
        return units["Platform"].id


def on(day: date) -> datetime:
    return datetime.combine(day, time(12)).astimezone()


def due_on(database: Database, held: Mapping[tuple[int, str], datetime], today: date) -> list[tuple[str, date, str]]:
    with database.reading() as session:
        units = list(session.scalars(select(Unit)))
        return [(row.mode, row.day, row.cycle) for row in due.of_units(session, units, held, today)]


def cycle(database: Database, start: date, end: date, state: str, unit: int) -> int:
    with database.writing() as session:
        row = Cycle(name=f"from {start}", start=start, end=end)
        session.add(row)
        session.flush()
        session.add(Objective(cycle_id=row.id, owner_unit_id=unit, title="Ship", state=state))
        return row.id


@pytest.mark.parametrize(
    ("last", "today", "day"),
    [(0, 0, 1), (0, 1, 1), (0, 3, 3), (4, 4, 7), (4, 5, 7), (4, 7, 7)],
    ids=["after today's", "the day after", "three days after", "after Friday's", "on Saturday", "on Monday"],
)
def test_a_standup_is_due_each_working_day(database: Database, platform: int, last: int, today: int, day: int) -> None:
    held = {(platform, "standup"): on(MONDAY + timedelta(last))}
    assert due_on(database, held, MONDAY + timedelta(today)) == [("standup", MONDAY + timedelta(day), "")]


def test_a_weekly_is_due_a_week_later_and_nobody_waits_for_what_was_given_up(database: Database, platform: int) -> None:
    held = {(platform, "weekly"): on(MONDAY), (platform, "standup"): on(MONDAY)}
    later = MONDAY + timedelta(15)
    assert due_on(database, held, later) == [("weekly", MONDAY + timedelta(7), "")]
    assert due_on(database, held, MONDAY + timedelta(36)) == []


def test_where_nobody_has_ever_met_the_first_standup_is_due(database: Database, platform: int) -> None:
    assert due_on(database, {}, MONDAY) == [("standup", MONDAY, "")]
    with database.writing() as session:
        session.get_one(Unit, platform).level = "personal"
    assert due_on(database, {}, MONDAY) == [("personal", MONDAY, "")]


def test_consensus_and_review_come_with_the_cycle(database: Database, platform: int) -> None:
    held = {(platform, "retro"): on(MONDAY)}
    ending, starting = MONDAY + timedelta(10), MONDAY + timedelta(11)
    ends = cycle(database, MONDAY - timedelta(80), ending, "agreed", platform)
    cycle(database, starting, MONDAY + timedelta(100), "draft", platform)
    assert due_on(database, held, MONDAY - timedelta(20)) == []
    both = [("review", ending, f"from {MONDAY - timedelta(80)}"), ("consensus", starting, f"from {starting}")]
    assert due_on(database, held, MONDAY) == both
    agenda = parse_mode(*modes.find("review", None))
    with database.writing() as session:
        session.add(
            Meeting(
                mode="review",
                unit_id=platform,
                cycle_id=ends,
                state="ended",
                agenda=agendas.as_json(agenda),
                planned_seconds=60,
                started_at=datetime.now(UTC),
                read_at=datetime.now(UTC),
            )
        )
    assert due_on(database, held, MONDAY) == both[1:]
    # In the cycle that has begun drafts alone are no season.
    assert due_on(database, held, starting) == []


def test_the_overview_has_what_is_due_and_the_number_of_queries_does_not_grow(sampled: Database) -> None:
    shown = overview.overview(sampled)
    assert [(meeting.unit, meeting.mode) for meeting in shown.due] == [("Forecast", "standup")]
    assert {team.name: team.prepared for team in shown.teams}["Forecast"] == 3
    before = queries(sampled, overview.overview, sampled)
    with sampled.writing() as session:
        session.add_all(Unit(name=f"Tides {number}") for number in range(5))
    assert queries(sampled, overview.overview, sampled) == before
