"""Reads a meeting from the database, so that its position at any later moment needs no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.meeting import agenda as agendas
from facilitator.meeting import timeline
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.timeline import Event, Position
from facilitator.people.reading import find_unit
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting, TimelineEvent
from facilitator.tables.okr import Cycle
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Live:
    """A meeting as it was read last.

    Attributes:
        people: The name of everybody who has an attendance, by id.
        stands_for: The units that somebody speaks for, by the person's id, where units meet instead of people.
        next_cycle: The cycle that a combined meeting agrees, having reviewed `cycle`; None in any other.
        read: The last look at the clocks that the database holds.
        read_elapsed: Seconds from the start to that look, pauses included.
    """

    id: int
    agenda: Agenda
    unit_id: int
    team: str
    cycle_id: int | None
    cycle: str | None
    next_cycle_id: int | None
    next_cycle: str | None
    facilitator_id: int | None
    facilitator: str | None
    speaking_order: str
    started_at: datetime
    people: Mapping[int, str]
    stands_for: Mapping[int, str]
    events: tuple[Event, ...]
    read: clock.ClockReading
    read_elapsed: float

    def called(self, person_id: int) -> str:
        """Return a participant's name, and before it the units that they speak for."""
        return called(self.people.get(person_id, "?"), self.stands_for.get(person_id, ""))

    @property
    def about(self) -> str:
        """The cycle that a consensus or a review is about, or both of a combined one; empty for any other meeting."""
        if self.next_cycle:
            return f"{self.cycle}, then {self.next_cycle}"
        return self.cycle or "" if self.agenda.cycle != agendas.CYCLES[0] else ""

    @property
    def agreed_cycle_id(self) -> int | None:
        """The cycle whose OKRs it presents, votes on and commits to (METHOD M32)."""
        return self.next_cycle_id or self.cycle_id

    def elapsed(self, now: clock.ClockReading | None = None) -> float:
        """Return seconds since the start, pauses included."""
        return self.read_elapsed + (now or clock.read()).since(self.read)

    def position(self, now: clock.ClockReading | None = None) -> Position:
        """Return where the meeting stands at `now`, or now."""
        return timeline.fold(self.agenda, self.events, self.elapsed(now))

    def reopens(self, now: clock.ClockReading | None = None) -> float:
        """Return seconds in which the meeting, which has ended, can be opened again; 0 where it cannot."""
        return timeline.reopens(self.events, self.elapsed(now))

    @property
    def end(self) -> float | None:
        """Seconds from the start to the newest end, by which it is told from the ends before; None before any."""
        return next((event.elapsed for event in reversed(self.events) if event.kind == "ended"), None)


def called(name: str, stands_for: str) -> str:
    """Return a participant's name, and before it the units that they speak for."""
    return f"{stands_for} · {name}" if stands_for else name


def running(database: Database, team: str | None = None, mode: str | None = None) -> Live | None:
    """Return the newest meeting that has not ended, of this team and mode if they are given. Raises as `find_unit`."""
    with database.reading() as session:
        query = select(Meeting.id).where(Meeting.state != "ended").order_by(Meeting.id.desc())
        if team is not None:
            query = query.where(Meeting.unit_id == find_unit(session, team).id)
        if mode is not None:
            query = query.where(Meeting.mode == mode)
        newest = session.scalar(query.limit(1))
        return read(session, newest) if newest is not None else None


def load(database: Database, meeting_id: int) -> Live:
    """Return the meeting of that id. Raises NotFoundError where there is none."""
    with database.reading() as session:
        return read(session, meeting_id)


def read(session: Session, meeting_id: int) -> Live:
    """Return the meeting of that id, in a session that reads more than the meeting; raises as `load`."""
    lives = read_all(session, [meeting_id])
    if not lives:
        raise NotFoundError(f"there is no meeting {meeting_id}; facilitator meetings lists them")
    return lives[meeting_id]


def read_all(session: Session, meetings: Collection[int]) -> dict[int, Live]:
    """Return the meetings that are there, by their ids; the number of queries does not grow with them."""
    following = aliased(Cycle)
    rows = session.execute(
        select(Meeting, Unit.name, Person.name, Cycle.name, following.name)
        .join(Unit, Unit.id == Meeting.unit_id)
        .outerjoin(Person, Person.id == Meeting.facilitator_id)
        .outerjoin(Cycle, Cycle.id == Meeting.cycle_id)
        .outerjoin(following, following.id == Meeting.next_cycle_id)
        .where(Meeting.id.in_(meetings))
    ).all()
    people: dict[int, dict[int, str]] = defaultdict(dict)
    stands_for: dict[int, dict[int, str]] = defaultdict(dict)
    for meeting_id, person_id, name, units in session.execute(
        select(Attendance.meeting_id, Person.id, Person.name, Attendance.stands_for)
        .join(Person, Person.id == Attendance.person_id)
        .where(Attendance.meeting_id.in_(meetings))
        .order_by(Attendance.position, Person.id)
    ):
        people[meeting_id][person_id] = name
        if units:
            stands_for[meeting_id][person_id] = units
    events: dict[int, list[Event]] = defaultdict(list)
    for meeting_id, kind, elapsed, data in session.execute(
        select(TimelineEvent.meeting_id, TimelineEvent.kind, TimelineEvent.elapsed, TimelineEvent.data)
        .where(TimelineEvent.meeting_id.in_(meetings))
        .order_by(TimelineEvent.id)
    ):
        events[meeting_id].append(Event(kind, elapsed, data))
    return {
        meeting.id: Live(
            id=meeting.id,
            agenda=agendas.from_json(meeting.agenda),
            unit_id=meeting.unit_id,
            team=team,
            cycle_id=meeting.cycle_id,
            cycle=cycle,
            next_cycle_id=meeting.next_cycle_id,
            next_cycle=next_cycle,
            facilitator_id=meeting.facilitator_id,
            facilitator=facilitator,
            speaking_order=meeting.speaking_order,
            started_at=meeting.started_at,
            people=people[meeting.id],
            stands_for=stands_for[meeting.id],
            events=tuple(events[meeting.id]),
            read=clock.ClockReading(meeting.read_at, meeting.read_boot, meeting.read_boot_seconds),
            read_elapsed=meeting.read_elapsed,
        )
        for meeting, team, facilitator, cycle, next_cycle in rows
    }


def meeting_of(session: Session, person_id: int) -> int | None:
    """Return the id of the meeting that the person is in now; None outside any."""
    return session.scalar(
        select(Meeting.id)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.person_id == person_id, Meeting.state != "ended")
        .order_by(Meeting.id.desc())
        .limit(1)
    )
