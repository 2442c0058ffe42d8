"""Finds everything ever recorded by its words, with the names that people know."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.meeting.agenda import meeting_name
from facilitator.store.database import Database
from facilitator.store.search import index as search_index
from facilitator.store.search.index import Hit
from facilitator.store.search.triggers import searched_tables
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit

MOST = 1000
"""How many texts are found at most."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A recorded text that has the words.

    Attributes:
        kind: The `kind` that its table declares in `__searched__`, such as `action`.
        title: The mode and the team of the meeting that it was recorded in, if any.
        okr: For an objective the ids of its cycle and itself; for a key result those of its cycle, objective and
            itself.
    """

    meeting: int | None
    kind: str
    text: str
    at: datetime | None
    person: str | None
    title: str = ""
    okr: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the text as JSON (CONTRACT, "JSON")."""
        fields = asdict(self) | {"at": self.at and self.at.isoformat(timespec="seconds")}
        del fields["title"], fields["okr"]
        return fields

    def as_row(self) -> tuple[str, ...]:
        """Return its columns for a table, the day in this machine's time zone."""
        day = f"{clock.local(self.at):%Y-%m-%d}" if self.at else ""
        return (str(self.meeting or "-"), day, self.kind.replace("_", " "), self.person or "-", self.text)


def find(database: Database, query: str, most: int = MOST) -> list[SearchResult]:
    """Return the texts that have all words of a query: whole words before parts of words, then the newest first.

    A query has words, and phrases in quotation marks; no other character has a meaning.

    Raises:
        TooManyWordsError: The query has more than `index.MOST_WORDS` words.
    """
    with database.reading() as session:
        return _results(session, search_index.find(session, words(query), most))


def _results(session: Session, hits: list[Hit]) -> list[SearchResult]:
    """Return the hits that everybody may see, with the names of people and meetings."""
    key_results = session.execute(
        select(KeyResult.id, KeyResult.objective_id, Objective.cycle_id, Objective.owner_person_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .where(KeyResult.id.in_([hit.row_id for hit in hits if hit.table == "key_result"]))
    ).all()
    # A key result without an owner is its objective's owner's.
    owners = {("key_result", row.id): row.owner_person_id for row in key_results if row.owner_person_id is not None}
    places: dict[tuple[str, int], tuple[int, ...]] = {
        ("key_result", row.id): (row.cycle_id, row.objective_id, row.id) for row in key_results
    }
    objectives = [hit.row_id for hit in hits if hit.table == "objective"]
    for row in session.execute(select(Objective.id, Objective.cycle_id).where(Objective.id.in_(objectives))):
        places["objective", row.id] = (row.cycle_id, row.id)
    meetings = session.execute(
        select(Meeting.id, Meeting.mode, Meeting.state, Unit.name)
        .join(Unit, Unit.id == Meeting.unit_id)
        .where(Meeting.id.in_({hit.meeting_id for hit in hits if hit.meeting_id is not None}))
    ).all()
    titles = {row.id: meeting_name(row.name, row.mode) for row in meetings}
    running = {row.id for row in meetings if row.state != "ended"}
    ids = {hit.person_id for hit in hits if hit.person_id is not None} | set(owners.values())
    people = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())
    private = {searched.kind for _, searched in searched_tables() if searched.private_until == "ended"}
    return [
        SearchResult(
            meeting=hit.meeting_id,
            kind=hit.kind,
            text=hit.text,
            at=hit.at,
            person=people.get(hit.person_id or owners.get((hit.table, hit.row_id), 0)),
            title=titles.get(hit.meeting_id or 0, ""),
            okr=places.get((hit.table, hit.row_id), ()),
        )
        for hit in hits
        if hit.kind not in private or hit.meeting_id not in running
    ]


def quoted(words: Iterable[str]) -> str:
    """Return the query of words that a shell has separated: one with blanks in it was a phrase."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)


def words(query: str) -> list[str]:
    """Return the words and phrases of a query."""
    return search_index.split(clean_line(query))
