"""How far a key result has come, and what is at risk: plain arithmetic."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from facilitator.common.text import number
from facilitator.okr.progress import (
    expected,
    falling,
    forecast,
    pace,
    ratio,
    risk,
    share,
    stale_days,
    tells_risk,
    together,
)

FIGURES = st.floats(-1e9, 1e9)


@pytest.mark.parametrize(
    ("start", "target", "current", "share"),
    [(0, 10, 4, 0.4), (9, 2, 6, 3 / 7), (9, 2, 2, 1), (0, 10, 15, 1.5), (10, 20, 5, -0.5), (-10, 10, 0, 0.5)],
)
def test_the_share_of_the_way_is_not_clamped(start: float, target: float, current: float, share: float) -> None:
    result, why = ratio(start, target, current)
    assert result == pytest.approx(share)
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
    ("way", "over", "confidence", "fell", "why"),
    [
        (0.5, 0.5, 5, 0, ""),
        (None, 0.9, None, 0, ""),
        (0.5, 0.5, 3, 0, "confidence 3"),
        (0.5, 0.5, 4, 1, ""),
        (0.5, 0.5, 6, 2, "confidence fell by 2"),
        (0.25, 0.5, 6, 0, ""),
        (0.2, 0.5, 6, 0, "30 % behind pace"),
        (None, 0.9, 9, 0, ""),
        (1.2, 1.0, 9, 0, ""),
    ],
)
def test_what_is_at_risk_says_why(way: float | None, over: float, confidence: int | None, fell: int, why: str) -> None:
    assert risk(way, over, confidence, fell).words == why


@pytest.mark.parametrize(
    ("state", "day", "is_told"),
    [
        ("draft", 0, False),
        ("draft", 1, True),
        ("submitted", 0, True),
        ("agreed", 1, True),
        ("closed", 1, False),
        ("closed", 400, False),
    ],
)
def test_a_risk_is_told_while_something_can_be_done(state: str, day: int, is_told: bool) -> None:
    begin = date(2026, 10, 1)
    assert tells_risk(state, begin, begin + timedelta(days=day - 1)) is is_told


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (None, ""),
        (0.125, "13 %"),
        (0.005, "1 %"),
        (0.285, "29 %"),
        (0.145, "15 %"),
        (-0.5, "-50 %"),
        (9.99, "999 %"),
        (10, "more than 999 %"),
        (-1e300, "less than -999 %"),
    ],
)
def test_a_share_is_told_in_whole_percent_and_halves_go_up(way: float | None, words: str) -> None:
    assert share(way) == words


def test_key_results_come_as_far_together_as_their_mean_each_from_nothing_to_all() -> None:
    assert together([0.5, 3, -0.5, None]) == 0.5
    assert together([None]) is None


ANY = st.floats() | st.none()
SHARES = st.floats(0, 1)


@given(ANY, ANY, ANY, SHARES, st.integers(1, 10) | st.none(), st.integers(0, 9), st.integers(0, 400) | st.none())
def test_no_figures_are_too_much(
    start: float | None,
    target: float | None,
    current: float | None,
    over: float,
    confidence: int | None,
    fell: int,
    silent: int | None,
) -> None:
    way, why = ratio(start, target, current)
    assert (way is None) == bool(why)
    assert way is None or math.isfinite(way)
    assert len(share(way)) < 20
    paced = pace(way, over, 92)
    assert (paced is None) == (way is None)
    assert paced is None or (abs(paced.days) <= 92 and len(paced.words) < 60)
    result = risk(way, over, confidence, fell, silent)
    assert all(math.isfinite(part) for part in result.order)
    assert len(result.words) < 200


@pytest.mark.parametrize(
    ("start", "target", "current", "share"),
    [
        (-60, -85, -80, 0.8),
        (0, -10, 5, -0.5),
        (-1e308, 1e308, 0, 0.5),
        (0, 5e-324, 5e-324, 1),
        (1e308, -1e308, 1e308, 0),
    ],
)
def test_targets_below_zero_and_figures_at_the_edge_of_floats(
    start: float, target: float, current: float, share: float
) -> None:
    assert ratio(start, target, current)[0] == pytest.approx(share)


def test_what_cannot_be_measured_says_so() -> None:
    assert ratio(0, math.inf, 3) == (None, "a figure is infinite or no number, so there is no way to measure")
    assert ratio(0, 10, math.nan)[0] is None
    assert ratio(0, 1e-300, 1e300) == (None, "current is too far from start and target to measure")


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 400), st.integers(-50, 500))
def test_how_much_of_a_cycle_is_over(start: date, length: int, after: int) -> None:
    end, today = start + timedelta(days=length), start + timedelta(days=after)
    share = expected(start, end, today)
    days = [start + timedelta(days=day) for day in range(length + 1)]
    assert share == pytest.approx(sum(day <= today for day in days) / len(days))


def test_a_cycle_that_ends_before_it_begins_has_a_share_too() -> None:
    day = date(2026, 10, 1)
    assert expected(day, day - timedelta(days=9), day) == 1


@pytest.mark.parametrize(
    ("share", "over", "words"),
    [
        (0.5, 0.5, "on pace"),
        (0.45, 0.5, "on pace"),
        (0.2, 0.5, "30 % behind pace, 30 days"),
        (0.9, 0.5, "40 % ahead of pace, 40 days"),
        (-1, 0.5, "150 % behind pace, 50 days"),
        (1, 0.5, "target reached"),
        (3, 1, "target reached"),
        (-1e300, 0.5, "more than 999 % behind pace, 50 days"),
        (0.89, 0.95, "6 % behind pace, 6 days"),
    ],
)
def test_pace_in_percent_and_in_days(share: float, over: float, words: str) -> None:
    phrases = pace(share, over, 100)
    assert phrases is not None
    assert phrases.words == words


def test_a_day_behind_is_one_day() -> None:
    words = pace(0.4, 0.5, 10)
    assert words is not None
    assert words.words == "10 % behind pace, 1 day"
    assert pace(None, 0.5, 10) is None


@pytest.mark.parametrize(
    ("confidences", "fell"),
    [([], 0), ([5], 0), ([8, 7, 7, 6], 2), ([8, 5, 5], 3), ([5, 6], 0), ([9, 3, 4, 3], 1), ([5, 5, 5], 0)],
)
def test_a_slow_fall_of_the_confidence_is_one_fall(confidences: list[int], fell: int) -> None:
    assert falling(confidences) == fell


@given(st.lists(st.integers(1, 10)))
def test_a_fall_is_what_the_last_value_is_below_an_earlier_one(confidences: list[int]) -> None:
    fell = falling(confidences)
    assert 0 <= fell <= 9
    if fell:
        assert confidences[-1] + fell in confidences


def test_silence_is_counted_in_days() -> None:
    today = date(2026, 11, 18)
    assert stale_days(None, today) is None
    assert stale_days(date(2026, 11, 4), today) == 14
    assert stale_days(date(2026, 11, 30), today) == 0


def test_the_forecast_goes_on_as_it_went() -> None:
    start, end = date(2026, 10, 1), date(2026, 12, 30)
    half = [(start, 0.0), (start + timedelta(days=45), 10.0)]
    assert forecast(half, start + timedelta(days=45), end) == pytest.approx(20)
    # Silence is no progress.
    assert forecast(half, start + timedelta(days=60), end) == pytest.approx(15)
    assert forecast([(start, 9.0), (start + timedelta(days=45), 7.0)], start + timedelta(days=45), end) == 5
    assert forecast(half[:1], start + timedelta(days=45), end) is None
    assert forecast(half, end, end) is None
    assert forecast([(start, 0.0), (start, 5.0)], start + timedelta(days=6), end) is None
    assert forecast([(start, -1e308), (start, 1e308)], start + timedelta(days=20), end) is None


def test_risk_tells_every_reason() -> None:
    result = risk(0.1, 0.6, 3, 2, 20)
    assert result.words == "confidence 3, confidence fell by 2, 50 % behind pace, no update for 20 days"
    assert risk(0.5, 0.5, 6, 1, 13).reasons == ()
    # What is reached needs no word any more.
    assert risk(1, 0.5, 6, 0, 50).words == ""
    assert risk(None, 0.5, None, 0, 14).words == "no update for 14 days"


def test_the_worst_sorts_first() -> None:
    two, unsure, behind, slower = risk(0, 0.9, 3, 0), risk(None, 0.9, 2, 0), risk(0.1, 0.5, 7, 0), risk(0, 0.5, 7, 0)
    fine = risk(0.5, 0.5, 9, 0)
    result = sorted([fine, behind, unsure, two, slower], key=lambda row: row.order)
    assert result == [two, unsure, slower, behind, fine]
