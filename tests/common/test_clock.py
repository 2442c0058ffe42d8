"""The time by the clock on somebody's wall."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common import clock
from facilitator.common.clock import ClockReading
from tests.moments import ZONES

LATE = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
"""A Monday in UTC and in Berlin, where it is half past eleven, and Tuesday in Shanghai."""


def test_now_is_told_in_utc() -> None:
    with time_machine.travel(LATE.astimezone(ZoneInfo("Asia/Shanghai")), tick=False):
        assert clock.now() == clock.read().at == LATE
        assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        (None, date(2026, 11, 30)),
        ("Europe/Berlin", date(2026, 11, 30)),
        ("Asia/Shanghai", date(2026, 12, 1)),
        ("No/Such", date(2026, 11, 30)),
        ("../etc/passwd", date(2026, 11, 30)),
    ],
)
def test_today_is_that_of_the_zone_or_of_the_machine(zone: str | None, day: date) -> None:
    moment = LATE - timedelta(minutes=30)
    with time_machine.travel(moment.astimezone(ZoneInfo("America/New_York")), tick=False):
        assert clock.today(zone) == clock.day_of(moment, zone) == day


@pytest.mark.parametrize("zone", ["Asia/Shanghai", ":Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"])
def test_the_zone_follows_the_machine(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        time_machine.travel(LATE.astimezone(ZoneInfo("America/New_York")), tick=False),
        monkeypatch.context() as patch,
    ):
        assert (clock.today(), f"{clock.local(LATE):%H}") == (date(2026, 11, 30), "17")
        patch.setenv("TZ", zone)
        time.tzset()
        told = (date(2026, 12, 1), "06") if zone == "Asia/Shanghai" else (date(2026, 11, 30), "23")
        assert (clock.today(), f"{clock.local(LATE):%H}") == told


def test_a_day_begins_at_midnight_by_the_clock_on_the_wall() -> None:
    day = date(2026, 10, 25)
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Berlin"))):
        assert clock.moment_of(day) == datetime(2026, 10, 24, 22, tzinfo=UTC)
        assert clock.moment_of(day + timedelta(days=1)) == datetime(2026, 10, 25, 23, tzinfo=UTC)
        assert clock.moment_of(day, hour(12)) == datetime(2026, 10, 25, 11, tzinfo=UTC)
        assert clock.moment_of(day).tzinfo is UTC


def test_the_first_and_the_last_day_of_the_calendar_have_a_midnight() -> None:
    for zone in ("Asia/Shanghai", "America/New_York"):
        with time_machine.travel(datetime(2026, 7, 1, tzinfo=ZoneInfo(zone))):
            assert clock.moment_of(date.min).year == 1
            assert clock.moment_of(date.max, hour(23, 59)).year == 9999


@given(
    zone=st.sampled_from(ZONES),
    moment=st.integers(946_684_800, 2_100_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_here_every_moment_is_what_the_zone_says(zone: str, moment: datetime) -> None:
    with time_machine.travel(datetime(2026, 11, 24, tzinfo=ZoneInfo(zone))):
        here, there = clock.local(moment), moment.astimezone(ZoneInfo(zone))
        assert here.replace(tzinfo=None, fold=0) == there.replace(tzinfo=None, fold=0)
        assert (here.fold, here.utcoffset(), here.tzname()) == (there.fold, there.utcoffset(), there.tzname())
        assert here.astimezone(UTC) == moment


@pytest.mark.parametrize(
    ("boot", "at", "seconds", "passed"),
    [
        ("this", 60, 90.0, 90.0),  # the clock was set back by half a minute
        ("this", 60, -1.0, 0.0),
        ("other", 60, 3.0, 60.0),  # the machine was started again
        ("other", -60, 3.0, 0.0),
        ("", 60, 90.0, 60.0),
    ],
)
def test_seconds_pass_by_the_clock_of_the_boot_while_it_lasts(
    boot: str, at: int, seconds: float, passed: float
) -> None:
    earlier = ClockReading(LATE, "this" if boot else "", 1000.0)
    assert ClockReading(LATE + timedelta(seconds=at), boot, 1000.0 + seconds).since(earlier) == passed
