from __future__ import annotations

import pytest

from facilitator import modes
from facilitator.common import clock
from facilitator.meeting.agenda import Agenda
from facilitator.modes.parsing import parse_mode
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit
from tests.meeting.clocks import NAMES, Clock


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "read", moved.read)
    return moved


@pytest.fixture
def agenda() -> Agenda:
    return parse_mode(*modes.find("standup", None))


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    """A team of four, its manager the last, and their ids by name."""
    with database.writing() as session:
        unit = Unit(name="Platform")
        session.add(unit)
        session.flush()
        team = [Person(name=name, unit_id=unit.id) for name in NAMES]
        session.add_all(team)
        session.flush()
        unit.manager_id = team[-1].id
        return {person.name: person.id for person in team}
