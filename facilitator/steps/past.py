"""A meeting read for its minutes: what ended is seen as it was at its end, whatever happened since.

What was corrected since is seen as corrected, unless the minutes are wanted as they were sent. Only names are today's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.meeting import running
from facilitator.meeting.correcting import CORRECTION, Correction
from facilitator.meeting.record import Meeting
from facilitator.meeting.timeline import Position
from facilitator.okr.model import KeyResult, Objective
from facilitator.people import Person, Unit
from facilitator.store.database import Base
from facilitator.store.journal import GoingBack, Touched, rows_before, touched_by

_Row = TypeVar("_Row", bound=Base)

TOLD = (
    *("action", "request", "suggestion", "presentation", "card", "unit", "key_result", "objective"),
    *("confidence_meaning", "commitment"),
)
"""Tables whose rows go on after a meeting, and what else of them its minutes tell is seen as it was."""
_OWN = (
    *("decision", "parked_topic", "sentence", "reflection", "feedback", "analysis", "progress", "attendance"),
    *("voting", "scoring", "readiness"),
)
"""Tables whose rows belong to one meeting for good."""


class Past:
    """A meeting, and the rows around it as they were when it ended; those of one that runs are as they are.

    Attributes:
        session: To read with.
        live: The meeting.
        meeting: Its row.
        position: Where it stands.
        people: The names of all people, by id.
        zones: Their time zones, where they have one.
        emails: Their addresses, where they have one.
        units: All units, by id.
        corrections: What was corrected since it ended, by number; none where they are wanted as they were sent.

    With `back`, which many meetings share from the newest end to the oldest, no change is read twice.
    """

    def __init__(
        self,
        session: Session,
        live: running.Live,
        position: Position,
        *,
        as_sent: bool = False,
        back: GoingBack | None = None,
    ) -> None:
        self.session, self.live, self.position = session, live, position
        self.meeting = session.get_one(Meeting, live.id)
        people = session.execute(select(Person.id, Person.name, Person.timezone, Person.email)).all()
        self.people: dict[int | None, str] = {row.id: row.name for row in people}
        self.zones: dict[int | None, str | None] = {row.id: row.timezone for row in people}
        self.emails: dict[int | None, str | None] = {row.id: row.email for row in people}
        self.corrections: list[Correction] = []
        self._past: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self._new: dict[str, Collection[int]] = {}
        self._go_back(back)
        self._told = [] if as_sent else self._corrected()
        self.units: dict[int | None, Unit] = {row.id: row for row in self.rows(Unit, session.scalars(select(Unit)))}
        self._named: dict[int, tuple[KeyResult, Objective, str | None]] = {}

    def _go_back(self, back: GoingBack | None) -> None:
        if self.meeting.ended_at is None:
            return
        marks = [event.data.get("journal") for event in self.live.events if event.kind == "ended"]
        mark = int(marks[-1]) if marks and marks[-1] is not None else None
        end = self.meeting.ended_at if mark is None else mark
        found = rows_before(self.session, _OWN, end, only_of=self.meeting.id)
        if back is not None and mark is not None:
            back.to(mark)
            self._new |= back.new
            found |= back.past
        else:
            found |= rows_before(self.session, TOLD, end)
        new: dict[str, set[int]] = defaultdict(set)
        for (name, row_id), values in found.items():
            if values is None:
                new[name].add(row_id)
            else:
                self._past[name][row_id] = values
        self._new |= new

    def _corrected(self) -> list[Touched]:
        self.corrections = list(
            self.session.scalars(
                select(Correction).where(Correction.meeting_id == self.meeting.id).order_by(Correction.number)
            )
        )
        return touched_by(self.session, CORRECTION, self.meeting.id) if self.corrections else []

    def corrected(self, row: Base) -> tuple[int, ...]:
        """The numbers of the corrections of a row."""
        place = row.__tablename__, int(row.__mapper__.primary_key_from_instance(row)[0])
        return tuple(one.number for one in self.corrections if (one.table_name, one.row_id) == place)

    def rows(self, table: type[_Row], rows: Iterable[_Row]) -> list[_Row]:
        """The rows as they were at the end, with those that are gone since, and then as they were corrected.

        Others may be among them.
        """
        found, _ = self._rows(table, rows)
        return [found[row_id] for row_id in sorted(found)]

    def struck_out(self, table: type[_Row], rows: Iterable[_Row]) -> list[_Row]:
        """The rows that corrections struck out, as they last were."""
        _, struck = self._rows(table, rows)
        return [struck[row_id] for row_id in sorted(struck)]

    def _rows(self, table: type[_Row], rows: Iterable[_Row]) -> tuple[dict[int, _Row], dict[int, _Row]]:
        found = {int(row.__mapper__.primary_key_from_instance(row)[0]): row for row in rows}
        struck: dict[int, _Row] = {}
        columns = set(table.__mapper__.column_attrs.keys())
        new = self._new.get(table.__tablename__, ())
        found = {row_id: row for row_id, row in found.items() if row_id not in new}
        for row_id, values in self._past.get(table.__tablename__, {}).items():
            found[row_id] = table(**{key: value for key, value in values.items() if key in columns})
        for one in self._told:
            if one.table_name != table.__tablename__:
                continue
            if one.columns is None:
                if one.row_id in found:
                    struck[one.row_id] = found.pop(one.row_id)
            elif one.new:
                found[one.row_id] = table(**{key: value for key, value in one.columns.items() if key in columns})
            elif row := found.get(one.row_id):
                as_it_was = {key: getattr(row, key) for key in columns}
                found[one.row_id] = table(**as_it_was | one.columns)
        return found, struck

    def units_below(self) -> list[int]:
        """The ids of the meeting's unit and of the units below it."""
        below = [self.live.unit_id]
        for one in below:
            below.extend(unit.id for unit in self.units.values() if unit.parent_id == one and unit.id not in below)
        return below

    def key_results(self, ids: Iterable[int | None]) -> dict[int, tuple[KeyResult, Objective, str | None]]:
        """Key results as they were, in the order of the OKRs, with objectives and owners; their titles are today's."""
        wanted = {one for one in ids if one is not None}
        if missing := wanted - self._named.keys():
            self._named |= self._read_key_results(missing)
        return {one: self._named[one] for one in sorted(wanted & self._named.keys(), key=self._order)}

    def _order(self, key_result_id: int) -> tuple[int, int, int, int]:
        key_result, objective, _ = self._named[key_result_id]
        return objective.position, objective.id, key_result.position, key_result.id

    def _read_key_results(self, ids: set[int]) -> dict[int, tuple[KeyResult, Objective, str | None]]:
        pairs = self.session.execute(
            select(KeyResult, Objective)
            .join(Objective, Objective.id == KeyResult.objective_id)
            .where(KeyResult.id.in_(ids))
        ).all()
        titles = {row.id: row.title for row, _ in pairs}
        objectives = {row.id: row for row in self.rows(Objective, {row.id: row for _, row in pairs}.values())}
        found: dict[int, tuple[KeyResult, Objective, str | None]] = {}
        for row in self.rows(KeyResult, [row for row, _ in pairs]):
            objective = objectives.get(row.objective_id)
            if row.id in ids and objective is not None:
                row.title = titles.get(row.id, row.title)
                found[row.id] = (row, objective, self.owner(objective, row))
        return found

    def owner(self, objective: Objective, key_result: KeyResult | None = None) -> str | None:
        """Whose a key result or an objective is."""
        person = (key_result.owner_id if key_result else None) or objective.owner_person_id
        unit = self.units.get(objective.owner_unit_id)
        return self.people.get(person) if person else unit.name if unit else None

    def local(self, moment: datetime) -> datetime:
        """A moment in the facilitator's time zone, or else in this machine's."""
        zone = self.zones.get(self.live.facilitator_id)
        try:
            return moment.astimezone(ZoneInfo(zone) if zone else None)
        except (ValueError, OSError, LookupError):  # a zone that this machine does not know
            return moment.astimezone()

    def title(self, key_result_id: int | None) -> str | None:
        """The title of a key result."""
        return next((row.title for row, _, _ in self.key_results([key_result_id]).values()), None)
