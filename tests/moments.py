"""Clocks that tests run by: `pytest --clocks` runs each test by some of these moments, in the zone of each.

The day on which a program is used is an input like any other. A test that holds when it was written and fails on a
Sunday, on 29 February or in the hour that a clock change takes away is a defect, and so is a program that does.
"""

from __future__ import annotations

import inspect
import os
import re
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import is_hypothesis_test

OFFSET = "CLOCK_OFFSET"
"""In the environment of programs that a test starts: by how many seconds their clock is off."""

STARTED = Path(__file__).parent / "started"
"""What Python imports first in a program that a test starts."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment on the clock of a place.

    Attributes:
        local: What the clock there shows.
        zone: The place; this machine's, where it has no name.
        later: Whether it is the second of the two times that the clock shows this, when it is put back.
    """

    local: str
    zone: str
    later: bool = False

    def __str__(self) -> str:
        return f"{self.zone.rpartition('/')[2]} {self.local}{' again' if self.later else ''}"

    def at(self) -> datetime:
        local = datetime.fromisoformat(self.local)
        return local.replace(tzinfo=ZoneInfo(self.zone), fold=int(self.later)) if self.zone else local.astimezone()


def today() -> date:
    """The day on the clock of this machine: a test asks it when it runs, and never when it is imported."""
    return datetime.now().astimezone().date()


def yesterday() -> date:
    return today() - timedelta(days=1)


def touch(path: Path) -> None:
    """Say that a file was written now, by the clock that the test lives by: the disk has another one."""
    now = datetime.now(UTC).timestamp()
    os.utime(path, (now, now))


BERLIN, NEW_YORK, SHANGHAI = "Europe/Berlin", "America/New_York", "Asia/Shanghai"

WEEK = (
    Moment("2026-11-30T00:02", SHANGHAI),  # a Monday, which is Sunday by UTC
    Moment("2026-11-24T09:30", BERLIN),
    Moment("2026-10-07T23:59", NEW_YORK),
    Moment("2026-11-26T12:00", SHANGHAI),
    Moment("2026-10-23T09:00", BERLIN),  # the Friday before the clock is put back
    Moment("2026-11-28T10:00", BERLIN),
    Moment("2026-12-06T23:40", NEW_YORK),  # a Sunday, which is Monday by UTC
)
CHANGES = (
    Moment("2026-10-25T02:30", BERLIN),
    Moment("2026-10-25T02:30", BERLIN, later=True),
    Moment("2026-10-26T09:00", BERLIN),
    Moment("2027-03-28T03:01", BERLIN),
    Moment("2026-11-01T01:30", NEW_YORK, later=True),
    Moment("2027-03-14T23:59", NEW_YORK),
)
TURNS = (
    Moment("2028-02-29T00:05", SHANGHAI),
    Moment("2028-02-29T23:59", NEW_YORK),
    Moment("2026-12-31T23:59", BERLIN),
    Moment("2027-01-01T00:01", SHANGHAI),  # still the old year by UTC
    Moment("2026-12-31T20:00", NEW_YORK),  # the new year by UTC
    Moment("2026-09-30T23:59", NEW_YORK),  # the last day of a quarter
)
KINDS = (WEEK, CHANGES, TURNS)
MOMENTS = tuple(moment for kind in KINDS for moment in kind)


ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",  # half an hour beside its neighbours
    "Australia/Sydney",  # put back when Europe's is put forward
    "Australia/Lord_Howe",  # by half an hour
    "Asia/Shanghai",  # never
)
"""Places whose clocks change in different ways."""

SCREENS = "tests/screens/"
"""Where a test takes seconds: it runs by one moment, where others run by one of each kind."""
ASKS = re.compile(r"today|yesterday|overdue|\blate\b|\bnow\(|\bdays?=|20\d\d-\d\d|\bdate\(|\bCycle\(|at_risk|_mean_")
"""What is in the source of a test that may know a date."""


def database_of(item: pytest.Item) -> str | None:
    """The kind of database that a test was given, where it was given any."""
    kind: str | None = item.callspec.params.get("backend") if hasattr(item, "callspec") else None
    return kind


def knows_a_date(item: pytest.Function) -> bool:
    """Whether a test is run by other clocks: all that use the sample company, and all that name or ask a day.

    PostgreSQL has a clock of its own, which no test sets; the program asks it for no day.
    """
    if item.get_closest_marker("own_clock") or "postgres_server" in item.fixturenames:
        return False
    if database_of(item) == "postgresql":
        return False
    if {"sampled_sqlite", "sampled"} & set(item.fixturenames):
        return True
    if is_hypothesis_test(item.function):
        # It is given its days, many of them.
        return False
    return bool(ASKS.search(inspect.getsource(item.function)))


def before_midnight() -> Moment | None:
    """A moment some minutes ago, where the day is about to end: it must not end in the middle of a test."""
    now = datetime.now().astimezone()
    if (now + timedelta(minutes=1)).date() == now.date():
        return None
    return Moment(f"{now - timedelta(minutes=5):%Y-%m-%dT%H:%M}", "")


def moments_of(test: str, which: str) -> list[Moment]:
    """Which moments a test runs by.

    Args:
        test: Its name.
        which: `some`, one of each kind, and the same ones every time; `all`; or a part of the name of those wanted.
    """
    if which == "some":
        place = zlib.crc32(test.encode())
        if test.startswith(SCREENS):
            return [MOMENTS[place % len(MOMENTS)]]
        return [kind[place // 7**number % len(kind)] for number, kind in enumerate(KINDS)]
    return [moment for moment in MOMENTS if which == "all" or which in str(moment)]


def live_by(moment: Moment, monkeypatch: pytest.MonkeyPatch) -> time_machine.travel:
    """What lets a test, and the programs that it starts, live by a clock that goes on from that moment."""
    at = moment.at()
    monkeypatch.setenv(OFFSET, str(at.timestamp() - time.time()))
    paths = [str(STARTED), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    return time_machine.travel(at, tick=True)
