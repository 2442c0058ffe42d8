"""What time it is, in the two ways that a running meeting needs, and what the clock on the wall says then."""

from __future__ import annotations

import functools
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the clocks.

    Attributes:
        at: The moment in UTC; it jumps when somebody sets the clock.
        boot: Which start of which machine `seconds` belongs to; empty where that cannot be told.
        seconds: Seconds since that start, time asleep included.
    """

    at: datetime
    boot: str
    seconds: float

    def since(self, earlier: Reading) -> float:
        """Seconds from `earlier` to this reading, never below 0.

        Within one boot the boot clock tells, which neither sleep nor a set clock disturbs; after a restart or on
        another machine only UTC is left.
        """
        if self.boot and self.boot == earlier.boot:
            return max(0.0, self.seconds - earlier.seconds)
        return max(0.0, (self.at - earlier.at).total_seconds())


@functools.cache
def _boot() -> str:
    try:
        if sys.platform == "darwin":
            command = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
            return subprocess.run(command, capture_output=True, text=True, timeout=2, check=True).stdout.strip()
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def read() -> Reading:
    """Read the clocks of this machine. On macOS the monotonic clock already counts time asleep."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Reading(datetime.now(UTC), _boot(), time.clock_gettime(clock))


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


def local(moment: datetime, zone: str | None = None) -> datetime:
    """What the clock on the wall says at a moment.

    Days may be added to it: it stays the same time of day over a clock change.

    Args:
        moment: Which.
        zone: The IANA name of a person's time zone; this machine's counts where there is none, or it knows none of
            that name.
    """
    try:
        return moment.astimezone(ZoneInfo(zone) if zone else HERE)
    except (ValueError, OSError, LookupError):
        return moment.astimezone(HERE)
