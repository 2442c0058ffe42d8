"""Asks for progress in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from facilitator.common.text import clean_line, counted
from facilitator.common.toml import toml_value
from facilitator.okr.views import KeyResultView
from facilitator.steps.progress.kind import KIND
from facilitator.steps.progress.reading import KeyResultStatus, of_person
from facilitator.steps.progress.writing import update
from facilitator.steps.questions import Names, Reader, Recording, Who
from facilitator.store.database import Database
from facilitator.tables.okr import Progress


@dataclass(frozen=True, slots=True)
class AskedProgress:
    """The key results whose progress somebody is asked, their own ones."""

    name: str
    meeting_id: int | None
    statuses: tuple[KeyResultStatus, ...]
    names: Names[KeyResultView]

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        fallen = sum(bool(status.unexplained_fall) for status in self.statuses)
        return (f"why confidence fell in {counted(fallen, 'key result')}",) if fallen else ()

    def template(self) -> list[str]:
        """Return a line for every key result, below its objective."""
        lines = []
        for called, key_result in self.names.best.items():
            parts = []
            if key_result.current is not None and key_result.target is not None:
                parts.append(f"current = {toml_value(key_result.current)}")
            if key_result.confidence is not None:
                parts.append(f"confidence = {key_result.confidence}")
            lines.append(f"# {clean_line(key_result.objective)}")
            lines.append(f"{toml_value(called)} = {{" + ", ".join([*parts, 'note = ""']) + "}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Read what is said of every key result that is named."""
        updates: list[tuple[KeyResultView, dict[str, Any]]] = []
        for where, key_result, value in self.names.entries(reader, self.table, table, "key result"):
            entry = reader.table(where, value, "{current = …, confidence = …}")
            if entry is not None:
                updates.append((key_result, _values(reader, where, key_result, entry)))
        return lambda database: sum(self._update(database, key_result, values) for key_result, values in updates)

    def _update(self, database: Database, key_result: KeyResultView, values: Mapping[str, Any]) -> bool:
        """Record what is new of a key result; the same file taken twice says nothing new the second time."""
        with database.reading() as session:
            last = session.scalar(
                select(Progress).where(Progress.key_result_id == key_result.id).order_by(Progress.id.desc()).limit(1)
            )
            noted = last is not None and last.meeting_id == self.meeting_id and last.note == values["note"]
        changed = any(values[name] not in (None, getattr(key_result, name)) for name in ("current", "confidence"))
        if not changed and (not values["note"] or noted):
            return False
        update(database, key_result.id, **values, name=self.name, source="check-in")
        return True


def _values(reader: Reader, where: str, key_result: KeyResultView, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a file says of a key result, as `update` takes it; None and no note: nothing."""
    reader.known(where, table, ("current", "confidence", "note"))
    current: float | None = None
    if "current" in table and key_result.milestone:
        reader.wrong(where, "this is a milestone and has no current", "leave current out, give its confidence")
    elif "current" in table:
        current = reader.number(where, "current", table["current"])
    confidence = reader.whole(where, "confidence", table["confidence"], 1, 10) if "confidence" in table else None
    note = reader.line(f"{where}.note", table["note"]) if "note" in table else ""
    return {"current": current, "confidence": confidence, "note": note}


def asked(database: Database, who: Who) -> AskedProgress | None:
    """Return the person's own key results in the cycle in progress, where they have any."""
    statuses = of_person(database, who.name)
    if not statuses:
        return None
    return AskedProgress(who.name, who.meeting_id, statuses, Names(status.key_result for status in statuses))
