"""Tells the time: the only module that asks the system for it, and for the time zone of this machine.

Moments are kept in UTC (`now`) and shown by the clock on somebody's wall (`local`, `today`, `day_of`).

The zone of this machine comes from the standard library, not from pendulum, which the rest of the program reckons with.
`pendulum.local_timezone()` looks it up once in the life of a program, does not understand a rule such as
`TZ=CET-1CEST,M3.5.0,M10.5.0/3`, and believes `/etc/timezone` more than `/etc/localtime`, which the system goes by.
Importing pendulum also takes some 30 ms, and this module is imported before the first frame.
"""

from __future__ import annotations

import functools
import subprocess
import sys
import time as system_time
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return this moment in UTC, as everything is stored."""
    return datetime.now(UTC)


def today(zone: str | None = None) -> date:
    """Return the day that it is now, in a person's zone or this machine's, as `local` takes it."""
    return day_of(now(), zone)


def local(moment: datetime, zone: str | None = None) -> datetime:
    """Return what the clock on the wall shows at a moment.

    Days may be added to it: it stays the same time of day over a clock change. Hours and minutes must not be, since
    they would be counted on the wall too: add them in UTC.

    Args:
        moment: A moment in any zone.
        zone: The IANA name of a person's time zone; where it is missing or unknown, this machine's zone counts.
    """
    try:
        return moment.astimezone(ZoneInfo(zone) if zone else HERE)
    except (ValueError, OSError, LookupError):
        return moment.astimezone(HERE)


def day_of(moment: datetime, zone: str | None = None) -> date:
    """Return the day of a moment, in a person's zone or this machine's, as `local` takes it."""
    return local(moment, zone).date()


def moment_of(day: date, hour: time = time.min) -> datetime:
    """Return the moment, in UTC, at which this machine's clock shows that hour of a day; else its midnight.

    The calendar ends: where the moment lies beyond that in UTC, the hour is taken for one of UTC.
    """
    try:
        return datetime.combine(day, hour).astimezone(UTC)
    except (OverflowError, ValueError):
        return datetime.combine(day, hour, UTC)


class _Here(tzinfo):
    """This machine's time zone: at every moment what the operating system says, clock changes included.

    `datetime.astimezone()` gives the offset of its moment instead, which is wrong in another season. The name of the
    zone is not asked for: where it stands (`TZ`, two files) it may be a rule without a name, or an old one.
    """

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return moment.replace(tzinfo=None).astimezone().utcoffset() if moment else None

    def dst(self, moment: datetime | None) -> None:
        del moment  # the system does not tell

    def tzname(self, moment: datetime | None) -> str | None:
        return moment.replace(tzinfo=None).astimezone().tzname() if moment else None

    def fromutc(self, moment: datetime) -> datetime:
        there = moment.replace(tzinfo=UTC).astimezone()
        first = there.replace(tzinfo=self)
        return first if first.utcoffset() == there.utcoffset() else first.replace(fold=1)


HERE = _Here()
"""This machine's time zone."""


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One look at the clocks, to measure how long a meeting runs.

    Attributes:
        at: The moment in UTC; it jumps when somebody sets the clock.
        boot: Which start of which machine `seconds` belongs to; empty where that cannot be told.
        seconds: Seconds since that start, time asleep included.
    """

    at: datetime
    boot: str
    seconds: float

    def since(self, earlier: ClockReading) -> float:
        """Return the seconds from `earlier` to this reading, never below 0.

        Within one boot the boot clock tells, which neither sleep nor a set clock disturbs; after a restart or on
        another machine only UTC is left.
        """
        if self.boot and self.boot == earlier.boot:
            return max(0.0, self.seconds - earlier.seconds)
        return max(0.0, (self.at - earlier.at).total_seconds())


def read() -> ClockReading:
    """Read the clocks of this machine."""
    # On macOS the monotonic clock already counts time asleep.
    boot_clock = getattr(system_time, "CLOCK_BOOTTIME", system_time.CLOCK_MONOTONIC)
    return ClockReading(now(), _boot(), system_time.clock_gettime(boot_clock))


@functools.cache
def _boot() -> str:
    try:
        if sys.platform == "darwin":
            command = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
            return subprocess.run(command, capture_output=True, text=True, timeout=2, check=True).stdout.strip()
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, subprocess.SubprocessError):
        return ""
