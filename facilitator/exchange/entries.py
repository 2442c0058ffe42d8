"""Holds what an import file says, of whatever format, and finds what is wrong with it (CONTRACT, the import file)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from facilitator.common.mistakes import Mistake, MistakesError
from facilitator.common.text import clean_line


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitEntry:
    """A unit. None: left out; an empty text: named, and nothing. The same for the entries below."""

    place: str
    name: str
    level: str | None = None
    parent: str | None = None
    manager: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """A person; one who is not `active` was taken out, and is kept for what refers to them."""

    place: str
    name: str
    unit: str | None = None
    timezone: str | None = None
    email: str | None = None
    active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleEntry:
    """A cycle."""

    place: str
    name: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultEntry:
    """A key result; it has a title or an id. Confidence is from 1 to 10, score from 0 to 1."""

    place: str
    id: str | None = None
    title: str | None = None
    description: str | None = None
    owner: str | None = None
    start: float | None = None
    target: float | None = None
    current: float | None = None
    unit: str | None = None
    confidence: int | None = None
    score: float | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveEntry:
    """An objective; it has cycle, owner and title, or an id."""

    place: str
    id: str | None = None
    cycle: str | None = None
    owner: str | None = None
    title: str | None = None
    description: str | None = None
    source: str | None = None
    supports: str | None = None
    state: str | None = None
    key_results: tuple[KeyResultEntry, ...] = ()


Entry = UnitEntry | PersonEntry | CycleEntry | ObjectiveEntry | KeyResultEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """All that a file says, in its order."""

    units: tuple[UnitEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    cycles: tuple[CycleEntry, ...] = ()
    objectives: tuple[ObjectiveEntry, ...] = ()


def where(file: str, entry: Entry) -> str:
    """Return where an entry stands, as mistakes tell it: `FILE, objectives[3] "its title"`."""
    return f"{file}, {named(entry)}"


def named(entry: Entry) -> str:
    """Return an entry's place and name: `objectives[3] "its title"`."""
    if isinstance(entry, ObjectiveEntry | KeyResultEntry):
        return labelled(entry.place, entry.title or entry.id)
    return labelled(entry.place, entry.name)


def check(entries: Entries, file: str, mistakes: Iterable[Mistake] = ()) -> None:
    """Look for entries that are the same as another, and for cycles that end before they start.

    Raises:
        MistakesError: What was found, and `mistakes` before it.
    """
    wrong = list(mistakes)
    entries_of_kind: Sequence[UnitEntry | PersonEntry | CycleEntry]
    for entries_of_kind in (entries.units, entries.people, entries.cycles):
        names: dict[str, Entry] = {}
        for entry in entries_of_kind:
            if entry.name and (first := names.setdefault(entry.name, entry)) is not entry:
                wrong.append(is_the_same(file, entry, first))
    wrong += [
        ends_before_it_starts(file, cycle)
        for cycle in entries.cycles
        if cycle.start and cycle.end and cycle.end < cycle.start
    ]
    objectives, key_results = Twins[ObjectiveEntry](), Twins[KeyResultEntry]()
    for objective in entries.objectives:
        known_by = (objective.cycle, objective.owner, objective.title)
        if twin := objectives.add(objective, None if None in known_by else known_by):
            wrong.append(is_the_same(file, objective, twin))
        for key_result in objective.key_results:
            title = key_result.title and (objective.place, key_result.title)
            if same := key_results.add(key_result, title):
                wrong.append(is_the_same(file, key_result, same))
    if wrong:
        raise MistakesError(wrong)


def is_the_same(file: str, entry: Entry, other: Entry) -> Mistake:
    """Return the mistake of an entry that is the same as one before it."""
    return Mistake(where(file, entry), f"it is the same as {named(other)}", "take one of them out")


def ends_before_it_starts(file: str, entry: CycleEntry) -> Mistake:
    """Return the mistake of a cycle whose days are the wrong way round."""
    return Mistake(where(file, entry), "it ends before it starts", "correct start or end")


_WithId = TypeVar("_WithId", ObjectiveEntry, KeyResultEntry)


class Twins(dict[Hashable, _WithId]):
    """Finds two objectives or key results that are the same, by what they are known by."""

    def add(self, entry: _WithId, known_by: Hashable) -> _WithId | None:
        """Add an entry, and return the entry before it that is the same, if there is one.

        `known_by` is what it is the same by where one of two has no id; None if that is not known.
        """
        if entry.id is not None and (twin := self.get(("id", entry.id))):
            return twin
        twin = self.get(known_by) if known_by else None
        if twin and entry.id is not None and twin.id is not None:
            twin = None
        if entry.id is not None:
            self["id", entry.id] = entry
        if known_by:
            self.setdefault(known_by, entry)
        return twin


def shortened(text: str) -> str:
    """Return a text as a mistake quotes it: on one line, of at most 60 characters."""
    line = clean_line(text[:200])
    return line if len(line) <= 60 else f"{line[:59]}…"


def labelled(place: str, label: str | None) -> str:
    """Return a place, and the title or name of what stands there; the line of a spreadsheet stands for itself."""
    return f'{place} "{shortened(label)}"' if label and place.endswith("]") else place
