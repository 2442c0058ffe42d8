"""Compares how long meetings and their steps took with what was planned (METHOD M17, M22)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, median

from facilitator.common.durations import in_figures
from facilitator.common.text import counted

LATEST = 6
"""How many of the newest meetings the sentence is about."""
CLOSE = 30
"""Seconds by which a step or a meeting may miss its plan and still count as on time."""


@dataclass(frozen=True, slots=True)
class StepTime:
    """A step of a meeting; times in seconds."""

    kind: str
    title: str
    planned: float
    taken: float


@dataclass(frozen=True, slots=True)
class MeetingTime:
    """A meeting under the title of its mode; times in seconds without pauses, `zone` its facilitator's, if any."""

    id: int
    mode: str
    title: str
    team: str
    started_at: datetime
    planned: float
    taken: float
    steps: tuple[StepTime, ...]
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class StepMedian:
    """A step in all meetings of its mode: the medians of the seconds planned and taken."""

    mode: str
    meeting: str
    title: str
    planned: float
    taken: float

    @property
    def over(self) -> float:
        """Seconds past the plan; negative where it ended early."""
        return self.taken - self.planned


@dataclass(frozen=True, slots=True)
class Timing:
    """Meetings, newest first, and their steps in the order of the agenda, those of the most frequent mode first."""

    meetings: tuple[MeetingTime, ...]
    steps: tuple[StepMedian, ...]

    @property
    def sentence(self) -> str:
        """What the picture shows, in a sentence."""
        if not self.meetings:
            return "No meeting ended in these weeks. w looks further back; s at home starts a stand-up."
        mode = self.steps[0].mode if self.steps else self.meetings[0].mode
        last = [meeting for meeting in self.meetings if meeting.mode == mode][:LATEST]
        taken = fmean(meeting.taken for meeting in last)
        over = taken - fmean(meeting.planned for meeting in last)
        plan = "what was planned"
        if len({meeting.planned for meeting in last}) == 1:
            plan = f"the planned {in_figures(last[0].planned)}"
        name = last[0].title.lower()
        which = f"The last {counted(len(last), name)}" if len(last) > 1 else f"One {name}"
        average = " on average" if len(last) > 1 else ""
        beside = f"{in_figures(abs(over))} {'over' if over > 0 else 'under'} {plan}"
        if abs(over) <= CLOSE:
            beside = "as long as planned"
        return f"{which} took {in_figures(taken)}{average}, {beside}; {self._longest(mode)}."

    def _longest(self, mode: str) -> str:
        own = [step for step in self.steps if step.mode == mode]
        most = max(own, key=lambda step: step.over, default=None)
        if most is None or most.over <= CLOSE:
            return "no step takes longer than its plan"
        return f"{most.title} takes longest over its plan, by {in_figures(most.over)}"


def timing(meetings: Sequence[MeetingTime]) -> Timing:
    """Compare meetings, given in any order, and their steps."""
    newest = tuple(sorted(meetings, key=lambda meeting: (meeting.started_at, meeting.id), reverse=True))
    frequency = Counter(meeting.mode for meeting in newest)
    steps: dict[tuple[str, str, str], list[StepTime]] = defaultdict(list)
    titles: dict[str, str] = {}
    for meeting in newest:
        titles.setdefault(meeting.mode, meeting.title)
        for step in meeting.steps:
            steps[meeting.mode, step.kind, step.title].append(step)
    medians = [
        StepMedian(mode, titles[mode], title, median(row.planned for row in times), median(row.taken for row in times))
        for (mode, _, title), times in steps.items()
    ]
    return Timing(newest, tuple(sorted(medians, key=lambda step: (-frequency[step.mode], step.mode))))
