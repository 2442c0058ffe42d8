"""What every kind of step has to say: to its panel, to the minutes, and to somebody's check-in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from facilitator.documents.blocks import Block
from facilitator.meeting.agenda import Step
from facilitator.meeting.past import Past
from facilitator.steps.questions import Asked, Who
from facilitator.store.database import Database


class Record(Protocol):
    """One thing that a step recorded, as the minutes tell it."""

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it; empty where only the minutes for people have it."""


@dataclass(frozen=True, slots=True)
class StepTold:
    """A step with what was recorded in it; a step to come and a kind that records nothing have no records."""

    step: Step
    seconds: float
    records: tuple[Any, ...]

    @property
    def kind(self) -> str:
        """The kind of step."""
        return self.step.kind

    @property
    def title(self) -> str:
        """What it is called."""
        return self.step.title

    @property
    def planned_seconds(self) -> int:
        """Seconds planned for it."""
        return self.step.seconds


def _nothing(*_: object) -> tuple[()]:
    return ()


def _not_asked(_database: Database, _who: Who) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of step; what it leaves out is nothing.

    Attributes:
        name: One of `agenda.KINDS`, and the name of its modules.
        read: What its panel shows: called with the database and the meeting's id, never more than a few queries.
        records: What it recorded, for the minutes: called with the past meeting and the step's index.
        section: Its part of the minutes, its heading included.
        asked: What somebody is asked now; None where it asks nothing.
    """

    name: str
    read: Callable[[Database, int], Any] = _nothing
    records: Callable[[Past, int], Sequence[Record]] = _nothing
    section: Callable[[StepTold], Sequence[Block]] = _nothing
    asked: Callable[[Database, Who], Asked | None] = _not_asked
