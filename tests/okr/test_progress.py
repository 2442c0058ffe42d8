"""How far a key result has come, and what is at risk: plain arithmetic."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from facilitator.okr.progress import at_risk, number, ratio

FIGURES = st.floats(-1e9, 1e9)


@pytest.mark.parametrize(
    ("start", "target", "current", "share"),
    [(0, 10, 4, 0.4), (9, 2, 6, 3 / 7), (9, 2, 2, 1), (0, 10, 15, 1.5), (10, 20, 5, -0.5), (-10, 10, 0, 0.5)],
)
def test_the_share_of_the_way_is_not_clamped(start: float, target: float, current: float, share: float) -> None:
    found, why = ratio(start, target, current)
    assert found == pytest.approx(share)
    assert why == ""


@given(FIGURES, FIGURES, FIGURES)
def test_up_and_down_are_the_same_way(start: float, target: float, current: float) -> None:
    assume(abs(start - target) > 1e-3)
    assert ratio(start, target, current) == ratio(-start, -target, -current)
    assert ratio(start, target, start) == (0, "")
    assert ratio(start, target, target) == (1, "")


def test_why_there_is_none_is_told() -> None:
    assert ratio(None, None, None) == (None, "a milestone has no numbers")
    assert ratio(5, 5, 5) == (None, "start equals target, so there is no way to measure")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (3, "3"),
        (3.0, "3"),
        (100, "100"),
        (0.5, "0.5"),
        (-2.25, "-2.25"),
        (0.1 + 0.2, "0.3"),
        (1e15, "1000000000000000"),
        (1e-11, "0"),
        (-1e-11, "0"),
        (-0.0, "0"),
    ],
)
def test_a_figure_is_written_as_people_write_it(value: float | None, shown: str) -> None:
    assert number(value) == shown


@given(FIGURES)
def test_a_figure_written_is_the_figure(value: float) -> None:
    shown = number(value)
    assert float(shown) == pytest.approx(value, abs=1e-9)
    assert "e" not in shown
    assert not shown.endswith(".")


@pytest.mark.parametrize(
    ("share", "expected", "confidence", "change", "why"),
    [
        (0.5, 0.5, 5, 0, ""),
        (None, 0.9, None, 0, ""),
        (0.5, 0.5, 3, 0, "confidence 3"),
        (0.5, 0.5, 4, -1, ""),
        (0.5, 0.5, 6, -2, "confidence fell by 2"),
        (0.25, 0.5, 6, 0, ""),
        (0.2, 0.5, 6, 0, "30 % behind pace"),
        (None, 0.9, 9, 0, ""),
        (1.2, 1.0, 9, 3, ""),
    ],
)
def test_what_is_at_risk_says_why(
    share: float | None, expected: float, confidence: int | None, change: int, why: str
) -> None:
    assert at_risk(share, expected, confidence, change) == why
