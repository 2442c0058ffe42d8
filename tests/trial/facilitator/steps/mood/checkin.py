"""Asks for somebody's mood in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.steps.mood.kind import KIND
from facilitator.steps.mood.writing import give

from facilitator.steps.questions import Reader, Recording, Who
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class AskedMood:
    """Asks somebody for their mood."""

    name: str

    table = KIND.table

    def template(self) -> list[str]:
        """Return the lines of the table."""
        return ["figure = 5", 'word = ""']

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Read figure and word."""
        reader.known(self.table, table, ("figure", "word"))
        figure = reader.whole(self.table, "figure", table.get("figure"), 1, 10)
        word = reader.line(self.table, table.get("word"))

        def record(database: Database) -> int:
            give(database, self.name, figure or 1, word)
            return 1

        return record


def asked(_database: Database, who: Who) -> AskedMood | None:
    """Ask before any meeting, and in one that has the step."""
    return AskedMood(who.name) if who.agenda is None or who.in_step(KIND.name) else None
