"""Matches the names in a spreadsheet with those that the database knows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from facilitator.common.text import clean_line
from facilitator.exchange.known import owner_names
from facilitator.okr.cycles import parsing as cycles
from facilitator.okr.cycles.parsing import NewCycle
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names that a spreadsheet may mean.

    Attributes:
        owners: What an objective's owner may be called.
        cycles: The cycles: name, first day, last day.
        today: The day on which "next quarter" is read.
        made: The cycles that were made of their names, by the name.
    """

    people: frozenset[str] = frozenset()
    units: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    cycles: tuple[tuple[str, date, date], ...] = ()
    today: date = date.min
    made: dict[str, NewCycle] = field(default_factory=dict)

    def owner(self, written: str) -> str:
        """Return an owner as the database calls them."""
        return fitted(written, self.owners)

    def cycle(self, written: str) -> str:
        """Return the name of the cycle that is meant; one that is not known yet is in `made` afterwards.

        Raises:
            CycleError: Its name does not tell its days, or it overlaps another of the same length.
        """
        known = (*self.cycles, *self.made.values())
        for how in (str, str.strip, _folded):
            for name, *_ in known:
                if how(name) == how(written):
                    return name
        new = cycles.parse(written, self.today, known)
        self.made[new.name] = new
        return new.name

    def dated(self, written: str, start: date, end: date) -> str:
        """Return the name of the cycle with these days: one that is known, or a new one with the name as it is said."""
        name = clean_line(written)
        if all(name != known for known, *_ in self.cycles):
            for known, *days in self.cycles:
                if days == [start, end] and _folded(known) == _folded(name):
                    return known
        self.made[name] = NewCycle(name, start, end)
        return name


def read(database: Database, today: date) -> KnownNames:
    """Read the names, in a number of queries that does not grow."""
    with database.reading() as session:
        people = frozenset(session.scalars(select(Person.name)))
        units = {row.id: row.name for row in session.scalars(select(Unit))}
        known = tuple((row.name, row.start, row.end) for row in session.scalars(select(Cycle).order_by(Cycle.id)))
    return KnownNames(
        people, frozenset(units.values()), people | frozenset(owner_names(units, people).values()), known, today
    )


def fitted(written: str, known: Collection[str]) -> str:
    """Return a name without the blanks around it, unless there is one that has them."""
    return written if written in known else written.strip()


def _folded(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum()) or name
