"""A company before its consensus meeting, for what is asked, answered and suggested there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from facilitator import modes
from facilitator.checkin import file as checkin_file
from facilitator.common.mistakes import MistakesError
from facilitator.meeting import moving, starting
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.steps import outcomes
from facilitator.steps.requests.reading import PresenterTurn, SupportRequest, of_meeting
from facilitator.store.database import Database
from facilitator.tables.journal import Entry
from facilitator.tables.okr import Cycle, KeyResult, Objective
from tests import moments
from tests.company import build

ADA, WANG, SAM, KIM = "Ada Lovelace", "王小明", "[b]Sam[/b] | `Sales`", "Kim Lee"
HOSTILE = "two *pilot* customers | [x](y) <b>"
DUE = date(2099, 11, 30)


@dataclass(frozen=True)
class AskingCompany:
    """A company of two teams of two; Sam manages Sales. The next cycle has objectives of Ada's, Platform's, Sam's."""

    database: Database
    people: dict[str, int]
    sales: int
    objectives: dict[str, int]
    key_result: int

    def meet(self, team: str | None = "Acme", mode: str = "consensus") -> int:
        meeting_id = starting.start(self.database, parse_mode(*modes.find(mode, None)), team).id
        if mode == "consensus":
            moving.next_step(self.database, meeting_id)
        return meeting_id

    def turn(self, meeting_id: int, name: str = ADA) -> PresenterTurn:
        return of_meeting(self.database, meeting_id)[self.people[name]]

    def request(self, meeting_id: int, request_id: int) -> SupportRequest:
        turns = of_meeting(self.database, meeting_id).values()
        return next(one for turn in turns for one in turn.requests if one.id == request_id)

    def ask(self, meeting_id: int | None, line: str = f"{HOSTILE} @Sales by 2099-11-30", **more: Any) -> int:
        return outcomes.request_help(self.database, meeting_id, line, from_id=self.people[ADA], **more).id

    def take(self, name: str, text: str) -> int:
        return checkin_file.take(self.database, name, text, "me.toml")

    def mistakes(self, name: str, text: str) -> str:
        with pytest.raises(MistakesError) as refused:
            self.take(name, text)
        return str(refused.value)

    def records(self, meeting_id: int) -> list[dict[str, Any]]:
        table = minutes_json.as_table(minutes_reading.read(self.database, meeting_id))
        found: list[dict[str, Any]] = next(step["records"] for step in table["steps"] if step["kind"] == "requests")
        return found

    def minutes(self, meeting_id: int) -> str:
        return minutes_forms.as_markdown(minutes_reading.read(self.database, meeting_id))


def furnish(database: Database) -> AskingCompany:
    today = moments.today()
    with database.writing() as session:
        units, people = build(
            session,
            {"Acme": None, "Platform": "Acme", "Sales": "Acme"},
            {ADA: "Platform", WANG: "Platform", SAM: "Sales", KIM: "Sales"},
            levels={"Acme": "company"},
            managers={"Platform": WANG, "Sales": SAM},
        )
        platform, sales = units["Platform"], units["Sales"]
        soon = Cycle(name="next", start=today + timedelta(days=20), end=today + timedelta(days=110))
        session.add_all([Cycle(name="now", start=today - timedelta(days=70), end=today + timedelta(days=19)), soon])
        session.flush()
        above = Objective(cycle_id=soon.id, owner_unit_id=platform.id, title="Customers trust us", state="draft")
        session.add(above)
        session.flush()
        part = KeyResult(objective_id=above.id, title="No outage", start=3, target=0, current=3, unit="outages")
        session.add(part)
        session.flush()
        own = Objective(
            cycle_id=soon.id,
            owner_person_id=people[ADA].id,
            title="Every team ships",
            supports_key_result_id=part.id,
            state="submitted",
        )
        theirs = Objective(cycle_id=soon.id, owner_person_id=people[SAM].id, title="Twice the sales", position=1)
        of_sales = Objective(cycle_id=soon.id, owner_unit_id=sales.id, title="A market more", position=2)
        session.add_all([own, theirs, of_sales])
        session.flush()
        lead = KeyResult(
            objective_id=own.id, title="Lead time", start=9, target=2, current=6, unit="days", confidence=5
        )
        session.add_all([lead, KeyResult(objective_id=own.id, title="Given up", dropped=True, position=1)])
        session.flush()
        return AskingCompany(
            database,
            {name: person.id for name, person in people.items()},
            sales.id,
            {row.title: row.id for row in (above, own, theirs, of_sales)},
            lead.id,
        )


def entries(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(select(func.count(Entry.id)))
