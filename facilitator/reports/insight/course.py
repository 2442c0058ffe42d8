"""Averages progress and confidence of many key results, week by week over their cycle (METHOD M14, M20)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import fmean

from facilitator.common import clock
from facilitator.common.text import counted
from facilitator.okr import progress
from facilitator.okr.tracking import Track
from facilitator.reports.insight.spans import WEEK, monday
from facilitator.tables.okr import Cycle

WEEKS_BACK = 2
"""The confidence is compared with that of so many weeks ago."""


@dataclass(frozen=True, slots=True)
class Week:
    """The average of key results on a day.

    Attributes:
        day: The last day of a week, or today.
        progress: The mean share of the way, each from 0 to 1; None where no key result has one.
        expected: The share of the cycle that was over, 0 to 1.
        confidence: The mean confidence, 1 to 10; None where no key result has one.
    """

    day: date
    progress: float | None
    expected: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class ObjectiveCourse:
    """An objective over the cycle: how many of its key results count here, and how many it has in all (`whole`)."""

    title: str
    owner: str
    weeks: tuple[Week, ...]
    key_results: int
    whole: int


@dataclass(frozen=True, slots=True)
class CycleCourse:
    """All key results of a cycle together; its name is None where there is none.

    Attributes:
        weeks: Up to today, oldest first; none before the cycle begins.
        measured: How many key results have a share of the way.
        milestones: How many are milestones, which count in the confidence alone.
        unmeasured: How many have figures that give no share, as where start equals target.
    """

    cycle: str | None
    days: int
    weeks: tuple[Week, ...]
    objectives: tuple[ObjectiveCourse, ...]
    measured: int
    milestones: int
    unmeasured: int

    @property
    def sentence(self) -> str:
        """What the picture shows, in a sentence."""
        if self.cycle is None:
            return "There is no cycle yet; o at home makes one and writes its OKRs."
        if not self.objectives:
            return f"Nobody here has OKRs in {self.cycle} yet; o at home writes them."
        if not self.weeks:
            return f"{self.cycle} has not begun; from its first week on this shows how it goes."
        now = self.weeks[-1]
        parts = [f"{progress.share(now.expected)} of the cycle is gone"]
        if now.progress is not None and (pace := progress.pace(now.progress, now.expected, self.days)) is not None:
            has = "has" if self.measured == 1 else "have"
            come = f"{counted(self.measured, 'key result')} {has} come {progress.share(now.progress)} of the way"
            parts.append(f"{come}, {pace.words}")
        if now.confidence is not None:
            parts.append(f"confidence is {now.confidence:.1f} of 10{self._change()}")
        if self.milestones or self.unmeasured:
            parts.append(self._unmeasured())
        return "; ".join(parts) + "."

    def _change(self) -> str:
        before = self.weeks[-1 - WEEKS_BACK].confidence if len(self.weeks) > WEEKS_BACK else None
        now = self.weeks[-1].confidence
        if before is None or now is None or f"{before:.1f}" == f"{now:.1f}":
            return ""
        return f", {'up' if now > before else 'down'} from {before:.1f} two weeks ago"

    def _unmeasured(self) -> str:
        parts = [counted(self.milestones, "milestone")] if self.milestones else []
        parts += [f"{self.unmeasured} without a way to measure"] if self.unmeasured else []
        verb = "counts" if self.milestones + self.unmeasured == 1 else "count"
        return f"{' and '.join(parts)} {verb} in confidence only"


def course(cycle: Cycle | None, tracks: Sequence[Track], today: date, whole: Mapping[int, int]) -> CycleCourse:
    """Average the key results of a cycle, given in the order of their objectives, up to today.

    `whole` says by objective id how many key results it has, which may be more than in `tracks`.
    """
    if cycle is None:
        return CycleCourse(None, 0, (), (), 0, 0, 0)
    ends = week_ends(cycle.start, cycle.end, today)
    objectives: dict[tuple[int, str], list[Track]] = defaultdict(list)
    for track in tracks:
        objectives[track.key_result.objective_id, track.key_result.objective].append(track)
    measured = sum(bool(track.points) and track.points[-1].ratio is not None for track in tracks)
    milestones = sum(track.key_result.milestone for track in tracks)
    return CycleCourse(
        cycle.name,
        (cycle.end - cycle.start).days + 1,
        _weeks(cycle, tracks, ends),
        tuple(
            ObjectiveCourse(title, own[0].objective_owner, _weeks(cycle, own, ends), len(own), whole[objective_id])
            for (objective_id, title), own in objectives.items()
        ),
        measured,
        milestones,
        len(tracks) - measured - milestones,
    )


def week_ends(start: date, end: date, today: date) -> tuple[date, ...]:
    """Return the Sundays from the cycle's first week on, and at the end today or the cycle's last day."""
    last = min(end, today)
    weeks = (last - monday(start)).days // 7
    sundays = (monday(start) + week * WEEK - timedelta(1) for week in range(1, weeks + 1))
    return (*sundays, last) if last >= start else ()


def _weeks(cycle: Cycle, tracks: Sequence[Track], ends: Iterable[date]) -> tuple[Week, ...]:
    days = [[clock.day_of(point.at) for point in track.points] for track in tracks]
    weeks = []
    for end in ends:
        counts = (bisect_right(of_track, end) for of_track in days)
        newest = [track.points[count - 1] for track, count in zip(tracks, counts, strict=True) if count]
        confidences = [point.confidence for point in newest if point.confidence is not None]
        weeks.append(
            Week(
                end,
                progress.together(point.ratio for point in newest),
                progress.expected(cycle.start, cycle.end, end),
                fmean(confidences) if confidences else None,
            )
        )
    return tuple(weeks)
