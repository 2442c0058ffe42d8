"""Makes a sample company for `facilitator demo`: nine people, a cycle in progress, and weeks of stand-ups before.

Who works there and their OKRs stand in `company.toml`, what they did, said and recorded in `meetings.toml`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from typing import Any

from pendulum.helpers import add_duration
from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator import modes
from facilitator.common import clock
from facilitator.exchange.apply import apply
from facilitator.exchange.toml.parsing import entries_of
from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import Agenda
from facilitator.minutes.freezing.migrating import freeze_ended
from facilitator.modes.parsing import parse_mode
from facilitator.store.database import Database
from facilitator.tables import meeting as tables
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, KeyResult, Progress
from facilitator.tables.people import Person, Unit

TEAM = "Forecast"
"""The team that meets."""
_FACILITATOR = "Hanna Lindqvist"
_PREPARED = ("Émile Durand", "王小明", "Joe Reilly")


def make(database: Database, now: datetime | None = None) -> None:
    """Fill an empty database that is up to date with the sample company, all of it before `now`, or this moment."""
    with database.writing() as session:
        _Company(session, now or clock.now()).make()
    freeze_ended(database)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(name).read_text("utf-8"))


class _Company:
    """Makes the rows of the company as if they had been recorded before `now`."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.today = clock.day_of(now)
        self.days = _working_days_before(self.today, 8)
        self.file = _read("meetings.toml")

    def make(self) -> None:
        """Add all rows to the database."""
        self._people_and_okrs()
        # A stand-up a week, until the daily ones began.
        weeks, friday = self.file["weeks"], self.days[0] + timedelta(4 - self.days[0].weekday())
        self.weekly = [
            self._stand_up(friday - timedelta(weeks=len(weeks) - number), 11 * number % 60, entry)
            for number, entry in enumerate(weeks)
        ]
        self.daily = [
            self._stand_up(self.days[number - len(self.file["days"])], 7 * number, entry)
            for number, entry in enumerate(self.file["days"])
        ]
        self._sentences()
        self._progress()
        for kind, table, minutes in (
            ("actions", tables.Action, 9),
            ("requests", tables.Request, 8),
            ("decisions", tables.Decision, 13),
            ("parked", tables.ParkedTopic, 12),
        ):
            for entry in self.file[kind]:
                recorded = self.daily[entry["day"]].started_at + timedelta(minutes=minutes)
                self.session.add(table(**dict(self._columns(entry, recorded)), recorded_at=recorded))
        self._whiteboard()
        self._prepared()

    def _people_and_okrs(self) -> None:
        content = _read("company.toml")
        start, end = _cycle(self.today)
        content["cycles"] = [{"name": f"{start:%b %Y} to {end:%b %Y}", "start": start, "end": end}]
        for objective in content["objectives"]:
            objective["cycle"] = content["cycles"][0]["name"]
        apply(self.session, entries_of(content, "", "company.toml"), "company.toml")
        self.cycle = self.session.scalars(select(Cycle.id)).one()
        self.units = {unit.name: unit.id for unit in self.session.scalars(select(Unit))}
        self.people = {person.name: person.id for person in self.session.scalars(select(Person))}
        self.key_results = {row.title: row for row in self.session.scalars(select(KeyResult))}

    def _columns(self, entry: Mapping[str, Any], recorded: datetime) -> Iterator[tuple[str, Any]]:
        """Yield the columns of an entry: names become ids, spans of time dates and moments."""
        for key, value in entry.items():
            match key:
                case "day":
                    yield "meeting_id", self.daily[value].id
                case "week":
                    yield "meeting_id", self.weekly[value].id
                case "owner" | "by" | "person" | "from_person" | "to_person":
                    yield f"{key}_id", self.people[value]
                case "to_unit":
                    yield "to_unit_id", self.units[value]
                case "key_result":
                    yield "key_result_id", self.key_results[value].id
                case "due" | "first_due":
                    yield key, self.today + timedelta(days=value)
                case "done_after":
                    yield "done_at", recorded + timedelta(hours=value)
                case "moved":
                    yield "moved_at", _noon(self.days[-value])
                case _:
                    yield key, value

    def _stand_up(self, day: date, second: int, entry: Mapping[str, Any]) -> Meeting:
        """Add a stand-up that has ended, with its timeline and who was there."""
        agenda = parse_mode(*modes.find("standup", None))
        start = clock.moment_of(day, time(9, 30, second))
        states = {self.people[name]: entry.get("away", {}).get(name, "present") for name in self.file["tasks"]}
        events = list(_timeline(agenda, entry, states))
        length = events[-1][1]
        meeting = Meeting(
            mode=agenda.name,
            unit_id=self.units[TEAM],
            cycle_id=self.cycle if day >= _cycle(self.today)[0] else None,
            facilitator_id=self.people[_FACILITATOR],
            state="ended",
            agenda=agendas.as_json(agenda),
            planned_seconds=agenda.seconds,
            started_at=start,
            ended_at=start + timedelta(seconds=length),
            seconds=float(length - entry["pause"]),
            read_at=start + timedelta(seconds=length),
            read_elapsed=float(length),
        )
        self.session.add(meeting)
        self.session.flush()
        for kind, elapsed, data in events:
            at = start + timedelta(seconds=elapsed)
            self.session.add(
                tables.TimelineEvent(meeting_id=meeting.id, kind=kind, elapsed=float(elapsed), at=at, data=data)
            )
        for position, (person, seconds) in enumerate(zip(states, entry["turns"], strict=True)):
            self.session.add(
                tables.Attendance(
                    meeting_id=meeting.id,
                    person_id=person,
                    state=states[person],
                    position=position,
                    seconds=float(seconds),
                )
            )
        return meeting

    def _sentences(self) -> None:
        for kind, meetings in (("weeks", self.weekly), ("days", self.daily)):
            for number, meeting in enumerate(meetings):
                for name, tasks in self.file["tasks" if kind == "days" else "weekly_tasks"].items():
                    if self.file[kind][number].get("away", {}).get(name) != "absent":
                        self._say(meeting, person=name, prompt="done", text=tasks[number % len(tasks)])
                        if kind == "days":
                            self._say(meeting, person=name, prompt="today", text=tasks[number + 1])
        for entry in self.file["said"]:
            self._say(self.daily[entry["day"]] if "day" in entry else self.weekly[entry["week"]], **entry)

    def _say(self, meeting: Meeting | None, **entry: object) -> None:
        said = meeting.started_at + timedelta(minutes=6) if meeting else self._this_morning(25)
        columns = {"meeting_id": meeting.id if meeting else None, **dict(self._columns(entry, said))}
        self.session.add(tables.Sentence(**columns, changed_at=said))

    def _progress(self) -> None:
        """Add the progress that led to the current figures: each row has the values before and after."""
        for entry in self.file["progress"]:
            row = self.key_results[entry["key_result"]]
            steps = [(self.daily[step["day"]] if step["day"] >= 0 else None, step) for step in entry["steps"]]
            first, sure = steps[0][1].get("value"), steps[0][1]["confidence"]
            weeks: list[tuple[Meeting | None, dict[str, Any]]] = []
            for number, weekly in enumerate(self.weekly):
                step = {"confidence": min(9, sure + self.file["weeks"][number]["surer"])}
                if row.start is not None and first is not None:
                    step["value"] = round(row.start + (first - row.start) * number / len(self.weekly))
                weeks.append((weekly, step))
            before, confidence = row.start, None
            for meeting, step in weeks + steps:
                progress = Progress(
                    # What was said before the first daily stand-up is counted to that one.
                    meeting_id=(meeting or self.daily[0]).id,
                    key_result_id=row.id,
                    person_id=self.people[entry["person"]],
                    before=before,
                    after=step.get("value"),
                    confidence_before=confidence,
                    confidence=step["confidence"],
                    note=step.get("note", ""),
                    recorded_at=meeting.started_at + timedelta(minutes=2) if meeting else _noon(self.days[0]),
                )
                self.session.add(progress)
                before, confidence = progress.after, progress.confidence

    def _whiteboard(self) -> None:
        recorded = _noon(self.days[0])
        for position, entry in enumerate(self.file["cards"]):
            columns = dict(self._columns(entry, recorded))
            self.session.add(tables.Card(unit_id=self.units[TEAM], position=position, recorded_at=recorded, **columns))

    def _prepared(self) -> None:
        """Add what some have prepared this morning for the next stand-up."""
        for name in _PREPARED:
            self._say(None, person=name, prompt="done", text=self.file["tasks"][name][5])
            self._say(None, person=name, prompt="today", text=self.file["tasks"][name][6])
        for entry in self.file["prepared"]:
            self._say(None, **entry)
        for name in _PREPARED[:2]:
            self.session.add(tables.Ready(person_id=self.people[name], at=self._this_morning(20)))

    def _this_morning(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)


def _timeline(
    agenda: Agenda, entry: Mapping[str, Any], states: Mapping[int, str]
) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Yield the events of a stand-up: kind, seconds since its start, data."""
    kinds = [step.kind for step in agenda.steps]
    at = 0
    yield "started", at, {}
    for person, state in states.items():
        yield "attendance", at, {"person": person, "state": state}
    yield "paused", (at := at + entry["gather"] // 2), {}
    yield "resumed", (at := at + entry["pause"]), {}
    yield "step", (at := at + entry["gather"] - entry["gather"] // 2), {"index": kinds.index("progress")}
    yield "step", (at := at + entry["okrs"]), {"index": kinds.index("round")}
    for person, seconds in zip(states, entry["turns"], strict=True):
        if states[person] != "absent":
            yield "speaker", at, {"person": person}
            at += seconds
    yield "speaker", at, {"person": None}
    yield "step", at, {"index": kinds.index("whiteboard")}
    yield "step", (at := at + entry["board"]), {"index": kinds.index("close")}
    yield "ended", at + entry["close"], {}


def _working_days_before(day: date, count: int) -> list[date]:
    """Return the last `count` working days before the day, oldest first."""
    days = [day - timedelta(days=back) for back in range(2 * count, 0, -1)]
    return [day for day in days if day.weekday() < 5][-count:]


def _cycle(today: date) -> tuple[date, date]:
    """First and last day of three months with today in the second, so that a cycle is always in progress."""
    start = add_duration(today.replace(day=1), months=-1)
    return start, add_duration(start, months=3, days=-1)


def _noon(day: date) -> datetime:
    return clock.moment_of(day, time(12))
