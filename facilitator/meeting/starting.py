"""Begins a meeting: who takes part, in which order, about which cycle, with what they prepared."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.meeting import agenda as agendas
from facilitator.meeting import hooks, running
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.events import happened
from facilitator.meeting.running import Live
from facilitator.okr import current
from facilitator.okr.cycles import following
from facilitator.people.reading import choose_person, find_unit, members, representatives, units_below
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.okr import Cycle, Objective
from facilitator.tables.people import Person

ENDS_SOON = 14
"""Days before its end from which on a cycle can be reviewed (CONTRACT, commands)."""


def start(
    database: Database,
    agenda: Agenda,
    team: str | None = None,
    *,
    facilitator: str | None = None,
    cycle: str | None = None,
) -> Live:
    """Begin a meeting of the unit's people, in the order in which they spoke last time.

    What they prepared in their check-ins becomes part of it. In a company of more than `Agenda.units_above` people
    only those take part who speak for its units; what the others prepared waits for their own unit's meeting.

    Raises:
        NotFoundError: No such team, person or cycle, nobody in the team, or no next cycle and none can be made.
    """
    with database.writing() as session:
        unit = find_unit(session, team)
        people = members(session, unit.id)
        if not people:
            raise NotFoundError(
                f"{unit.name} has nobody in it yet; add people on the home screen (t) or with facilitator import"
            )
        few = agenda.units_above is not None and unit.level == "company" and len(people) > agenda.units_above
        stands_for = representatives(session, unit) if few else {}
        taking_part = list(stands_for) or [person.id for person in people]
        manager = session.get(Person, unit.manager_id) if unit.manager_id else None
        alone = people[0] if len(people) == 1 else None
        leader = choose_person(session, facilitator) if facilitator else manager or alone
        now = clock.read()
        today = clock.day_of(now.at)
        cycle_id = _named_cycle(session, cycle) if cycle else cycle_of(session, agenda.cycle, unit.id, today)
        next_cycle = following.find_or_make(session, cycle_id, today) if agenda.next_cycle and cycle_id else None
        meeting = Meeting(
            mode=agenda.name,
            unit_id=unit.id,
            cycle_id=cycle_id,
            next_cycle_id=next_cycle.id if next_cycle else None,
            facilitator_id=leader.id if leader else None,
            state="running",
            agenda=agendas.as_json(agenda),
            planned_seconds=agenda.seconds,
            started_at=now.at,
            read_at=now.at,
            read_boot=now.boot,
            read_boot_seconds=now.seconds,
        )
        session.add(meeting)
        session.flush()
        ordered = as_last_time(session, unit.id, meeting.id, taking_part)
        session.add_all(
            Attendance(meeting_id=meeting.id, person_id=person, position=index, stands_for=stands_for.get(person, ""))
            for index, person in enumerate(ordered)
        )
        happened(session, meeting, "started", {})
        for person in ordered:
            happened(session, meeting, "attendance", {"person": person, "state": "present"})
        hooks.adopt(session, meeting, ordered)
        session.flush()
        return running.read(session, meeting.id)


def cycle_of(session: Session, which: str, unit_id: int | None, today: date) -> int | None:
    """Return the id of the cycle that a meeting is about (CONTRACT, commands); None where there is none.

    Args:
        which: One of `agenda.CYCLES`: `ended` is the newest cycle that has ended, or ends within two weeks, and has
            objectives of the unit; `next` the one after that in progress if it has objectives of the unit.
        unit_id: Whose meeting; None counts everybody's objectives.
    """
    newest = select(Cycle.id).order_by(Cycle.start.desc(), Cycle.id.desc()).limit(1)
    running = current.in_progress(session, today)
    here = running.id if running else None
    if which == "in progress":
        return here
    having = select(Objective.cycle_id)
    if unit_id is not None:
        units = units_below(session, unit_id)
        people = select(Person.id).where(Person.unit_id.in_(units))
        having = having.where(or_(Objective.owner_unit_id.in_(units), Objective.owner_person_id.in_(people)))
    if which == "ended":
        soon = today + timedelta(days=ENDS_SOON)
        return session.scalar(newest.where(Cycle.end <= soon, Cycle.id.in_(having))) or here
    following = select(Cycle.id).where(Cycle.start > today, Cycle.id.in_(having)).order_by(Cycle.start, Cycle.id)
    return session.scalar(following.limit(1)) or here


def as_last_time(session: Session, unit_id: int, meeting_id: int, people: list[int]) -> list[int]:
    """Return the ids of the people in the order of the unit's last meeting; who was not there follows."""
    last = session.scalar(
        select(Meeting.id)
        .where(Meeting.unit_id == unit_id, Meeting.id != meeting_id, Meeting.state == "ended")
        .order_by(Meeting.id.desc())
        .limit(1)
    )
    if last is None:
        return people
    known = list(
        session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == last).order_by(Attendance.position))
    )
    return [person for person in known if person in people] + [person for person in people if person not in known]


def _named_cycle(session: Session, name: str) -> int:
    cycle_id = session.scalar(select(Cycle.id).where(Cycle.name == name))
    if cycle_id is None:
        names = ", ".join(session.scalars(select(Cycle.name).order_by(Cycle.start)))
        known = f"there are: {names}" if names else "there are no cycles yet"
        raise NotFoundError(f"no cycle called {name!r}; {known}")
    return cycle_id
