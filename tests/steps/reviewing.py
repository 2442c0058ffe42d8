"""A quarter that is over, for tests of a review: two people's OKRs, one of them a manager's, and how they went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from facilitator import modes
from facilitator.meeting import moving, running, starting
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.okr import writing
from facilitator.steps.progress import writing as progress_writing
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Commitment
from facilitator.tables.okr import Cycle, KeyResult, Objective
from tests import moments
from tests.company import build

ADA, WANG, JOSE = "Ada Lovelace", "王小明", "José Müller"
SHIPS, TRUST = "Every team ships on the day it is ready", "A platform people trust"
LEAD, CANARY, SIGNED, UPTIME = "Median lead time", "Services with a canary", "Contract signed", "Nights without a call"


@dataclass
class Quarter:
    """Platform (Ada manages it) after its quarter.

    Ada's objective has LEAD (0.42 of its way) and CANARY (0.85), the unit's has SIGNED (a milestone, Ada's by office)
    and UPTIME (José's). 王小明 has none.
    """

    database: Database
    unit: int
    cycle: int
    people: dict[str, int]
    key_results: dict[str, int]
    objectives: dict[str, int]

    def meet(self, mode: str = "review") -> int:
        return starting.start(self.database, parse_mode(*modes.find(mode, None)), "Platform").id

    def go_to(self, meeting_id: int, kind: str) -> running.Live:
        live = running.load(self.database, meeting_id)
        while live.agenda.steps[live.position().step].kind != kind:
            live = moving.next_step(self.database, meeting_id)
        return live

    def speaks(self, meeting_id: int, name: str) -> None:
        live = self.go_to(meeting_id, "reflection")
        while live.position().speaker != self.people[name]:
            live = moving.next_speaker(self.database, meeting_id)

    def told(self, meeting_id: int, kind: str) -> list[dict[str, Any]]:
        """The records of a kind of step in the JSON minutes."""
        steps = minutes_json.as_table(minutes_reading.read(self.database, meeting_id))["steps"]
        return [record for step in steps if step["kind"] == kind for record in step["records"]]

    def actions(self, meeting_id: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = minutes_json.as_table(minutes_reading.read(self.database, meeting_id))["actions"]
        return found

    def score(self, title: str) -> tuple[float | None, str]:
        """What stands on the key result itself."""
        with self.database.reading() as session:
            row = session.get_one(KeyResult, self.key_results[title])
            return row.score, row.reason


def furnish(database: Database) -> Quarter:
    """The quarter that ended five days ago, and the one in progress."""
    today = moments.today()
    with database.writing() as session:
        units, people = build(
            session,
            {"Platform": None},
            dict.fromkeys((ADA, WANG, JOSE), "Platform"),
            levels={"Platform": "department"},
            managers={"Platform": ADA},
        )
        cycle = Cycle(name="last", start=today - timedelta(days=95), end=today - timedelta(days=5))
        session.add_all([cycle, Cycle(name="now", start=today, end=today + timedelta(days=90))])
        session.flush()
        ids = {name: person.id for name, person in people.items()}
        unit_id, cycle_id = units["Platform"].id, cycle.id
    with recording(database, "OKRs", source="screen") as session:
        ships = Objective(cycle_id=cycle_id, owner_person_id=ids[ADA], title=SHIPS, state="agreed")
        trust = Objective(cycle_id=cycle_id, owner_unit_id=unit_id, title=TRUST, state="agreed", position=1)
        session.add_all([ships, trust])
        session.flush()
        rows = [
            KeyResult(objective_id=ships.id, title=LEAD, start=9, target=2, current=6, unit="days"),
            KeyResult(objective_id=ships.id, title=CANARY, start=0, target=20, current=17, position=1),
            KeyResult(objective_id=trust.id, title=SIGNED),
            KeyResult(
                objective_id=trust.id, title=UPTIME, owner_id=ids[JOSE], start=10, target=90, current=90, position=1
            ),
        ]
        session.add_all(rows)
        session.flush()
        return Quarter(
            database,
            unit_id,
            cycle_id,
            ids,
            {row.title: row.id for row in rows},
            {SHIPS: ships.id, TRUST: trust.id},
        )


def commit(quarter: Quarter, confidence: int = 8) -> None:
    """Ada committed to her objective, when CANARY was for 12 services."""
    meeting = quarter.meet("standup")
    moving.end(quarter.database, meeting)
    with quarter.database.writing() as session:
        measured = {"description": "", "owner": "", "confidence": confidence}
        session.add(
            Commitment(
                meeting_id=meeting,
                person_id=quarter.people[ADA],
                objective_id=quarter.objectives[SHIPS],
                at=datetime.now(UTC),
                wording={
                    "objective": SHIPS,
                    "description": "",
                    "owner": ADA,
                    "cycle": "last",
                    "confidence": None,
                    "key_results": [
                        {"title": LEAD, "start": 9.0, "target": 2.0, "unit": "days"} | measured,
                        {"title": CANARY, "start": 0.0, "target": 12.0, "unit": ""} | measured,
                    ],
                    "requests": [],
                },
            )
        )


def adjust(quarter: Quarter) -> None:
    """CANARY was for 12 services, until Sales joined; and things were said of it at stand-ups."""
    writing.change_key_result(
        quarter.database,
        quarter.key_results[CANARY],
        by_id=quarter.people[ADA],
        reason="Sales joined",
        target=25.0,
    )
    progress_writing.update(
        quarter.database, quarter.key_results[CANARY], current=18, note="the vault is next", name=ADA
    )
    progress_writing.update(quarter.database, quarter.key_results[LEAD], note="reviews waited for one person", name=ADA)
