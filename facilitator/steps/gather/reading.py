"""Reads what gathering needs to know: who must be at a review (METHOD M28), and whether a team met before."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.meeting import agenda as agendas
from facilitator.meeting.timeline import PRESENT
from facilitator.people.managers import LEADING
from facilitator.steps import season
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class Leader:
    """Whoever must be there.

    Attributes:
        name: Their name; empty where the unit has no manager.
        what: What they are: `general manager` or `manager`.
        unit: Of which unit.
        here: Whether they are there in person.
        reason: Why not, where that was said.
    """

    person_id: int | None
    name: str
    what: str
    unit: str
    here: bool
    reason: str

    @property
    def missing(self) -> bool:
        """Whether they are not there, and nobody said why."""
        return self.person_id is not None and not self.here and not self.reason


@dataclass(frozen=True, slots=True)
class Gathering:
    """What gathering shows beside who is here.

    Attributes:
        leader: Whoever must be at the meeting; None where nobody must.
        first: Whether the unit has not met before.
    """

    leader: Leader | None
    first: bool


def of_meeting(database: Database, meeting_id: int) -> Gathering:
    """Return what gathering shows."""
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        before = select(Meeting.id).where(Meeting.unit_id == meeting.unit_id, Meeting.id < meeting_id).limit(1)
        return Gathering(_leader(session, meeting), first=session.scalar(before) is None)


def _leader(session: Session, meeting: Meeting) -> Leader | None:
    unit = session.get_one(Unit, meeting.unit_id)
    if unit.level not in LEADING or not season.is_review(agendas.from_json(meeting.agenda)):
        return None
    manager = session.get(Person, unit.manager_id) if unit.manager_id is not None else None
    if manager is None:
        return Leader(None, "", LEADING[unit.level], unit.name, here=False, reason="")
    there = session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == manager.id)
    )
    return Leader(
        manager.id,
        manager.name,
        LEADING[unit.level],
        unit.name,
        here=there is not None and there.state in PRESENT,
        reason=there.reason if there else "",
    )
