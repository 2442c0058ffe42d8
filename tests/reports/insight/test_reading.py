"""Insight of a team and of the unit above it, read in a fixed number of queries."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from facilitator.common.errors import NotFoundError
from facilitator.reports.insight import reading as insight_reading
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from tests.queries import queries
from tests.reports.insight import company


def test_a_team_over_twelve_weeks(database: Database) -> None:
    company.make(database)
    insight = insight_reading.read(database, company.TEAM, today=company.TODAY)
    assert (insight.team, insight.below, insight.teams) == (company.TEAM, 0, ("Company", company.TEAM))
    assert [speaker.name for speaker in insight.talking.speakers][:2] == ["Ada Lovelace", "Émile Durand"]
    assert len(insight.talking.speakers) == 13
    assert insight.talking.held == (2,) * 11 + (1,)
    assert len(insight.timing.meetings) == 23
    for meeting in insight.timing.meetings:
        assert sum(step.taken for step in meeting.steps) == meeting.taken
    assert [step.title for step in insight.timing.steps] == ["Gather", "OKR first", "Round", "Whiteboard", "Close"]
    assert any(row.thread.open for row in insight.difficulties.difficulties)
    assert {row.thread.ending for row in insight.difficulties.difficulties} > {None, "", "action"}
    assert (insight.course.measured, insight.course.milestones) == (14, 1)
    assert insight.combined is not None
    assert insight.combined.key_result.current == pytest.approx((insight.course.weeks[-1].progress or 0) * 100, abs=0.1)


def test_the_unit_above_has_the_meetings_of_those_below(database: Database) -> None:
    company.make(database, people=3, weeks=3)
    above = insight_reading.read(database, today=company.TODAY)
    own = insight_reading.read(database, company.TEAM, today=company.TODAY)
    assert (above.team, above.below) == ("Company", 1)
    assert (above.talking, above.timing, above.course) == (own.talking, own.timing, own.course)
    with pytest.raises(NotFoundError, match="no team called 'Nobody'"):
        insight_reading.read(database, "Nobody", today=company.TODAY)


def test_only_the_span_is_read_in_as_many_queries_however_long_it_is(database: Database) -> None:
    company.make(database, people=3, weeks=30)
    few = insight_reading.read(database, company.TEAM, "4 weeks", today=company.TODAY)
    year = insight_reading.read(database, company.TEAM, "a year", today=company.TODAY)
    assert (len(few.timing.meetings), len(year.timing.meetings)) == (7, 59)
    assert (sum(few.talking.held), sum(year.talking.held)) == (7, 59)
    many = queries(database, insight_reading.read, database, company.TEAM, today=company.TODAY)
    with database.writing() as session:
        session.execute(update(Meeting).values(state="running"))
    assert insight_reading.read(database, company.TEAM, today=company.TODAY).timing.meetings == ()
    assert queries(database, insight_reading.read, database, company.TEAM, today=company.TODAY) == many


def test_nothing_yet(database: Database) -> None:
    with pytest.raises(NotFoundError, match="no team yet"):
        insight_reading.read(database)
