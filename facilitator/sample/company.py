"""The rows of the sample company, at times before now, as if they had been recorded then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from facilitator import modes
from facilitator.common import clock
from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import Agenda
from facilitator.modes.parsing import parse_mode
from facilitator.sample.words import (
    AWAY,
    COMPANY,
    DEPARTMENT,
    DIFFICULTIES,
    EMILE,
    HANNA,
    HELP,
    INGRID,
    JOE,
    LONG,
    PEOPLE,
    PREPARED,
    PRIYA,
    SECONDS,
    SPEAKERS,
    TASKS,
    TEAM,
    TOM,
    WANG,
    WEEKLY_AWAY,
    WEEKLY_DIFFICULTIES,
    WEEKLY_SECONDS,
    WEEKLY_SURE,
    WEEKLY_TASKS,
    YUSUF,
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
    """The rows as they are made; names and titles lead to ids."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.today = clock.day_of(now)
        self.days = _working_days_before(self.today, 8)
        self.units: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.key_results: dict[str, KeyResult] = {}
        self.objectives: list[Objective] = []
        self.meetings: list[Meeting] = []
        self.weekly: list[Meeting] = []

    def make(self) -> None:
        """Add everything, and send it to the database."""
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
        people = [Person(name=name, unit_id=self.units[unit], timezone=zone) for name, unit, zone in PEOPLE]
        self._add(*people)
        self.people = {person.name: person.id for person in people}
        for unit, manager in ((COMPANY, INGRID), (DEPARTMENT, PRIYA), (TEAM, HANNA)):
            units[unit].manager_id = self.people[manager]

    def _okrs(self) -> None:
        start, end = _cycle(self.today)
        cycle = Cycle(name=f"{start:%b %Y} to {end:%b %Y}", start=start, end=end)
        self._add(cycle)
        self.cycle = cycle.id
        self._objective(
            "company-1",
            "Skippers trust our forecast more than the sky",
            COMPANY,
            "own",
            (
                ("Wind forecast off by 3.2 knots, to 2.0", 3.2, 2.0, 2.7, "knots", 6, None),
                ("Paying boats from 18,000 to 25,000", 18_000, 25_000, 20_900, "boats", 5, TOM),
            ),
        )
        self._objective(
            "product-1",
            "The app is what a skipper opens first in the harbour",
            DEPARTMENT,
            "leader",
            (
                ("Rating in the stores from 3.9 to 4.5", 3.9, 4.5, 4.1, "stars", 6, TOM),
                ("First chart on the screen in 2 seconds instead of 6.5", 6.5, 2, 3.8, "seconds", 7, PRIYA),
                ("The coast guard approves the harbour mode", None, None, None, "", 5, PRIYA),
            ),
            supports="Paying boats from 18,000 to 25,000",
        )
        self._objective(
            "forecast-1",
            "The forecast is there before the crews get up",
            TEAM,
            "leader",
            (
                ("Out by 05:00 on 98 % of days instead of 62", 62, 98, 81, "% of days", 6, JOE),
                ("Nightly run in 90 minutes instead of 210", 210, 90, 138, "minutes", 7, LONG),
                ("The second data centre has taken over for a whole night", None, None, None, "", 4, YUSUF),
            ),
            supports="Paying boats from 18,000 to 25,000",
            description="Crews leave at first light. A forecast that comes after them is one that nobody reads.",
        )
        self._objective(
            "wang-1",
            "Bad data never reaches a forecast",
            WANG,
            "own",
            (
                ("Faulty buoys caught before the run from 55 to 95 %", 55, 95, 74, "%", 7, None),
                ("False alarms from 14 to 3 a week", 14, 3, 9, "a week", 6, None),
            ),
            supports="Wind forecast off by 3.2 knots, to 2.0",
        )
        self._objective(
            "emile-1",
            "Whoever is on duty sleeps through the night",
            EMILE,
            "request",
            (
                ("Calls at night from 9 to 2 a week", 9, 2, 6, "a week", 4, None),
                ("Runbooks for the 12 most frequent alarms", 4, 12, 8, "runbooks", 8, None),
            ),
        )

    def _objective(
        self,
        key: str,
        title: str,
        owner: str,
        source: str,
        key_results: tuple[tuple[str, float | None, float | None, float | None, str, int, str | None], ...],
        *,
        supports: str | None = None,
        description: str = "",
    ) -> None:
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
            position=len(self.objectives),
        )
        self.objectives.append(row)
        self._add(row)
        for position, (name, start, target, current, unit, confidence, who) in enumerate(key_results):
            self.key_results[name] = KeyResult(
                key=f"{key}-{position + 1}",
                objective_id=row.id,
                title=name,
                owner_id=self.people[who] if who else None,
                start=start,
                target=target,
                current=current,
                unit=unit,
                confidence=confidence,
                position=position,
            )
        self._add(*self.key_results.values())

    def _standups(self) -> None:
        for number, lengths in enumerate(SECONDS):
            away = dict([AWAY[number]]) if number in AWAY else {}
            self.meetings.append(self._stand_up(self.days[-len(SECONDS) + number], 7 * number, lengths, away))

    def _weeks_before(self) -> None:
        """A stand-up a week until the daily ones began."""
        for number, lengths in enumerate(WEEKLY_SECONDS):
            day = self.days[0] - timedelta(7 * (len(WEEKLY_SECONDS) - number) - 4 + self.days[0].weekday())
            away = dict([WEEKLY_AWAY[number]]) if number in WEEKLY_AWAY else {}
            meeting = self._stand_up(day, 11 * number % 60, lengths, away)
            self.weekly.append(meeting)
            for name, tasks in WEEKLY_TASKS.items():
                if away.get(name) != "absent":
                    self._say(meeting, name, "done", tasks[number % len(tasks)])
            for week, name, text, outcome in WEEKLY_DIFFICULTIES:
                if week == number:
                    self._say(meeting, name, "difficulties", text, outcome)

    def _stand_up(self, day: date, second: int, lengths: Lengths, away: dict[str, str]) -> Meeting:
        """One that ended, with its timeline and who was there."""
        text, file = modes.find("standup", None)
        agenda = parse_mode(text, file)
        start = clock.moment_of(day, time(9, 30, second))
        states = {name: away.get(name, "present") for name in SPEAKERS}
        happened = list(_timeline(agenda, lengths, {self.people[name]: state for name, state in states.items()}))
        paused, length = lengths[1], happened[-1][1]
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
            for kind, elapsed, data in happened
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
            absent = AWAY[number][0] if number in AWAY and AWAY[number][1] == "absent" else None
            for name, tasks in TASKS.items():
                if name == absent:
                    continue
                self._say(meeting, name, "done", tasks[number])
                self._say(meeting, name, "today", tasks[number + 1])
            for day, name, text, outcome in DIFFICULTIES:
                if day == number:
                    self._say(meeting, name, "difficulties", text, outcome)
            for day, name, text in HELP:
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
        """How the figures came to where they are: each row tells before and after, the last one the present."""
        history: tuple[tuple[str, str, tuple[tuple[int, float | None, int, str], ...]], ...] = (
            (
                "Out by 05:00 on 98 % of days instead of 62",
                JOE,
                ((-1, 70, 5, ""), (1, 76, 6, "retries help"), (4, 81, 6, "Irish Sea goes out by itself now")),
            ),
            (
                "Nightly run in 90 minutes instead of 210",
                LONG,
                ((-1, 190, 5, ""), (0, 184, 5, "interpolation is half of it"), (4, 138, 7, "in four parts")),
            ),
            (
                "The second data centre has taken over for a whole night",
                YUSUF,
                ((0, None, 7, ""), (3, None, 6, "first run done"), (4, None, 4, "nobody on duty for the night yet")),
            ),
            ("Faulty buoys caught before the run from 55 to 95 %", WANG, ((1, 68, 6, ""), (3, 74, 7, "影子运行"))),
            ("False alarms from 14 to 3 a week", WANG, ((2, 11, 5, ""), (3, 9, 6, ""))),
            ("Calls at night from 9 to 2 a week", EMILE, ((0, 7, 6, ""), (3, 6, 4, "the disk alarms again"))),
            ("Runbooks for the 12 most frequent alarms", EMILE, ((0, 6, 7, ""), (2, 7, 8, ""), (4, 8, 8, ""))),
        )
        for title, name, steps in history:
            row = self.key_results[title]
            before, sure = self._progress_before(row, self.people[name], *steps[0][1:3])
            for number, after, confidence, note in steps:
                meeting = self.meetings[number] if number >= 0 else None
                said = meeting.started_at + timedelta(minutes=2) if meeting else _noon(self.days[0])
                self.session.add(
                    Progress(
                        # What was said before the first of these stand-ups belongs to none of them.
                        meeting_id=(meeting or self.meetings[0]).id,
                        key_result_id=row.id,
                        person_id=self.people[name],
                        before=before,
                        after=after,
                        confidence_before=sure,
                        confidence=confidence,
                        note=note,
                        recorded_at=said,
                    )
                )
                self.session.flush()
                before, sure = after, confidence

    def _progress_before(
        self, row: KeyResult, person_id: int, first: float | None, surely: int
    ) -> tuple[float | None, int | None]:
        """What was said of it week by week until the figure that the days begin with."""
        before, sure = row.start, None
        for number, meeting in enumerate(self.weekly):
            after = None
            if row.start is not None and first is not None:
                after = round(row.start + (first - row.start) * number / len(self.weekly))
            confidence = min(9, surely + WEEKLY_SURE[number])
            self._add(
                Progress(
                    meeting_id=meeting.id,
                    key_result_id=row.id,
                    person_id=person_id,
                    before=before,
                    after=after,
                    confidence_before=sure,
                    confidence=confidence,
                    recorded_at=meeting.started_at + timedelta(minutes=2),
                )
            )
            before, sure = after, confidence
        return before, sure

    def _outcomes(self) -> None:
        today = self.today
        # Beside what these stand-ups left, what was settled since: its reason, its date before it was moved.
        reasons = {
            "move the forecast map to the new host": "the old one is good for a year, the host was cheaper to fix"
        }
        moved = {"write down how the interpolation works": -5}
        actions: tuple[tuple[int, str, str, int | None, str], ...] = (
            (0, "get the contract for the second line signed", HANNA, -4, "done"),
            (0, "show the operators the new run book", EMILE, None, "done"),
            (0, "move the forecast map to the new host", JOE, -2, "dropped"),
            (1, "say in the app when the forecast is late", PRIYA, 6, "open"),
            (2, "write down how the interpolation works", LONG, -1, "open"),
            (3, "decide who is on duty on the night of the switch", HANNA, 1, "open"),
            (4, "open the staging logs for the people on duty", YUSUF, 0, "open"),
        )
        for number, text, owner, due, state in actions:
            said = self.meetings[number].started_at + timedelta(minutes=9)
            self.session.add(
                Action(
                    meeting_id=self.meetings[number].id,
                    text=text,
                    owner_id=self.people[owner],
                    due=None if due is None else today + timedelta(days=due),
                    first_due=today + timedelta(days=moved[text]) if text in moved else None,
                    state=state,
                    key_result_id=None,
                    recorded_at=said,
                    done_at=None if state == "open" else said + timedelta(days=1),
                    reason=reasons.get(text, ""),
                )
            )
        requests: tuple[tuple[int, str, str | None, str | None, str, str], ...] = (
            (1, LONG, JOE, None, "review the parallel interpolation with me", "done"),
            (2, WANG, None, DEPARTMENT, "the raw readings of last March", "done"),
            (4, EMILE, TOM, None, "ask the operators who grants access to staging", "open"),
        )
        for number, asker, person, unit, what, state in requests:
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
        for number, text, name in (
            (1, "the two noisy disk alarms wait for working hours", EMILE),
            (3, "regions go out as they are ready; the Irish Sea is first", JOE),
            (4, "no switch without a complete duty roster", HANNA),
        ):
            meeting = self.meetings[number]
            said = meeting.started_at + timedelta(minutes=13)
            self.session.add(Decision(meeting_id=meeting.id, text=text, by_id=self.people[name], recorded_at=said))
        for number, text, name in (
            (2, "do we still need the forecast by fax?", JOE),
            (3, "a second web host, or a better one", JOE),
        ):
            meeting = self.meetings[number]
            said = meeting.started_at + timedelta(minutes=12)
            self.session.add(ParkedTopic(meeting_id=meeting.id, text=text, by_id=self.people[name], recorded_at=said))

    def _whiteboard(self) -> None:
        night = "The second data centre has taken over for a whole night"
        early = "Out by 05:00 on 98 % of days instead of 62"
        quick = "Nightly run in 90 minutes instead of 210"
        cards: tuple[tuple[str, str, str | None, str | None, int], ...] = (
            ("To do", "Baltic: publish by itself", JOE, early, 2),
            ("To do", "Duty roster for the night of the switch", None, night, 6),
            ("To do", "Runbook: late satellite data", EMILE, None, 1),
            ("To do", "Fax service: who still reads it?", None, None, 5),
            ("Doing", "Read the ocean grid once", LONG, quick, 1),
            ("Doing", "Third run in the second data centre", YUSUF, night, 1),
            ("Doing", "Access to the staging logs", EMILE, None, 4),
            ("Doing", "浮标过滤器", WANG, "Faulty buoys caught before the run from 55 to 95 %", 2),
            ("Done", "Channel: publish by itself", JOE, early, 1),
            ("Done", "Interpolation in four parts", LONG, quick, 2),
            ("Done", "Slow disk replaced", YUSUF, night, 1),
        )
        for position, (column, title, owner, key_result, days) in enumerate(cards):
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
        """What some have written into their check-ins this morning, for the stand-up that comes."""
        for name in (EMILE, WANG, JOE):
            self._say(None, name, "done", TASKS[name][5])
            self._say(None, name, "today", TASKS[name][6])
        for name, prompt, text in PREPARED:
            self._say(None, name, prompt, text)
        for name in (EMILE, WANG):
            self.session.add(Ready(person_id=self.people[name], at=self._this_morning(20)))

    def _this_morning(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)


def _timeline(agenda: Agenda, lengths: Lengths, states: dict[int, str]) -> Iterator[tuple[str, int, dict[str, object]]]:
    """Everything that moved a stand-up on: kind, seconds since its start, data."""
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
    """The last `count` Mondays to Fridays before the day, oldest first."""
    found: list[date] = []
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            found.insert(0, day)
    return found


def _cycle(today: date) -> tuple[date, date]:
    """Three months with today in the middle one, so that the sample is never at its beginning or end."""
    start = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    end = start
    for _ in range(3):
        end = (end + timedelta(days=31)).replace(day=1)
    return start, end - timedelta(days=1)


def _noon(day: date) -> datetime:
    return clock.moment_of(day, time(12))
