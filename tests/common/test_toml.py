"""TOML that people write, and values that are written for them."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.mistakes import MistakesError
from facilitator.common.toml import TomlReader, decode, load, toml_key, toml_value

TEXTS = st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from('"\\\n\r\t\x7f\x85\u2028')))


@given(TEXTS, st.booleans())
def test_any_text_comes_back(text: str, lines: bool) -> None:
    assert tomllib.loads(f"{toml_key(text)} = {toml_value(text, lines=lines)}") == {text: text}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (5.0, "5"),
        (0.1, "0.1"),
        (1e300, "1e+300"),
        (True, "true"),
        (date(2026, 11, 30), "2026-11-30"),
        (datetime(2026, 11, 30, 9, tzinfo=UTC), "2026-11-30T09:00:00+00:00"),
        (["a", 'b "c"'], r'["a", "b \"c\""]'),
        ([], "[]"),
    ],
)
def test_a_value_is_written_as_people_would(value: object, written: str) -> None:
    assert toml_value(value) == written
    assert tomllib.loads(f"value = {written}")["value"] == value


def test_a_text_of_many_lines_stands_below_its_quotation_marks() -> None:
    assert toml_value('one\n\t"two"', lines=True) == '"""\none\n\t"two\\""""'
    assert toml_value("one\ntwo") == r'"one\ntwo"'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a = 1\nb == 2\n", "f.toml, line 2: Invalid value at column 4; correct the spelling there"),
        ("a = [\n\n", "f.toml, line 1: Invalid value; correct the spelling there"),
        ("a = " + "[" * 20_000, "f.toml: brackets are nested too deeply; take some out"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, told: str) -> None:
    with pytest.raises(MistakesError) as caught:
        load(text, "f.toml")
    assert str(caught.value) == told


def test_what_is_not_utf_8_is_told_with_its_line() -> None:
    assert decode(b"\xef\xbb\xbfa", "f.toml") == "a"
    with pytest.raises(MistakesError, match=r"f\.toml, line 2: this is not UTF-8; save the file as UTF-8"):
        decode(b"a\n\xff", "f.toml")


def test_all_mistakes_are_told_with_their_places() -> None:
    reader = TomlReader("f.toml")
    reader.refuse_mistakes()
    reader.known("", {"a": {}, "b": 1}, ("c",))
    assert reader.tables("people", [{"name": "Ada"}, 3], '{name = "…"}') == [("people[1]", {"name": "Ada"})]
    assert reader.texts("people[1].roles", [" lead\r\n", 3]) == ["lead", ""]
    assert (reader.whole("votes", "confidence", 6, 1, 10), reader.whole("votes", "confidence", True, 1, 10)) == (
        6,
        None,
    )
    assert reader.number("votes", "score", float("inf")) is None
    with pytest.raises(MistakesError) as caught:
        reader.refuse_mistakes()
    assert str(caught.value).splitlines() == [
        'f.toml: unknown table "a"; use c only',
        'f.toml: unknown key "b"; use c only',
        'f.toml, people[2]: this is a number and not a table; write {name = "…"}',
        "f.toml, people[1].roles[2]: this is a number; write text in quotes",
        "f.toml, votes: confidence is true or false; write a whole number from 1 to 10",
        "f.toml, votes: score is a number, no figure; write a number",
    ]
