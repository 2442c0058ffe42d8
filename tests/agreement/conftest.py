"""Gives tests the company that everything is asked about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from facilitator.common import clock
from facilitator.store.database import Database
from tests.agreement.company import NOW, Company, furnish


@pytest.fixture
def company(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Company]:
    # Of a machine that cannot tell its starts apart only the time of day is left, and that one moves by hand.
    monkeypatch.setattr(clock, "_boot", lambda: "")
    with time_machine.travel(NOW, tick=False) as time:
        yield furnish(database, time)
