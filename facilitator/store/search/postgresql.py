"""Searches in PostgreSQL, by a GIN index of the parts of all words, without accents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Row, Select, String, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from facilitator.store.search.terms import PART, SEARCH, is_plain

LOOKED = 10_000
"""How many of the newest texts are scanned before the index is used."""

_FOLDED: ColumnElement[str] = literal_column("search.folded", String)
_LONG = "'\n\n\n'"
"""The part that marks in the index a text that is too long to be indexed, and has to be scanned."""


def rows(session: Session, words: Sequence[str], most: int) -> list[Row[Any]]:
    """Return the rows of `search` that have all the words, best first."""
    plain = [str(word) for word in session.execute(select(*(func.search_fold(word) for word in words))).one()]
    contained = [func.strpos(_FOLDED, word) > 0 for word in plain]
    hits: list[Row[Any]] = []
    # A word with signs, such as C++, cannot be told from a part of another one.
    if all(map(is_plain, words)):
        whole = [*contained, *(_FOLDED.op("~")(rf"\m{re.escape(word)}\M") for word in plain)]
        hits = _newest(session, map(_whole, plain), whole, most)
    if len(hits) < most:
        others = [*contained, literal_column("search.id", Integer).not_in([row.id for row in hits])]
        hits += _newest(session, map(_parts, plain), others, most - len(hits))
    return hits


def _newest(session: Session, terms: Iterable[str], where: Sequence[ColumnElement[bool]], most: int) -> list[Row[Any]]:
    """The newest rows that match the terms in the index, and the conditions.

    The conditions are needed since a text with all parts of a word need not have the word. Where a word is so frequent
    that there are enough among the newest texts, scanning these is faster than the index.
    """
    newest = _sorted(select(SEARCH, _FOLDED.label("folded")), SEARCH).limit(LOOKED).subquery("search")
    hits = session.execute(_sorted(select(newest).where(*where), newest).limit(most)).all()
    if len(hits) < most:
        indexed = func.search_parts(_FOLDED, type_=TSVECTOR).op("@@")(cast(f"{' & '.join(terms)} | {_LONG}", TSQUERY))
        hits = session.execute(_sorted(select(SEARCH).where(indexed, *where), SEARCH).limit(most)).all()
    return list(hits)


def _sorted(query: Select[Any], source: FromClause) -> Select[Any]:
    return query.order_by(source.c.at.desc().nulls_last(), source.c.id.desc())


def _parts(word: str) -> str:
    """All parts of a word as a text query; a word shorter than a part has to begin one."""
    if len(word) < PART:
        return f"{_quoted(word)}:*"
    return " & ".join(_quoted(word[at : at + PART]) for at in range(len(word) - PART + 1))


def _whole(phrase: str) -> str:
    """All words of a phrase as a text query; in the index, line feeds enclose a whole word."""
    return " & ".join(_quoted(f"\n{word}\n") for word in phrase.split())


def _quoted(part: str) -> str:
    return "'" + part.replace("\\", "\\\\").replace("'", "''") + "'"
