"""Progress and confidence of key results over their cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from facilitator.common.errors import NotFoundError
from facilitator.okr import tracking
from facilitator.okr.progress import STALE_DAYS
from facilitator.steps.progress import writing as progress_writing
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress
from facilitator.tables.people import Person, Unit
from tests import moments
from tests.queries import queries

START, END, TODAY = date(2026, 10, 1), date(2026, 12, 29), date(2026, 11, 14)
"""A cycle of 90 days of which 45 are over."""


@dataclass(frozen=True)
class TrackedCompany:
    """A person and a unit, each with an objective in the cycle."""

    database: Database
    cycle: int
    ada: int
    own: int
    units: int

    def key_result(self, title: str, objective: int | None = None, **columns: object) -> int:
        with self.database.writing() as session:
            row = KeyResult(objective_id=objective or self.own, title=title, **columns)
            session.add(row)
            session.flush()
            return row.id

    def said(self, key_result: int, day: int, after: float | None, confidence: int | None, note: str = "") -> None:
        """Something said at noon of that day of the cycle."""
        with self.database.writing() as session:
            row = session.get_one(KeyResult, key_result)
            session.add(
                Progress(
                    key_result_id=key_result,
                    person_id=self.ada,
                    before=row.current,
                    after=after,
                    confidence_before=row.confidence,
                    confidence=confidence,
                    note=note,
                    recorded_at=datetime.combine(START, time(12)).astimezone() + timedelta(days=day),
                )
            )
            row.current, row.confidence = after, confidence

    def track(self, key_result: int, today: date = TODAY) -> tracking.Track:
        return tracking.of_key_result(self.database, key_result, today=today)

    def tracks(self, cycle: int | None = None, today: date = TODAY) -> list[tracking.Track]:
        with self.database.reading() as session:
            return tracking.tracks(session, Objective.cycle_id == (cycle or self.cycle), today)


@pytest.fixture
def company(database: Database) -> TrackedCompany:
    with database.writing() as session:
        unit = Unit(name="Platform")
        session.add(unit)
        session.flush()
        ada = Person(name="Ada Lovelace", unit_id=unit.id)
        cycle = Cycle(name="2026-Q4", start=START, end=END)
        session.add_all([ada, cycle, Cycle(name="2027-Q1", start=date(2027, 1, 1), end=date(2027, 3, 31))])
        session.flush()
        own = Objective(cycle_id=cycle.id, owner_person_id=ada.id, title="Every team ships")
        units = Objective(cycle_id=cycle.id, owner_unit_id=unit.id, title="Nobody waits", position=1)
        session.add_all([own, units])
        session.flush()
        return TrackedCompany(database, cycle.id, ada.id, own.id, units.id)


def test_a_falling_target_over_time(company: TrackedCompany) -> None:
    lead_time = company.key_result("Lead time", start=9, target=2, current=9, unit="days", confidence=7)
    company.said(lead_time, 10, 8, 7)
    company.said(lead_time, 40, 6, 5, "reviews waited")
    track = company.track(lead_time)
    assert (track.key_result.title, track.key_result.objective, track.key_result.owner, track.key_result.unit) == (
        "Lead time",
        "Every team ships",
        "Ada Lovelace",
        "days",
    )
    assert [(point.value, point.confidence, point.note, point.by) for point in track.points] == [
        (9, 7, "", None),
        (8, 7, "", "Ada Lovelace"),
        (6, 5, "reviews waited", "Ada Lovelace"),
    ]
    assert [point.ratio for point in track.points] == pytest.approx([0, 1 / 7, 3 / 7])
    assert track.points[0].at.astimezone().date() == START
    assert track.key_result.ratio == pytest.approx(3 / 7)
    assert (track.key_result.expected, track.key_result.stale_days, track.falling) == (0.5, 4, 2)
    assert track.pace is not None
    assert track.pace.words == "7 % behind pace, 6 days"
    assert track.forecast == pytest.approx(9 - 3 * 89 / 44)
    assert track.risk.words == "confidence fell by 2"


def test_without_a_word_it_is_stale_from_the_cycles_start(company: TrackedCompany) -> None:
    silent = company.key_result("Signed")
    track = company.track(silent)
    assert (track.points, track.key_result.milestone, track.key_result.stale_days) == ((), True, 44)
    assert track.risk.words == "no update for 44 days"
    assert company.track(silent, START - timedelta(days=1)).key_result.stale_days is None
    assert not company.track(silent, START + timedelta(days=STALE_DAYS - 1)).risk.reasons
    assert company.track(silent, START + timedelta(days=STALE_DAYS)).risk.reasons
    assert company.track(silent, END + timedelta(days=300)).key_result.stale_days == 89


def test_where_it_stood_is_a_point(company: TrackedCompany) -> None:
    track = company.track(company.key_result("Pilots", start=10, target=40, current=13, confidence=6))
    assert [(point.value, point.confidence) for point in track.points] == [(13, 6)]
    assert track.forecast is None


def test_one_written_within_the_cycle_begins_then(company: TrackedCompany) -> None:
    now, today = datetime.now(UTC), moments.today()
    with company.database.writing() as session:
        cycle = Cycle(name="now", start=today - timedelta(days=40), end=today + timedelta(days=40))
        session.add(cycle)
        session.flush()
        objective = Objective(cycle_id=cycle.id, owner_person_id=company.ada, title="Now")
        session.add(objective)
    with recording(company.database, "key result", source="screen") as session:
        session.add(KeyResult(objective_id=objective.id, title="New", start=0, target=5, current=0))
    (track,) = company.tracks(cycle.id, today)
    (point,) = track.points
    assert abs(point.at - now) < timedelta(minutes=5)


def test_what_an_import_changes_is_a_point(company: TrackedCompany) -> None:
    with recording(company.database, "import", source="import") as session:
        row = KeyResult(objective_id=company.own, title="Imported", start=9, target=2, current=9)
        session.add(row)
    for title, current in (("Imported anew", 9), ("Imported anew", 6)):
        with recording(company.database, "import", source="import") as session:
            result = session.get_one(KeyResult, row.id)
            result.title, result.current = title, current
    progress_writing.update(company.database, row.id, current=5)
    assert [point.value for point in company.track(row.id).points] == [9, 6, 5]


def test_what_another_tool_changed_is_not_lost(company: TrackedCompany) -> None:
    changed = company.key_result("Pilots", start=0, target=40, current=0)
    company.said(changed, 10, 5, None)
    with company.database.writing() as session:
        session.get_one(KeyResult, changed).current = 7
    track = company.track(changed)
    assert ([point.value for point in track.points], track.key_result.current, track.key_result.stale_days) == (
        [0, 5, 7],
        7,
        34,
    )


def test_what_another_tool_gave_figures_has_them(company: TrackedCompany) -> None:
    with recording(company.database, "key result", source="screen") as session:
        row = KeyResult(objective_id=company.own, title="Bare")
        session.add(row)
    with company.database.writing() as session:
        result = session.get_one(KeyResult, row.id)
        result.start, result.target, result.current = 0, 10, 3
    assert [point.value for point in company.track(row.id).points] == [3]


def test_what_was_said_before_the_cycle_stays_in_order(company: TrackedCompany) -> None:
    early = company.key_result("Early", start=9, target=2, current=9)
    company.said(early, -6, 7, 8)
    assert [point.value for point in company.track(early).points] == [9, 7]


def test_an_old_fall_of_the_confidence_is_no_news(company: TrackedCompany) -> None:
    old = company.key_result("Old", start=0, target=10, current=5, confidence=8)
    company.said(old, 2, 5, 5)
    company.said(old, 44, 5, 5)
    assert company.track(old, START + timedelta(days=20)).falling == 3
    assert company.track(old).falling == 0


def test_the_worst_risk_sorts_first(company: TrackedCompany) -> None:
    fine = company.key_result("Fine", start=0, target=10, current=5)
    company.said(fine, 44, 5, 8)
    behind = company.key_result("Behind", start=0, target=10, current=0)
    company.said(behind, 44, 1, 8)
    company.key_result("Silent and unsure", company.units, start=0, target=10, current=5, confidence=2)
    result = sorted(company.tracks(), key=lambda track: track.risk.order)
    assert [(track.key_result.title, track.key_result.owner) for track in result] == [
        ("Silent and unsure", "Platform"),
        ("Behind", "Ada Lovelace"),
        ("Fine", "Ada Lovelace"),
    ]


def test_nothing_is_tracked_where_there_is_nothing(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no key result 7"):
        tracking.of_key_result(database, 7)


def test_the_number_of_queries_does_not_grow(company: TrackedCompany) -> None:
    company.key_result("First", start=0, target=10, current=0)
    few = queries(company.database, company.tracks)
    for number in range(20):
        key_result = company.key_result(f"Another {number}", company.units, start=0, target=10, current=0)
        for day in range(5):
            company.said(key_result, day, day, 5)
    assert 0 < few == queries(company.database, company.tracks)
