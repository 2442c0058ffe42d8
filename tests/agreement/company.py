"""A company full of traps, frozen on one day, which all screens, minutes and lists are asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import time_machine
from sqlalchemy import select

from facilitator import modes
from facilitator.meeting import moving, starting
from facilitator.modes.parsing import parse_mode
from facilitator.okr import reading
from facilitator.okr.views import KeyResultView, ObjectiveView
from facilitator.people.reading import units_below
from facilitator.reports.digest import reading as digests
from facilitator.reports.digest.document import Digest
from facilitator.reports.glance import Glance, glance
from facilitator.steps.progress import writing as progress_writing
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person
from tests.company import build

TODAY = date(2026, 11, 24)


QUARTER, YEAR, NEXT = "2026-Q4", "2026", "2027-Q1"


GRACE, ADA, WANG, JOSE, SAM, LEA = "Grace", "Ada", "王小明", "José", "Sam", "Lea"


TEAMS = ("Acme", "Platform", "Storage", "Sales")


NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@dataclass
class Company:
    """Acme, frozen at 09:30 UTC of `TODAY`; `time` moves on by hand."""

    database: Database
    time: time_machine.Traveller
    units: dict[str, int]
    people: dict[str, int]
    cycles: dict[str, int]
    key_results: dict[str, int]

    def meet(self, mode: str, team: str = "Platform") -> int:
        return starting.start(self.database, parse_mode(*modes.find(mode, None)), team).id

    def glance(self, team: str) -> Glance:
        found = glance(self.database, self.units[team])
        assert found is not None
        return found

    def okrs(self) -> tuple[ObjectiveView, ...]:
        found = reading.of_cycle(self.database)
        assert found is not None
        return found.objectives

    def views(self) -> dict[str, KeyResultView]:
        return {each.title: each for one in self.okrs() for each in one.key_results}

    def ours(self, team: str) -> set[str]:
        """The titles of the key results that count for a team, worked out by hand from the rows, dropped ones not."""
        with self.database.reading() as session:
            units = set(units_below(session, self.units[team]))
            people = {one.id for one in session.scalars(select(Person)) if one.unit_id in units}
            rows = session.execute(select(KeyResult, Objective).join(KeyResult.objective)).all()
        return {
            row.title
            for row, of in rows
            if not row.dropped and of.cycle_id == self.cycles[QUARTER]
            if of.owner_unit_id in units or of.owner_person_id in people or row.owner_id in people
        }

    def digest(self, team: str | None = None) -> Digest:
        return digests.read(self.database, date(2026, 11, 18), TODAY, team)


Row = tuple[str, str | None, float | None, float | None, float | None, int, float | None]


OKRS: dict[tuple[str, str, str, str], tuple[Row, ...]] = {
    # Title, owner, state and cycle; of key results title, owner, start, target, current, confidence and score.
    ("Every team ships", ADA, "agreed", QUARTER): (
        ("Lead time", None, 9, 2, 8, 5, 0.4),
        ("Signed", JOSE, None, None, None, 2, 0.25),
        ("Level", None, 5, 5, 5, 6, None),
    ),
    ("Platform is calm", "Platform", "agreed", QUARTER): (
        ("Alarms", None, 14, 3, 3, 9, 1.0),
        ("Calls", SAM, 10, 0, 10, 3, None),
    ),
    ("Acme grows", "Acme", "submitted", QUARTER): (
        ("Pilots", WANG, 0, 4, 0.5, 7, None),
        ("Sold", None, 0, 100, 120, 8, None),
    ),
    ("Disks hold", "Storage", "agreed", QUARTER): (("Spare", None, 0, 8, 5, 7, None),),
    ("It is over", ADA, "closed", QUARTER): (("Too late", None, 0, 10, 0, 1, 0.0),),
    ("Not agreed yet", WANG, "draft", QUARTER): (("Drafted", None, 0, 10, 0, 4, None),),
    ("Handed over", LEA, "agreed", QUARTER): (("Papers", None, 0, 10, 1, 3, None),),
    ("Customers trust us", SAM, "submitted", QUARTER): (("Visits", None, 0, 30, 5, 2, None),),
    ("A good year", ADA, "agreed", YEAR): (("Whole year", None, 0, 10, 1, 2, None),),
    ("What comes next", ADA, "draft", NEXT): (("Next one", None, 0, 10, 0, 1, None),),
}


def furnish(database: Database, time: time_machine.Traveller) -> Company:
    key_results: dict[str, KeyResult] = {}
    with database.writing() as session:
        units, people = build(
            session,
            {"Acme": None, "Platform": "Acme", "Storage": "Platform", "Sales": "Acme"},
            {GRACE: "Acme", ADA: "Platform", WANG: "Platform", JOSE: "Storage", SAM: "Sales", LEA: "Platform"},
            levels={"Acme": "company", "Platform": "department", "Sales": "department"},
            managers={"Acme": GRACE, "Platform": ADA, "Sales": SAM},
        )
        people[LEA].active = False
        cycles = [
            Cycle(name=YEAR, start=date(2026, 1, 1), end=date(2026, 12, 31)),
            Cycle(name=QUARTER, start=date(2026, 10, 1), end=date(2026, 12, 31)),
            Cycle(name=NEXT, start=date(2027, 1, 1), end=date(2027, 3, 31)),
        ]
        session.add_all(cycles)
        session.flush()
        of_cycle = {one.name: one.id for one in cycles}
        for position, ((title, owner, state, cycle), some) in enumerate(OKRS.items()):
            objective = Objective(
                title=title,
                cycle_id=of_cycle[cycle],
                state=state,
                position=position,
                owner_person_id=people[owner].id if owner in people else None,
                owner_unit_id=units[owner].id if owner in units else None,
            )
            session.add(objective)
            session.flush()
            for place, (words, own, start, target, now, sure, score) in enumerate(some):
                key_results[words] = KeyResult(
                    objective_id=objective.id,
                    title=words,
                    owner_id=people[own].id if own else None,
                    start=start,
                    target=target,
                    current=now,
                    confidence=sure,
                    score=score,
                    position=place,
                )
            session.add_all(key_results[words] for words, *_ in some)
        dropped = KeyResult(objective_id=objective.id, title="Dropped", confidence=1, dropped=True)
        session.add(dropped)
        session.flush()
        made = Company(
            database,
            time,
            {name: one.id for name, one in units.items()},
            {name: one.id for name, one in people.items()},
            of_cycle,
            {name: one.id for name, one in key_results.items()},
        )
    # A fall over two weeks, of which only the last point fell since the last meeting.
    for day, sure in ((date(2026, 11, 6), 8), (date(2026, 11, 13), 7), (date(2026, 11, 20), 6)):
        time.move_to(datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC))
        progress_writing.update(database, made.key_results["Spare"], confidence=sure, name=JOSE)
        meeting = made.meet("standup", "Storage")
        moving.end(database, meeting)
    progress_writing.update(database, made.key_results["Alarms"], note="three since Monday", name=ADA)
    time.move_to(NOW)
    return made
