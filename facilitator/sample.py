"""A sample company for `facilitator demo`: nine people, a cycle in progress, weeks of stand-ups behind them.

Everything lies in the same tables as a real company's, at times before now, as if it had been recorded then.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from facilitator import modes
from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.mode_file import parse_mode
from facilitator.meeting.record import (
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
from facilitator.okr.model import Cycle, KeyResult, Objective, Progress
from facilitator.people import Person, Unit
from facilitator.store.database import Base, Database

COMPANY, DEPARTMENT, TEAM = "Tidewater Charts", "Product", "Forecast"

_INGRID, _TOM, _PRIYA = "Ingrid Halvorsen", "Tomás Okafor", "Priya Raman"
_WANG, _EMILE, _LONG = "王小明", "Émile Durand", "María Alejandra Fernández de Córdoba y Villalobos"
_YUSUF, _HANNA, _JOE = "Yusuf Demir", "Hanna Lindqvist", "Joe Reilly"

_PEOPLE = (
    (_INGRID, COMPANY, "Europe/Oslo"),
    (_PRIYA, DEPARTMENT, "Europe/London"),
    (_TOM, DEPARTMENT, "Europe/Lisbon"),
    (_HANNA, TEAM, "Europe/Stockholm"),
    (_WANG, TEAM, "Asia/Shanghai"),
    (_EMILE, TEAM, "Europe/Paris"),
    (_LONG, TEAM, "Europe/Madrid"),
    (_YUSUF, TEAM, "Europe/Istanbul"),
    (_JOE, TEAM, "Europe/Dublin"),
)

_TASKS: dict[str, tuple[str, ...]] = {
    _HANNA: (
        "plan of the week of the switch to the second data centre",
        "walk the coast guard through the harbour mode",
        "list of what must hold before the switch",
        "go through the list with everybody on duty",
        "dry run of the switch, on paper",
        "invite the duty crew to the night of the switch",
        "the switch: who sits where, who decides",
    ),
    _WANG: (
        "查出三个浮标的坏数据",
        "reject wind readings that no neighbour confirms",
        "try the new filter on the storm of last March",
        "run the filter beside the old one, in shadow",
        "compare a week of shadow results",
        "false alarms by buoy, as a table for everybody",
        "turn the filter on for the North Sea",
    ),
    _EMILE: (
        "runbook for a model run that hangs",
        "move two noisy alarms to working hours",
        "runbook for a full disk",
        "measure which alarm wakes us most",
        "merge the three disk alarms into one",
        "runbook for late satellite data",
        "practise the hanging run with Joe",
    ),
    _LONG: (
        "profile of the nightly run",
        "interpolation in four parts side by side",
        "check that the four parts give the same figures",
        "review of the parallel interpolation",
        "parallel interpolation into the nightly run",
        "second profile: what is slowest now",
        "read the ocean grid once instead of nine times",
    ),
    _YUSUF: (
        "all input feeds into the second data centre",
        "compare the feeds for a day",
        "find out why two files differ",
        "first complete run in the second data centre",
        "second run, timed against home",
        "replace the slow disk",
        "third run, with the alarms connected",
    ),
    _JOE: (
        "let the publish step retry when the web host is away",
        "publishing time on the team's board",
        "late days of this month, each with its reason",
        "publish regions as they are ready, not all at the end",
        "regions one by one for the Irish Sea",
        "regions one by one for the Channel",
        "regions one by one for the Baltic",
    ),
}
"""What each one completes, day after day: on day N they completed number N and do number N + 1."""

_DIFFICULTIES: tuple[tuple[int, str, str, str | None], ...] = (
    (0, _YUSUF, "the contract for the second line is not signed yet", "action"),
    (1, _LONG, "nobody but me knows the interpolation", "request"),
    (2, _WANG, "没有三月风暴的原始数据", "request"),
    (3, _EMILE, "no access to the staging logs", None),
    (3, _JOE, "the web host was away twice in one morning", "parked"),
    (4, _EMILE, "no access to the staging logs", "action"),
    (4, _YUSUF, "the duty roster for the night of the switch has a gap", None),
)
_HELP: tuple[tuple[int, str, str], ...] = (
    (1, _LONG, "somebody to review the parallel interpolation with me"),
    (2, _WANG, "the raw readings of last March, from Product's archive"),
    (4, _EMILE, "a word with the operators about the staging logs"),
)
_PREPARED: tuple[tuple[str, str, str], ...] = (
    (_EMILE, "difficulties", "still no access to the staging logs"),
    (_EMILE, "help_needed", "somebody who can grant it: who owns staging?"),
    (_WANG, "help_needed", "两双眼睛：开启过滤器时请有人一起看"),
)

_Lengths = tuple[int, int, int, tuple[int, ...], int, int]
_SPEAKERS = (_HANNA, _WANG, _EMILE, _LONG, _YUSUF, _JOE)
_SECONDS = (
    (48, 41, 130, (95, 110, 84, 132, 101, 76), 62, 58),
    (55, 38, 102, (88, 97, 91, 141, 99, 82), 57, 49),
    (61, 52, 118, (74, 128, 85, 0, 112, 95), 71, 64),
    (44, 36, 95, (81, 104, 149, 118, 92, 117), 66, 52),
    (52, 45, 121, (90, 99, 163, 125, 134, 88), 74, 71),
)
"""For each stand-up: gathering, the pause for late comers, OKRs, each speaker, the whiteboard, the close."""
_AWAY: dict[int, tuple[str, str]] = {1: (_EMILE, "remote"), 2: (_LONG, "absent"), 3: (_WANG, "remote")}

_WEEKLY_TASKS: dict[str, tuple[str, ...]] = {
    _HANNA: ("ask the crews when they leave", "targets with everybody", "a date for the switch", "who is on duty when"),
    _WANG: ("浮标清单", "collect a year of buoy faults", "neighbours of each buoy on a map", "first filter on paper"),
    _EMILE: ("count the calls of a month", "a runbook each for two alarms", "on duty for a week", "two more runbooks"),
    _LONG: (
        "time every part of the nightly run",
        "faster disks",
        "cache of the coast lines",
        "tests for interpolation",
    ),
    _YUSUF: ("rack in the second data centre", "network between the two", "copy of the archive", "the model installed"),
    _JOE: ("reasons of the late days", "publish step on its own", "retries that do not repeat", "a board of late days"),
}
"""What they completed while they still held one stand-up a week; after the last it begins anew."""
_WEEKLY_DIFFICULTIES: tuple[tuple[int, str, str, str | None], ...] = (
    (0, _JOE, "the web host answers mails after days", None),
    (1, _JOE, "the web host still answers mails after days", None),
    (2, _JOE, "the web host still answers our mails after days", "escalated"),
    (1, _YUSUF, "the rack has no second power line", "action"),
    (2, _EMILE, "alarms without an owner", None),
    (3, _EMILE, "some alarms without an owner", "parked"),
    (3, _WANG, "两个浮标没有维护记录", None),
    (4, _LONG, "test machine is too small for a whole run", None),
    (5, _LONG, "the test machine is too small for a whole run", "request"),
)
_WEEKLY_SECONDS = (
    (95, 20, 161, (121, 96, 74, 143, 88, 102), 74, 61),
    (82, 25, 190, (110, 88, 96, 151, 79, 121), 66, 58),
    (74, 31, 172, (126, 71, 108, 0, 92, 99), 81, 66),
    (70, 18, 149, (98, 92, 117, 129, 84, 0), 69, 49),
    (64, 22, 155, (104, 79, 101, 138, 97, 90), 72, 60),
    (58, 35, 137, (92, 84, 125, 127, 88, 94), 63, 55),
)
_WEEKLY_SURE = (2, 1, 1, 0, 1, 0)
"""By how much surer they were than at the first of the daily ones."""
_WEEKLY_AWAY = {2: (_LONG, "absent"), 3: (_JOE, "absent")}
"""The same as of the five stand-ups of the last days, for the weeks before."""


def make(database: Database, now: datetime | None = None) -> None:
    """Fill an empty database that is up to date with the sample company.

    Args:
        database: Where.
        now: The moment that everything lies before; else this one.
    """
    moment = (now or datetime.now(UTC)).astimezone()
    with database.writing() as session:
        _Company(session, moment).make()


class _Company:
    """The rows as they are made; names and titles lead to ids."""

    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.days = _working_days_before(now.date(), 8)
        self.units: dict[str, int] = {}
        self.people: dict[str, int] = {}
        self.key_results: dict[str, KeyResult] = {}
        self.objectives: list[Objective] = []
        self.meetings: list[Meeting] = []
        self.weekly: list[Meeting] = []

    def make(self) -> None:
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
        people = [Person(name=name, unit_id=self.units[unit], timezone=zone) for name, unit, zone in _PEOPLE]
        self._add(*people)
        self.people = {person.name: person.id for person in people}
        for unit, manager in ((COMPANY, _INGRID), (DEPARTMENT, _PRIYA), (TEAM, _HANNA)):
            units[unit].manager_id = self.people[manager]

    def _okrs(self) -> None:
        start, end = _cycle(self.now.date())
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
                ("Paying boats from 18,000 to 25,000", 18_000, 25_000, 20_900, "boats", 5, _TOM),
            ),
        )
        self._objective(
            "product-1",
            "The app is what a skipper opens first in the harbour",
            DEPARTMENT,
            "leader",
            (
                ("Rating in the stores from 3.9 to 4.5", 3.9, 4.5, 4.1, "stars", 6, _TOM),
                ("First chart on the screen in 2 seconds instead of 6.5", 6.5, 2, 3.8, "seconds", 7, _PRIYA),
                ("The coast guard approves the harbour mode", None, None, None, "", 5, _PRIYA),
            ),
            supports="Paying boats from 18,000 to 25,000",
        )
        self._objective(
            "forecast-1",
            "The forecast is there before the crews get up",
            TEAM,
            "leader",
            (
                ("Out by 05:00 on 98 % of days instead of 62", 62, 98, 81, "% of days", 6, _JOE),
                ("Nightly run in 90 minutes instead of 210", 210, 90, 138, "minutes", 7, _LONG),
                ("The second data centre has taken over for a whole night", None, None, None, "", 4, _YUSUF),
            ),
            supports="Paying boats from 18,000 to 25,000",
            description="Crews leave at first light. A forecast that comes after them is one that nobody reads.",
        )
        self._objective(
            "wang-1",
            "Bad data never reaches a forecast",
            _WANG,
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
            _EMILE,
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
        for number, lengths in enumerate(_SECONDS):
            away = dict([_AWAY[number]]) if number in _AWAY else {}
            self.meetings.append(self._stand_up(self.days[-len(_SECONDS) + number], 7 * number, lengths, away))

    def _weeks_before(self) -> None:
        """A stand-up a week until the daily ones began."""
        for number, lengths in enumerate(_WEEKLY_SECONDS):
            day = self.days[0] - timedelta(7 * (len(_WEEKLY_SECONDS) - number) - 4 + self.days[0].weekday())
            away = dict([_WEEKLY_AWAY[number]]) if number in _WEEKLY_AWAY else {}
            meeting = self._stand_up(day, 11 * number % 60, lengths, away)
            self.weekly.append(meeting)
            for name, tasks in _WEEKLY_TASKS.items():
                if away.get(name) != "absent":
                    self._say(meeting, name, "done", tasks[number % len(tasks)])
            for week, name, text, outcome in _WEEKLY_DIFFICULTIES:
                if week == number:
                    self._say(meeting, name, "difficulties", text, outcome)

    def _stand_up(self, day: date, second: int, lengths: _Lengths, away: dict[str, str]) -> Meeting:
        """One that ended, with its timeline and who was there."""
        text, file = modes.find("standup", None)
        agenda = parse_mode(text, file)
        start = datetime.combine(day, time(9, 30, second)).astimezone()
        states = {name: away.get(name, "present") for name in _SPEAKERS}
        happened = list(_timeline(agenda, lengths, {self.people[name]: state for name, state in states.items()}))
        paused, length = lengths[1], happened[-1][1]
        meeting = Meeting(
            mode=agenda.name,
            unit_id=self.units[TEAM],
            cycle_id=self.cycle if day >= _cycle(self.now.date())[0] else None,
            facilitator_id=self.people[_HANNA],
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
            for position, name in enumerate(_SPEAKERS)
        )
        return meeting

    def _sentences(self) -> None:
        for number, meeting in enumerate(self.meetings):
            absent = _AWAY[number][0] if number in _AWAY and _AWAY[number][1] == "absent" else None
            for name, tasks in _TASKS.items():
                if name == absent:
                    continue
                self._say(meeting, name, "done", tasks[number])
                self._say(meeting, name, "today", tasks[number + 1])
            for day, name, text, outcome in _DIFFICULTIES:
                if day == number:
                    self._say(meeting, name, "difficulties", text, outcome)
            for day, name, text in _HELP:
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
                _JOE,
                ((-1, 70, 5, ""), (1, 76, 6, "retries help"), (4, 81, 6, "Irish Sea goes out by itself now")),
            ),
            (
                "Nightly run in 90 minutes instead of 210",
                _LONG,
                ((-1, 190, 5, ""), (0, 184, 5, "interpolation is half of it"), (4, 138, 7, "in four parts")),
            ),
            (
                "The second data centre has taken over for a whole night",
                _YUSUF,
                ((0, None, 7, ""), (3, None, 6, "first run done"), (4, None, 4, "nobody on duty for the night yet")),
            ),
            ("Faulty buoys caught before the run from 55 to 95 %", _WANG, ((1, 68, 6, ""), (3, 74, 7, "影子运行"))),
            ("False alarms from 14 to 3 a week", _WANG, ((2, 11, 5, ""), (3, 9, 6, ""))),
            ("Calls at night from 9 to 2 a week", _EMILE, ((0, 7, 6, ""), (3, 6, 4, "the disk alarms again"))),
            ("Runbooks for the 12 most frequent alarms", _EMILE, ((0, 6, 7, ""), (2, 7, 8, ""), (4, 8, 8, ""))),
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
            confidence = min(9, surely + _WEEKLY_SURE[number])
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
        today = self.now.date()
        # Beside what these stand-ups left, what was settled since: its reason, its date before it was moved.
        reasons = {
            "move the forecast map to the new host": "the old one is good for a year, the host was cheaper to fix"
        }
        moved = {"write down how the interpolation works": -5}
        actions: tuple[tuple[int, str, str, int | None, str], ...] = (
            (0, "get the contract for the second line signed", _HANNA, -4, "done"),
            (0, "show the operators the new run book", _EMILE, None, "done"),
            (0, "move the forecast map to the new host", _JOE, -2, "dropped"),
            (1, "say in the app when the forecast is late", _PRIYA, 6, "open"),
            (2, "write down how the interpolation works", _LONG, -1, "open"),
            (3, "decide who is on duty on the night of the switch", _HANNA, 1, "open"),
            (4, "open the staging logs for the people on duty", _YUSUF, 0, "open"),
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
            (1, _LONG, _JOE, None, "review the parallel interpolation with me", "done"),
            (2, _WANG, None, DEPARTMENT, "the raw readings of last March", "done"),
            (4, _EMILE, _TOM, None, "ask the operators who grants access to staging", "open"),
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
            (1, "the two noisy disk alarms wait for working hours", _EMILE),
            (3, "regions go out as they are ready; the Irish Sea is first", _JOE),
            (4, "no switch without a complete duty roster", _HANNA),
        ):
            meeting = self.meetings[number]
            said = meeting.started_at + timedelta(minutes=13)
            self.session.add(Decision(meeting_id=meeting.id, text=text, by_id=self.people[name], recorded_at=said))
        for number, text, name in (
            (2, "do we still need the forecast by fax?", _JOE),
            (3, "a second web host, or a better one", _JOE),
        ):
            meeting = self.meetings[number]
            said = meeting.started_at + timedelta(minutes=12)
            self.session.add(ParkedTopic(meeting_id=meeting.id, text=text, by_id=self.people[name], recorded_at=said))

    def _whiteboard(self) -> None:
        night = "The second data centre has taken over for a whole night"
        early = "Out by 05:00 on 98 % of days instead of 62"
        quick = "Nightly run in 90 minutes instead of 210"
        cards: tuple[tuple[str, str, str | None, str | None, int], ...] = (
            ("To do", "Baltic: publish by itself", _JOE, early, 2),
            ("To do", "Duty roster for the night of the switch", None, night, 6),
            ("To do", "Runbook: late satellite data", _EMILE, None, 1),
            ("To do", "Fax service: who still reads it?", None, None, 5),
            ("Doing", "Read the ocean grid once", _LONG, quick, 1),
            ("Doing", "Third run in the second data centre", _YUSUF, night, 1),
            ("Doing", "Access to the staging logs", _EMILE, None, 4),
            ("Doing", "浮标过滤器", _WANG, "Faulty buoys caught before the run from 55 to 95 %", 2),
            ("Done", "Channel: publish by itself", _JOE, early, 1),
            ("Done", "Interpolation in four parts", _LONG, quick, 2),
            ("Done", "Slow disk replaced", _YUSUF, night, 1),
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
        for name in (_EMILE, _WANG, _JOE):
            self._say(None, name, "done", _TASKS[name][5])
            self._say(None, name, "today", _TASKS[name][6])
        for name, prompt, text in _PREPARED:
            self._say(None, name, prompt, text)
        for name in (_EMILE, _WANG):
            self.session.add(Ready(person_id=self.people[name], at=self._this_morning(20)))

    def _this_morning(self, minutes: int) -> datetime:
        return self.now - timedelta(minutes=minutes)


def _timeline(
    agenda: Agenda, lengths: _Lengths, states: dict[int, str]
) -> Iterator[tuple[str, int, dict[str, object]]]:
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
    return datetime.combine(day, time(12)).astimezone()
