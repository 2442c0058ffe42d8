"""The days that people mean."""

from __future__ import annotations

from datetime import date

import pytest

from facilitator.reports.digest.span import NotADayError, day

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("2026-11-01", date(2026, 11, 1)),
        (" today ", TUESDAY),
        ("Yesterday", date(2026, 11, 23)),
        ("monday", date(2026, 11, 23)),
        ("tue", TUESDAY),
        ("Wednesday", date(2026, 11, 18)),
        ("7 days", date(2026, 11, 17)),
        ("1 day ago", date(2026, 11, 23)),
        ("2 weeks ago", date(2026, 11, 10)),
        ("a month", date(2026, 10, 24)),
        ("9 months", date(2026, 2, 24)),
        ("a year ago", date(2025, 11, 24)),
    ],
)
def test_a_day_is_named_in_words(words: str, meant: date) -> None:
    assert day(words, TUESDAY) == meant


def test_a_month_is_never_too_short() -> None:
    assert day("1 month", date(2026, 3, 31)) == date(2026, 2, 28)


@pytest.mark.parametrize(
    "words", ["", "soon", "2026-13-01", "99999 years", "99999 months", "-3 days", "1.5 days", "٣ days ahead"]
)
def test_what_is_no_day_is_told(words: str) -> None:
    with pytest.raises(NotADayError, match="is not a day; write one such as 2026-11-01"):
        day(words, TUESDAY)
