"""Reads a meeting for its minutes: one that runs, or ends at this moment, with the rows around it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from facilitator.common import clock
from facilitator.meeting.timeline import Position
from facilitator.meeting.together import Together
from facilitator.okr.owners import Owners
from facilitator.tables.base import Base
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Unit

_Row = TypeVar("_Row", bound=Base)


class Past:
    """A meeting, and the rows around it as they are; what ended is frozen, and not read so any more.

    Attributes:
        together: What was read for it, and for others with it.
        live: The meeting.
        meeting: Its row.
        position: Where it stands.
        people: The names of all people, by id.
        emails: Their addresses, where they have one.
        units: All units, by id.
        owners: Who owns what, by these.
    """

    def __init__(self, together: Together, meeting_id: int, position: Position) -> None:
        self.together = together
        self.live, self.meeting, self.position = together.lives[meeting_id], together.rows[meeting_id], position
        self.people, self.emails = together.people, together.emails
        self.units: dict[int | None, Unit] = {row.id: row for row in self.rows(Unit, together.all(Unit))}
        self.owners = Owners(self.people, self.units)
        self._named: dict[int, tuple[KeyResult, Objective, str | None]] = {}

    def rows(self, table: type[_Row], rows: Iterable[_Row]) -> list[_Row]:  # noqa: ARG002  # `minutes.freezing.past` goes back to older rows by it
        """Return the rows by id, as the minutes are to have them; others may be among them."""
        return sorted(rows, key=_id)

    def own(self, table: type[_Row]) -> list[_Row]:
        """Return the rows that are the meeting's own, as `rows` gives them."""
        here = self.live.id
        rows = self.rows(table, self.together.of_meeting(table, here))
        return [row for row in rows if row.meeting_id == here]  # type: ignore[attr-defined]  # as `of_meeting` needs it

    def of_cycle(self, cycle_id: int | None) -> list[Objective]:
        """Return the objectives of a cycle, as `rows` gives them; others may be among them."""
        return self.rows(Objective, self.together.of_cycle(cycle_id))

    def units_below(self) -> list[int]:
        """Return the ids of the meeting's unit and of the units below it."""
        below = [self.live.unit_id]
        for parent in below:
            below.extend(unit.id for unit in self.units.values() if unit.parent_id == parent and unit.id not in below)
        return below

    def key_results(self, ids: Iterable[int | None]) -> dict[int, tuple[KeyResult, Objective, str | None]]:
        """Return key results in the order of the OKRs, with objectives and owners."""
        wanted = {row_id for row_id in ids if row_id is not None}
        if missing := wanted - self._named.keys():
            self._named |= self._read_key_results(missing)
        return {row_id: self._named[row_id] for row_id in sorted(wanted & self._named.keys(), key=self._order)}

    def _order(self, key_result_id: int) -> tuple[int, int, int, int]:
        key_result, objective, _ = self._named[key_result_id]
        return objective.position, objective.id, key_result.position, key_result.id

    def _read_key_results(self, ids: set[int]) -> dict[int, tuple[KeyResult, Objective, str | None]]:
        pairs = self.together.key_results(ids)
        objectives = {row.id: row for row in self.rows(Objective, {row.id: row for _, row in pairs}.values())}
        return {
            row.id: (row, objectives[row.objective_id], self.owner(objectives[row.objective_id], row))
            for row in self.rows(KeyResult, [row for row, _ in pairs])
            if row.id in ids and row.objective_id in objectives
        }

    def owner(self, objective: Objective, key_result: KeyResult | None = None) -> str | None:
        """Return whose a key result or an objective is."""
        return self.owners.name(objective, key_result) or None

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the facilitator's time zone, or else in this machine's."""
        return clock.local(moment, self.together.zones.get(self.live.facilitator_id))

    def title(self, key_result_id: int | None) -> str | None:
        """Return the title of a key result."""
        return next((row.title for row, _, _ in self.key_results([key_result_id]).values()), None)


def _id(row: Base) -> int:
    row_id: int = row.id
    return row_id
