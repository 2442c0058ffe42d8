"""The seal of a vote keeps eyes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from facilitator.steps.confidence import seal as confidence_seal
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.consensus import Seal
from facilitator.tables.journal import Change

KEYS = st.binary(min_size=32, max_size=32)


@given(KEYS, st.integers(1, 10))
def test_a_seal_opens_with_its_key(key: bytes, value: int) -> None:
    assert confidence_seal.opened(key, confidence_seal.seal(key, value)) == value


@given(KEYS, st.integers(1, 10))
def test_a_seal_shows_no_figure_and_is_never_the_same(key: bytes, value: int) -> None:
    seals = [confidence_seal.seal(key, value) for _ in range(20)]
    assert len(set(seals)) == 20
    assert all(one.isalpha() and one.isascii() for one in seals)
    assert len({len(confidence_seal.seal(key, figure)) for figure in range(1, 11)}) == 1


@pytest.mark.parametrize("at", range(0, 48, 7))
def test_no_letter_of_a_seal_tells_the_figure(at: int) -> None:
    key = bytes(32)
    letters = [{confidence_seal.seal(key, figure)[at] for _ in range(400)} for figure in (1, 10)]
    assert letters[0] == letters[1] == set("abcdefghijklmnop")


@given(KEYS, KEYS, st.integers(1, 10))
def test_a_foreign_key_opens_nothing(key: bytes, other: bytes, value: int) -> None:
    if key != other:
        with pytest.raises(confidence_seal.BrokenSealError, match="vote once more"):
            confidence_seal.opened(other, confidence_seal.seal(key, value))


@pytest.mark.parametrize("sealed", ["", "6", "abc", "a" * 32, "a" * 50, "z" * 48, "王小明"])
def test_what_is_no_seal_does_not_open(sealed: str) -> None:
    with pytest.raises(confidence_seal.BrokenSealError):
        confidence_seal.opened(bytes(32), sealed)


@pytest.mark.each_database
def test_a_database_has_one_key_and_the_journal_has_not(database: Database) -> None:
    with database.reading() as session:
        assert confidence_seal.known_key(session) is None
    keys = set()
    for _ in range(2):
        with recording(database, "a vote", source="check-in") as session:
            keys.add(confidence_seal.key(session))
    with database.reading() as session:
        keys.add(confidence_seal.known_key(session) or b"")
        assert len(keys) == len(session.scalars(select(Seal)).all()) == 1
        assert session.scalars(select(Change)).all() == []
