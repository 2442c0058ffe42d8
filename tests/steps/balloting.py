"""A team that votes on how sure its owners are."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from facilitator import modes
from facilitator.meeting import moving, starting
from facilitator.meeting.agenda import Agenda
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.steps.confidence import reading as confidence_reading
from facilitator.steps.confidence.reading import Ballots
from facilitator.store.database import Database
from facilitator.tables.base import Base
from facilitator.tables.journal import Change, Entry
from facilitator.tables.okr import Cycle, KeyResult, Objective
from tests import moments
from tests.company import build

ADA, WANG, JOSE, GRACE = "Ada Lovelace", "王小明", "José Müller", "Grace Hopper"
KR = "key_result"
# Nothing in these titles is a figure: where one shows up in what was said of them, it is a vote.
LEAD, CANARY, SIGNED = "Lead time halved", "A canary for every service", "Contract signed"


@dataclass(frozen=True)
class Room:
    """A department with two teams: three people in Platform, one in Sales, three key results in the next cycle."""

    database: Database
    people: dict[str, int]
    units: dict[str, int]
    key_results: dict[str, int]
    objectives: dict[str, int]
    cycle_id: int

    def agenda(self, per: str = KR) -> Agenda:
        found = parse_mode(*modes.find("consensus", None))
        steps = tuple(replace(step, per=per) if step.kind == "confidence" else step for step in found.steps)
        return replace(found, steps=steps)

    def meet(self, team: str = "Platform", per: str = KR) -> int:
        """Begin a meeting, and go to its vote."""
        live = starting.start(self.database, self.agenda(per), team)
        while live.agenda.steps[live.position().step].kind != "confidence":
            live = moving.next_step(self.database, live.id)
        return live.id

    def ballots(self, meeting_id: int, per: str = KR) -> Ballots:
        return confidence_reading.of_meeting(self.database, meeting_id)[per]

    def records(self, meeting_id: int) -> list[dict[str, Any]]:
        """What the JSON minutes have of the step."""
        told = json.loads(minutes_json.as_json(minutes_reading.read(self.database, meeting_id)))
        records: list[dict[str, Any]] = next(step for step in told["steps"] if step["kind"] == "confidence")["records"]
        return records

    def minutes(self, meeting_id: int) -> str:
        """The minutes in words."""
        return minutes_forms.as_markdown(minutes_reading.read(self.database, meeting_id))

    def journal(self) -> str:
        """All that the journal says, in words and in rows."""
        with self.database.reading() as session:
            entries = [(entry.what, entry.reason) for entry in session.scalars(select(Entry).order_by(Entry.id))]
            changes = [(row.before, row.after) for row in session.scalars(select(Change).order_by(Change.id))]
        return json.dumps([entries, changes], ensure_ascii=False)

    def rows(self) -> list[tuple[str, dict[str, Any]]]:
        """All rows of all tables."""
        found = []
        with self.database.reading() as session:
            for name, table in Base.metadata.tables.items():
                found += [
                    (name, dict(row._mapping)) for row in session.execute(select(table).order_by(*table.primary_key))
                ]
        return found


def furnish(database: Database) -> Room:
    today = moments.today()
    with database.writing() as session:
        units, people = build(
            session,
            {"Acme": None, "Platform": "Acme", "Sales": "Acme"},
            {ADA: "Platform", WANG: "Platform", JOSE: "Platform", GRACE: "Sales"},
            levels={"Acme": "company"},
            managers={"Platform": ADA, "Acme": ADA},
        )
        cycle = Cycle(name="next", start=today + timedelta(days=20), end=today + timedelta(days=110))
        session.add(cycle)
        session.flush()
        ships = Objective(
            cycle_id=cycle.id, owner_person_id=people[ADA].id, title="Every team ships", position=1, state="submitted"
        )
        sells = Objective(cycle_id=cycle.id, owner_unit_id=units["Sales"].id, title="Sales sells", position=2)
        session.add_all([ships, sells])
        session.flush()
        rows = [
            KeyResult(objective_id=ships.id, title=LEAD, start=9, target=2, position=1, confidence=5),
            KeyResult(objective_id=ships.id, title=CANARY, owner_id=people[JOSE].id, position=2),
            KeyResult(objective_id=ships.id, title="Dropped since", position=3, dropped=True),
            KeyResult(objective_id=sells.id, title=SIGNED, position=1),
        ]
        session.add_all(rows)
        session.flush()
        return Room(
            database=database,
            people={name: person.id for name, person in people.items()},
            units={name: unit.id for name, unit in units.items()},
            key_results={one.title: one.id for one in rows},
            objectives={one.title: one.id for one in (ships, sells)},
            cycle_id=cycle.id,
        )
