"""Puts what an import file says into the database, all of it or nothing (CONTRACT, the import file)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, subqueryload

from facilitator.common.mistakes import Mistake, MistakesError
from facilitator.exchange.entries import (
    CycleEntry,
    Entries,
    Entry,
    KeyResultEntry,
    ObjectiveEntry,
    Twins,
    ends_before_it_starts,
    is_the_same,
    where,
)
from facilitator.exchange.known import Known, References, owner_of
from facilitator.okr.changing import new_id
from facilitator.tables.base import Base
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit

# What a key result has as its entry has it.
_AS_THEY_ARE = ("title", "description", "unit", "confidence", "score", "reason", "start", "target", "current")

_Row = TypeVar("_Row", Objective, KeyResult)
_Entry = TypeVar("_Entry", ObjectiveEntry, KeyResultEntry)


class Counts(NamedTuple):
    """Counts of entries that were added, changed, and the same already."""

    added: int
    changed: int
    unchanged: int

    def __str__(self) -> str:
        """Return the sentence that a command prints."""
        return f"{self.added} added, {self.changed} changed, {self.unchanged} unchanged"


def apply(session: Session, entries: Entries, file: str) -> Counts:
    """Put entries into the database. What an entry leaves out stays as it was; nothing is deleted.

    Raises:
        MistakesError: Whatever does not fit the database or the rest of the file; the session has to be rolled back.
    """
    importing = _Import(session, file)
    with session.no_autoflush:
        importing.put_people_and_units(entries)
        importing.put_cycles(entries.cycles)
        session.flush()
        importing.put_objectives(entries.objectives)
        session.flush()
        importing.put_supports(entries.objectives)
    if importing.mistakes:
        raise MistakesError(importing.mistakes)
    return importing.counts()


class _Import:
    def __init__(self, session: Session, file: str) -> None:
        self.session = session
        self.file = file
        self.mistakes: list[Mistake] = []
        self.units = {row.name: row for row in session.scalars(select(Unit))}
        self.people = {row.name: row for row in session.scalars(select(Person))}
        self.cycles = {row.name: row for row in session.scalars(select(Cycle))}
        self.named: set[Base] = set()
        self.added: set[Base] = set()
        self.changed: set[Base] = set()
        # By whom a row of an objective or a key result was named, and by what they are known now.
        self.claims: dict[Base, Entry] = {}
        self.objective_twins, self.key_result_twins = Twins[ObjectiveEntry](), Twins[KeyResultEntry]()
        # The objectives of the file that have a row; the others have a mistake.
        self.rows: dict[str, Objective] = {}
        self.failed: set[str] = set()
        self.positions: dict[Objective, int] = {}

    def counts(self) -> Counts:
        changed = self.changed - self.added
        return Counts(len(self.added), len(changed), len(self.named | self.added) - len(self.added) - len(changed))

    def mistake(self, entry: Entry, what: str, do: str) -> None:
        self.mistakes.append(Mistake(where(self.file, entry), what, do))

    def add(self, row: Base) -> None:
        self.session.add(row)
        self.added.add(row)

    def put(self, row: Base, **values: object) -> None:
        """Change what is not so already; None leaves it as it was."""
        self.named.add(row)
        for key, value in values.items():
            if value is not None:
                self.set(row, key, value)

    def set(self, row: Base, key: str, value: object) -> None:
        if getattr(row, key) != value:
            setattr(row, key, value)
            self.changed.add(row)

    def put_people_and_units(self, entries: Entries) -> None:
        for unit in entries.units:
            row = self.units.get(unit.name)
            if row is None:
                row = self.units[unit.name] = Unit(name=unit.name, level=unit.level or "team")
                self.add(row)
            self.put(row, level=unit.level)
        self.session.flush()
        for person in entries.people:
            known = self.people.get(person.name)
            if known is None:
                known = self.people[person.name] = Person(name=person.name)
                self.add(known)
            self.named.add(known)
            if person.unit is not None:
                self.set(known, "unit_id", self.unit(person, "unit", person.unit))
            for key, value in (("timezone", person.timezone), ("email", person.email)):
                if value is not None:
                    self.set(known, key, value or None)
            self.put(known, active=person.active)
        for unit in entries.units:
            if unit.manager and unit.manager not in self.people:
                self.people[unit.manager] = Person(name=unit.manager, unit_id=self.units[unit.name].id)
                self.add(self.people[unit.manager])
        self.session.flush()
        for unit in entries.units:
            row = self.units[unit.name]
            if unit.manager is not None:
                self.set(row, "manager_id", self.people[unit.manager].id if unit.manager else None)
            if unit.parent is not None:
                self.set(row, "parent_id", self.unit(unit, "parent", unit.parent))
        above = {row.id: row.parent_id for row in self.units.values()}
        self.refuse_loops(((unit, self.units[unit.name].id) for unit in entries.units), above, "is below")

    def unit(self, entry: Entry, key: str, name: str) -> int | None:
        if name and name not in self.units:
            self.mistake(entry, f'{key} "{name}" is not known', "add it to units, or correct the name")
        return self.units[name].id if name in self.units else None

    def refuse_loops(self, entries: Iterable[tuple[Entry, int]], above: dict[int, int | None], how: str) -> None:
        """Refuse what is above itself, once for each loop, at the first entry that is part of it."""
        entries = list(entries)
        seen: set[int] = set()
        for _, start in entries:
            chain: dict[int, None] = {}
            here: int | None = start
            while here is not None and here not in seen and here not in chain:
                chain[here] = None
                here = above.get(here)
            seen.update(chain)
            if here in chain:
                way = list(chain)
                loop = set(way[way.index(here) :])
                entry = next(entry for entry, member in entries if member in loop)
                self.mistake(entry, f"it {how} itself", "name another one above it")

    def put_cycles(self, entries: Iterable[CycleEntry]) -> None:
        for entry in entries:
            row = self.cycles.get(entry.name)
            if row is None:
                if entry.start is None or entry.end is None:
                    missing = "start" if entry.start is None else "end"
                    self.mistake(entry, f"{missing} is missing", f"add {missing} = …, a date")
                    self.cycles[entry.name] = Cycle(name=entry.name)
                    continue
                row = self.cycles[entry.name] = Cycle(name=entry.name, start=entry.start, end=entry.end)
                self.add(row)
            self.put(row, start=entry.start, end=entry.end)
            if row.end < row.start:
                self.mistakes.append(ends_before_it_starts(self.file, entry))

    def put_objectives(self, entries: Iterable[ObjectiveEntry]) -> None:
        rows = self.session.scalars(select(Objective).options(subqueryload(Objective.key_results))).all()
        objectives = Known(rows, lambda row: (row.cycle_id, row.owner_person_id, row.owner_unit_id, row.title))
        key_results = Known(
            [key_result for row in rows for key_result in row.key_results], lambda row: (row.objective, row.title)
        )
        last: dict[int, int] = defaultdict(int)
        for row in rows:
            last[row.cycle_id] = max(last[row.cycle_id], row.position + 1)
        for entry in entries:
            objective = self.objective(entry, objectives)
            if objective is not None:
                self.rows[entry.place] = objective
                if objective in self.added:
                    objective.position = last[objective.cycle_id]
                    last[objective.cycle_id] += 1
            for key_result in entry.key_results:
                self.key_result(key_result, entry, objective, key_results)

    def objective(self, entry: ObjectiveEntry, known: Known[Objective]) -> Objective | None:
        values: dict[str, int | None] = {}
        right = True
        if entry.cycle is not None:
            cycle = self.cycles.get(entry.cycle)
            if cycle is None:
                self.mistake(entry, f'cycle "{entry.cycle}" is not known', "add it to cycles, or correct the name")
            values["cycle_id"] = cycle.id if cycle else None
            right = values["cycle_id"] is not None
        if entry.owner is not None:
            person, unit = owner_of(entry.owner, self.people, self.units)
            values["owner_person_id"] = person.id if person else None
            values["owner_unit_id"] = unit.id if unit else None
            if person is None and unit is None:
                self.unknown_owner(entry, entry.owner, "people or units")
                right = False
        if not right:
            return None
        complete = entry.title is not None and len(values) == 3
        row = self.known(entry, known, (*values.values(), entry.title) if complete else None)
        if row is None:
            if not complete:
                self.mistake(entry, f'id "{entry.id}" is not known', "add cycle, owner and title, or correct the id")
            if not complete or entry.place in self.failed:
                return None
            row = Objective(key=entry.id or new_id("o"), title=entry.title, **values)
            self.add(row)
        for key, value in values.items():
            self.set(row, key, value)
        if entry.source is not None:
            self.set(row, "source", entry.source or None)
        self.put(row, key=known.new_key(row, entry.id), **_values(entry, "title", "description", "state"))
        now = (row.cycle_id, row.owner_person_id, row.owner_unit_id, row.title)
        self.claim(entry, row, self.objective_twins.add(entry, now))
        return row

    def key_result(
        self, entry: KeyResultEntry, parent: ObjectiveEntry, objective: Objective | None, known: Known[KeyResult]
    ) -> None:
        owner = self.people.get(entry.owner) if entry.owner else None
        if entry.owner and owner is None:
            if entry.owner not in self.units:
                self.unknown_owner(entry, entry.owner, "people")
            elif entry.owner != parent.owner:
                self.mistake(entry, f'owner "{entry.owner}" is a unit', "name a person, or leave it out")
        if objective is None:
            return
        row = self.known(entry, known, (objective, entry.title) if entry.title is not None else None)
        if row is None:
            if entry.title is None:
                self.mistake(entry, f'id "{entry.id}" is not known', "add title, or correct the id")
            if entry.title is None or entry.place in self.failed:
                return
            row = KeyResult(key=entry.id or new_id("kr"), title=entry.title)
            self.add(row)
        if row.objective is not objective:
            row.position = self.next_position(objective)
        self.set(row, "objective", objective)
        if entry.owner is not None:
            self.set(row, "owner_id", owner.id if owner else None)
        self.put(row, key=known.new_key(row, entry.id), **_values(entry, *_AS_THEY_ARE))
        if row.target is not None:
            self.put(row, start=row.start if row.start is not None else row.current or 0.0)
            self.put(row, current=row.current if row.current is not None else row.start)
        elif row.start is not None or row.current is not None:
            self.mistake(entry, "target is missing", "add target = …, or leave out start and current too")
        self.claim(entry, row, self.key_result_twins.add(entry, (objective, row.title)))

    def next_position(self, objective: Objective) -> int:
        """Return the position after the key results that the objective has, counting those that were just added."""
        if objective not in self.positions:
            self.positions[objective] = max((row.position + 1 for row in objective.key_results), default=0)
        self.positions[objective] += 1
        return self.positions[objective] - 1

    def unknown_owner(self, entry: Entry, name: str, tables: str) -> None:
        self.mistake(entry, f'owner "{name}" is not known', f"add it to {tables}, or correct the name")

    def known(self, entry: _Entry, known: Known[_Row], known_by: Hashable) -> _Row | None:
        rows = known.find(entry.id, known_by)
        if len(rows) > 1:
            self.failed.add(entry.place)
            ids = ", ".join(sorted(known.ids[row.id] for row in rows))
            self.mistake(entry, f"the database has {len(rows)} like it", f"say which by its id ({ids})")
            return None
        return rows[0] if rows else None

    def claim(self, entry: Entry, row: Base, twin: Entry | None) -> None:
        other = self.claims.setdefault(row, entry)
        if other is not entry or twin is not None:
            self.mistakes.append(is_the_same(self.file, entry, twin or other))

    def put_supports(self, entries: Sequence[ObjectiveEntry]) -> None:
        if all(entry.supports is None for entry in entries):
            return
        rows = self.session.scalars(select(Objective).options(subqueryload(Objective.key_results))).all()
        references = References(
            rows,
            {row.id: name for name, row in self.people.items()},
            {row.id: name for name, row in self.units.items()},
        )
        # What has a mistake of its own is there all the same.
        failed = [entry for entry in entries if entry.place not in self.rows]
        excused = {name for entry in failed for name in (entry.id, entry.title)}
        excused |= {
            name for entry in failed for key_result in entry.key_results for name in (key_result.id, key_result.title)
        }
        linked: list[tuple[Entry, int]] = []
        for entry in entries:
            row = self.rows.get(entry.place)
            if row is None or entry.supports is None:
                continue
            candidates = references.find(entry.supports, row) if entry.supports else []
            if len(candidates) > 1:
                self.mistake(
                    entry,
                    f'supports "{entry.supports}" could be any of {len(candidates)}',
                    f'give its id, or write "{entry.supports} (Owner)" with its owner',
                )
            elif entry.supports and not candidates and entry.supports not in excused:
                self.mistake(
                    entry,
                    f'supports "{entry.supports}" is not known',
                    "name an objective or a key result by id or title",
                )
            above = candidates[0] if len(candidates) == 1 else None
            self.set(row, "supports_objective_id", above.id if isinstance(above, Objective) else None)
            self.set(row, "supports_key_result_id", above.id if isinstance(above, KeyResult) else None)
            linked.append((entry, row.id))
        self.refuse_loops(linked, references.above(), "supports")


def _values(entry: Entry, *names: str) -> dict[str, object]:
    return {name: getattr(entry, name) for name in names}
