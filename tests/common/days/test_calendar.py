"""Days reckoned from any day on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.days.calendar import Calendar

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@given(DAYS, st.integers(0, 30))
def test_working_days_are_mondays_to_fridays(today: date, number: int) -> None:
    day = Calendar(today, month_first=False).later(number, "working day")
    between = [today + timedelta(days=after) for after in range(1, day.toordinal() - today.toordinal() + 1)]
    assert sum(passed.weekday() < 5 for passed in between) == number
    assert not number or day.weekday() < 5


@given(DAYS, st.sampled_from(["month", "quarter", "year"]), st.integers(0, 4))
def test_a_period_ends_on_the_day_before_another_begins(today: date, period: str, later: int) -> None:
    calendar = Calendar(today, month_first=False)
    after = calendar.end(period, later) + timedelta(days=1)
    assert after.day == 1
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    ahead = after.year * 12 + after.month - today.year * 12 - today.month
    assert later * months < ahead <= (later + 1) * months


@given(DAYS, st.integers(0, 6))
def test_a_week_begins_on_monday(today: date, weekday: int) -> None:
    calendar = Calendar(today, month_first=False)
    assert calendar.weekday(weekday, 0).isocalendar()[:2] == today.isocalendar()[:2]
    assert calendar.weekday(weekday, 1) == calendar.weekday(weekday, 0).add(weeks=1)
    assert today < calendar.weekday(weekday) <= today + timedelta(days=7)


@pytest.mark.parametrize("unit", ["day", "fortnight", "month", "year"])
def test_behind_the_last_day_there_is_none(unit: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        Calendar(date.max, month_first=False).later(1, unit)
