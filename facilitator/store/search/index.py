"""Full text over what was recorded, through the database's own index.

The table `search` has a row for every recorded text; `searched.py` says of which tables. The index is on it: FTS5 in
SQLite, GIN in PostgreSQL, which may lack the extension for parts of words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from facilitator.common.errors import RefusedError

MOST_WORDS = 100
"""More words than anybody looks for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A recorded text with all the words; `table` and `row_id` say which row it is."""

    kind: str
    table: str
    row_id: int
    meeting_id: int | None
    person_id: int | None
    at: datetime | None
    text: str


class TooManyWordsError(RefusedError):
    """Nobody looks for that many words; the message says so in a sentence."""


def split(query: str) -> list[str]:
    """The words and the phrases in quotation marks that somebody looks for, each once; in order."""
    found = (phrase or word.replace('"', "") for phrase, word in re.findall(r'"([^"]*)"|(\S+)', query))
    return list(dict.fromkeys(" ".join(one.split()) for one in found if one.strip()))


def find(session: Session, words: Sequence[str], most: int) -> list[Hit]:
    """The texts that have all the words, best first: whole words before parts of words, then the newest.

    Case does not matter, nor do accents of a word; a part of a word is found as well.

    Args:
        session: Where.
        words: Words and phrases, as `split` gives them; none finds nothing.
        most: How many at most.

    Raises:
        TooManyWordsError: There are more than `MOST_WORDS`.
    """
    if not words:
        return []
    if len(words) > MOST_WORDS:
        raise TooManyWordsError(f"these are {len(words)} words; look for {MOST_WORDS} at most")
    if session.get_bind().dialect.name == "sqlite":
        from facilitator.store.search import sqlite as dialect
    else:
        from facilitator.store.search import postgresql as dialect  # type: ignore[no-redef]  # each has the one function
    return [
        Hit(row.kind, row.table_name, row.row_id, row.meeting_id, row.person_id, row.at, row.text)
        for row in dialect.rows(session, words, most)
    ]
