"""How text is folded for the search, and the table of the search index."""

from __future__ import annotations

import unicodedata

from sqlalchemy import Column, Integer, MetaData, String, Table

from facilitator.tables.base import UTCDateTime

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


def folded(text: str) -> str:
    """The text without case and accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)).lower()


def is_plain(word: str) -> bool:
    """Whether it is of letters and digits: of `C++`, an index of words would look for the C alone."""
    return all(char.isspace() or unicodedata.category(char)[0] in "LN" for char in word)
