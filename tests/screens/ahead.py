"""A machine's clocks that are put ahead, while they go on."""

from __future__ import annotations

from datetime import timedelta

from facilitator.common import clock


class Ahead:
    """The clocks, as much ahead as `wait` has said."""

    def __init__(self) -> None:
        self._read = clock.read
        self._seconds = 0.0

    def read(self) -> clock.ClockReading:
        """In place of `clock.read`."""
        now = self._read()
        return clock.ClockReading(now.at + timedelta(seconds=self._seconds), now.boot, now.seconds + self._seconds)

    def wait(self, seconds: float) -> None:
        """So much time has gone by."""
        self._seconds += seconds
