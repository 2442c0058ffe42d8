"""Says what the minutes of a meeting consist of; every form of them is made from this document.

Once the meeting has ended its document is kept in the database: the names of its fields stand there too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from facilitator.meeting import running
from facilitator.meeting.timeline import PRESENT
from facilitator.promises import kept
from facilitator.steps.records import Amending, StepRecord


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who was asked to come.

    Attributes:
        seconds: How long they spoke.
        unit: What they spoke for, where units met.
        reason: Why they were not there, of somebody who must be (METHOD M28); else empty.
        corrected: The numbers of the corrections that are about it; so in all that follow.
        source: The row it stems from, see `records`; so in all that follow.
    """

    name: str
    state: str
    seconds: float
    unit: str = ""
    reason: str = ""
    corrected: tuple[int, ...] = ()
    source: str = ""

    @property
    def called(self) -> str:
        """The person's name, and before it the units that they spoke for."""
        return running.called(self.name, self.unit)

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:  # noqa: ARG002  # as all have it
        """Return the same with corrected values."""
        state = columns.get("state", self.state)
        return replace(self, state=state, reason=excuse(state, columns.get("reason", self.reason)))


@dataclass(frozen=True, slots=True)
class ActionRecord:
    """An action, as the minutes have it: who does what by when.

    Attributes:
        email: The owner's, as it was imported.
        id: Of the database; with `recorded_at` it names the action wherever its calendars end up.
        recorded_at: When it was recorded, in UTC.
        done_at: When it was done or dropped, in UTC; None while it is open.
        reason: Why it was dropped.
        overdue: Whether it was open and past its date on the day the meeting ended, or began while it has not.
    """

    text: str
    owner: str | None
    due: date | None
    state: str
    key_result: str | None
    email: str | None
    id: int
    recorded_at: datetime
    done_at: datetime | None
    corrected: tuple[int, ...] = ()
    reason: str = ""
    overdue: bool = False
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:
        """Return the same with corrected values."""
        due = columns.get("due", self.due)
        owner, email = self.owner, self.email
        if "owner_id" in columns:
            owner, email = (known.get(columns["owner_id"]) for known in (amending.people, amending.emails))
        overdue = kept.is_overdue(self.state, due, amending.day)
        return replace(self, text=columns.get("text", self.text), owner=owner, email=email, due=due, overdue=overdue)


@dataclass(frozen=True, slots=True)
class HelpRecord:
    """A request for help, as the minutes have it.

    Attributes:
        state: `open`, `done` or `dropped`.
        answer: What the asked side said: `accepted`, `countered`, `declined`; None: nothing yet.
        note: The asked side's words.
        reason: Why it was dropped.
        overdue: As of an action.
    """

    asker: str
    asked: str
    what: str
    state: str
    key_result: str | None
    due: date | None
    answer: str | None
    note: str
    corrected: tuple[int, ...] = ()
    reason: str = ""
    overdue: bool = False
    source: str = ""

    def amended(self, columns: Mapping[str, Any], amending: Amending) -> Self:
        """Return the same with corrected values: one that was declined is settled."""
        taken = columns.keys() & {"what", "due", "answer", "note", "state"}
        new = replace(self, **{name: columns[name] for name in taken})
        return replace(
            new,
            reason="" if new.state == "open" else columns.get("reason", self.reason),
            overdue=kept.is_overdue(new.state, new.due, amending.day),
        )


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision or a parked topic, and whose it is."""

    text: str
    by: str | None
    corrected: tuple[int, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Corrected:
    """One correction after the end of the meeting.

    Attributes:
        number: Counted from 1 in the meeting.
        at: In the same time zone as the meeting's beginning.
        by: Who corrected it.
        kind: What was corrected: `decision`, `action`, `attendance` and so on, or `remark`.
        before: Empty where something was added, and of a remark.
        after: Empty where something was struck out.
    """

    number: int
    at: datetime
    by: str | None
    kind: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a running meeting stands; outside a round there is no speaker."""

    step: int
    speaker: str | None
    speaker_seconds: float | None
    speaker_planned_seconds: float | None


@dataclass(frozen=True, slots=True)
class Document:
    """A meeting, read.

    Attributes:
        mode: The word that starts such a meeting; `title` is what it is called.
        state: `running`, `paused` or `ended`.
        next_cycle: The cycle that a combined meeting agrees, having reviewed `cycle`; None in any other.
        position: None when it has ended.
        started_at: In the facilitator's time zone, or else in this machine's; so is `ended_at`.
        seconds: Time spent, pauses left out.
        attendance: Everybody, in speaking order.
        carried_actions: Actions of earlier meetings that were open when this one began.
        carried_requests: Requests for help from before it of either side, the same.
        corrections: What was corrected after the end, by number.
        struck_actions: The meeting's own actions that a correction struck out.
    """

    id: int
    mode: str
    title: str
    team: str
    cycle: str | None
    next_cycle: str | None
    facilitator: str | None
    state: str
    position: Place | None
    started_at: datetime
    ended_at: datetime | None
    planned_seconds: int
    seconds: float
    paused_seconds: float
    attendance: tuple[Attendee, ...]
    steps: tuple[StepRecord, ...]
    decisions: tuple[Noted, ...]
    actions: tuple[ActionRecord, ...]
    parked: tuple[Noted, ...]
    requests: tuple[HelpRecord, ...]
    carried_actions: tuple[ActionRecord, ...]
    carried_requests: tuple[HelpRecord, ...]
    corrections: tuple[Corrected, ...] = ()
    struck_actions: tuple[ActionRecord, ...] = ()

    @property
    def draft(self) -> bool:
        """Whether it may still change."""
        return self.state != "ended"

    @property
    def overtime(self) -> int:
        """Seconds past the planned ones."""
        return max(0, round(self.seconds) - self.planned_seconds)


def excuse(state: str, reason: str) -> str:
    """Return why somebody was not there: who came after all needs no excuse."""
    return "" if state in PRESENT else reason
