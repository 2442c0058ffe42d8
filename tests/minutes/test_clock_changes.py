"""The time of day at which people meet stays as it is when the clock is put forward or back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine

from facilitator.common import clock
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import ics
from facilitator.minutes import reading as minutes_reading
from facilitator.reports import glance
from facilitator.reports import meetings as reports_meetings
from facilitator.reports import overview as reports_overview
from facilitator.reports.insight import reading as insight_reading
from facilitator.store.database import Database
from facilitator.tables.people import Person
from tests.minutes import BEGAN, Room, furnish, made
from tests.moments import ZONES

RULES = ("CET-1CEST,M3.5.0,M10.5.0/3", ":Europe/Berlin")
"""Other ways in which a system can be told its zone."""


def days_around_changes(zone: ZoneInfo) -> list[date]:
    """The days from a week before a change to the day after it."""
    days = [date(2026, 1, 1) + timedelta(day) for day in range(500)]
    offsets = [datetime(day.year, day.month, day.day, 12, tzinfo=zone).utcoffset() for day in days]
    changes = [day for day, before, after in zip(days[1:], offsets, offsets[1:], strict=False) if before != after]
    return sorted({change + timedelta(near) for change in changes or [date(2026, 10, 25)] for near in range(-8, 2)})


def follows(day: date, mode: str) -> date:
    if mode == "weekly":
        return day + timedelta(7)
    return day + timedelta({4: 3, 5: 2}.get(day.weekday(), 1))


@pytest.mark.parametrize("own", [True, False], ids=["own zone", "the machine's"])
@pytest.mark.parametrize("zone", ZONES)
def test_the_next_meeting_is_at_the_same_time_of_day(zone: str, own: bool) -> None:
    here = ZoneInfo("Asia/Kathmandu" if own else zone)
    there = ZoneInfo(zone)
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=here)):
        for day in days_around_changes(there):
            for hour in (0, 9, 14, 23):
                moment = datetime(day.year, day.month, day.day, hour, 32, tzinfo=there).astimezone(UTC)
                for mode in ("standup", "weekly"):
                    began = clock.local(moment, zone if own else None)
                    begins = ics.follow_up(made.meeting("a", mode=mode, started_at=began))
                    assert begins is not None
                    wall = begins.astimezone(UTC).astimezone(there)
                    assert (wall.date(), wall.hour, wall.minute) == (follows(day, mode), hour, 30)


@pytest.mark.parametrize("rule", RULES)
def test_a_zone_may_be_told_as_a_rule(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Europe/Berlin"))),
        monkeypatch.context() as patch,
    ):
        patch.setenv("TZ", rule)
        time.tzset()
        began = clock.local(datetime(2026, 10, 23, 7, tzinfo=UTC))
        assert f"{began:%H:%M}" == "09:00"
        begins = ics.follow_up(made.meeting("a", mode="standup", started_at=began))
        assert begins is not None
        assert begins.astimezone(UTC) == datetime(2026, 10, 26, 8, tzinfo=UTC)


@pytest.fixture
def room(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    with time_machine.travel(
        datetime.fromisoformat(BEGAN).astimezone(ZoneInfo("Europe/Berlin")), tick=False
    ) as traveller:
        yield furnish(database, traveller)


@pytest.mark.parametrize(
    ("zone", "listed"),
    [(None, "Fri 2026-10-23 09:02"), ("Asia/Shanghai", "Fri 2026-10-23 15:02"), ("No/Zone", "Fri 2026-10-23 09:02")],
)
def test_a_meeting_is_listed_at_the_hour_its_minutes_say(room: Room, zone: str | None, listed: str) -> None:
    """Of a meeting before the change, told after it."""
    with room.database.writing() as session:
        for person in room.people.values():
            session.get_one(Person, person).timezone = zone
    room.time.move_to(datetime(2026, 10, 23, 9, 2, tzinfo=ZoneInfo("Europe/Berlin")))
    meeting = room.begin()
    (going,) = reports_overview.overview(room.database).running
    assert f"{going.began:%a %Y-%m-%d %H:%M}" == listed
    room.to_the_round()
    room.everybody_speaks()
    room.finish()
    room.time.move_to(datetime(2026, 10, 28, 9, tzinfo=ZoneInfo("Europe/Berlin")))
    minutes = minutes_forms.as_markdown(minutes_reading.read(room.database, meeting))
    assert listed.partition(" ")[2] in minutes
    (row,) = reports_meetings.meetings(room.database)
    assert f"{row.began:%a %Y-%m-%d %H:%M}" == listed
    assert listed.partition(" ")[2] in row.as_row()
    assert row.as_json()["started_at"] == "2026-10-23T07:02:00+00:00"
    (told_,) = insight_reading.read(room.database, "Platform").timing.meetings
    assert f"{clock.local(told_.started_at, told_.zone):%a %Y-%m-%d %H:%M}" == listed
    seen = glance.glance(room.database, room.unit)
    assert seen is not None
    assert seen.met_at is not None
    assert f"{seen.met_at:%Y-%m-%d %H}" == listed[4:17]
    calendar = icalendar.Calendar.from_ical(ics.as_ics(minutes_reading.read(room.database, meeting)))
    (event,) = calendar.walk("VEVENT")
    assert event.decoded("dtstart") == datetime(2026, 10, 26, 7 if zone == "Asia/Shanghai" else 8, tzinfo=UTC)
