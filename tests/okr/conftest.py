"""A company with a cycle, for what is written below the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from facilitator.okr import writing
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting, Request
from facilitator.tables.okr import Cycle
from tests import moments
from tests.company import build

ADA, GRACE = "Ada Lovelace", "王小明"


@dataclass(frozen=True)
class OkrCompany:
    """Acme with a department Platform below it, Ada in Platform, Grace the manager of both; ids."""

    database: Database
    acme: int
    platform: int
    ada: int
    grace: int
    cycle: int
    meeting: int
    request: int

    def objective(self, title: str = "Every team ships", *, owner_unit_id: int | None = None) -> int:
        return writing.add_objective(
            self.database,
            self.cycle,
            title,
            by_id=self.ada,
            owner_person_id=None if owner_unit_id else self.ada,
            owner_unit_id=owner_unit_id,
        ).id

    def key_result(self, objective_id: int, title: str = "Lead time") -> int:
        return writing.add_key_result(
            self.database, objective_id, title, start=9, target=2, unit="days", by_id=self.ada
        ).id

    def agreed(self) -> tuple[int, int]:
        objective = self.objective()
        key_result = self.key_result(objective)
        writing.set_state(self.database, objective, "agreed", by_id=self.ada)
        return objective, key_result


@pytest.fixture
def company(database: Database) -> OkrCompany:
    now, today = datetime.now(UTC), moments.today()
    with database.writing() as session:
        units, people = build(
            session,
            {"Acme": None, "Platform": "Acme"},
            {ADA: "Platform", GRACE: "Acme"},
            levels={"Acme": "company", "Platform": "department"},
            managers={"Acme": GRACE, "Platform": GRACE},
        )
        (acme, platform), (ada, grace) = units.values(), people.values()
        cycle = Cycle(name="now", start=today - timedelta(days=49), end=today + timedelta(days=50))
        session.add(cycle)
        session.flush()
        meeting = Meeting(
            mode="weekly", unit_id=platform.id, agenda="", planned_seconds=900, started_at=now, read_at=now
        )
        request = Request(from_person_id=grace.id, to_unit_id=platform.id, what="two hosts", recorded_at=now)
        session.add_all([meeting, request])
        session.flush()
        return OkrCompany(database, acme.id, platform.id, ada.id, grace.id, cycle.id, meeting.id, request.id)
