"""What screens, meetings and exports are told of OKRs: plain values, nothing that knows a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from facilitator.okr import progress, scoring


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle; `start` and `end` are both part of it, `current` says whether today is."""

    id: int
    name: str
    start: date
    end: date
    current: bool


@dataclass(frozen=True, slots=True)
class Link:
    """What an objective can support: `kind` is `objective` or `key_result`."""

    kind: str
    id: int
    title: str
    owner: str


@dataclass(frozen=True, slots=True)
class Writer:
    """For whom somebody writes: `kind` is `person` or `unit`."""

    kind: str
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """What a reader proposes (METHOD M11); `state` is `open`, `accepted` or `answered`."""

    id: int
    objective_id: int
    key_result_id: int | None
    by: str | None
    text: str
    state: str
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A finding of the coach that was answered: it rests as long as what it is `about` is worded so."""

    finding: str
    key_result_id: int | None
    about: str
    because: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """An open request for help, which can be an objective's source (METHOD M5)."""

    id: int
    from_: str
    what: str
    to: str


@dataclass(frozen=True, slots=True)
class KeyResultView:
    """A key result and where it stands.

    Attributes:
        key: Its id in files.
        owner: Its own owner, else the objective's.
        owner_id: Its own owner; None where it is the objective's.
        reason: The score's.
        ratio: Share of the way, as `okr.progress.ratio`; None with `note` saying why.
        risk: Why it is at risk, in words; empty when it is not, and where it is not told (`okr.progress.told`).
        expected: The share of the cycle that is over.
        stale_days: Days without a word; None before the cycle begins.
        risk_order: Sorts those at risk, the worst first.
        agreed_title: Its wording when its objective was last agreed, where it differs from now (METHOD M23).
    """

    id: int
    key: str | None
    title: str
    description: str
    owner: str
    owner_id: int | None
    start: float | None
    target: float | None
    current: float | None
    unit: str
    confidence: int | None
    score: float | None
    reason: str
    ratio: float | None
    note: str
    risk: str
    expected: float
    stale_days: int | None
    agreed_title: str | None
    risk_order: tuple[float, ...] = ()

    @property
    def milestone(self) -> bool:
        """Whether it has no numbers."""
        return self.target is None


@dataclass(frozen=True, slots=True)
class ObjectiveView:
    """An objective with what belongs to it; key results that were dropped are left out.

    Attributes:
        key: Its id in files.
        cycle: The cycle's name.
        owner_kind: `person` or `unit`.
        unit: The name of the owner's unit: the one that a person is in, or the owner itself; empty for none.
        source: `leader`, `own`, `request`, or None where nobody has said.
        supports: What it is linked to above it.
        request: The request that it answers, in its words; `request_from` asked.
        state: `draft`, `submitted`, `agreed` or `closed`.
    """

    id: int
    key: str | None
    cycle_id: int
    cycle: str
    title: str
    description: str
    owner: str
    owner_id: int
    owner_kind: str
    unit: str
    source: str | None
    supports: Link | None
    request: str | None
    state: str
    key_results: tuple[KeyResultView, ...] = ()
    suggestions: tuple[SuggestionView, ...] = ()
    answered: tuple[Answered, ...] = ()
    request_id: int | None = None
    request_from: str | None = None

    @property
    def score(self) -> float | None:
        """The mean of the key results that have a score, unrounded; None where none has (METHOD M25)."""
        return scoring.average(one.score for one in self.key_results)[0]

    @property
    def missing(self) -> int:
        """How many key results have no score."""
        return scoring.average(one.score for one in self.key_results)[1]

    @property
    def ratio(self) -> float | None:
        """How far its key results have come together, as `okr.progress.together`."""
        return progress.together(one.ratio for one in self.key_results)


@dataclass(frozen=True, slots=True)
class Okrs:
    """The objectives of a cycle, in their order."""

    cycle: CycleView
    objectives: tuple[ObjectiveView, ...]
