"""Looking for words in PostgreSQL: a GIN index of parts of the texts, without accents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Row, Select, String, and_, func, literal_column, select
from sqlalchemy.orm import Session

from facilitator.store.search import PART, SEARCH, folded

_FOLDED: ColumnElement[str] = literal_column("search.folded", String)


def rows(session: Session, words: Sequence[str], most: int) -> list[Row[Any]]:
    """The rows of `search` that have all the words, best first."""
    every = and_(*map(_has, words))
    whole = (_FOLDED.op("~")(rf"\m{re.escape(folded(word))}\M") for word in words)
    found = list(session.execute(_newest(and_(every, *whole), most)))
    if len(found) < most:
        known = [row.id for row in found]
        found += session.execute(_newest(and_(every, SEARCH.c.id.not_in(known)), most - len(found)))
    return found


def _newest(where: ColumnElement[bool], most: int) -> Select[Any]:
    return select(SEARCH).where(where).order_by(SEARCH.c.at.desc().nulls_last(), SEARCH.c.id.desc()).limit(most)


def _has(word: str) -> ColumnElement[bool]:
    wanted = func.search_fold(word, type_=String)
    there = func.strpos(_FOLDED, wanted) > 0
    plain = folded(word)
    # A word of two Chinese characters is a part that the index knows.
    known = len(plain) >= (PART if plain.isascii() else 2)
    return and_(_parts(_FOLDED).op("@>")(_parts(wanted)), there) if known else there


def _parts(of: ColumnElement[str]) -> ColumnElement[Sequence[str]]:
    return func.search_parts(of, type_=ARRAY(String))
