"""Everything ever recorded, found by its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.store.database import Database
from facilitator.store.search import index as search_index
from facilitator.store.search.index import Hit
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit

AFTERWARDS = ("reflection", "feedback")
"""Kinds that are their writer's until their turn in a review comes: they are found once the meeting has ended."""
MOST = 1000
"""How many are found at most; whoever looks for a word that is everywhere adds another one."""


@dataclass(frozen=True, slots=True)
class Found:
    """Something recorded that has the words.

    Attributes:
        kind: sentence, action, decision, parked, request, suggestion, progress, card, objective, key_result,
            reflection, feedback, analysis, readiness, presentation, answer, correction, commitment.
        meeting: The id of the meeting it was recorded in; None where it was in none.
        title: Which meeting that is: its mode and team.
        okr: Of an objective or a key result its cycle, the objective and, of a key result, that one: their ids.
    """

    meeting: int | None
    kind: str
    text: str
    at: datetime | None
    person: str | None
    title: str = ""
    okr: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """It as CONTRACT, "JSON", wants it."""
        told = asdict(self) | {"at": self.at and self.at.isoformat(timespec="seconds")}
        del told["title"], told["okr"]
        return told

    def as_row(self) -> tuple[str, ...]:
        """It for reading, the time in this machine's time zone."""
        day = f"{clock.local(self.at):%Y-%m-%d}" if self.at else ""
        return (
            str(self.meeting or "-"),
            day,
            self.kind.replace("_", " "),
            self.person or "-",
            self.text,
        )


def find(database: Database, query: str, most: int = MOST) -> list[Found]:
    """What has all the words of the query, best first: whole words before parts, then the newest.

    Args:
        database: Where.
        query: Words, and phrases in quotation marks. No character has another meaning.
        most: How many at most.

    Raises:
        TooManyWordsError: There are more than `search.MOST_WORDS`.
    """
    with database.reading() as session:
        hits = search_index.find(session, words(query), most)
        return _told(session, hits)


def _told(session: Session, hits: list[Hit]) -> list[Found]:
    """The hits with the names that people know."""
    owners = _owners(session, [hit.row_id for hit in hits if hit.kind == "key_result" and hit.person_id is None])
    places = _places(session, hits)
    held = {hit.meeting_id for hit in hits}
    titles = {
        row.id: f"{row.mode} of {row.name}"
        for row in session.execute(
            select(Meeting.id, Meeting.mode, Unit.name)
            .join(Unit, Unit.id == Meeting.unit_id)
            .where(Meeting.id.in_(one for one in held if one is not None))
        )
    }
    people = {
        row.id: row.name
        for row in session.execute(
            select(Person.id, Person.name).where(
                Person.id.in_({hit.person_id for hit in hits if hit.person_id is not None} | set(owners.values()))
            )
        )
    }
    running = set(session.scalars(select(Meeting.id).where(Meeting.id.in_(titles), Meeting.state != "ended")))
    return [
        Found(
            meeting=hit.meeting_id,
            kind=hit.kind,
            text=hit.text,
            at=hit.at,
            person=people.get(hit.person_id or owners.get(hit.row_id if hit.kind == "key_result" else 0, 0)),
            title=titles.get(hit.meeting_id or 0, ""),
            okr=places.get((hit.table, hit.row_id), ()),
        )
        for hit in hits
        if hit.kind not in AFTERWARDS or hit.meeting_id not in running
    ]


def _owners(session: Session, key_results: list[int]) -> dict[int, int]:
    """The people whose objectives these key results belong to: a key result without an owner is theirs."""
    rows = session.execute(
        select(KeyResult.id, Objective.owner_person_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(KeyResult.id.in_(key_results), Objective.owner_person_id.is_not(None))
    )
    return {row.id: row.owner_person_id for row in rows}


def _places(session: Session, hits: list[Hit]) -> dict[tuple[str, int], tuple[int, ...]]:
    """Where the objectives and key results among the hits stand: cycle, objective, key result."""
    wanted = {table: [hit.row_id for hit in hits if hit.table == table] for table in ("objective", "key_result")}
    objectives = session.execute(
        select(Objective.id, Objective.cycle_id).where(Objective.id.in_(wanted["objective"]))
    ).all()
    key_results = session.execute(
        select(KeyResult.id, KeyResult.objective_id, Objective.cycle_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(KeyResult.id.in_(wanted["key_result"]))
    ).all()
    found: dict[tuple[str, int], tuple[int, ...]] = {("objective", one): (cycle, one) for one, cycle in objectives}
    return found | {("key_result", one): (cycle, objective, one) for one, objective, cycle in key_results}


def quoted(words: Iterable[str]) -> str:
    """The query of words that a shell took apart: what had blanks in it was a phrase."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)


def words(query: str) -> list[str]:
    """The words and phrases that a query looks for."""
    return search_index.split(clean_line(query))
