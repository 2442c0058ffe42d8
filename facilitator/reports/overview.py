"""Reads what the home screen shows: the units, their running meetings, and how much is open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from facilitator.common import clock
from facilitator.meeting import agenda as agendas
from facilitator.people.tree import in_tree_order
from facilitator.promises import reading as promises_reading
from facilitator.reports import due
from facilitator.reports.due import DueMeeting
from facilitator.steps.round import reading as rounds
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class RunningMeeting:
    """A meeting that is `running` or `paused`; `zone` is its facilitator's time zone, if any."""

    id: int
    mode: str
    title: str
    team: str
    state: str
    started_at: datetime
    zone: str | None = None

    @property
    def began(self) -> datetime:
        """When it began in the facilitator's time zone, as in its minutes."""
        return clock.local(self.started_at, self.zone)


@dataclass(frozen=True, slots=True)
class UnitOverview:
    """A unit; `depth` counts the units above it.

    Attributes:
        own: The number of people in the unit itself; `people` counts those of the units below it too.
        running: Its newest meeting that has not ended.
        last: When its last meeting ended.
        open_actions: The number of open actions that concern it or a unit below it, as `promises.of_unit` lists them.
        prepared: How many of its people have prepared something for their next meeting.
    """

    id: int
    name: str
    level: str
    depth: int
    manager: str | None
    own: int
    people: int
    running: RunningMeeting | None
    last: datetime | None
    open_actions: int
    prepared: int = 0


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the home screen: `teams` in the order of the tree, `running` with the newest first.

    Attributes:
        due: The meetings that are due, the earliest first.
    """

    teams: tuple[UnitOverview, ...]
    running: tuple[RunningMeeting, ...]
    people: tuple[str, ...]
    open_actions: int
    overdue_actions: int
    objectives: int
    due: tuple[DueMeeting, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nobody yet to hold a meeting with."""
        return not self.teams and not self.people


def overview(database: Database) -> Overview:
    """Read the overview, in a number of queries that depends neither on teams nor on history."""
    with database.reading() as session:
        units = list(session.scalars(select(Unit).order_by(Unit.id)))
        people = list(session.scalars(select(Person).where(Person.active).order_by(Person.name)))
        known = session.execute(select(Person.id, Person.name, Person.timezone)).all()
        names: dict[int | None, str] = {row.id: row.name for row in known}
        zones: dict[int | None, str | None] = {row.id: row.timezone for row in known}
        unit_names = {unit.id: unit.name for unit in units}
        running = [
            RunningMeeting(
                meeting.id,
                meeting.mode,
                agendas.from_json(meeting.agenda).title,
                unit_names.get(meeting.unit_id, "?"),
                meeting.state,
                meeting.started_at,
                zones.get(meeting.facilitator_id),
            )
            for meeting in session.scalars(select(Meeting).where(Meeting.state != "ended").order_by(Meeting.id.desc()))
        ]
        latest = select(Meeting.unit_id, Meeting.mode, func.max(Meeting.ended_at)).where(Meeting.state == "ended")
        held: dict[tuple[int, str], datetime] = {}
        last: dict[int, datetime] = {}
        for unit_id, mode, at in session.execute(latest.group_by(Meeting.unit_id, Meeting.mode)):
            if at is not None:
                held[unit_id, mode] = at
                last[unit_id] = max(at, last.get(unit_id, at))
        open_actions, all_actions, overdue = promises_reading.open_by_unit(session, clock.today())
        objectives = session.scalar(select(func.count(Objective.id))) or 0
        own = Counter(person.unit_id for person in people)
        ready = rounds.prepared_ahead(session, select(Person.id).where(Person.active))
        prepared = Counter(person.unit_id for person in people if person.id in ready)
        goes_on = {(meeting.team, meeting.mode) for meeting in running}
        meetings_due = due.of_units(session, units, held, clock.today()) if held or not running else ()
        teams = tuple(
            UnitOverview(
                unit.id,
                unit.name,
                unit.level,
                depth,
                names.get(unit.manager_id),
                own[unit.id],
                sum(own[below.id] for below, _ in in_tree_order(units, unit.id)),
                next((meeting for meeting in running if meeting.team == unit.name), None),
                last.get(unit.id),
                open_actions.get(unit.id, 0),
                sum(prepared[below.id] for below, _ in in_tree_order(units, unit.id)),
            )
            for unit, depth in in_tree_order(units)
        )
        return Overview(
            teams,
            tuple(running),
            tuple(person.name for person in people),
            all_actions,
            overdue,
            objectives,
            tuple(meeting for meeting in meetings_due if (meeting.unit, meeting.mode) not in goes_on),
        )
