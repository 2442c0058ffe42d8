"""Defines the plain values in which OKRs are read: for screens, meetings, reports and exports alike."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from facilitator.common.text import left_to_right, number
from facilitator.okr import progress, scoring
from facilitator.okr.progress import NO_RISK, Risk


@dataclass(frozen=True, slots=True)
class CycleView:
    """A cycle; `start` and `end` are both part of it, `current` says whether today is."""

    id: int
    name: str
    start: date
    end: date
    current: bool


@dataclass(frozen=True, slots=True)
class Supported:
    """What an objective can support: `kind` is `objective` or `key_result`."""

    kind: str
    id: int
    title: str
    owner: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Who can own an objective: `kind` is `person` or `unit`."""

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
class AnsweredFinding:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyResultView:
    """A key result, and how far it has come.

    Attributes:
        key: Its id in files.
        objective: The title of its objective.
        owner: The name of its own owner, else of the objective's; empty for nobody.
        owner_id: Its own owner; None where it is the objective's.
        speaker_id: The person who speaks for it: its owner, else the objective's; of a unit's the manager.
        unit_ids: The units that it counts for, the objective's before its own owner's.
        confidence: 1 to 10; None where nobody said.
        score: 0 to 1; `reason` is the score's.
        expected: The share of the cycle that is over. This and what follows is read with the history only
            (`okr.tracking`).
        stale_days: Days without a word, up to today or the cycle's end; None before the cycle begins.
        risk: Why it is at risk; without reasons where it is not, or where that is not told (`okr.progress.tells_risk`).
        agreed_title: Its wording when its objective was last agreed, where it differs from now (METHOD M23).
    """

    id: int
    key: str | None = None
    title: str
    description: str = ""
    objective_id: int
    objective: str
    owner: str
    owner_id: int | None = None
    speaker_id: int | None = None
    unit_ids: tuple[int, ...] = ()
    start: float | None = None
    target: float | None = None
    current: float | None = None
    unit: str = ""
    confidence: int | None = None
    score: float | None = None
    reason: str = ""
    expected: float = 0.0
    stale_days: int | None = None
    risk: Risk = NO_RISK
    agreed_title: str | None = None

    @property
    def milestone(self) -> bool:
        """Whether it has no numbers."""
        return self.target is None

    @property
    def ratio(self) -> float | None:
        """The share of the way that it has come, as `okr.progress.ratio`; None with `note` saying why."""
        return progress.ratio(self.start, self.target, self.current)[0]

    @property
    def note(self) -> str:
        """Why there is no `ratio`."""
        return progress.ratio(self.start, self.target, self.current)[1]

    @property
    def way(self) -> str:
        """The way that it has to go, as `way`."""
        return way(self.start, self.target, self.unit)

    def unit_among(self, unit_ids: Collection[int | None]) -> int | None:
        """Return the first of these units that it counts for; None where it counts for none of them."""
        return next((unit_id for unit_id in self.unit_ids if unit_id in unit_ids), None)

    @property
    def own_owner(self) -> str:
        """The name of its own owner; empty where it is the objective's."""
        return self.owner if self.owner_id is not None else ""

    @property
    def names(self) -> tuple[str, ...]:
        """What it can be called in a file, its title first."""
        return self.title, f"{self.title} ({self.owner})", self.key or "", f"{self.title} ({self.objective})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectiveView:
    """An objective with what belongs to it; key results that were dropped are left out.

    Attributes:
        key: Its id in files.
        cycle: The cycle's name.
        owner_kind: `person` or `unit`.
        speaker_id: The person who speaks for it: its owner, of a unit's the manager; None for nobody.
        unit: The name of the owner's unit: the one that a person is in, or the owner itself; empty for none.
        source: `leader`, `own`, `request`, or None where nobody has said.
        supports: What it is linked to above it.
        request: The request that it answers, in its words; `request_from` asked.
        state: `draft`, `submitted`, `agreed` or `closed`.
        suggestions: What readers proposed, oldest first; this and `answered` is read for the OKR screens only.
    """

    id: int
    key: str | None = None
    cycle_id: int
    cycle: str
    title: str
    description: str = ""
    owner: str
    owner_id: int
    owner_kind: str
    speaker_id: int | None = None
    unit: str = ""
    source: str | None = None
    supports: Supported | None = None
    request: str | None = None
    request_id: int | None = None
    request_from: str | None = None
    state: str
    key_results: tuple[KeyResultView, ...] = ()
    suggestions: tuple[SuggestionView, ...] = ()
    answered: tuple[AnsweredFinding, ...] = ()

    @property
    def person_id(self) -> int | None:
        """The person whose it is; None where it is a unit's."""
        return self.owner_id if self.owner_kind == "person" else None

    @property
    def score(self) -> float | None:
        """The mean of the key results that have a score, unrounded; None where none has (METHOD M25)."""
        return scoring.average(key_result.score for key_result in self.key_results)[0]

    @property
    def missing(self) -> int:
        """How many key results have no score."""
        return scoring.average(key_result.score for key_result in self.key_results)[1]

    @property
    def ratio(self) -> float | None:
        """How far its key results have come together, as `okr.progress.together`."""
        return progress.together(key_result.ratio for key_result in self.key_results)

    @property
    def names(self) -> tuple[str, ...]:
        """What it can be called in a file, its title first."""
        return self.title, f"{self.title} ({self.owner})", self.key or ""


@dataclass(frozen=True, slots=True)
class Okrs:
    """The objectives of a cycle, in their order."""

    cycle: CycleView
    objectives: tuple[ObjectiveView, ...]


def way(start: float | None, target: float | None, unit: str) -> str:
    """Return the way that a key result has to go: `9 → 2 days`; `milestone` where it has no numbers."""
    if target is None:
        return "milestone"
    return left_to_right(f"{number(start)} → {number(target)} {unit}".rstrip())


def untold_way(title: str, start: float | None, target: float | None, unit: str) -> str:
    """Return the way that a key result has to go, as `way`; empty where its title names both ends, or it has none."""
    named = set(re.findall(r"\d+(?:\.\d+)?", title))
    return "" if target is None or {number(start), number(target)} <= named else way(start, target, unit)
