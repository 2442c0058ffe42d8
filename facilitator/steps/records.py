"""Says what a step recorded as the minutes have it, and how corrections are put on top of that.

A record is a frozen dataclass; each kind of step names its records in `RECORDS` of its `minutes`. Their names and
fields, and those of what they hold (views of OKRs, wordings), stand in the database once a meeting has ended: whoever
renames one sees to it that older minutes are still read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from facilitator.meeting.agenda import Step
from facilitator.tables.base import Base


class Record(Protocol):
    """One thing that a step recorded, as the minutes tell it.

    A part of it that stems from a row has the fields `source`, which names the row, and `corrected`, the numbers of the
    corrections of the row. It takes corrected values by the names of its fields where it has no method
    `amended(columns, amending)`, and goes where its row was struck out, unless `struck_out()` gives what stays. A
    record whose `empty` is true is kept, and left out of the minutes as long as no correction fills it.
    """

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it; empty where only the minutes for people have it."""


@dataclass(frozen=True, slots=True)
class Amending:
    """What is known of people and days where corrections are put on top of minutes.

    Attributes:
        people: The names of all people, by id.
        emails: Their addresses, where they have one.
        day: The day on which the meeting ended.
    """

    people: Mapping[int | None, str]
    emails: Mapping[int | None, str | None]
    day: date


@dataclass(frozen=True, slots=True)
class StepRecord:
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


def source(row: Base | None) -> str:
    """Return how a record names the row that it stems from; empty for none."""
    return "" if row is None else source_of(row.__tablename__, int(row.__mapper__.primary_key_from_instance(row)[0]))


def source_of(table_name: str, row_id: int) -> str:
    """Return the same for a row that is named by its table and its id."""
    return f"{table_name}:{row_id}"
