"""How long meetings and their steps took, beside what was planned (METHOD M17, M22)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from facilitator.common.durations import in_figures
from facilitator.reports.insight.spans import counted, mean, median

LATEST = 6
"""So many of the newest meetings are what the sentence is about."""
CLOSE = 30
"""Seconds up to which a step is on its plan."""


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step of a meeting; seconds."""

    kind: str
    title: str
    planned: float
    taken: float


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """A meeting.

    Attributes:
        title: What its mode is called.
        planned: Seconds; so is `taken`, pauses left out.
        zone: Its facilitator's time zone, if any.
    """

    id: int
    mode: str
    title: str
    team: str
    started_at: datetime
    planned: float
    taken: float
    steps: tuple[StepTime, ...]
    zone: str | None = None

    @property
    def over(self) -> float:
        """Seconds past the plan; negative where it ended early."""
        return self.taken - self.planned


@dataclass(frozen=True, slots=True)
class StepUsual:
    """A step over all meetings of its mode: the medians of what was planned and of what it took, in seconds."""

    mode: str
    meeting: str
    kind: str
    title: str
    planned: float
    taken: float
    times: int

    @property
    def over(self) -> float:
        """Seconds past the plan, as `MeetingTime.over`."""
        return self.taken - self.planned


@dataclass(frozen=True, slots=True)
class Timing:
    """Meetings newest first, and their steps in the order of their agendas, of the mode held most often first."""

    meetings: tuple[MeetingTime, ...]
    steps: tuple[StepUsual, ...]

    @property
    def sentence(self) -> str:
        """What the picture shows."""
        if not self.meetings:
            return "No meeting ended in these weeks. w looks further back; s at home starts a stand-up."
        mode = self.steps[0].mode if self.steps else self.meetings[0].mode
        last = [one for one in self.meetings if one.mode == mode][:LATEST]
        taken = mean([one.taken for one in last]) or 0.0
        over = taken - (mean([one.planned for one in last]) or 0.0)
        planned = last[0].planned
        plan = f"the planned {in_figures(planned)}" if len({one.planned for one in last}) == 1 else "what was planned"
        name = last[0].title.lower()
        which = f"The last {counted(len(last), name)}" if len(last) > 1 else f"One {name}"
        average = " on average" if len(last) > 1 else ""
        if abs(over) <= CLOSE:
            told = f"{which} took {in_figures(taken)}{average}, as long as planned"
        else:
            told = f"{which} took {in_figures(taken)}{average}, {in_figures(abs(over))} {_side(over)} {plan}"
        return f"{told}; {self._longest(mode)}."

    def _longest(self, mode: str) -> str:
        own = [one for one in self.steps if one.mode == mode]
        most = max(own, key=lambda one: one.over, default=None)
        if most is None or most.over <= CLOSE:
            return "no step takes longer than its plan"
        return f"{most.title} takes longest over its plan, by {in_figures(most.over)}"


def _side(over: float) -> str:
    return "over" if over > 0 else "under"


def timing(meetings: Sequence[MeetingTime]) -> Timing:
    """Put the meetings, in any order, beside each other, and their steps."""
    newest = tuple(sorted(meetings, key=lambda one: (one.started_at, one.id), reverse=True))
    often = Counter(one.mode for one in newest)
    steps: dict[tuple[str, str, str], list[StepTime]] = defaultdict(list)
    titles: dict[str, str] = {}
    for meeting in newest:
        titles.setdefault(meeting.mode, meeting.title)
        for step in meeting.steps:
            steps[meeting.mode, step.kind, step.title].append(step)
    usual = [
        StepUsual(
            mode,
            titles[mode],
            kind,
            title,
            median([one.planned for one in some]) or 0.0,
            median([one.taken for one in some]) or 0.0,
            len(some),
        )
        for (mode, kind, title), some in steps.items()
    ]
    return Timing(newest, tuple(sorted(usual, key=lambda one: (-often[one.mode], one.mode))))
