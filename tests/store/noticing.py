"""Waiting for what comes by itself: a change that another program has made, a database that is back."""

from __future__ import annotations

import time
from collections.abc import Callable

from facilitator.store.database import Database

PATIENCE = 20.0
"""Seconds after which what is waited for counts as never coming."""


def happens(what: Callable[[], bool]) -> bool:
    """Whether it becomes true."""
    end = time.monotonic() + PATIENCE
    while not (seen := what()) and time.monotonic() < end:
        pass
    return seen


def noticed(watcher: Database) -> bool:
    """Whether a change is seen, soon: PostgreSQL's notifications are on their way for a moment."""
    return happens(watcher.changed)
