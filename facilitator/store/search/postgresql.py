"""Looking for words in PostgreSQL: a GIN index of parts of the texts, without accents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Row, Select, String, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from facilitator.store.search.terms import PART, SEARCH, is_plain

LOOKED = 10_000
"""So many of the newest texts are looked through before the index is asked."""

_FOLDED: ColumnElement[str] = literal_column("search.folded", String)
_LONG = "'\n\n\n'"
"""Stands in the index for a text that is too long for it, and has to be looked through."""


def rows(session: Session, words: Sequence[str], most: int) -> list[Row[Any]]:
    """The rows of `search` that have all the words, best first."""
    plain = [str(one) for one in session.execute(select(*(func.search_fold(word) for word in words))).one()]
    there = [func.strpos(_FOLDED, word) > 0 for word in plain]
    found: list[Row[Any]] = []
    # Of a word with signs, none is whole.
    if all(map(is_plain, words)):
        whole = [*there, *(_FOLDED.op("~")(rf"\m{re.escape(word)}\M") for word in plain)]
        found = _newest(session, map(_whole, plain), whole, most)
    if len(found) < most:
        other = [*there, literal_column("search.id", Integer).not_in([row.id for row in found])]
        found += _newest(session, map(_parts, plain), other, most - len(found))
    return found


def _newest(session: Session, asked: Iterable[str], where: Sequence[ColumnElement[bool]], most: int) -> list[Row[Any]]:
    """The newest rows that a text query finds in the index and a condition, looked at once more, holds for.

    What has the parts of a word need not have the word. And where so many have it that the newest are enough, they are
    found sooner without the index.
    """
    newest = _sorted(select(SEARCH, _FOLDED.label("folded")), SEARCH).limit(LOOKED).subquery("search")
    found = session.execute(_sorted(select(newest).where(*where), newest).limit(most)).all()
    if len(found) < most:
        known = func.search_parts(_FOLDED, type_=TSVECTOR).op("@@")(cast(f"{' & '.join(asked)} | {_LONG}", TSQUERY))
        found = session.execute(_sorted(select(SEARCH).where(known, *where), SEARCH).limit(most)).all()
    return list(found)


def _sorted(query: Select[Any], source: FromClause) -> Select[Any]:
    return query.order_by(source.c.at.desc().nulls_last(), source.c.id.desc())


def _parts(word: str) -> str:
    """All the parts of a word, as a text query; a word shorter than a part is what parts begin with."""
    if len(word) < PART:
        return f"{_quoted(word)}:*"
    return " & ".join(_quoted(word[at : at + PART]) for at in range(len(word) - PART + 1))


def _whole(phrase: str) -> str:
    """All the words of a phrase, as a text query."""
    return " & ".join(_quoted(f"\n{word}\n") for word in phrase.split())


def _quoted(part: str) -> str:
    return "'" + part.replace("\\", "\\\\").replace("'", "''") + "'"
