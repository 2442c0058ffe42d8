"""Holds what a digest says, whichever format it has: frozen, and the same for the same meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from facilitator.minutes.document import ActionRecord
from facilitator.okr.tracking import Point
from facilitator.okr.views import KeyResultView


@dataclass(frozen=True, slots=True)
class HeldMeetings:
    """The number of meetings of a mode, and their time in seconds without pauses."""

    mode: str
    title: str
    meetings: int
    seconds: float


@dataclass(frozen=True, slots=True)
class DigestDecision:
    """A decision; `by` is whose it is, `meeting` the number of the meeting, `date` its day.

    `corrected` has the numbers of its corrections after that meeting; so it has in all that follow.
    """

    text: str
    by: str | None
    team: str
    meeting: int
    date: date
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestAction:
    """An action, as in minutes, with its team and where it comes from; `meeting` is None where it is of none."""

    action: ActionRecord
    team: str
    meeting: int | None
    mode: str
    date: date

    @property
    def corrected(self) -> tuple[int, ...]:
        """The numbers of its corrections."""
        return self.action.corrected


@dataclass(frozen=True, slots=True)
class DigestRequest:
    """Help or resources that are still asked for (METHOD M13).

    Attributes:
        team: The unit whose meeting it was made in, else the asker's.
        asked: The person or the unit.
        answer: `accepted` or `countered`; None: nothing yet.
        note: The asked side's words.
    """

    asker: str
    asked: str
    what: str
    key_result: str | None
    team: str
    meeting: int | None
    due: date | None
    date: date
    overdue: bool
    answer: str | None
    note: str
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyResultProgress:
    """A key result from the first day of the span to its last.

    Attributes:
        unit: The unit that it counts for.
        before: Where it stood before the span; of one that was written later, at first.
        after: Where it stood at the end of it.
    """

    unit: str
    key_result: KeyResultView
    before: Point
    after: Point

    @property
    def has_moved(self) -> bool:
        """Whether its figure or its confidence is another one than before."""
        return (self.before.value, self.before.confidence) != (self.after.value, self.after.confidence)


@dataclass(frozen=True, slots=True)
class KeyResultAtRisk:
    """A key result at risk (METHOD M20), and its unit; `note` is the last word on it in a meeting of the span."""

    unit: str
    key_result: KeyResultView
    note: str


@dataclass(frozen=True, slots=True)
class StandingDifficulty:
    """A difficulty that came up in several meetings on end, told as it was last.

    Attributes:
        since: The day of the first of them.
        meetings: How many.
        outcome: What became of it last: one of `steps.round.OUTCOMES`; None: nothing.
        meeting: The number of the last of them.
    """

    text: str
    person: str
    team: str
    since: date
    meetings: int
    outcome: str | None
    meeting: int
    date: date
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ObjectiveScore:
    """An objective's score, the mean of its agreed ones (METHOD M25), unrounded."""

    objective: str
    score: float | None


@dataclass(frozen=True, slots=True)
class MeetingAgreements:
    """What a consensus or a review agreed: the number of confidences and of commitments, and the scores."""

    meeting: int
    title: str
    team: str
    date: date
    confidences: int
    commitments: int
    scores: tuple[ObjectiveScore, ...]
    corrected: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """Meetings that have ended, and where things stand at the end of the last day.

    Attributes:
        team: The unit that it is of, with those below it; None for all.
        until: The last day; all that is open, overdue and at risk is so at its end.
        at: When what it tells was last added to: the end of the last meeting, in UTC; else the beginning of `since`.
        held: By mode.
        running: How many meetings have not ended; they are not in here.
        new: How many actions were recorded in the span; `done` and `dropped` count those that were so in it.
        actions: Those that are open, the overdue ones of every team first.
        progress: All key results of the cycles that the span touches.
        risks: The worst first.
        cycles: The names of these cycles.
    """

    team: str | None
    since: date
    until: date
    at: datetime
    held: tuple[HeldMeetings, ...]
    teams: tuple[str, ...]
    running: int
    new: int
    done: int
    dropped: int
    decisions: tuple[DigestDecision, ...]
    actions: tuple[DigestAction, ...]
    requests: tuple[DigestRequest, ...]
    progress: tuple[KeyResultProgress, ...]
    risks: tuple[KeyResultAtRisk, ...]
    difficulties: tuple[StandingDifficulty, ...]
    agreed: tuple[MeetingAgreements, ...]
    cycles: tuple[str, ...] = ()

    @property
    def meetings(self) -> int:
        """How many meetings were held."""
        return sum(held.meetings for held in self.held)

    @property
    def seconds(self) -> float:
        """Their time together."""
        return sum(held.seconds for held in self.held)

    @property
    def moved(self) -> tuple[KeyResultProgress, ...]:
        """The key results that moved."""
        return tuple(key_result for key_result in self.progress if key_result.has_moved)

    @property
    def overdue(self) -> int:
        """How many open actions are past their day."""
        return sum(entry.action.overdue for entry in self.actions)

    @property
    def title(self) -> str:
        """What it is called."""
        return f"Digest of {self.team or 'all teams'}, {self.since.isoformat()} to {self.until.isoformat()}"
