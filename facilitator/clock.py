"""What time it is, in the two ways that a running meeting needs."""

from __future__ import annotations

import functools
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


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
