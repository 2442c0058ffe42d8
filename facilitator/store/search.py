"""Full text over what was recorded, through the database's own index.

The table `search` has a row for every recorded text; `searched.py` says of which tables. The index is on it: FTS5 in
SQLite, GIN in PostgreSQL, which may lack the extension for parts of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.orm import Session

from facilitator.common.errors import RefusedError
from facilitator.store.database import UTCDateTime

MOST_WORDS = 100
"""More words than anybody looks for."""
PART = 3
"""Characters from which on the indexes know parts of words."""

SEARCH = Table(
    "search",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("table_name", String, nullable=False),
    Column("row_id", Integer, nullable=False),
    Column("meeting_id", Integer),
    Column("person_id", Integer),
    Column("at", UTCDateTime),
    Column("text", String, nullable=False),
)
"""The table, made by a migration; none of the program's own, for it says nothing that others do not."""


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
        from facilitator.store import search_sqlite as index
    else:
        from facilitator.store import search_postgresql as index  # type: ignore[no-redef]  # each has the one function
    return [
        Hit(row.kind, row.table_name, row.row_id, row.meeting_id, row.person_id, row.at, row.text)
        for row in index.rows(session, words, most)
    ]


def folded(text: str) -> str:
    """The text without case and accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)).lower()


def is_plain(word: str) -> bool:
    """Whether it is of letters and digits: of `C++`, an index of words would look for the C alone."""
    return all(char.isspace() or unicodedata.category(char)[0] in "LN" for char in word)
