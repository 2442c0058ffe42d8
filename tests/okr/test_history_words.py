"""Every change of a row has its words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from facilitator.okr import history_words

OBJECTIVE: dict[str, Any] = {
    "title": "Ship",
    "description": "",
    "owner_person_id": 1,
    "owner_unit_id": None,
    "source": None,
    "supports_objective_id": None,
    "supports_key_result_id": None,
    "source_request_id": None,
    "cycle_id": 1,
    "key": None,
    "state": "draft",
    "position": 0,
}
KEY_RESULT: dict[str, Any] = {
    "title": "Lead time",
    "description": "",
    "owner_id": None,
    "start": 9.0,
    "target": 2.0,
    "current": 6.0,
    "unit": "days",
    "confidence": 5,
    "score": None,
    "reason": "",
    "objective_id": 1,
    "key": None,
    "dropped": False,
    "position": 0,
}
NAMES = history_words.RowNames(
    {("person", 1): "Ada", ("unit", 2): "Acme", ("cycle", 1): "Q4", ("cycle", 2): "Q1", ("objective", 1): "Ship"}
)
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=300).filter(lambda text: text.strip() != "")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "description": TEXTS,
    "owner_person_id": st.none(),
    "source": st.sampled_from(["leader", "own", "request"]),
    "supports_objective_id": st.just(1),
    "supports_key_result_id": st.just(1),
    "source_request_id": st.just(1),
    "cycle_id": st.just(2),
    "key": st.sampled_from(["a", "b"]),
    "state": st.sampled_from(["submitted", "agreed", "closed", "another program's"]),
    "owner_id": st.just(1),
    **dict.fromkeys(("start", "target", "current", "score"), st.none() | st.integers(-(10**7), 10**7).map(float)),
    "unit": st.just(""),
    "confidence": st.none() | st.integers(1, 10),
    "reason": TEXTS,
    "objective_id": st.just(2),
    "dropped": st.just(True),
}


@pytest.mark.parametrize(("table", "row"), [("objective", OBJECTIVE), ("key_result", KEY_RESULT)])
@given(st.data())
def test_every_change_is_mentioned(table: str, row: dict[str, Any], data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(set(row) & set(VALUES))), min_size=1, unique=True))
    after = row | {name: data.draw(VALUES[name]) for name in names}
    if after.get("supports_key_result_id") and "supports_objective_id" in names:
        after["supports_objective_id"] = None
    changed = [name for name in row if after[name] != row[name]]
    assume(changed)
    words = history_words.words(table, row, after, NAMES)
    assert len(words) == len(set(changed))
    assert all("\n" not in phrase and len(phrase) < 4 * history_words.LONGEST + 60 for phrase in words)
    assert history_words.words(table, row, row, NAMES) == ()


@given(TEXTS, TEXTS)
def test_two_texts_that_differ_are_told_so_that_they_differ(one: str, other: str) -> None:
    assume(one != other)
    was, now = history_words.around(one, other)
    assert was != now


def test_of_long_texts_the_difference_is_told() -> None:
    lead = "The forecast is there before the crews get up. " * 20
    was, now = history_words.around(lead + "Every day.", lead + "On most days.")
    assert was.endswith('Every day."')
    assert now.endswith('On most days."')
    assert was.startswith('"…')
    assert len(was) <= history_words.LONGEST + 3


def test_order_is_no_news() -> None:
    assert history_words.words("objective", OBJECTIVE, OBJECTIVE | {"position": 3}, NAMES) == ()
    assert history_words.words("key_result", None, None, NAMES) == ()


def test_rows_of_an_older_schema_are_told() -> None:
    old = {name: value for name, value in KEY_RESULT.items() if name != "dropped"}
    assert history_words.words("key_result", old, old | {"current": 5.0}, NAMES) == (
        'key result "Lead time": current 6 → 5',
    )
    older = {name: value for name, value in OBJECTIVE.items() if name != "source_request_id"}
    assert history_words.words("objective", older, older | {"state": "agreed"}, NAMES) == ("agreed",)
