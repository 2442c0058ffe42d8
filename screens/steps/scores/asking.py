"""Asks on the shared screen for the score of a key result, in whichever step it is given."""

from __future__ import annotations

from facilitator.okr import scoring
from facilitator.steps.scores import writing as scores_writing
from facilitator.steps.scores.reading import Scored
from screens.steps.panel import Panel
from screens.steps.scores.drawing import HOW


def ask_score(panel: Panel, scored: Scored) -> None:
    """Ask for the score that the meeting gives a key result, and why; what it has stands in the field."""
    panel.ask(
        f"score {scored.id}",
        f"Score ({HOW}): {scored.key_result.title}",
        scores_writing.settle,
        panel.meeting_id,
        scored.id,
        text=f"{scoring.figure(scored.score)} {scored.reason}" if scored.score is not None else "",
        expected=(scored.score, scored.reason),
    )
