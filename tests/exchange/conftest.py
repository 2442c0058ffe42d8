"""Databases to export from and to import into."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date

import pytest

from facilitator.store.database import Database
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit
from tests.exchange.rounds import NewDatabase


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NewDatabase]:
    """Makes empty databases that are up to date."""
    folder = tmp_path_factory.mktemp("empty")
    with Database(f"sqlite:///{folder / 'empty.db'}") as made:
        made.upgrade()
    opened: list[Database] = []

    def new() -> Database:
        path = folder / f"{len(opened)}.db"
        shutil.copy(folder / "empty.db", path)
        opened.append(Database(f"sqlite:///{path}"))
        return opened[-1]

    yield new
    for one in opened:
        one.engine.dispose()


@pytest.fixture
def ground(database: Database) -> Database:
    """A unit, two people, a cycle, and an objective with a key result that have no ids."""
    with database.writing() as session:
        unit = Unit(name="Team")
        session.add(unit)
        session.flush()
        ada, bob = Person(name="Ada", unit_id=unit.id), Person(name="Bob")
        cycle = Cycle(name="Q4", start=date(2026, 10, 1), end=date(2026, 12, 31))
        session.add_all([ada, bob, cycle])
        session.flush()
        objective = Objective(cycle_id=cycle.id, owner_person_id=ada.id, title="Ship")
        session.add(objective)
        session.flush()
        session.add(KeyResult(objective_id=objective.id, title="K", start=9, target=2, current=6))
    return database
