"""The kinds of step that there are; to add one is a line here."""

from __future__ import annotations

from collections.abc import Callable

from facilitator.steps.analysis import kind as analysis_kind
from facilitator.steps.commitment import kind as commitment_kind
from facilitator.steps.confidence import kind as confidence_kind
from facilitator.steps.feedback import kind as feedback_kind
from facilitator.steps.gather import kind as gather_kind
from facilitator.steps.kind import Kind
from facilitator.steps.progress import kind as progress_kind
from facilitator.steps.promises import checkin as promises_checkin
from facilitator.steps.questions import Asked, Who
from facilitator.steps.readiness import kind as readiness_kind
from facilitator.steps.reflection import kind as reflection_kind
from facilitator.steps.requests import kind as requests_kind
from facilitator.steps.round import kind as round_kind
from facilitator.steps.scores import kind as scores_kind
from facilitator.steps.whiteboard import kind as whiteboard_kind
from facilitator.store.database import Database

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        gather_kind.KIND,
        progress_kind.KIND,
        round_kind.KIND,
        scores_kind.KIND,
        reflection_kind.KIND,
        feedback_kind.KIND,
        analysis_kind.KIND,
        whiteboard_kind.KIND,
        readiness_kind.KIND,
        requests_kind.KIND,
        confidence_kind.KIND,
        commitment_kind.KIND,
        # What comes out of a meeting may be recorded at any step, and is in `outcomes`.
        Kind("close"),
    )
}
"""The kinds by name, in the order in which a check-in shows them."""


ASKED: dict[str, Callable[[Database, Who], Asked | None]] = {
    **{name: kind.asked for name, kind in KINDS.items()},
    # What somebody has promised is asked at any time, whatever their meeting is about.
    "promises": promises_checkin.asked,
}
"""What a check-in asks, by kind of step or by the name of what belongs to none."""


def of(name: str) -> Kind:
    """The kind of that name; one that this version does not have says nothing."""
    return KINDS.get(name) or Kind(name)
