"""TODO tests.reports.insight.test_course."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.reports.insight.course import KeyResultCourse, ProgressPoint, course, week_ends

START, END = date(2026, 10, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 24)


def _followed(objective: int, *said: tuple[int, float | None, int | None], milestone: bool = False) -> KeyResultCourse:
    days = tuple(ProgressPoint(START + timedelta(day), ratio, sure) for day, ratio, sure in said)
    return KeyResultCourse(objective, f"Objective {objective}", "Ada", milestone, days)


def test_the_mean_of_each_week() -> None:
    some = [
        _followed(1, (0, 0.0, 8), (10, 0.5, 6)),
        _followed(1, (0, 0.0, None), (20, 1.5, None)),
        _followed(2, (0, None, 4), milestone=True),
    ]
    found = course("2026-Q4", (START, END), some, TODAY)
    assert found.weeks[0].day == date(2026, 10, 4)
    assert (found.weeks[0].progress, found.weeks[0].confidence) == (0, 6)
    # Past the target is drawn as the target.
    assert found.weeks[-1].progress == pytest.approx(0.75)
    assert (found.measured, found.milestones, found.unmeasured) == (2, 1, 0)
    first, second = found.objectives
    assert (first.measured, first.key_results, second.measured) == (2, 2, 0)
    assert second.weeks[-1].progress is None
    assert found.sentence == (
        "60 % of the cycle is over; 2 key results have come 75 % of the way, 15 % ahead of pace, 14 days; "
        "confidence is 5.0 of 10; 1 milestone counts in confidence only."
    )


def test_confidence_that_fell() -> None:
    found = course("Q", (START, END), [_followed(1, (0, 0.0, 8), (50, 0.0, 5))], TODAY)
    assert "confidence is 5.0 of 10, down from 8.0 two weeks ago" in found.sentence


def test_nothing_yet() -> None:
    assert "no cycle yet" in course(None, None, [], TODAY).sentence
    assert "Nobody here has OKRs in Q" in course("Q", (START, END), [], TODAY).sentence
    early = course("Q", (START, END), [_followed(1, (0, 0.0, 5))], START - timedelta(1))
    assert "has not begun" in early.sentence
    assert early.weeks == ()


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(0, 400), st.integers(-10, 500))
def test_weeks_cover_the_cycle_up_to_today(start: date, length: int, since: int) -> None:
    end, today = start + timedelta(length), start + timedelta(since)
    ends = week_ends(start, end, today)
    assert list(ends) == sorted(set(ends))
    assert bool(ends) == (today >= start)
    assert all(start <= one <= min(end, today) for one in ends)
    assert ends[-1:] == ((min(end, today),) if ends else ())
