"""A stand-up that tests hold, by a clock that they move by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import time_machine

from facilitator import modes
from facilitator.meeting import moving, running, starting
from facilitator.modes.parsing import parse_mode
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit

BEGAN = "2026-11-24T08:30:00+00:00"
NAMES = ("Ada Lovelace", "王小明", "Émile Durand", "Grace Hopper")


@dataclass
class Room:
    """A team of four with two key results, and its stand-up that has just begun."""

    database: Database
    time: time_machine.Traveller
    people: dict[str, int]
    key_results: dict[str, int]
    unit: int
    meeting: int = 0

    def begin(self, team: str = "Platform") -> int:
        text, file = modes.find("standup", None)
        self.meeting = starting.start(self.database, parse_mode(text, file), team).id
        return self.meeting

    def pass_time(self, seconds: float) -> None:
        self.time.shift(seconds)

    def to_the_round(self) -> None:
        """40 s of gathering, 100 s of OKRs."""
        self.pass_time(40)
        moving.next_step(self.database, self.meeting)
        self.pass_time(100)
        moving.next_step(self.database, self.meeting)

    def everybody_speaks(self, seconds: float = 60) -> None:
        live = running.load(self.database, self.meeting)
        while live.agenda.steps[live.position().step].kind == "round":
            self.pass_time(seconds)
            live = moving.next_speaker(self.database, self.meeting)

    def finish(self) -> None:
        """20 s at the whiteboard, 30 s of closing."""
        self.pass_time(20)
        moving.next_step(self.database, self.meeting)
        self.pass_time(30)
        moving.end(self.database, self.meeting)


def furnish(database: Database, time: time_machine.Traveller) -> Room:
    """The room before its meeting."""
    with database.writing() as session:
        company = Unit(name="Acme", level="company")
        session.add(company)
        session.flush()
        unit = Unit(name="Platform", parent_id=company.id)
        session.add(unit)
        session.flush()
        people = [Person(name=name, unit_id=unit.id, timezone="Europe/Paris") for name in NAMES]
        cycle = Cycle(name="2026-Q4", start=date(2026, 10, 1), end=date(2026, 12, 31))
        session.add_all([*people, cycle])
        session.flush()
        unit.manager_id = people[0].id
        objective = Objective(title="Ship on the day", cycle_id=cycle.id, owner_unit_id=unit.id)
        session.add(objective)
        session.flush()
        lead = KeyResult(title="Lead time to 2 days", objective_id=objective.id, start=9, target=2, current=6, unit="d")
        twin = KeyResult(title="Second data centre", objective_id=objective.id, owner_id=people[1].id, position=1)
        session.add_all([lead, twin])
        session.flush()
        return Room(
            database=database,
            time=time,
            people={person.name: person.id for person in people},
            key_results={row.title: row.id for row in (lead, twin)},
            unit=unit.id,
        )
