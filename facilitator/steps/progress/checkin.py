"""Asks for progress in a check-in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from facilitator.common.text import clean_line
from facilitator.common.toml import toml_value
from facilitator.steps.progress.kind import KIND
from facilitator.steps.progress.reading import Standing, of_person
from facilitator.steps.progress.writing import update
from facilitator.steps.questions import Names, Reader, Recording, Who
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult, Progress


@dataclass(frozen=True, slots=True)
class News:
    """What somebody says of one key result; None and no text: nothing."""

    current: float | None
    confidence: int | None
    note: str


@dataclass(frozen=True, slots=True)
class AskedProgress:
    """The key results whose progress somebody is asked, their own ones."""

    name: str
    meeting_id: int | None
    standings: tuple[Standing, ...]
    names: Names[Standing]

    table = KIND.table

    def template(self) -> list[str]:
        """A line for every key result, below its objective."""
        lines = []
        for called, one in self.names.best.items():
            parts = []
            if one.current is not None and one.target is not None:
                parts.append(f"current = {toml_value(one.current)}")
            if one.confidence is not None:
                parts.append(f"confidence = {one.confidence}")
            lines.append(f"# {clean_line(one.objective)}")
            lines.append(f"{toml_value(called)} = {{" + ", ".join([*parts, 'note = ""']) + "}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """What is said of every key result that is named."""
        found: list[tuple[Standing, News]] = []
        for where, standing, value in self.names.entries(reader, self.table, table, "key result"):
            entry = reader.table(where, value, "{current = …, confidence = …}")
            if entry is not None:
                found.append((standing, _news(reader, where, standing, entry)))
        return lambda database: sum(self._update(database, standing, news) for standing, news in found)

    def _update(self, database: Database, standing: Standing, news: News) -> bool:
        """Record what is new of a key result; the same file taken twice says nothing new the second time."""
        with database.reading() as session:
            last = session.scalar(
                select(Progress).where(Progress.key_result_id == standing.id).order_by(Progress.id.desc()).limit(1)
            )
            noted = last is not None and last.meeting_id == self.meeting_id and last.note == news.note
        moved = news.current is not None and news.current != standing.current
        swayed = news.confidence is not None and news.confidence != standing.confidence
        if not moved and not swayed and (not news.note or noted):
            return False
        update(
            database,
            standing.id,
            current=news.current,
            confidence=news.confidence,
            note=news.note,
            name=self.name,
            source="check-in",
        )
        return True


def _news(reader: Reader, where: str, standing: Standing, table: Mapping[str, Any]) -> News:
    reader.known(where, table, ("current", "confidence", "note"))
    current: float | None = None
    if "current" in table and standing.milestone:
        reader.wrong(where, "this is a milestone and has no current", "leave current out, give its confidence")
    elif "current" in table:
        current = reader.number(where, "current", table["current"])
    confidence = reader.whole(where, "confidence", table["confidence"], 1, 10) if "confidence" in table else None
    return News(current, confidence, reader.line(f"{where}.note", table["note"]) if "note" in table else "")


def asked(database: Database, who: Who) -> AskedProgress | None:
    """The person's own key results in the cycle in progress, where they have any."""
    if who.agenda is not None and not who.in_step("progress"):
        return None
    standings = of_person(database, who.name)
    if not standings:
        return None
    with database.reading() as session:
        keys = dict(
            session.execute(
                select(KeyResult.id, KeyResult.key).where(KeyResult.id.in_([one.id for one in standings]))
            ).all()
        )
    more = {one.id: (keys[one.id] or "", f"{one.title} ({one.objective})") for one in standings}
    return AskedProgress(who.name, who.meeting_id, standings, Names(standings, more))
