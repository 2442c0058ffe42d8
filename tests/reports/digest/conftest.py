"""The room that tests of digests meet in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from facilitator.common import clock
from facilitator.store.database import Database
from tests.minutes import BEGAN, Room, furnish


@pytest.fixture
def room(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    # Of a machine that cannot tell its starts apart only the time of day is left, and that one moves by hand.
    monkeypatch.setattr(clock, "_boot", lambda: "")
    with time_machine.travel(BEGAN, tick=False) as time:
        yield furnish(database, time)
