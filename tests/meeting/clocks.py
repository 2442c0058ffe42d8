"""A machine's clocks moved by hand, the same database opened by another program, and the way into the round."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from facilitator.common import clock
from facilitator.meeting import moving
from facilitator.store.database import Database

NAMES = ("Ada Lovelace", "王小明", "José Müller", "Grace Hopper")


class Clock:
    """A machine's clocks, moved by hand."""

    def __init__(self) -> None:
        self.now = clock.ClockReading(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "first boot", 1000.0)

    def read(self) -> clock.ClockReading:
        return self.now

    def wait(self, seconds: float) -> None:
        """Time passes, awake or asleep: both clocks tell it."""
        self.now = clock.ClockReading(
            self.now.at + timedelta(seconds=seconds), self.now.boot, self.now.seconds + seconds
        )

    def set_by(self, seconds: float) -> None:
        """Somebody sets the system clock."""
        self.now = clock.ClockReading(self.now.at + timedelta(seconds=seconds), self.now.boot, self.now.seconds)

    def restart(self, boot: str = "second boot") -> None:
        """The machine starts again, its boot clock at the beginning."""
        self.now = clock.ClockReading(self.now.at, boot, 3.0)


@contextmanager
def again(database: Database) -> Iterator[Database]:
    """The same database opened by another program."""
    with Database(database.url.render_as_string(hide_password=False)) as other:
        yield other


def into_round(database: Database, meeting_id: int, time: Clock) -> None:
    time.wait(60)
    moving.next_step(database, meeting_id)
    time.wait(120)
    moving.next_step(database, meeting_id)
