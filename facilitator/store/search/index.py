"""Finds the recorded texts that have all the words of a query.

The table `search` has a row for every text that a table declares as searched. Its index is FTS5 in SQLite and GIN in
PostgreSQL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from facilitator.common.errors import RefusedError
from facilitator.store.search import postgresql, sqlite

MOST_WORDS = 100
"""Words in a query at most."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A recorded text that has all the words, and where it was recorded."""

    kind: str
    table: str
    row_id: int
    meeting_id: int | None
    person_id: int | None
    at: datetime | None
    text: str


class TooManyWordsError(RefusedError):
    """The query has more than `MOST_WORDS` words; the message is a sentence."""


def split(query: str) -> list[str]:
    """Return the words of a query and its phrases in quotation marks, in order and each once."""
    parts = (phrase or word.replace('"', "") for phrase, word in re.findall(r'"([^"]*)"|(\S+)', query))
    return list(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def find(session: Session, words: Sequence[str], most: int) -> list[Hit]:
    """Return the texts that have all the words: those with whole words first, then those with parts, each newest first.

    Case and accents do not matter. The words and phrases are from `split`; without any, nothing is found.

    Raises:
        TooManyWordsError: There are more than `MOST_WORDS`.
    """
    if not words:
        return []
    if len(words) > MOST_WORDS:
        raise TooManyWordsError(f"these are {len(words)} words; look for {MOST_WORDS} at most")
    search = sqlite.rows if session.get_bind().dialect.name == "sqlite" else postgresql.rows
    return [
        Hit(row.kind, row.table_name, row.row_id, row.meeting_id, row.person_id, row.at, row.text)
        for row in search(session, words, most)
    ]
