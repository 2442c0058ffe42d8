"""Finds what the database knows already by what files call it: ids, titles, titles with owners."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Generic, TypeVar

from facilitator.common.text import TooLongError, clean, clean_line, is_blank
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit

_GENERATED = re.compile(r"(?:o|kr)-[0-9a-f]{12}")
_OF_UNIT = " (unit)"
_Row = TypeVar("_Row", Objective, KeyResult)


def ids(rows: Iterable[_Row]) -> dict[int, str]:
    """Return the ids by which files know all objectives, or all key results, under the numbers of the rows.

    Where another tool wrote a row without one it is made of the number, always the same: nothing has to be written for
    an export, and the export finds its row again.
    """
    rows = list(rows)
    keys = {row.id: key for row in rows if (key := line(row.key))}
    taken = set(keys.values())
    for row in rows:
        if row.id not in keys:
            made = f"{row.__tablename__.replace('_', '-')}-{row.id}"
            while made in taken:
                made += "-row"
            keys[row.id] = made
    return keys


def owner_of(name: str, people: Mapping[str, Person], units: Mapping[str, Unit]) -> tuple[Person | None, Unit | None]:
    """Return the person or the unit that an `owner` names; ` (unit)` marks a unit that has a person's name."""
    if person := people.get(name):
        return person, None
    return None, units.get(name) or (units.get(name.removesuffix(_OF_UNIT)) if name.endswith(_OF_UNIT) else None)


def owner_names(units: Mapping[int, str], people: Iterable[str]) -> dict[int, str]:
    """Return the name that `owner_of` finds each unit by, under the unit's number."""
    taken = set(people)
    return {row_id: f"{name}{_OF_UNIT}" if name in taken else name for row_id, name in units.items()}


class Known(Generic[_Row]):
    """Finds the row of the database that an entry is the same as."""

    def __init__(self, rows: Iterable[_Row], known_by: Callable[[_Row], Hashable]) -> None:
        rows = list(rows)
        self.ids = ids(rows)
        self.by_id: dict[str, _Row] = {self.ids[row.id]: row for row in rows}
        self.by: dict[Hashable, list[_Row]] = defaultdict(list)
        for row in rows:
            self.by[known_by(row)].append(row)

    def find(self, key: str | None, known_by: Hashable) -> list[_Row]:
        """Return the rows that an entry may be the same as, by its id or else by what `known_by` says.

        What was dropped is the same only where there is no other.
        """
        if key is not None and key in self.by_id:
            return [self.by_id[key]]
        rows = self.by.get(known_by, [])
        rows = [row for row in rows if not _dropped(row)] or rows
        if key is None:
            return rows
        # An id may be given later to what had none.
        rows = [row for row in rows if not row.key or _GENERATED.fullmatch(row.key)]
        return rows if len(rows) == 1 else []

    def new_key(self, row: _Row, key: str | None) -> str | None:
        """Return the id to write into a row: None where it is found by that one already."""
        return None if self.ids.get(row.id) == key else key


class References:
    """Finds objectives and key results by what people call them."""

    def __init__(self, rows: Iterable[Objective], people: Mapping[int, str], units: Mapping[int, str]) -> None:
        self.objectives = {row.id: row for row in rows}
        self.objective_ids = ids(self.objectives.values())
        self.key_result_ids = ids(row for objective in self.objectives.values() for row in objective.key_results)
        self.by_id: dict[str, list[Objective | KeyResult]] = defaultdict(list)
        self.by_title: dict[str, list[Objective | KeyResult]] = defaultdict(list)
        self.by_owner: dict[str, list[Objective | KeyResult]] = defaultdict(list)
        self.names: dict[Objective | KeyResult, tuple[str, str, str, str]] = {}
        for objective in self.objectives.values():
            owner = people.get(objective.owner_person_id or 0) or units.get(objective.owner_unit_id or 0) or ""
            key = self.objective_ids[objective.id]
            self.add(objective, key, owner, f"{key} (objective)")
            for row in objective.key_results:
                key = self.key_result_ids[row.id]
                self.add(row, key, people.get(row.owner_id or 0, owner), f"{key} (key result)")

    def add(self, row: Objective | KeyResult, key: str, owner: str, last: str) -> None:
        """Add what a row is called; `last` is what it can be called where all else is another's too."""
        title = line(row.title)
        self.names[row] = (key, title, f"{title} ({owner})", last)
        self.by_id[key].append(row)
        self.by_title[title].append(row)
        self.by_owner[f"{title} ({owner})"].append(row)
        self.by_owner[last].append(row)

    def find(self, name: str, of: Objective) -> list[Objective | KeyResult]:
        """Return what a name may stand for: an id, else a title, in the objective's own cycle before others.

        What was dropped counts only where there is no other.
        """
        for names in (self.by_id, self.by_title, self.by_owner):
            if rows := [row for row in names.get(name, []) if row is not of] or names.get(name, []):
                rows = [row for row in rows if not _dropped(row)] or rows
                return [row for row in rows if self.objective(row).cycle_id == of.cycle_id] or rows
        return []

    def name(self, row: Objective | KeyResult, of: Objective) -> str | None:
        """Return the name that `find` finds a row by, its id if that is unique; None where nothing tells it apart."""
        return next((name for name in self.names[row] if name and self.find(name, of) == [row]), None)

    def objective(self, row: Objective | KeyResult) -> Objective:
        """Return the objective itself, or the one that the key result is of."""
        return row if isinstance(row, Objective) else row.objective

    def above(self) -> dict[int, int | None]:
        """Return the objective that each one supports."""
        of = {row.id: row.objective_id for objective in self.objectives.values() for row in objective.key_results}
        return {
            row.id: row.supports_objective_id
            or (of[row.supports_key_result_id] if row.supports_key_result_id else None)
            for row in self.objectives.values()
        }


def _dropped(row: Objective | KeyResult) -> bool:
    return isinstance(row, KeyResult) and row.dropped


def line(text: str | None) -> str:
    """Return a text of one line as an import takes it: what other tools wrote is not always clean."""
    return cleaned(text, clean_line)


def cleaned(text: str | None, how: Callable[[str], str] = clean) -> str:
    """Return a text as an import takes it: empty where nothing of it can be seen, as it is where it is too long."""
    try:
        shown = how(text or "")
    except TooLongError:
        return text or ""
    return "" if is_blank(shown) else shown
