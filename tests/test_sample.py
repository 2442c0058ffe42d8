from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from facilitator import sample
from facilitator.meeting import running, starting
from facilitator.steps.round import reading as rounds
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Card, Meeting, Sentence, TimelineEvent
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress
from facilitator.tables.people import Person, Unit

pytestmark = pytest.mark.each_database

NOW = datetime(2026, 11, 24, 10, 40, tzinfo=UTC)


@pytest.fixture
def company(database: Database) -> Database:
    sample.make(database, NOW)
    return database


def test_company_is_believable(company: Database) -> None:
    with company.reading() as session:
        assert session.scalar(select(func.count(Unit.id))) == 3
        names = list(session.scalars(select(Person.name)))
        assert len(names) == 9
        assert "王小明" in names
        assert "Émile Durand" in names
        assert max(map(len, names)) > 40
        cycle = session.scalars(select(Cycle)).one()
        assert cycle.start < NOW.date() < cycle.end
        for objective in session.scalars(select(Objective)):
            assert 2 <= len(objective.key_results) <= 4
        key_results = list(session.scalars(select(KeyResult)))
        assert any(one.target is None for one in key_results)
        assert any(one.target is not None and one.start is not None and one.target < one.start for one in key_results)


def test_stand_ups_fold_to_what_their_rows_say(company: Database) -> None:
    with company.reading() as session:
        meetings = list(session.scalars(select(Meeting).order_by(Meeting.id)))
        assert len(meetings) == 11
        for meeting in meetings:
            position = running.load(company, meeting.id).position()
            assert position.state == meeting.state == "ended"
            assert position.seconds == meeting.seconds
            for row in session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id)):
                assert position.attendance[row.person_id] == row.state
                assert position.speaker_seconds.get(row.person_id, 0.0) == row.seconds


def test_everything_lies_before_now(company: Database) -> None:
    with company.reading() as session:
        for column in (
            Meeting.ended_at,
            TimelineEvent.at,
            Sentence.changed_at,
            Progress.recorded_at,
            Card.moved_at,
        ):
            latest = session.scalar(select(func.max(column)))
            assert latest is not None
            assert latest < NOW
        for meeting in session.scalars(select(Meeting)):
            assert meeting.started_at.astimezone().weekday() < 5


def test_progress_ends_at_the_figure_of_today(company: Database) -> None:
    with company.reading() as session:
        for row in session.scalars(select(KeyResult)):
            changes = list(
                session.scalars(select(Progress).where(Progress.key_result_id == row.id).order_by(Progress.id))
            )
            for one, following in pairwise(changes):
                assert following.before == one.after
                assert following.recorded_at > one.recorded_at
            if changes:
                assert (changes[-1].after, changes[-1].confidence) == (row.current, row.confidence)


def test_a_stand_up_can_begin_at_once(company: Database) -> None:
    agenda = running.load(company, 1).agenda
    live = starting.start(company, agenda, sample.TEAM)
    turns = rounds.of_meeting(company, live.id)
    assert len(turns) == 6
    by_name = {turn.name: turn for turn in turns.values()}
    assert by_name["王小明"].ready
    assert by_name["Émile Durand"].sentences["difficulties"][0].again
    assert by_name["Yusuf Demir"].planned
    assert not by_name["Yusuf Demir"].prepared


@pytest.mark.parametrize("day", [datetime(2028, 2, 29, 0, 5, tzinfo=UTC), datetime(2026, 1, 1, 23, 59, tzinfo=UTC)])
def test_any_day_will_do(database: Database, day: datetime) -> None:
    sample.make(database, day)
    with database.reading() as session:
        cycle = session.scalars(select(Cycle)).one()
        assert cycle.start < day.date() < cycle.end
