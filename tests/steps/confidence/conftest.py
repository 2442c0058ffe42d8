"""Gives tests of confidence a room that is to vote."""

from __future__ import annotations

import pytest

from facilitator.store.database import Database
from tests.steps.balloting import Room, furnish


@pytest.fixture
def room(database: Database) -> Room:
    return furnish(database)
