"""What a step recorded, as the minutes tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from facilitator.meeting.agenda import Step


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
