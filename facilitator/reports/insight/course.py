"""Progress and confidence of many key results together, week by week over their cycle (METHOD M14, M20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from facilitator.okr import progress
from facilitator.reports.insight.spans import counted, mean, monday

LATELY = 2
"""Weeks back with which the confidence is compared."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a key result had come to from a day on: its share of the way and its confidence, where these are known."""

    day: date
    ratio: float | None
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Followed:
    """A key result: its objective's id, title and owner, and what was said of it, oldest first."""

    objective_id: int
    objective: str
    owner: str
    milestone: bool
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """How key results stood on a day.

    Attributes:
        day: The last day of a week, or today.
        progress: The mean share of the way, each taken as 0 to 1; None where no key result has one.
        expected: The share of the cycle that was over.
        confidence: The mean, 1 to 10; None where none was told.
    """

    day: date
    progress: float | None
    expected: float
    confidence: float | None


@dataclass(frozen=True, slots=True)
class ObjectiveCourse:
    """An objective over the cycle.

    Attributes:
        key_results: How many of its key results count here; `measured` of them have a share of the way.
        whole: How many it has.
    """

    id: int
    title: str
    owner: str
    weeks: tuple[Week, ...]
    key_results: int
    measured: int
    whole: int


@dataclass(frozen=True, slots=True)
class Course:
    """All of them together.

    Attributes:
        cycle: Its name; None where there is no cycle.
        days: How many days the cycle has.
        weeks: Up to today, oldest first; none before the cycle begins.
        measured: How many key results have a share of the way.
        milestones: How many have no numbers and count in the confidence alone.
        unmeasured: How many have numbers that give no share, as where start equals target.
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
        """What the picture shows."""
        if self.cycle is None:
            return "There is no cycle yet; o at home makes one and writes its OKRs."
        if not self.objectives:
            return f"Nobody here has OKRs in {self.cycle} yet; o at home writes them."
        if not self.weeks:
            return f"{self.cycle} has not begun; from its first week on this shows how it goes."
        now = self.weeks[-1]
        parts = [f"{progress.share(now.expected)} of the cycle is over"]
        if now.progress is not None and (pace := progress.pace(now.progress, now.expected, self.days)) is not None:
            has = "has" if self.measured == 1 else "have"
            come = f"{counted(self.measured, 'key result')} {has} come {progress.share(now.progress)} of the way"
            parts.append(f"{come}, {pace.words}")
        if now.confidence is not None:
            parts.append(f"confidence is {now.confidence:.1f} of 10{self._lately()}")
        if self.milestones or self.unmeasured:
            parts.append(self._without())
        return "; ".join(parts) + "."

    def _lately(self) -> str:
        before = self.weeks[-1 - LATELY].confidence if len(self.weeks) > LATELY else None
        now = self.weeks[-1].confidence
        if before is None or now is None or f"{before:.1f}" == f"{now:.1f}":
            return ""
        return f", {'up' if now > before else 'down'} from {before:.1f} two weeks ago"

    def _without(self) -> str:
        some = [counted(self.milestones, "milestone")] if self.milestones else []
        some += [f"{self.unmeasured} without a way to measure"] if self.unmeasured else []
        return (
            f"{' and '.join(some)} {'counts' if self.milestones + self.unmeasured == 1 else 'count'} in confidence only"
        )


def course(
    name: str | None,
    days: tuple[date, date] | None,
    some: Sequence[Followed],
    today: date,
    whole: Mapping[int, int] | None = None,
) -> Course:
    """Put the key results of a cycle together.

    Args:
        name: The cycle's.
        days: Its first and its last day.
        some: The key results, in the order of their objectives.
        today: Up to when.
        whole: How many key results each objective has, by its id, where that is more than `some` has of it.
    """
    if name is None or days is None:
        return Course(None, 0, (), (), 0, 0, 0)
    ends = week_ends(*days, today)
    objectives: dict[int, list[Followed]] = {}
    for one in some:
        objectives.setdefault(one.objective_id, []).append(one)
    measured = sum(_measured(one) for one in some)
    milestones = sum(one.milestone for one in some)
    return Course(
        name,
        (days[1] - days[0]).days + 1,
        _weeks(some, days, ends),
        tuple(
            ObjectiveCourse(
                key,
                its[0].objective,
                its[0].owner,
                _weeks(its, days, ends),
                len(its),
                sum(_measured(one) for one in its),
                (whole or {}).get(key, len(its)),
            )
            for key, its in objectives.items()
        ),
        measured,
        milestones,
        len(some) - measured - milestones,
    )


def week_ends(start: date, end: date, today: date) -> tuple[date, ...]:
    """The Sundays from the cycle's first week on, and today, or the cycle's last day, in place of the last one."""
    last = min(end, today)
    found = []
    sunday = monday(start) + timedelta(6)
    while sunday < last:
        found.append(sunday)
        sunday += timedelta(7)
    return (*found, last) if last >= start else ()


def _measured(one: Followed) -> bool:
    return any(said.ratio is not None for said in one.said[-1:])


def _weeks(some: Sequence[Followed], days: tuple[date, date], ends: Iterable[date]) -> tuple[Week, ...]:
    found = []
    for end in ends:
        then = [said[-1] for one in some if (said := [each for each in one.said if each.day <= end])]
        found.append(
            Week(
                end,
                progress.together(one.ratio for one in then),
                progress.expected(*days, end),
                mean([float(one.confidence) for one in then if one.confidence is not None]),
            )
        )
    return tuple(found)
