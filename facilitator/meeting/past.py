"""A meeting read for its minutes: what ended is seen as it was at its end, whatever happened since.

What was corrected since is seen as corrected, unless the minutes are wanted as they were sent. Only names are today's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from facilitator.common import clock
from facilitator.meeting.timeline import Position
from facilitator.meeting.together import Together, columns_of
from facilitator.okr.owners import Owners
from facilitator.store.journal_past import rows_before
from facilitator.tables.base import Base
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Unit

_Row = TypeVar("_Row", bound=Base)

TOLD = (
    *("action", "request", "suggestion", "presentation", "card", "unit", "key_result", "objective"),
    *("confidence_meaning", "commitment"),
)
"""Tables whose rows go on after a meeting, and what else of them its minutes tell is seen as it was."""


class Past:
    """A meeting, and the rows around it as they were when it ended; those of one that runs are as they are.

    Attributes:
        together: What was read for it, and for others with it.
        live: The meeting.
        meeting: Its row.
        position: Where it stands.
        people: The names of all people, by id.
        zones: Their time zones, where they have one.
        emails: Their addresses, where they have one.
        units: All units, by id.
        corrections: What was corrected since it ended, by number; none where they are wanted as they were sent.
    """

    def __init__(self, together: Together, meeting_id: int, position: Position) -> None:
        self.together, self.session = together, together.session
        self.live, self.meeting, self.position = together.lives[meeting_id], together.rows[meeting_id], position
        self.people, self.zones, self.emails = together.people, together.zones, together.emails
        self._past: dict[str, Mapping[int, Mapping[str, Any]]] = {}
        self._new: dict[str, Collection[int]] = {}
        self._go_back()
        self.corrections = [] if together.as_sent else together.corrections(meeting_id)
        self._told = together.corrected(meeting_id) if self.corrections else []
        self.units: dict[int | None, Unit] = {row.id: row for row in self.rows(Unit, together.all(Unit))}
        self._named: dict[int, tuple[KeyResult, Objective, str | None]] = {}

    def _go_back(self) -> None:
        end = self.together.ends.get(self.live.id)
        if end is None:
            return
        found = dict(self.together.own_before.get(self.live.id, {}))
        back = self.together.back
        if back is not None and isinstance(end, int):
            back.to(end)
            self._new |= back.new
            self._past |= back.past
        else:
            found |= rows_before(self.session, TOLD, end)
        new: dict[str, set[int]] = defaultdict(set)
        past: dict[str, dict[int, Mapping[str, Any]]] = defaultdict(dict)
        for (name, row_id), values in found.items():
            if values is None:
                new[name].add(row_id)
            else:
                past[name][row_id] = values
        self._new |= new
        self._past |= past

    def corrected(self, row: Base) -> tuple[int, ...]:
        """The numbers of the corrections of a row."""
        if not self.corrections:
            return ()
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
        found: dict[int, _Row] = {row.id: row for row in rows}
        struck: dict[int, _Row] = {}
        if new := self._new.get(table.__tablename__):
            found = {row_id: row for row_id, row in found.items() if row_id not in new}
        for row_id, values in self._past.get(table.__tablename__, {}).items():
            found[row_id] = self.together.as_it_was(table, row_id, values)
        for one in self._told:
            if one.table_name != table.__tablename__:
                continue
            columns = columns_of(table)
            if one.columns is None:
                if one.row_id in found:
                    struck[one.row_id] = found.pop(one.row_id)
            elif one.new:
                found[one.row_id] = table(**{key: value for key, value in one.columns.items() if key in columns})
            elif row := found.get(one.row_id):
                as_it_was = {key: getattr(row, key) for key in columns}
                found[one.row_id] = table(**as_it_was | one.columns)
        return found, struck

    def own(self, table: type[_Row]) -> list[_Row]:
        """The rows that are the meeting's own, as `rows` gives them, by id."""
        here = self.live.id
        rows = self.rows(table, self.together.of_meeting(table, here))
        return [row for row in rows if row.meeting_id == here]  # type: ignore[attr-defined]  # as `of_meeting` needs it

    def of_cycle(self, cycle_id: int | None) -> list[Objective]:
        """The objectives of a cycle, as `rows` gives them, by id; others may be among them."""
        return self.rows(Objective, self.together.of_cycle(cycle_id))

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
        pairs = self.together.key_results(ids)
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
        return Owners(self.people, self.units).name(objective, key_result) or None

    def local(self, moment: datetime) -> datetime:
        """A moment in the facilitator's time zone, or else in this machine's."""
        return clock.local(moment, self.zones.get(self.live.facilitator_id))

    def title(self, key_result_id: int | None) -> str | None:
        """The title of a key result."""
        return next((row.title for row, _, _ in self.key_results([key_result_id]).values()), None)
