"""Looking for words in SQLite: an FTS5 index of parts of words, and one of words without accents."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from facilitator.store.search.terms import PART, SEARCH, folded, is_plain

FEW = 3000
"""So many texts are looked through sooner than the index is asked for another word."""

LOOKED = 15_000
"""With so many texts that have a short word, enough of them are among the newest: so many are looked through."""

_PARTS = "SELECT rowid FROM search_parts WHERE search_parts MATCH ?"
_WORDS = "SELECT rowid FROM search_words WHERE search_words MATCH ?"
# A part of three characters begins at every character of a text, for what is indexed goes on behind its end.
_SHORT = "SELECT doc FROM search_terms WHERE term >= ? AND term < ?"
_TEXTS = "SELECT id, text FROM search INDEXED BY ix_search_at ORDER BY at DESC, id DESC LIMIT ?"
# The index of moments has all of it, and so the texts, which are long, are not read.
_NEWEST = "SELECT id FROM search INDEXED BY ix_search_at ORDER BY at DESC, id DESC"
_NEWEST_OF = "SELECT id FROM search WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC"
_NEWEST_OF_MANY = _NEWEST.replace("ORDER", "WHERE id IN (SELECT value FROM json_each(?)) ORDER")
_LAST = "\U0010ffff"
"""Behind every character that a text may have."""


def rows(session: Session, words: Sequence[str], most: int) -> list[Row[Any]]:
    """The rows of `search` that have all the words, best first."""
    # Of a word with signs, none is whole.
    plain = all(map(is_plain, words))
    whole = _ids(session, _WORDS, " AND ".join(map(_quoted, words))) if plain else set()
    if len(whole) >= most:
        # Nobody needs those with parts of the words.
        return _read(session, _best(session, whole, whole, most))
    # Long words are rare, and the short ones are everywhere.
    *others, last = sorted(words, key=len, reverse=True)
    among: set[int] | None = None
    for word in others:
        among = _having(session, word, among)
    if len(last) < PART and (among is None or len(among) > FEW) and _many(session, last):
        ids = _newest(session, last, among, whole, most)
        if ids is not None:
            return _read(session, ids)
    every = _having(session, last, among)
    return _read(session, _best(session, every, whole & every, most))


def _read(session: Session, ids: Sequence[int]) -> list[Row[Any]]:
    found = {row.id: row for row in session.execute(select(SEARCH).where(SEARCH.c.id.in_(_listed(ids))))}
    return [found[one] for one in ids]


def _many(session: Session, word: str) -> bool:
    return _run(session, f"{_SHORT} LIMIT 1 OFFSET ?", *_range(word), LOOKED - 1).fetchone() is not None


def _newest(session: Session, word: str, among: set[int] | None, whole: set[int], most: int) -> list[int] | None:
    """The ids in order for a short word that many have, looked for from the newest text back.

    None where there are not enough among the newest.
    """
    begins = _ids(session, _WORDS, f"{_quoted(word)} *") if is_plain(word) else set()
    found = [one for (one,) in _run(session, _NEWEST_OF, json.dumps(list(whole)))]
    lower = word.lower()
    texts = _run(session, _TEXTS, LOOKED)
    for one, text in texts:
        if (lower in text.lower() or one in begins) and one not in whole and (among is None or one in among):
            found.append(one)
            if len(found) >= most:
                break
    texts.close()
    return found if len(found) >= most else None


def _having(session: Session, word: str, among: set[int] | None) -> set[int]:
    """The ids of the texts that have the word; where others were found before, only those of them."""
    if among is not None and len(among) <= FEW:
        return _with(session, among, word)
    short = len(word) < PART
    some = _ids(session, _SHORT, *_range(word)) if short else _ids(session, _PARTS, _quoted(word))
    if is_plain(word):
        # The index of parts knows no accents; that of words does.
        some |= _ids(session, _WORDS, f"{_quoted(word)} *")
    return some if among is None else some & among


def _range(word: str) -> tuple[str, str]:
    """Between which parts all those are that begin with a word."""
    return word.lower(), word.lower() + _LAST


def _with(session: Session, ids: set[int], word: str) -> set[int]:
    """Those of the rows that have one word more; the same are found as by the index."""
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
    """The ids in order: whole words first, then the newest."""
    if len(every) > LOOKED:
        newest = _run(session, _NEWEST)
    else:
        newest = _run(session, _NEWEST_OF if len(every) <= FEW else _NEWEST_OF_MANY, json.dumps(list(every)))
    first: list[int] = []
    then: list[int] = []
    firsts, thens = min(most, len(whole)), min(most - min(most, len(whole)), len(every) - len(whole))
    for (one,) in newest:
        if one in whole:
            first.append(one)
        elif one in every and len(then) < thens:
            then.append(one)
        if len(first) >= firsts and len(then) >= thens:
            break
    newest.close()
    return [*first[:firsts], *then]


def _ids(session: Session, query: str, *values: str | int) -> set[int]:
    return {one for (one,) in _run(session, query, *values)}


def _run(session: Session, query: str, *values: str | int) -> Any:
    """Run it past SQLAlchemy, whose rows cost more than to find them where a word is everywhere."""
    connection: Any = session.connection().connection.driver_connection
    return connection.execute(query, values)


def _listed(ids: Iterable[int]) -> Any:
    return select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'
