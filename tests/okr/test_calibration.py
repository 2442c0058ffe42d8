"""Confidence against score: counted as anybody would count it, and no claim below ten cases."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.okr.calibration import ENOUGH, Case, Tally, calibrate

CASES = st.builds(
    Case,
    title=st.just("Lead time"),
    cycle=st.sampled_from(["2026-Q3", "2026-Q4"]),
    said=st.none() | st.integers(1, 10),
    during=st.lists(st.integers(1, 10), max_size=3).map(tuple),
    score=st.none() | st.integers(0, 100).map(lambda hundredths: hundredths / 100),
)


@given(st.lists(CASES, max_size=60), st.integers(1, 100))
def test_every_case_with_both_counts_once(cases: list[Case], hundredths: int) -> None:
    reached = hundredths / 100
    found = calibrate(cases, reached)
    counted = [one for one in cases if one.said is not None and one.score is not None]
    assert found.cases == tuple(counted)
    for said in range(1, 11):
        scores = [round((one.score or 0) * 100) for one in counted if one.said == said]
        tallies = [one for one in found.start if one.said == said]
        if not scores:
            assert tallies == []
            continue
        (tally,) = tallies
        assert (tally.cases, tally.came_true) == (len(scores), sum(score >= hundredths for score in scores))
        if len(scores) < ENOUGH:
            assert tally.share is None
        else:
            assert Fraction(tally.share or 0).limit_denominator(100) == Fraction(tally.came_true, tally.cases)
    assert sum(one.cases for one in found.last) == len(counted)
    assert [one.said for one in found.start] == sorted({one.said for one in counted if one.said is not None})


@given(st.lists(CASES, max_size=40), st.randoms())
def test_the_order_of_the_cases_changes_nothing(cases: list[Case], random: object) -> None:
    shuffled = sorted(cases, key=lambda _: random.random())  # type: ignore[attr-defined]  # Hypothesis gives a Random
    assert calibrate(cases).start == calibrate(shuffled).start


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(8, 12, 9), "9 of 12 came true, 75 %"),
        (Tally(8, 10, 0), "0 of 10 came true, 0 %"),
        (Tally(8, 16, 2), "2 of 16 came true, 13 %"),
        (Tally(8, 7, 7), "too few to tell: 7 of 10"),
    ],
)
def test_no_claim_below_ten(tally: Tally, words: str) -> None:
    assert tally.words == words


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Case("", "", 8, (), 0.4), "said 8, reached 0.4"),
        (Case("", "", 8, (8, 5), 0.4), "said 8, last 5, reached 0.4"),
        (Case("", "", 8, (8,), None), "said 8"),
        (Case("", "", None, (), 0.4), ""),
    ],
)
def test_a_key_result_in_a_line(case: Case, words: str) -> None:
    assert case.words == words


def test_a_score_that_is_the_threshold_came_true() -> None:
    # 0.1 * 7 is a little more than 0.7, and 0.7 a little less than what it says.
    assert calibrate([Case("", "", 8, (), 0.1 * 7)], 0.7).start == (Tally(8, 1, 1),)
    assert calibrate([Case("", "", 8, (), 0.6999999999999999)], 0.7).start == (Tally(8, 1, 1),)
