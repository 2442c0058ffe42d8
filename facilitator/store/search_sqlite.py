"""Looking for words in SQLite: an FTS5 index of parts of words, and one of words without accents."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from facilitator.store.search import PART, SEARCH, folded

FEW = 3000
"""So many texts are looked through sooner than the index is asked for another word."""

LOOKED = 20_000
"""So many of the newest texts are looked through for a word of one or two characters; most have enough in them."""

_PARTS = "SELECT rowid FROM search_parts WHERE search_parts MATCH ?"
_WORDS = "SELECT rowid FROM search_words WHERE search_words MATCH ?"
_SHORT = "SELECT id FROM search WHERE instr(lower(text), lower(?)) > 0"
_SHORT_NEWEST = (
    "SELECT id, instr(lower(text), lower(?)) > 0 FROM search INDEXED BY ix_search_at ORDER BY at DESC, id DESC LIMIT ?"
)
# The index of moments has all of it, and so the texts, which are long, are not read.
_NEWEST = "SELECT id FROM search INDEXED BY ix_search_at ORDER BY at DESC, id DESC"
_NEWEST_OF = "SELECT id FROM search WHERE id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC"


def rows(session: Session, words: Sequence[str], most: int) -> list[Row[Any]]:
    """The rows of `search` that have all the words, best first."""
    # Of signs alone, no word is whole.
    plain = [_quoted(word) for word in words if _plain(word)]
    whole = _ids(session, _WORDS, " AND ".join(plain)) if plain else set()
    if len(words) == 1 and len(words[0]) < PART and len(whole) < most:
        ids = _newest(session, words[0], whole, most)
        if ids is not None:
            return _read(session, ids)
    # Where there are enough that have the whole words, nobody needs those with parts of them.
    every = whole if len(whole) >= most and len(plain) == len(words) else _every(session, words)
    whole &= every
    return _read(session, _best(session, every, whole, most))


def _read(session: Session, ids: Sequence[int]) -> list[Row[Any]]:
    found = {row.id: row for row in session.execute(select(SEARCH).where(SEARCH.c.id.in_(_listed(ids))))}
    return [found[one] for one in ids]


def _newest(session: Session, word: str, whole: set[int], most: int) -> list[int] | None:
    """The ids in order for a word that the index of parts does not know, looked for from the newest text back.

    None where it is so rare that to look through all texts in the order they lie in takes less time.
    """
    begins = _ids(session, _WORDS, f"{_quoted(word)} *") if _plain(word) else set()
    found = [one for (one,) in _run(session, _NEWEST_OF, json.dumps(list(whole)))]
    looked = 0
    texts = _run(session, _SHORT_NEWEST, word, LOOKED)
    for looked, (one, there) in enumerate(texts, 1):  # noqa: B007  # how many there were
        if (there or one in begins) and one not in whole:
            found.append(one)
            if len(found) >= most:
                break
    texts.close()
    return found if len(found) >= most or looked < LOOKED else None


def _every(session: Session, words: Sequence[str]) -> set[int]:
    found: set[int] | None = None
    # Long words are rare, and the index does not know the short ones.
    for word in sorted(words, key=len, reverse=True):
        if found is not None and len(found) <= FEW:
            found = _with(session, found, word)
        else:
            some = _having(session, word)
            found = some if found is None else found & some
    return found or set()


def _having(session: Session, word: str) -> set[int]:
    some = _ids(session, _PARTS, _quoted(word)) if len(word) >= PART else _ids(session, _SHORT, word)
    # The index of parts knows no accents; that of words does.
    return some | _ids(session, _WORDS, f"{_quoted(word)} *") if _plain(word) else some


def _with(session: Session, ids: set[int], word: str) -> set[int]:
    """Those of the rows that have one word more; the same are found as by the index."""
    lower = word.lower()
    begins = re.compile(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, folded(word).split()))) if _plain(word) else None
    return {
        row.id
        for row in session.execute(select(SEARCH.c.id, SEARCH.c.text).where(SEARCH.c.id.in_(_listed(ids))))
        if lower in row.text.lower() or (begins and begins.search(folded(row.text)))
    }


def _best(session: Session, every: set[int], whole: set[int], most: int) -> list[int]:
    """The ids in order: whole words first, then the newest."""
    newest = _run(session, _NEWEST_OF, json.dumps(list(every))) if len(every) <= FEW else _run(session, _NEWEST)
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


def _ids(session: Session, query: str, words: str) -> set[int]:
    return {one for (one,) in _run(session, query, words)}


def _run(session: Session, query: str, *values: str | int) -> Any:
    """Run it past SQLAlchemy, whose rows cost more than to find them where a word is everywhere."""
    connection: Any = session.connection().connection.driver_connection
    return connection.execute(query, values)


def _listed(ids: Iterable[int]) -> Any:
    return select(func.json_each(json.dumps(list(ids))).table_valued("value").c.value)


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _plain(word: str) -> bool:
    """Whether it is of letters and digits: of `C++`, the index of words would look for the C alone."""
    return all(char.isspace() or unicodedata.category(char)[0] in "LN" for char in word)
