"""Says whose meetings and which days a digest is of, for everything that reads a part of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from facilitator.common import clock
from facilitator.people.reading import find_unit, units_below
from facilitator.promises.reading import concerning
from facilitator.tables.base import Base
from facilitator.tables.correction import Correction
from facilitator.tables.meeting import Action, Attendance, Meeting, Request
from facilitator.tables.people import Person, Unit

AGREED = ("voting", "commitment", "scoring")
"""The tables of what a consensus and a review agree on."""


class Scope:
    """A team with the units below it, or all, and a span of days; names are today's.

    Attributes:
        team: The unit's name; None for all.
        units: The ids of its unit and of those below; None for all.
        begin: The first moment, in UTC.
        end: The first moment after it, in UTC; `last` is the one before that.
        concerning: Conditions: the action, and the request, concerns these units.
        held: A condition: the meeting has ended, is of these units, and began in the span.
        names: The names of units, by id.
        corrected: The numbers of the corrections of rows, by table and id.
        agreements: The same of all that a meeting agreed on, by the meeting's id.

    Raises:
        NotFoundError: There is no such team.
    """

    def __init__(self, session: Session, team: str | None, since: date, until: date) -> None:
        self.session, self.since, self.until = session, since, until
        unit = None if team is None else find_unit(session, team)
        self.team = unit.name if unit else None
        self.units = units_below(session, unit.id) if unit else None
        self.begin = clock.moment_of(since)
        # The last day that there is has no day after it.
        self.end = clock.moment_of(until + timedelta(days=1)) if until < date.max else datetime.max.replace(tzinfo=UTC)
        self.last = self.end - timedelta(microseconds=1)
        self.concerning = (true(), true()) if self.units is None else concerning(self.units)
        self.held = (
            (Meeting.state == "ended")
            & self.of_unit(Meeting.unit_id)
            & (Meeting.started_at >= self.begin)
            & (Meeting.started_at < self.end)
        )
        units = session.execute(select(Unit.id, Unit.name).order_by(Unit.id)).all()
        self.names: dict[int | None, str] = {row.id: row.name for row in units}
        people = session.scalars(select(Person).order_by(Person.id))
        self.people: dict[int | None, Person] = {row.id: row for row in people}
        self.corrected: dict[tuple[str | None, int | None], tuple[int, ...]] = {}
        self.agreements: dict[int, tuple[int, ...]] = {}
        made = select(Correction.meeting_id, Correction.number, Correction.table_name, Correction.row_id)
        for meeting_id, number, table_name, row_id in session.execute(
            made.where(Correction.row_id.is_not(None)).order_by(Correction.meeting_id, Correction.number)
        ):
            place = (table_name, row_id)
            self.corrected[place] = (*self.corrected.get(place, ()), number)
            if table_name in AGREED:
                self.agreements[meeting_id] = (*self.agreements.get(meeting_id, ()), number)

    def of_unit(self, column: ColumnElement[int] | InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
        """Return whether a unit is one of these."""
        return true() if self.units is None else column.in_(self.units)

    def came_up(self, table: type[Action | Request], person: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
        """Return whether an action or a request of a person has come up in a meeting that has ended.

        What was recorded outside of a meeting comes up in the next one that the person is in.
        """
        later = aliased(Meeting)
        next_meeting = (
            select(Attendance.id)
            .join(later, later.id == Attendance.meeting_id)
            .where(Attendance.person_id == person, later.state == "ended")
            .where(later.started_at > table.recorded_at, later.started_at < self.end)
        )
        outside = table.meeting_id.is_(None) & next_meeting.exists()
        return (table.recorded_at < self.end) & or_(Meeting.state == "ended", outside)

    def corrections(self, row: Base) -> tuple[int, ...]:
        """Return the numbers of the corrections of a row."""
        return self.corrected.get((row.__tablename__, row.id), ())

    def name(self, person_id: int | None) -> str | None:
        """Return a person's name; None if there is no such person."""
        person = self.people.get(person_id)
        return person.name if person else None

    def team_of(self, unit_id: int | None, person_id: int | None = None) -> str:
        """Return the unit's name, else that of the person's unit; empty for neither."""
        person = self.people.get(person_id)
        return self.names.get(unit_id) or self.names.get(person.unit_id if person else None, "")

    def titles(self, meetings: Iterable[tuple[int, str]]) -> dict[str, str]:
        """Return the title of each mode, from the last of the meetings (id and mode) held in it."""
        last = {mode: meeting_id for meeting_id, mode in sorted(meetings)}
        agendas = self.session.execute(select(Meeting.mode, Meeting.agenda).where(Meeting.id.in_(last.values())))
        return {mode: str(json.loads(agenda).get("title") or mode) for mode, agenda in agendas}
