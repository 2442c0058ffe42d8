"""A company of many people that has met for many weeks, made of rows at once: what the pictures are looked at with."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from facilitator import modes
from facilitator.meeting import agenda as agendas
from facilitator.modes.parsing import parse_mode
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting, Sentence, TimelineEvent
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress
from facilitator.tables.people import Person, Unit

TODAY = date(2026, 11, 24)
TEAM = "Harbour"
NAMES = (
    "Ada Lovelace",
    "Émile Durand",
    "Grace Hopper",
    "Hanna Lindqvist",
    "Joe Reilly",
    "María Alejandra Fernández de Córdoba y Villalobos",
    "Nnamdi Okoro",
    "Priya Raman",
    "Tomás Okafor",
    "Yusuf Demir",
    "Zoë [b]Bold[/b]",
    "王小明",
    "陈思远",
)
TROUBLES = (
    "no access to the staging logs",
    "reviews wait for one person",
    "没有三月风暴的原始数据",
    "the second site has no test data",
    "the vendor answers after a week",
    "nobody but me knows the import",
    "[@click=app.quit]the build[/] breaks at night",
    "two of the three test devices are away for repair, and the third one belongs to the other department",
)
OUTCOMES = ("action", "request", "parked", "escalated", "dropped", None, None)


def make(database: Database, people: int = 13, weeks: int = 12, a_week: int = 2, today: date = TODAY) -> None:
    """Fill an empty database: a team that meets so many times a week, its difficulties, its OKRs."""
    chance = random.Random(people * 1000 + weeks)
    names = [*NAMES, *(f"Person {number:03}" for number in range(people))][:people]
    text, file = modes.find("standup", None)
    agenda = parse_mode(text, file)
    with database.writing() as session:
        company = Unit(name="Company", level="company")
        session.add(company)
        session.flush()
        unit = Unit(name=TEAM, level="team", parent_id=company.id)
        session.add(unit)
        session.flush()
        rows = [Person(name=name, unit_id=unit.id) for name in names]
        session.add_all(rows)
        cycle = Cycle(name="2026-Q4", start=date(2026, 10, 1), end=date(2026, 12, 31))
        session.add(cycle)
        session.flush()
        ids = [row.id for row in rows]
        pace = {person: chance.uniform(0.6, 1.5) for person in ids}
        open_: dict[int, tuple[str, int]] = {}
        attendance, events, sentences = [], [], []
        for day in _days(today, weeks, a_week):
            start = datetime.combine(day, time(9, 30)).astimezone(UTC)
            there = [person for person in ids if chance.random() > 0.12]
            spoken = {person: round(560 / people * pace[person] * chance.uniform(0.6, 1.6)) for person in there}
            steps = [60, chance.randint(110, 240), sum(spoken.values()), chance.randint(40, 110), 60]
            meeting = Meeting(
                mode=agenda.name,
                unit_id=unit.id,
                cycle_id=cycle.id,
                state="ended",
                agenda=agendas.as_json(agenda),
                planned_seconds=agenda.seconds,
                started_at=start,
                ended_at=start + timedelta(seconds=sum(steps)),
                seconds=float(sum(steps)),
                read_at=start,
            )
            session.add(meeting)
            session.flush()
            at = 0
            moved: list[tuple[str, int, dict[str, int]]] = [("started", 0, {})]
            for index, seconds in enumerate(steps[:-1], 1):
                at += seconds
                moved.append(("step", at, {"index": index}))
            moved.append(("ended", sum(steps), {}))
            events += [
                {"meeting_id": meeting.id, "kind": kind, "elapsed": float(elapsed), "at": start, "data": data}
                for kind, elapsed, data in moved
            ]
            for position, person in enumerate(ids):
                attendance.append(
                    {
                        "meeting_id": meeting.id,
                        "person_id": person,
                        "state": "present" if person in there else "absent",
                        "position": position,
                        "seconds": float(spoken.get(person, 0)),
                    }
                )
                if person not in there:
                    continue
                if person not in open_ and chance.random() < 0.07:
                    open_[person] = (chance.choice(TROUBLES), chance.choice((1, 1, 2, 3, 4, 6)))
                if person in open_:
                    trouble, left = open_[person]
                    sentences.append(
                        {
                            "meeting_id": meeting.id,
                            "person_id": person,
                            "prompt": "difficulties",
                            "text": trouble,
                            "position": 0,
                            "outcome": chance.choice(OUTCOMES) if left == 1 else None,
                            "changed_at": start,
                        }
                    )
                    open_[person] = (trouble, left - 1)
                    if left == 1:
                        del open_[person]
        session.execute(insert(Attendance), attendance)
        session.execute(insert(TimelineEvent), events)
        if sentences:
            session.execute(insert(Sentence), sentences)
        _okrs(session, chance, cycle, ids, today)


def _okrs(session: Session, chance: random.Random, cycle: Cycle, ids: list[int], today: date) -> None:
    titles = (
        "Every ship is in the harbour on the day it was told",
        "Nobody waits for a pilot at night",
        "新员工第一周就能上手",
        "The crane never stands still for lack of a plan",
        "Customs clears before the ship is moored",
    )
    for position, title in enumerate(titles):
        objective = Objective(
            cycle_id=cycle.id, owner_person_id=ids[position % len(ids)], title=title, state="agreed", position=position
        )
        session.add(objective)
        session.flush()
        for number in range(3):
            milestone = position == 3 and number == 2
            row = KeyResult(
                objective_id=objective.id,
                title=f"Key result {number + 1} of {position + 1}",
                start=None if milestone else 0,
                target=None if milestone else 100,
                current=None if milestone else 0,
                confidence=6,
                position=number,
            )
            session.add(row)
            session.flush()
            value, sure = (None if milestone else 0.0), 6
            day = cycle.start
            while (day := day + timedelta(7)) < today:
                after = None if value is None else value + chance.randint(0, 14)
                confidence = min(9, max(2, sure + chance.choice((-1, 0, 0, 0, 1))))
                session.add(
                    Progress(
                        key_result_id=row.id,
                        before=value,
                        after=after,
                        confidence_before=sure,
                        confidence=confidence,
                        recorded_at=datetime.combine(day, time(10)).astimezone(UTC),
                    )
                )
                value, sure = after, confidence
            row.current, row.confidence = value, sure


def _days(today: date, weeks: int, a_week: int) -> list[date]:
    monday = today - timedelta(today.weekday())
    days = [
        monday - timedelta(7 * back) + timedelta(weekday)
        for back in range(weeks - 1, -1, -1)
        for weekday in sorted((2 * number) % 5 for number in range(a_week))
    ]
    return [day for day in days if day <= today]
