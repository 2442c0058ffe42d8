"""Lists the kinds of step, and calls what each of them does for its panel, the minutes and a check-in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from facilitator.meeting.kinds import of
from facilitator.steps.analysis.kind import KIND as ANALYSIS
from facilitator.steps.close.kind import KIND as CLOSE
from facilitator.steps.commitment.kind import KIND as COMMITMENT
from facilitator.steps.confidence.kind import KIND as CONFIDENCE
from facilitator.steps.feedback.kind import KIND as FEEDBACK
from facilitator.steps.gather.kind import KIND as GATHER
from facilitator.steps.progress.kind import KIND as PROGRESS
from facilitator.steps.promises.kind import KIND as PROMISES
from facilitator.steps.readiness.kind import KIND as READINESS
from facilitator.steps.reflection.kind import KIND as REFLECTION
from facilitator.steps.requests.kind import KIND as REQUESTS
from facilitator.steps.round.kind import KIND as ROUND
from facilitator.steps.scores.kind import KIND as SCORES
from facilitator.steps.whiteboard.kind import KIND as WHITEBOARD

# Mode files are read with this list before the first frame: whatever needs SQLAlchemy is imported when it is called.
if TYPE_CHECKING:
    from facilitator.documents.blocks import Block
    from facilitator.meeting.kinds import Kind
    from facilitator.meeting.past import Past
    from facilitator.steps.questions import Asked, Who
    from facilitator.steps.records import Record, StepRecord
    from facilitator.store.database import Database

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        GATHER,
        PROGRESS,
        ROUND,
        WHITEBOARD,
        READINESS,
        REQUESTS,
        CONFIDENCE,
        COMMITMENT,
        SCORES,
        FEEDBACK,
        ANALYSIS,
        REFLECTION,
        CLOSE,
    )
}
"""The kinds by name; to add one is a line here."""


def panel_data(database: Database, kind: str, meeting_id: int) -> Any:
    """Return what the panel of a kind of step shows; never more than a few queries."""
    read = of(kind).hook("reading", "of_meeting")
    return read(database, meeting_id) if read is not None else ()


def records(past: Past, kind: str, index: int) -> Sequence[Record]:
    """Return what the step with this index recorded in a past meeting."""
    read = of(kind).hook("minutes", "records")
    return read(past, index) if read is not None else ()


def section(step: StepRecord) -> Sequence[Block]:
    """Return a step's part of the minutes, its heading included."""
    lay_out = of(step.kind).hook("minutes", "section")
    return lay_out(step) if lay_out is not None else ()


def asked(database: Database, who: Who) -> dict[str, Asked]:
    """Return what somebody is asked now, by kind of step; under `promises` what they owe, whatever they meet about."""
    # What somebody has promised is asked at any time, in a step of no meeting.
    asking = [*sorted(KINDS.values(), key=lambda kind: kind.place), PROMISES]
    now = [kind for kind in asking if kind.always or who.agenda is None or who.in_step(kind.name)]
    ask = {kind.name: kind.hook("checkin", "asked") for kind in now}
    answers = {name: function(database, who) for name, function in ask.items() if function is not None}
    return {name: answer for name, answer in answers.items() if answer is not None}
