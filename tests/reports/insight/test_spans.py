"""How the time to look back on is cut into weeks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.reports.insight import spans

DAYS = st.dates(date(2001, 1, 1), date(2090, 1, 1))


@given(st.sampled_from(spans.SPANS), DAYS, st.one_of(st.none(), st.tuples(DAYS, st.integers(0, 400))))
def test_every_day_of_a_span_lies_in_one_part(name: str, today: date, cycle: tuple[date, int] | None) -> None:
    days = (cycle[0], cycle[0] + timedelta(cycle[1])) if cycle else None
    span = spans.span(name, today, days)
    assert 1 <= len(span.starts) <= spans.WEEKS_SHOWN
    assert all(start.weekday() == 0 for start in span.starts)
    assert span.part(span.start) == 0
    assert span.part(span.end) == len(span.starts) - 1
    assert span.part(span.start - timedelta(1)) is None
    assert span.part(span.end + timedelta(1)) is None
    for index, start in enumerate(span.starts):
        assert span.part(min(start, span.end)) == index
    if name == "the cycle" and days:
        assert span.start <= days[0]
        assert days[0] <= span.end <= max(days[1], days[0])


@pytest.mark.parametrize(
    ("name", "parts", "weeks"), [("4 weeks", 4, 1), ("12 weeks", 12, 1), ("the cycle", 8, 1), ("a year", 13, 4)]
)
def test_spans_of_a_quarter(name: str, parts: int, weeks: int) -> None:
    span = spans.span(name, date(2026, 11, 24), (date(2026, 10, 5), date(2026, 12, 31)))
    assert (len(span.starts), span.weeks, span.end) == (parts, weeks, date(2026, 11, 24))
