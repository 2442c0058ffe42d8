"""What people type is cleaned as CONTRACT says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.text import (
    LONGEST,
    MOST_MARKS,
    TooLongError,
    _decomposed,
    before_figures,
    clean,
    clean_line,
    counted,
    is_blank,
    left_to_right,
    line_of,
    right_to_left,
)

ANYTHING = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from(
            "ab \t\n\r\v\f\x85\u2028\u202e\u200d\u0301\u0323\u0344\u0958\u1100\u1161\ud800\ufdd0\U0001ffff"
        ),
    )
) | st.lists(st.sampled_from(["e\u0301", "\u0301" * 40, "\u0344" * 20, "क\u093c"])).map("".join)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("plain text\twith\nlines", "plain text\twith\nlines"),
        ("  as it stands  ", "  as it stands  "),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31mred\x07\x9b", "[31mred"),
        ("a\x00\x0b\x0c\x85b\x7f", "ab"),
        ("E\u0301mile", "Émile"),
        ("\ud800a\udfff", "a"),
        ("a\ufdd0\ufffe\uffff\U0010ffffb", "ab"),
        ("a\u202d\u202eb\u2066c\u2069\u202ad\u202c", "ab\u2066c\u2069\u202ad\u202c"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("王小明 אבג [b]x[/b]", "王小明 אבג [b]x[/b]"),
    ],
)
def test_clean(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


def test_a_line_has_a_space_for_each_line_break() -> None:
    assert clean_line("a\r\nb\n\nc\vd\fe\x85f\u2028g\u2029h\ti") == "a b  c d e f g h\ti"


def test_marks_past_the_thirtieth_are_dropped_counted_in_nfd() -> None:
    assert unicodedata.normalize("NFD", clean("e" + "\u0301" * 31)) == "e" + "\u0301" * 30
    assert unicodedata.normalize("NFD", clean("x" + "\u0344" * 20)).count("\u0301") == 15
    assert clean("x" + "\u0316" * 30 + "y\u0316") == "x" + "\u0316" * 30 + "y\u0316"


@pytest.mark.parametrize(
    ("text", "before", "whole"),
    [
        ("9 → 2 days", "9 → 2 days", "9 → 2 days"),
        ("王小明", "王小明", "王小明"),
        ("9 → 2 أيام", "9 → 2 أيام\u200e", "\u200e9 → 2 أيام"),
        ("Team שלום", "Team שלום\u200e", "\u200eTeam שלום"),
    ],
)
def test_a_mark_keeps_figures_in_order_where_something_runs_from_right_to_left(
    text: str, before: str, whole: str
) -> None:
    assert (before_figures(text), left_to_right(text)) == (before, whole)
    assert not right_to_left(left_to_right(text))


def test_a_hundred_thousand_marks_in_disorder_are_put_in_order_and_capped() -> None:
    # Unicode's own order, and not one mark past another a hundred thousand times.
    assert unicodedata.normalize("NFD", clean("a" + "\u0301\u0316" * 50_000)) == "a" + "\u0316" * 30


@given(ANYTHING)
def test_marks_stand_in_the_order_that_unicode_has_for_them(text: str) -> None:
    assert "".join(_decomposed(text)) == unicodedata.normalize("NFD", text)


def test_too_long_is_refused_not_cut() -> None:
    assert len(clean("王" * LONGEST)) == LONGEST
    for char in "x王":
        with pytest.raises(TooLongError, match="100,001"):
            clean(char * (LONGEST + 1))
        with pytest.raises(TooLongError):
            clean_line(char * (LONGEST + 1))


@given(ANYTHING)
def test_clean_text_stays_clean(text: str) -> None:
    once = clean(text)
    assert clean(once) == once == unicodedata.normalize("NFC", once)
    assert not any(unicodedata.category(char) in {"Cs", "Cc"} for char in once if char not in "\t\n")
    marks = 0
    for char in unicodedata.normalize("NFD", once):
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        assert marks <= MOST_MARKS
    once.encode()
    line = clean_line(text)
    assert clean_line(line) == clean(line) == line
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize("text", ["", " ", "\t\n", "\u3000\u00a0", "\u200b\u200d\ufeff", "\u3164", "\x00"])
def test_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", " a", "\u0301", "王", "👩\u200d🚀"])
def test_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(("typed", "line"), [("  two\nlines ", "two lines"), (" \u200b\n ", ""), ("", "")])
def test_what_was_typed_is_a_line_or_nothing(typed: str, line: str) -> None:
    assert line_of(typed) == line


def test_a_number_with_its_noun() -> None:
    assert [counted(2, noun) for noun in ("day", "difficulty", "unit")] == ["2 days", "2 difficulties", "2 units"]
    assert counted(1, "difficulty") == "1 difficulty"
