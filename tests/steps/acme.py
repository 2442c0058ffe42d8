"""A company before its consensus meeting: OKRs of the next cycle, written as people write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from facilitator import modes
from facilitator.checkin import file as checkin_file
from facilitator.meeting import moving, running, starting
from facilitator.modes.parsing import parse_mode
from facilitator.okr import writing
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle
from tests import moments
from tests.company import build
from tests.steps.conftest import ADA, JOSE, WANG

CYCLE = "next quarter"


@dataclass
class Acme:
    """Acme with Platform and Sales below it; Ada manages Platform, José is in Sales, 王小明 has no OKRs."""

    database: Database
    people: dict[str, int]
    units: dict[str, int]
    cycle: int
    objectives: dict[str, int]
    key_results: dict[str, int]

    def meet(self, team: str = "Acme", facilitator: str | None = WANG) -> int:
        agenda = parse_mode(*modes.find("consensus", None))
        return starting.start(self.database, agenda, team, facilitator=facilitator).id

    def to(self, meeting_id: int, kind: str) -> None:
        while True:
            live = running.load(self.database, meeting_id)
            if live.agenda.steps[live.position().step].kind == kind:
                return
            moving.next_step(self.database, meeting_id)

    def says(self, name: str, *titles: str) -> int:
        listed = ", ".join(f'"{title}"' for title in titles)
        return checkin_file.take(self.database, name, f"[read]\nobjectives = [{listed}]", "me.toml")


def company(database: Database) -> Acme:
    today = moments.today()
    with database.writing() as session:
        units, people = build(
            session,
            {"Acme": None, "Platform": "Acme", "Sales": "Acme"},
            {ADA: "Platform", WANG: "Platform", JOSE: "Sales"},
            levels={"Acme": "company"},
            managers={"Platform": ADA},
        )
        now = Cycle(name="this quarter", start=today - timedelta(days=60), end=today + timedelta(days=20))
        cycle = Cycle(name=CYCLE, start=today + timedelta(days=21), end=today + timedelta(days=110))
        session.add_all([now, cycle])
        session.flush()
        made = Acme(
            database=database,
            people={name: row.id for name, row in people.items()},
            units={name: row.id for name, row in units.items()},
            cycle=cycle.id,
            objectives={},
            key_results={},
        )
    for title, owner, unit, key_results in (
        ("Every team ships", ADA, None, (("Lead time", 9, 2, "days"), ("Signed", None, None, ""))),
        ("Sales trusts us", JOSE, None, (("Pilots", 0, 4, "customers"),)),
        ("Platform is calm", None, "Platform", (("Alarms", 14, 3, "a week"),)),
    ):
        objective = writing.add_objective(
            database,
            made.cycle,
            title,
            owner_person_id=made.people[owner] if owner else None,
            owner_unit_id=made.units[unit] if unit else None,
        )
        made.objectives[title] = objective.id
        for words, start, target, measure in key_results:
            row = writing.add_key_result(database, objective.id, words, start=start, target=target, unit=measure)
            made.key_results[words] = row.id
    return made
