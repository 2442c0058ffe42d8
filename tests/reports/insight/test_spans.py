"""TODO tests.reports.insight.test_spans."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.reports.insight import spans as insight_spans

DAYS = st.dates(date(2001, 1, 1), date(2090, 1, 1))


@given(st.sampled_from(insight_spans.SPANS), DAYS, st.one_of(st.none(), st.tuples(DAYS, st.integers(0, 400))))
def test_every_day_of_a_span_lies_in_one_part(name: str, today: date, cycle: tuple[date, int] | None) -> None:
    days = (cycle[0], cycle[0] + timedelta(cycle[1])) if cycle else None
    found = insight_spans.span(name, today, days)
    assert 1 <= len(found.starts) <= insight_spans.WEEKS_SHOWN
    assert all(start.weekday() == 0 for start in found.starts)
    assert found.part(found.start) == 0
    assert found.part(found.end) == len(found.starts) - 1
    assert found.part(found.start - timedelta(1)) is None
    assert found.part(found.end + timedelta(1)) is None
    for index, start in enumerate(found.starts):
        assert found.part(min(start, found.end)) == index
    if name == "the cycle" and days:
        assert found.start <= days[0]
        assert days[0] <= found.end <= max(days[1], days[0])


@pytest.mark.parametrize(
    ("name", "parts", "weeks"), [("4 weeks", 4, 1), ("12 weeks", 12, 1), ("the cycle", 8, 1), ("a year", 13, 4)]
)
def test_spans_of_a_quarter(name: str, parts: int, weeks: int) -> None:
    found = insight_spans.span(name, date(2026, 11, 24), (date(2026, 10, 5), date(2026, 12, 31)))
    assert (len(found.starts), found.weeks, found.end) == (parts, weeks, date(2026, 11, 24))


def test_words() -> None:
    assert [insight_spans.counted(2, one) for one in ("day", "difficulty", "unit")] == [
        "2 days",
        "2 difficulties",
        "2 units",
    ]
    assert insight_spans.counted(1, "difficulty") == "1 difficulty"
