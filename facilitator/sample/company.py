"""Makes the rows of the sample company, at times before now, as if they had been recorded then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from pendulum.helpers import add_duration
from sqlalchemy.orm import Session

from facilitator import modes
from facilitator.common import clock
from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import Agenda
from facilitator.modes.parsing import parse_mode
from facilitator.sample import words
from facilitator.sample.words import (
    COMPANY,
    DEPARTMENT,
    EMILE,
    HANNA,
    INGRID,
    JOE,
    PRIYA,
    SPEAKERS,
    TEAM,
    WANG,
    Lengths,
)
from facilitator.tables.base import Base
from facilitator.tables.meeting import (
    Action,
    Attendance,
    Card,
    Decision,
    Meeting,
    ParkedTopic,
    Ready,
    Request,
    Sentence,
    TimelineEvent,
)
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress
from facilitator.tables.people import Person, Unit


class Company:
    """Makes the rows; `units` and `people` have ids by name, `key_results` rows by title.

    Args:
        session: A writing session of an empty database.
        now: The moment that everything lies before.
    """

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.today = clock.day_of(now)
        self.days = _working_days_before(self.today, 8)
        self.units: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.key_results: dict[str, KeyResult] = {}
        self.meetings: list[Meeting] = []
        self.weekly: list[Meeting] = []

    def make(self) -> None:
        """Add all rows to the database."""
        self._units_and_people()
        self._okrs()
        self._weeks_before()
        self._standups()
        self._sentences()
        self._progress()
        self._outcomes()
        self._whiteboard()
        self._prepared()
        self.session.flush()

    def _add(self, *rows: Base) -> None:
        self.session.add_all(rows)
        self.session.flush()

    def _units_and_people(self) -> None:
        above: int | None = None
        units = {}
        for name, level in ((COMPANY, "company"), (DEPARTMENT, "department"), (TEAM, "team")):
            units[name] = Unit(name=name, level=level, parent_id=above)
            self._add(units[name])
            above = self.units[name] = units[name].id
        people = [Person(name=name, unit_id=self.units[unit], timezone=zone) for name, unit, zone in words.PEOPLE]
        self._add(*people)
        self.people = {person.name: person.id for person in people}
        for unit, manager in ((COMPANY, INGRID), (DEPARTMENT, PRIYA), (TEAM, HANNA)):
            units[unit].manager_id = self.people[manager]

    def _okrs(self) -> None:
        start, end = _cycle(self.today)
        cycle = Cycle(name=f"{start:%b %Y} to {end:%b %Y}", start=start, end=end)
        self._add(cycle)
        self.cycle = cycle.id
        for position, (key, title, owner, source, supports, description, key_results) in enumerate(words.OBJECTIVES):
            row = Objective(
                key=key,
                cycle_id=self.cycle,
                owner_person_id=self.people.get(owner),
                owner_unit_id=self.units.get(owner),
                title=title,
                description=description,
                source=source,
                supports_key_result_id=self.key_results[supports].id if supports else None,
                state="agreed",
                position=position,
            )
            self._add(row)
            for place, (name, start_value, target, current, unit, confidence, person) in enumerate(key_results):
                self.key_results[name] = KeyResult(
                    key=f"{key}-{place + 1}",
                    objective_id=row.id,
                    title=name,
                    owner_id=self.people[person] if person else None,
                    start=start_value,
                    target=target,
                    current=current,
                    unit=unit,
                    confidence=confidence,
                    position=place,
                )
            self._add(*self.key_results.values())

    def _standups(self) -> None:
        for number, lengths in enumerate(words.SECONDS):
            away = dict([words.AWAY[number]]) if number in words.AWAY else {}
            self.meetings.append(self._stand_up(self.days[-len(words.SECONDS) + number], 7 * number, lengths, away))

    def _weeks_before(self) -> None:
        """Add a stand-up a week, until the daily ones began."""
        for number, lengths in enumerate(words.WEEKLY_SECONDS):
            day = self.days[0] - timedelta(7 * (len(words.WEEKLY_SECONDS) - number) - 4 + self.days[0].weekday())
            away = dict([words.WEEKLY_AWAY[number]]) if number in words.WEEKLY_AWAY else {}
            meeting = self._stand_up(day, 11 * number % 60, lengths, away)
            self.weekly.append(meeting)
            for name, tasks in words.WEEKLY_TASKS.items():
                if away.get(name) != "absent":
                    self._say(meeting, name, "done", tasks[number % len(tasks)])
            for week, name, text, outcome in words.WEEKLY_DIFFICULTIES:
                if week == number:
                    self._say(meeting, name, "difficulties", text, outcome)

    def _stand_up(self, day: date, second: int, lengths: Lengths, away: dict[str, str]) -> Meeting:
        """Add a stand-up that has ended, with its timeline and who was there."""
        text, file = modes.find("standup", None)
        agenda = parse_mode(text, file)
        start = clock.moment_of(day, time(9, 30, second))
        states = {name: away.get(name, "present") for name in SPEAKERS}
        events = list(_timeline(agenda, lengths, {self.people[name]: state for name, state in states.items()}))
        paused, length = lengths[1], events[-1][1]
        meeting = Meeting(
            mode=agenda.name,
            unit_id=self.units[TEAM],
            cycle_id=self.cycle if day >= _cycle(self.today)[0] else None,
            facilitator_id=self.people[HANNA],
            state="ended",
            agenda=agendas.as_json(agenda),
            planned_seconds=agenda.seconds,
            started_at=start,
            ended_at=start + timedelta(seconds=length),
            seconds=float(length - paused),
            read_at=start + timedelta(seconds=length),
            read_elapsed=float(length),
        )
        self._add(meeting)
        self.session.add_all(
            TimelineEvent(
                meeting_id=meeting.id,
                kind=kind,
                elapsed=float(elapsed),
                at=start + timedelta(seconds=elapsed),
                data=data,
            )
            for kind, elapsed, data in events
        )
        self.session.add_all(
            Attendance(
                meeting_id=meeting.id,
                person_id=self.people[name],
                state=states[name],
                position=position,
                seconds=float(lengths[3][position]),
            )
            for position, name in enumerate(SPEAKERS)
        )
        return meeting

    def _sentences(self) -> None:
        for number, meeting in enumerate(self.meetings):
            absent = words.AWAY[number][0] if number in words.AWAY and words.AWAY[number][1] == "absent" else None
            for name, tasks in words.TASKS.items():
                if name == absent:
                    continue
                self._say(meeting, name, "done", tasks[number])
                self._say(meeting, name, "today", tasks[number + 1])
            for day, name, text, outcome in words.DIFFICULTIES:
                if day == number:
                    self._say(meeting, name, "difficulties", text, outcome)
            for day, name, text in words.HELP:
                if day == number:
                    self._say(meeting, name, "help_needed", text)

    def _say(self, meeting: Meeting | None, name: str, prompt: str, text: str, outcome: str | None = None) -> None:
        said = meeting.started_at + timedelta(minutes=6) if meeting else self._this_morning(25)
        self.session.add(
            Sentence(
                meeting_id=meeting.id if meeting else None,
                person_id=self.people[name],
                prompt=prompt,
                text=text,
                position=0,
                outcome=outcome,
                changed_at=said,
            )
        )

    def _progress(self) -> None:
        """Add the progress that led to the current figures: each row has the values before and after."""
        for title, name, steps in words.PROGRESS:
            row = self.key_results[title]
            _, first, first_confidence, _ = steps[0]
            points: list[tuple[Meeting | None, float | None, int, str]] = []
            for number, meeting in enumerate(self.weekly):
                way = number / len(self.weekly)
                value = None if row.start is None or first is None else round(row.start + (first - row.start) * way)
                points.append((meeting, value, min(9, first_confidence + words.WEEKLY_SURE[number]), ""))
            points += [
                (self.meetings[number] if number >= 0 else None, after, confidence, note)
                for number, after, confidence, note in steps
            ]
            before, sure = row.start, None
            for stand_up, after, confidence, note in points:
                self._add(
                    Progress(
                        # What was said before the first daily stand-up is counted to that one.
                        meeting_id=(stand_up or self.meetings[0]).id,
                        key_result_id=row.id,
                        person_id=self.people[name],
                        before=before,
                        after=after,
                        confidence_before=sure,
                        confidence=confidence,
                        note=note,
                        recorded_at=stand_up.started_at + timedelta(minutes=2) if stand_up else _noon(self.days[0]),
                    )
                )
                before, sure = after, confidence

    def _outcomes(self) -> None:
        today = self.today
        for number, text, owner, due, state in words.ACTIONS:
            said = self.meetings[number].started_at + timedelta(minutes=9)
            self.session.add(
                Action(
                    meeting_id=self.meetings[number].id,
                    text=text,
                    owner_id=self.people[owner],
                    due=None if due is None else today + timedelta(days=due),
                    first_due=today + timedelta(days=words.FIRST_DUE[text]) if text in words.FIRST_DUE else None,
                    state=state,
                    key_result_id=None,
                    recorded_at=said,
                    done_at=None if state == "open" else said + timedelta(days=1),
                    reason=words.REASONS.get(text, ""),
                )
            )
        for number, asker, person, unit, what, state in words.REQUESTS:
            said = self.meetings[number].started_at + timedelta(minutes=8)
            self.session.add(
                Request(
                    meeting_id=self.meetings[number].id,
                    from_person_id=self.people[asker],
                    to_person_id=self.people[person] if person else None,
                    to_unit_id=self.units[unit] if unit else None,
                    what=what,
                    state=state,
                    recorded_at=said,
                    done_at=said + timedelta(hours=4) if state == "done" else None,
                )
            )
        for number, text, name in words.DECISIONS:
            meeting = self.meetings[number]
            said = meeting.started_at + timedelta(minutes=13)
            self.session.add(Decision(meeting_id=meeting.id, text=text, by_id=self.people[name], recorded_at=said))
        for number, text, name in words.PARKED:
            meeting = self.meetings[number]
            said = meeting.started_at + timedelta(minutes=12)
            self.session.add(ParkedTopic(meeting_id=meeting.id, text=text, by_id=self.people[name], recorded_at=said))

    def _whiteboard(self) -> None:
        for position, (column, title, owner, key_result, days) in enumerate(words.CARDS):
            self.session.add(
                Card(
                    unit_id=self.units[TEAM],
                    title=title,
                    owner_id=self.people[owner] if owner else None,
                    column=column,
                    key_result_id=self.key_results[key_result].id if key_result else None,
                    position=position,
                    recorded_at=_noon(self.days[0]),
                    moved_at=_noon(self.days[-days]),
                )
            )

    def _prepared(self) -> None:
        """Add what some have prepared this morning for the next stand-up."""
        for name in (EMILE, WANG, JOE):
            self._say(None, name, "done", words.TASKS[name][5])
            self._say(None, name, "today", words.TASKS[name][6])
        for name, prompt, text in words.PREPARED:
            self._say(None, name, prompt, text)
        for name in (EMILE, WANG):
            self.session.add(Ready(person_id=self.people[name], at=self._this_morning(20)))

    def _this_morning(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)


def _timeline(agenda: Agenda, lengths: Lengths, states: dict[int, str]) -> Iterator[tuple[str, int, dict[str, object]]]:
    """The events of a stand-up: kind, seconds since its start, data."""
    gather, pause, okrs, turns, board, close = lengths
    kinds = [step.kind for step in agenda.steps]
    at = 0
    yield "started", at, {}
    for person, state in states.items():
        yield "attendance", at, {"person": person, "state": state}
    yield "paused", (at := at + gather // 2), {}
    yield "resumed", (at := at + pause), {}
    yield "step", (at := at + gather - gather // 2), {"index": kinds.index("progress")}
    yield "step", (at := at + okrs), {"index": kinds.index("round")}
    for person, seconds in zip(states, turns, strict=True):
        if states[person] != "absent":
            yield "speaker", at, {"person": person}
            at += seconds
    yield "speaker", at, {"person": None}
    yield "step", at, {"index": kinds.index("whiteboard")}
    yield "step", (at := at + board), {"index": kinds.index("close")}
    yield "ended", at + close, {}


def _working_days_before(day: date, count: int) -> list[date]:
    """The last `count` working days before the day, oldest first."""
    days: list[date] = []
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.insert(0, day)
    return days


def _cycle(today: date) -> tuple[date, date]:
    """First and last day of three months with today in the second, so that a cycle is always in progress."""
    start = add_duration(today.replace(day=1), months=-1)
    return start, add_duration(start, months=3, days=-1)


def _noon(day: date) -> datetime:
    return clock.moment_of(day, time(12))
