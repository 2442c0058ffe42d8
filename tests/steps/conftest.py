"""A team in a meeting, and a company before its consensus meeting, for the kinds of step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from facilitator import modes
from facilitator.meeting import moving, starting
from facilitator.meeting.agenda import Agenda
from facilitator.modes.parsing import parse_mode
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle, KeyResult, Objective
from tests import moments
from tests.company import build
from tests.steps.asking_company import AskingCompany, furnish

ADA, WANG, JOSE = "Ada Lovelace", "王小明", "José Müller"


@dataclass(frozen=True)
class Team:
    """A unit of three with a key result and a milestone, and a meeting of theirs at a time."""

    database: Database
    agenda: Agenda
    unit_id: int
    ada: int
    wang: int
    jose: int
    key_result: int
    milestone: int

    def meet(self) -> int:
        return starting.start(self.database, self.agenda, "Platform").id

    def end(self, meeting_id: int) -> None:
        moving.end(self.database, meeting_id)


@pytest.fixture
def team(database: Database) -> Team:
    today = moments.today()
    with database.writing() as session:
        units, people = build(session, {"Platform": None, "Sales": None}, dict.fromkeys((ADA, WANG, JOSE), "Platform"))
        unit, (ada, wang, jose) = units["Platform"], people.values()
        cycle = Cycle(name="now", start=today - timedelta(days=49), end=today + timedelta(days=50))
        session.add_all([cycle, Cycle(name="long ago", start=date(2020, 1, 1), end=date(2020, 3, 31))])
        session.flush()
        objective = Objective(cycle_id=cycle.id, owner_person_id=ada.id, title="Every team ships")
        session.add(objective)
        session.flush()
        key_result = KeyResult(
            objective_id=objective.id, title="Lead time", start=9, target=2, current=6, unit="days", confidence=5
        )
        milestone = KeyResult(objective_id=objective.id, title="Signed", owner_id=jose.id, position=1)
        session.add_all([key_result, milestone])
        session.flush()
        return Team(
            database,
            parse_mode(*modes.find("standup", None)),
            unit.id,
            ada.id,
            wang.id,
            jose.id,
            key_result.id,
            milestone.id,
        )


@pytest.fixture
def company(database: Database) -> AskingCompany:
    return furnish(database)
