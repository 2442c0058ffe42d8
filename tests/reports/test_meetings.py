"""Lists of meetings and of actions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.meeting import moving
from facilitator.reports import meetings as reports_meetings
from facilitator.steps import outcomes
from facilitator.store.database import Database
from tests.minutes import BEGAN, Room, furnish
from tests.queries import queries

pytestmark = pytest.mark.each_database


@pytest.fixture
def room(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    with time_machine.travel(BEGAN, tick=False) as time:
        yield furnish(database, time)


def test_no_meetings_yet(database: Database) -> None:
    assert reports_meetings.meetings(database) == []
    with pytest.raises(NotFoundError, match="no meetings yet"):
        reports_meetings.latest(database)


def test_meetings_newest_first(room: Room) -> None:
    first = room.begin()
    outcomes.record_decision(room.database, first, "one")
    outcomes.record_decision(room.database, first, "two")
    outcomes.record_action(room.database, first, "act @Ada")
    room.to_the_round()
    room.everybody_speaks(10)
    room.finish()
    room.pass_time(86_400)
    second = room.begin("Acme")
    room.pass_time(50)
    moving.pause_or_resume(room.database, second)
    room.pass_time(500)
    rows = reports_meetings.meetings(room.database)
    assert reports_meetings.meetings(room.database, most=1) == rows[:1]
    assert [row.as_json() for row in rows] == [
        {
            "id": second,
            "mode": "standup",
            "team": "Acme",
            "started_at": "2026-11-25T08:33:50+00:00",
            "ended_at": None,
            "state": "paused",
            "seconds": 50,
            "decisions": 0,
            "actions": 0,
        },
        {
            "id": first,
            "mode": "standup",
            "team": "Platform",
            "started_at": "2026-11-24T08:30:00+00:00",
            "ended_at": "2026-11-24T08:33:50+00:00",
            "state": "ended",
            "seconds": 230,
            "decisions": 2,
            "actions": 1,
        },
    ]
    assert rows[1].as_row()[2:] == ("3:50", "ended", "2 decisions", "1 action", "standup", "Platform")
    assert reports_meetings.latest(room.database) == second
    assert [row.id for row in reports_meetings.meetings(room.database, team="platform")] == [first]
    assert reports_meetings.meetings(room.database, mode="weekly") == []
    with pytest.raises(NotFoundError, match="no team called 'Nobody'"):
        reports_meetings.meetings(room.database, team="Nobody")


def test_the_number_of_queries_does_not_grow(room: Room) -> None:
    room.begin()
    few = queries(room.database, reports_meetings.meetings, room.database)
    for _ in range(4):
        outcomes.record_action(room.database, room.begin(), "act @Ada")
    assert queries(room.database, reports_meetings.meetings, room.database) == few
