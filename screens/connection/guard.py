"""Keeps a fault of one part of the program from ending a meeting.

Textual ends the program when a handler of any widget raises. Here the widgets that are our own tell the program, which
says what went wrong and goes on.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import Protocol, cast

from screens.errors import place
from screens.private import BearingPump

TOO_MANY = 30
"""So many defects within `SPAN` are more than one part's: then the program ends, and keeps what was typed."""
SPAN = 10.0
"""Seconds in which defects are counted."""


class Surviving(Protocol):
    """A program that goes on where one of its parts fails."""

    def survives(self, error: Exception) -> bool:
        """Say what went wrong in one part; return False where the program cannot go on."""


class Guarded(BearingPump):
    """A widget, screen or program whose handlers may fail without ending anything else."""

    def bears(self, error: Exception) -> bool:
        """Have the program say what went wrong; return whether everything else goes on."""
        return cast(Surviving, self.app).survives(error)


class Defects:
    """The defects that were met while the program ran."""

    def __init__(self) -> None:
        self._places: Counter[str] = Counter()
        self._moments: deque[float] = deque(maxlen=TOO_MANY)

    def bearable(self, error: Exception) -> bool:
        """Count a defect; False where there are too many in too short a time."""
        now = time.monotonic()
        self._places[place(error)] += 1
        self._moments.append(now)
        return len(self._moments) < TOO_MANY or now - self._moments[0] > SPAN

    def is_new(self, error: Exception) -> bool:
        """Return whether an error is the first of its kind at its place."""
        return self._places[place(error)] == 1
