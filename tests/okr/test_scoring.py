"""Scores: what a line says, and what an objective's key results come to."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.okr import scoring

SCORE = st.floats(0, 1)
GIVEN = st.lists(st.none() | SCORE, max_size=12)


@given(GIVEN)
def test_an_average_is_that_of_the_scores_there_are(scores: list[float | None]) -> None:
    there = [Fraction(row) for row in scores if row is not None]
    average, missing = scoring.average(scores)
    assert missing == len(scores) - len(there)
    if not there:
        assert average is None
    else:
        assert average == float(sum(there) / len(there))
        assert min(there) <= Fraction(average) <= max(there) or math.isclose(average, float(min(there)))


@given(GIVEN, st.randoms(use_true_random=False))
def test_an_average_does_not_depend_on_the_order(scores: list[float | None], chance: object) -> None:
    shuffled = list(scores)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert scoring.average(shuffled) == scoring.average(scores)


@given(st.floats(0, 1))
def test_one_decimal_is_the_nearest(score: float) -> None:
    assert abs(Fraction(scoring.tenth(score)) - Fraction(score)) <= Fraction(5, 100) + Fraction(1, 10**8)


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        ([0.6, 0.7], "0.7"),
        ([0.3, 0.4], "0.4"),
        ([0.1, 0.1, 0.1], "0.1"),
        ([1.0], "1.0"),
        ([0.0, 0.1], "0.1"),
        ([None], "–"),
        ([], "–"),
    ],
)
def test_one_decimal_as_people_would_work_it_out(scores: list[float | None], shown: str) -> None:
    assert scoring.tenth(scoring.average(scores)[0]) == shown


@pytest.mark.parametrize(
    ("line", "score", "reason"),
    [
        ("0.7 reviews waited", 0.7, "reviews waited"),
        ("7 reviews waited", 0.7, "reviews waited"),
        ("10 all of it", 1.0, "all of it"),
        ("1 all of it", 1.0, "all of it"),
        ("0 nothing", 0.0, "nothing"),
        ("+ all of it", 1.0, "all of it"),
        ("＋ 全部完成", 1.0, "全部完成"),
        (".5 half", 0.5, "half"),
        ("0,65: two of three", 0.65, "two of three"),
        ("  0.7 – 3 of 4 teams", 0.7, "3 of 4 teams"),
        ("0.65", 0.65, ""),
        ("1, 全部完成", 1.0, "全部完成"),
    ],
)
def test_a_line_has_a_score_and_a_reason(line: str, score: float, reason: str) -> None:
    assert scoring.parse(line) == (score, reason)


@pytest.mark.parametrize("line", ["", "why", "-1 x", "1.2 x", "11 x", "0.7reason", "3of 4", "nan x", "1e1 x", "٣ x 1"])
def test_a_line_without_a_score_is_told_so(line: str) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        scoring.parse(line)


@given(st.text(max_size=60))
def test_no_line_comes_to_anything_but_a_score_or_a_sentence(line: str) -> None:
    try:
        score, reason = scoring.parse(line)
    except ValueError:
        return
    assert 0 <= score <= 1
    assert reason in line


@given(st.integers(0, 100))
def test_what_is_shown_can_be_typed(hundredths: int) -> None:
    score = hundredths / 100
    assert scoring.parse(f"{scoring.figure(score)} why") == (score, "why")


@pytest.mark.parametrize(
    ("start", "target", "current", "suggested"),
    [
        (9.0, 2.0, 6.0, 0.42),
        (0.0, 20.0, 20.0, 1.0),
        (0.0, 20.0, 25.0, 1.0),
        (0.0, 1000.0, 999.0, 0.99),
        (0.0, 20.0, -3.0, 0.0),
        (0.0, 10.0, 7.0, 0.7),
        (5.0, 5.0, 5.0, None),
        (None, None, None, None),
    ],
)
def test_progress_suggests_a_score(
    start: float | None, target: float | None, current: float | None, suggested: float | None
) -> None:
    assert scoring.suggested(start, target, current) == suggested
