"""Says which meetings are due: a stand-up each working day, a weekly each week, consensus and review with the cycle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting import agenda as agendas
from facilitator.meeting import kinds
from facilitator.meeting.starting import ENDS_SOON
from facilitator.people.tree import in_tree_order
from facilitator.steps.season import REVIEW_DAYS
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, Objective
from facilitator.tables.people import Person, Unit

TITLES = {
    "standup": "Stand-up",
    "weekly": "Weekly meeting",
    "personal": "Personal weekly",
    "consensus": "Consensus",
    "review": "Review",
}
"""The modes of which it is known how often they are held, and what they are called."""
GIVEN_UP = {"standup": 14, "weekly": 35, "personal": 35}
"""Days after the last meeting of a mode from which on nobody waits for the next one."""
WEEK = 7
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class DueMeeting:
    """A meeting that a unit has to hold.

    Attributes:
        mode: Its mode, one of `TITLES`.
        day: The day for it; it is late when that has passed.
        cycle: The cycle that a consensus or a review is about; empty for any other.
        first: Whether nobody has ever met.
    """

    unit_id: int
    unit: str
    mode: str
    day: date
    cycle: str = ""
    first: bool = False

    @property
    def title(self) -> str:
        """What the meeting is called."""
        return TITLES[self.mode]


def of_units(
    session: Session, units: Sequence[Unit], held: Mapping[tuple[int, str], datetime], today: date
) -> tuple[DueMeeting, ...]:
    """Return what is due, the earliest first, in a number of queries that does not grow with what was held.

    Args:
        session: Where cycles and their meetings are read.
        units: All units.
        held: When the last meeting ended, by unit and mode.
        today: The day it is asked on.
    """
    if not held:
        return _first(session, units, today)
    due = [
        DueMeeting(unit.id, unit.name, mode, day)
        for unit in units
        for mode, days in GIVEN_UP.items()
        if (ended := held.get((unit.id, mode))) is not None
        and (last := clock.day_of(ended)) >= today - timedelta(days=days)
        for day in [_next_standup(last, today) if mode == "standup" else last + timedelta(days=WEEK)]
    ]
    due += _of_cycles(session, units, {unit_id for unit_id, _ in held}, today)
    return tuple(sorted(due, key=lambda meeting: (meeting.day, list(TITLES).index(meeting.mode), meeting.unit_id)))


def _first(session: Session, units: Sequence[Unit], today: date) -> tuple[DueMeeting, ...]:
    """Return the first meeting of every unit that has people of its own."""
    peopled = set(session.scalars(select(Person.unit_id).where(Person.active).distinct()))
    modes = ((unit, "personal" if unit.level == "personal" else "standup") for unit in units if unit.id in peopled)
    return tuple(DueMeeting(unit.id, unit.name, mode, today, first=True) for unit, mode in modes)


def _next_standup(last: date, today: date) -> date:
    """Return the first working day, from today on, after the last stand-up."""
    day = max(today, last + timedelta(days=1))
    return day if day.weekday() <= FRIDAY else day + timedelta(days=WEEK - day.weekday())


def _of_cycles(session: Session, units: Sequence[Unit], meet: set[int], today: date) -> list[DueMeeting]:
    """Return the consensus and the review that units have to hold that meet at all."""
    near = Cycle.end >= today - timedelta(days=REVIEW_DAYS), Cycle.start <= today + timedelta(days=ENDS_SOON)
    cycles = list(session.scalars(select(Cycle).where(*near).order_by(Cycle.start, Cycle.id)))
    if not cycles:
        return []
    states = _states(session, cycles)
    reviewed = _reviewed(session, cycles)
    due = []
    for unit in units:
        if unit.id not in meet:
            continue
        below = [row.id for row, _ in in_tree_order(units, unit.id)]
        having = [cycle for cycle in cycles if any(states[cycle.id, row] for row in below)]
        ending = [cycle for cycle in having if cycle.end <= today + timedelta(days=ENDS_SOON)]
        if ending and (unit.id, ending[-1].id) not in reviewed:
            due.append(DueMeeting(unit.id, unit.name, "review", ending[-1].end, ending[-1].name))
        for cycle in having:
            # In a cycle that has begun drafts alone are no season (season.consensus_cycle).
            wanted = {"draft", "submitted"} if cycle.start > today else {"submitted"}
            if cycle.end >= today and any(wanted & states[cycle.id, row] for row in below):
                due.append(DueMeeting(unit.id, unit.name, "consensus", cycle.start, cycle.name))
                break
    return due


def _states(session: Session, cycles: Iterable[Cycle]) -> dict[tuple[int, int | None], set[str]]:
    """Return the states in which objectives are, by cycle and the unit of their owner."""
    states: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    for cycle_id, unit_id, person_unit_id, state in session.execute(
        select(Objective.cycle_id, Objective.owner_unit_id, Person.unit_id, Objective.state)
        .outerjoin(Person, Person.id == Objective.owner_person_id)
        .where(Objective.cycle_id.in_([cycle.id for cycle in cycles]))
        .distinct()
    ):
        states[cycle_id, unit_id or person_unit_id].add(state)
    return states


def _reviewed(session: Session, cycles: Iterable[Cycle]) -> set[tuple[int, int | None]]:
    """Return which unit has reviewed which cycle."""
    reviewing = [kind.name for kind in kinds.known().values() if kind.part == "review"]
    rows = session.execute(
        select(Meeting.unit_id, Meeting.cycle_id, Meeting.agenda)
        .where(Meeting.state == "ended", Meeting.cycle_id.in_([cycle.id for cycle in cycles]))
        .where(or_(*(Meeting.agenda.contains(f'"{kind}"') for kind in reviewing)))
    )
    return {
        (unit_id, cycle_id)
        for unit_id, cycle_id, agenda in rows
        if any(step.part == "review" for step in agendas.from_json(agenda).steps)
    }
