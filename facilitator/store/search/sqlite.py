"""Searches in SQLite, by an FTS5 index of parts of words, and one of words without accents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from facilitator.store.search.terms import PART, SEARCH, folded, is_plain

FEW = 3000
"""Up to how many texts it is faster to scan them for another word than to use the index."""

LOOKED = 15_000
"""How many of the newest texts are scanned for a short word that at least as many texts have."""

_PARTS = "SELECT rowid FROM search_parts WHERE search_parts MATCH ?"
_WORDS = "SELECT rowid FROM search_words WHERE search_words MATCH ?"
# Every character of an indexed text begins a part of three characters: the text is padded at its end.
_SHORT = "SELECT doc FROM search_terms WHERE term >= ? AND term < ?"
_TEXTS = "SELECT id, text FROM search INDEXED BY ix_search_at ORDER BY at DESC, id DESC LIMIT ?"
# Answered from the index alone: the rows, whose texts are long, are not read.
_NEWEST = "SELECT id FROM search INDEXED BY ix_search_at ORDER BY at DESC, id DESC"
_NEWEST_OF = "SELECT id FROM search WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC"
_NEWEST_OF_MANY = _NEWEST.replace("ORDER", "WHERE id IN (SELECT value FROM json_each(?)) ORDER")
_LAST = "\U0010ffff"
"""The last character of all, which comes after every text with the same beginning."""


def rows(session: Session, words: Sequence[str], most: int) -> list[Row[Any]]:
    """Return the rows of `search` that have all the words, best first."""
    # A word with signs, such as C++, cannot be told from a part of another one.
    plain = all(map(is_plain, words))
    whole = _ids(session, _WORDS, " AND ".join(map(_quoted, words))) if plain else set()
    if len(whole) >= most:
        # Texts with parts of the words come later, and are not needed.
        return _read(session, _best(session, whole, whole, most))
    # Long words are rare, and the short ones are everywhere.
    *others, last = sorted(words, key=len, reverse=True)
    among: set[int] | None = None
    for word in others:
        among = _having(session, word, among)
    if len(last) < PART and (among is None or len(among) > FEW) and _is_frequent(session, last):
        ids = _newest(session, last, among, whole, most)
        if ids is not None:
            return _read(session, ids)
    every = _having(session, last, among)
    return _read(session, _best(session, every, whole & every, most))


def _read(session: Session, ids: Sequence[int]) -> list[Row[Any]]:
    by_id = {row.id: row for row in session.execute(select(SEARCH).where(SEARCH.c.id.in_(_listed(ids))))}
    return [by_id[row_id] for row_id in ids]


def _is_frequent(session: Session, word: str) -> bool:
    return _run(session, f"{_SHORT} LIMIT 1 OFFSET ?", *_range(word), LOOKED - 1).fetchone() is not None


def _newest(session: Session, word: str, among: set[int] | None, whole: set[int], most: int) -> list[int] | None:
    """The ids in order for a short and frequent word, scanned from the newest texts; None where too few have it."""
    begins = _ids(session, _WORDS, f"{_quoted(word)} *") if is_plain(word) else set()
    ids = [row_id for (row_id,) in _run(session, _NEWEST_OF, json.dumps(list(whole)))]
    lower = word.lower()
    texts = _run(session, _TEXTS, LOOKED)
    for row_id, text in texts:
        if (lower in text.lower() or row_id in begins) and row_id not in whole and (among is None or row_id in among):
            ids.append(row_id)
            if len(ids) >= most:
                break
    texts.close()
    return ids if len(ids) >= most else None


def _having(session: Session, word: str, among: set[int] | None) -> set[int]:
    """The ids of the texts that have the word, of all or among those that have the words before it."""
    if among is not None and len(among) <= FEW:
        return _with(session, among, word)
    short = len(word) < PART
    ids = _ids(session, _SHORT, *_range(word)) if short else _ids(session, _PARTS, _quoted(word))
    if is_plain(word):
        # Only the index of words ignores accents.
        ids |= _ids(session, _WORDS, f"{_quoted(word)} *")
    return ids if among is None else ids & among


def _range(word: str) -> tuple[str, str]:
    """The bounds of all parts that begin with a word."""
    return word.lower(), word.lower() + _LAST


def _with(session: Session, ids: set[int], word: str) -> set[int]:
    """The ids of the texts that have a word, from a scan that finds what the index would."""
    lower = word.lower()
    begins = (
        re.compile(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, folded(word).split()))) if is_plain(word) else None
    )
    return {
        row.id
        for row in session.execute(select(SEARCH.c.id, SEARCH.c.text).where(SEARCH.c.id.in_(_listed(ids))))
        if lower in row.text.lower() or (begins and begins.search(folded(row.text)))
    }


def _best(session: Session, every: set[int], whole: set[int], most: int) -> list[int]:
    """The ids in order: those with whole words first, each newest first."""
    if len(every) > LOOKED:
        newest = _run(session, _NEWEST)
    else:
        newest = _run(session, _NEWEST_OF if len(every) <= FEW else _NEWEST_OF_MANY, json.dumps(list(every)))
    first: list[int] = []
    then: list[int] = []
    firsts, thens = min(most, len(whole)), min(most - min(most, len(whole)), len(every) - len(whole))
    for (row_id,) in newest:
        if row_id in whole:
            first.append(row_id)
        elif row_id in every and len(then) < thens:
            then.append(row_id)
        if len(first) >= firsts and len(then) >= thens:
            break
    newest.close()
    return [*first[:firsts], *then]


def _ids(session: Session, query: str, *values: str | int) -> set[int]:
    return {row_id for (row_id,) in _run(session, query, *values)}


def _run(session: Session, query: str, *values: str | int) -> Any:
    """Run a query without SQLAlchemy, whose row objects cost more than the search where a word is frequent."""
    connection: Any = session.connection().connection.driver_connection
    return connection.execute(query, values)


def _listed(ids: Iterable[int]) -> Any:
    return select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
