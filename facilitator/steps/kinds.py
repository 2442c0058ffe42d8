"""The kinds of step that there are; to add one is a line here."""

from __future__ import annotations

from collections.abc import Callable

from facilitator.steps import (
    analysis,
    commitment,
    confidence,
    feedback,
    gather,
    own_promises,
    progress,
    readiness,
    reflection,
    requests,
    round,  # noqa: A004  # the kind of step is called so
    scores,
    whiteboard,
)
from facilitator.steps.asking import Asked, Who
from facilitator.steps.kind import Kind
from facilitator.store.database import Database

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        gather.KIND,
        progress.KIND,
        round.KIND,
        scores.KIND,
        reflection.KIND,
        feedback.KIND,
        analysis.KIND,
        whiteboard.KIND,
        readiness.KIND,
        requests.KIND,
        confidence.KIND,
        commitment.KIND,
        # What comes out of a meeting may be recorded at any step, and is in `outcomes`.
        Kind("close"),
    )
}
"""The kinds by name, in the order in which a check-in shows them."""


ASKED: dict[str, Callable[[Database, Who], Asked | None]] = {
    **{name: kind.asked for name, kind in KINDS.items()},
    # What somebody has promised is asked at any time, whatever their meeting is about.
    "promises": own_promises.asked,
}
"""What a check-in asks, by kind of step or by the name of what belongs to none."""


def of(name: str) -> Kind:
    """The kind of that name; one that this version does not have says nothing."""
    return KINDS.get(name) or Kind(name)
