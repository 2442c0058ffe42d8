"""Progress and confidence of many key results, week by week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.okr.tracking import Point, Track
from facilitator.okr.views import KeyResultView
from facilitator.reports.insight.course import CycleCourse, course, week_ends
from facilitator.tables.okr import Cycle

START, END = date(2026, 10, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 24)


def _track(objective: int, *points: tuple[int, float | None, int | None], milestone: bool = False) -> Track:
    noon = datetime.combine(START, time(12), UTC)
    start, target = (None, None) if milestone else (0.0, 1.0)
    return Track(
        KeyResultView(
            id=0,
            title="Lead time",
            objective_id=objective,
            objective=f"Objective {objective}",
            owner="Ada",
            start=start,
            target=target,
            unit="",
            current=None,
            confidence=None,
        ),
        objective_owner="Ada",
        cycle_start=START,
        cycle_end=END,
        today=TODAY,
        points=tuple(Point(noon + timedelta(day), ratio, ratio, confidence) for day, ratio, confidence in points),
        pace=None,
        falling=0,
        forecast=None,
    )


def _course(tracks: Sequence[Track], today: date = TODAY) -> CycleCourse:
    cycle = Cycle(name="2026-Q4", start=START, end=END)
    return course(cycle, tracks, today, Counter(track.key_result.objective_id for track in tracks))


def test_the_mean_of_each_week() -> None:
    tracks = [
        _track(1, (0, 0.0, 8), (10, 0.5, 6)),
        _track(1, (0, 0.0, None), (20, 1.5, None)),
        _track(2, (0, None, 4), milestone=True),
    ]
    both = _course(tracks)
    assert both.weeks[0].day == date(2026, 10, 4)
    assert (both.weeks[0].progress, both.weeks[0].confidence) == (0, 6)
    # Past the target is drawn as the target.
    assert both.weeks[-1].progress == pytest.approx(0.75)
    assert (both.measured, both.milestones, both.unmeasured) == (2, 1, 0)
    assert [(row.key_results, row.weeks[-1].progress) for row in both.objectives] == [(2, 0.75), (1, None)]
    assert both.sentence == (
        "60 % of the cycle is gone; 2 key results have come 75 % of the way, 15 % ahead of pace, 14 days; "
        "confidence is 5.0 of 10; 1 milestone counts in confidence only."
    )


def test_confidence_that_fell() -> None:
    fell = _course([_track(1, (0, 0.0, 8), (50, 0.0, 5))])
    assert "confidence is 5.0 of 10, down from 8.0 two weeks ago" in fell.sentence


def test_nothing_yet() -> None:
    assert "no cycle yet" in course(None, [], TODAY, {}).sentence
    assert "Nobody here has OKRs in 2026-Q4" in _course([]).sentence
    early = _course([_track(1, (0, 0.0, 5))], START - timedelta(1))
    assert "has not begun" in early.sentence
    assert early.weeks == ()


@given(st.dates(date(2001, 1, 1), date(2090, 1, 1)), st.integers(0, 400), st.integers(-10, 500))
def test_weeks_cover_the_cycle_up_to_today(start: date, length: int, since: int) -> None:
    end, today = start + timedelta(length), start + timedelta(since)
    ends = week_ends(start, end, today)
    assert list(ends) == sorted(set(ends))
    assert bool(ends) == (today >= start)
    assert all(start <= day <= min(end, today) for day in ends)
    assert ends[-1:] == ((min(end, today),) if ends else ())
