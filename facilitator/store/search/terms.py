"""Folds texts for the search, and describes its table."""

from __future__ import annotations

import unicodedata

from sqlalchemy import Column, Integer, MetaData, String, Table

from facilitator.tables.base import UTCDateTime

PART = 3
"""Characters of the parts of words in the indexes."""

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
"""The table of all texts to find; not among the program's own tables, since it only repeats what they say."""


def folded(text: str) -> str:
    """Return the text in lower case and without accents."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)).lower()


def is_plain(word: str) -> bool:
    """Return whether a word has only letters and digits: for `C++`, an index of words would look for C alone."""
    return all(char.isspace() or unicodedata.category(char)[0] in "LN" for char in word)
