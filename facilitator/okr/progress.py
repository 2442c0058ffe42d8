"""Works out how far a key result has come, how that compares with its cycle, and what is at risk: plain arithmetic.

A cycle's start and end are both part of it, as everywhere. Nothing here raises, whatever the figures.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

STALE_DAYS = 14
"""From so many days without a word on, a key result is stale: it was left out of two weekly meetings in a row, and a
week is the longest rhythm of tracking that METHOD M16 knows. One meeting missed is a holiday."""
RECENT_DAYS = 28
"""How far back a fall of the confidence counts: four weekly meetings."""
FORECAST_DAYS = 7
"""So many days must lie behind a forecast: the step of a single day says nothing of a quarter."""
ON_PACE = 5
"""Up to so many percent ahead or behind is on pace."""
_MOST = 999
"""The largest percentage that is written out."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far ahead of the expected pace a key result is; below 0 is behind.

    Attributes:
        points: In percent of the whole way.
        days: In days of a steady pace from start to target: when it should have been where it is.
        reached: Whether the target is reached.
    """

    points: int
    days: int
    reached: bool = False

    @property
    def words(self) -> str:
        """The same in words: `12 % behind pace, 11 days`."""
        if self.reached:
            return "target reached"
        if abs(self.points) <= ON_PACE:
            return "on pace"
        side = "ahead of" if self.points > 0 else "behind"
        days = abs(self.days)
        return f"{share(abs(self.points) / 100)} {side} pace" + (f", {days} day{'s' * (days != 1)}" if days else "")


@dataclass(frozen=True, slots=True)
class Risk:
    """What puts a key result at risk: reasons in words, the most telling first; none where nothing does.

    Attributes:
        reasons: In words.
        order: Sorts the worst first: those with more reasons, then the less sure, then the further behind.
    """

    reasons: tuple[str, ...]
    order: tuple[float, ...]

    @property
    def words(self) -> str:
        """All reasons in a line; empty where there is none."""
        return ", ".join(self.reasons)


NO_RISK = Risk((), ())


def tells_risk(state: str, begin: date, today: date) -> bool:
    """Return whether it is told what puts the key results of an objective at risk (METHOD M20).

    It is not once the objective is closed: what became of it is its score's to say. Nor is it of a draft before its
    cycle begins: it is still being written. From the first day on the time runs for a draft as for all others.
    """
    return state != "closed" and (state != "draft" or today >= begin)


def ratio(start: float | None, target: float | None, current: float | None) -> tuple[float | None, str]:
    """Return the share of the way from `start` to `target` that is behind us, not clamped, and why there is none.

    1.0 is the target reached, whether it lies above or below the start; below 0 is worse than at the start. The ratio
    is finite, with an empty text, or None with the reason.
    """
    if target is None or start is None or current is None:
        return None, "a milestone has no numbers"
    if not (math.isfinite(start) and math.isfinite(target) and math.isfinite(current)):
        return None, "a figure is infinite or no number, so there is no way to measure"
    if start == target:
        return None, "start equals target, so there is no way to measure"
    gone, whole = current - start, target - start
    if math.isfinite(gone) and math.isfinite(whole) and math.isfinite(gone / whole):
        return gone / whole, ""
    # The difference of two figures may be too large for a float where the ratio is not.
    try:
        return float((Fraction(current) - Fraction(start)) / (Fraction(target) - Fraction(start))), ""
    except OverflowError:
        return None, "current is too far from start and target to measure"


def expected(start: date, end: date, today: date) -> float:
    """Return the share of the cycle that is over, 0 to 1; both days are part of it."""
    days = max(1, (end - start).days + 1)
    return min(1.0, max(0.0, ((today - start).days + 1) / days))


def pace(progress: float | None, expected: float, days: int) -> Pace | None:
    """Return the real pace against the expected one, steady over the `days` of a cycle; None where there is no ratio.

    `progress` is as `ratio` gives it, `expected` as `expected` does.
    """
    if progress is None:
        return None
    # Nobody is further behind than the cycle is old, nor further ahead than it has days left.
    ahead = min(1.0, max(0.0, progress)) - expected
    difference = max(-0.1 * _MOST, min(0.1 * _MOST, progress - expected))
    return Pace(points(difference), round(ahead * days), progress >= 1)


def stale_days(last_change: date | None, today: date) -> int | None:
    """Return how many days nothing was said; None where nothing ever was. See `STALE_DAYS`."""
    return None if last_change is None else max(0, (today - last_change).days)


def falling(confidences: Sequence[int]) -> int:
    """Return by how much the confidence fell since it last rose; 0 where it did not fall.

    A slow fall, one point a week, is one fall: `8 7 7 6` is 2.

    Args:
        confidences: 1 to 10 each (METHOD M14), oldest first: those of the last `RECENT_DAYS`.
    """
    fell = 0
    for before, after in zip(reversed(confidences[:-1]), reversed(confidences[1:]), strict=True):
        if after > before:
            break
        fell += before - after
    return fell


def forecast(points: Sequence[tuple[date, float]], today: date, end: date) -> float | None:
    """Return the figure at the cycle's end, if all goes on as it went from the first point to today.

    What was said last holds until today: silence is no progress. With fewer than two points, oldest first, with less
    than `FORECAST_DAYS` behind it, and after `end`, the cycle's last day, there is none.
    """
    if len(points) < 2 or today >= end:
        return None
    (first_day, first), (_, last) = points[0], points[-1]
    days = (today - first_day).days
    if days < FORECAST_DAYS:
        return None
    reached = last + (last - first) * ((end - today).days / days)
    return reached if math.isfinite(reached) else None


def risk(progress: float | None, expected: float, confidence: int | None, fell: int, silent: int | None = None) -> Risk:
    """Return everything that puts a key result at risk (METHOD M20).

    `progress`, `expected`, `fell` and `silent` are as `ratio`, `expected`, `falling` and `stale_days` give them;
    `confidence` is 1 to 10 (METHOD M14), if told.
    """
    reasons = []
    behind = 0.0 if progress is None else expected - progress
    if confidence is not None and confidence < 4:
        reasons.append(f"confidence {confidence}")
    if fell >= 2:
        reasons.append(f"confidence fell by {fell}")
    if behind > 0.25:
        reasons.append(f"{share(behind)} behind pace")
    if silent is not None and silent >= STALE_DAYS and (progress is None or progress < 1):
        reasons.append(f"no update for {silent} days")
    sure = 10 if confidence is None else confidence
    return Risk(tuple(reasons), (-len(reasons), sure, -behind))


def together(ratios: Iterable[float | None]) -> float | None:
    """Return how far key results have come together: the mean of those that have a ratio, each taken as 0 to 1.

    None where none has one.
    """
    ways = [min(1.0, max(0.0, ratio)) for ratio in ratios if ratio is not None]
    return statistics.fmean(ways) if ways else None


def points(ratio: float) -> int:
    """Return a share in whole percent; halves go up, and what a binary fraction is off by counts for nothing."""
    return math.floor(round(ratio * 100, 6) + 0.5)


def share(ratio: float | None) -> str:
    """Return a share in words, `43 %`; empty for none, and one that is out of all bounds says only that."""
    if ratio is None:
        return ""
    if abs(ratio) * 100 > _MOST:
        return f"less than -{_MOST} %" if ratio < 0 else f"more than {_MOST} %"
    return f"{points(ratio)} %"
