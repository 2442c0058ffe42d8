"""Draws what came out of a meeting so far, beside the step and below it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.meeting.timeline import Position
from facilitator.steps.outcomes import Outcome
from facilitator.steps.shown import Shown
from screens.steps.close.panel import outcome_line
from screens.steps.panel import text


def in_full(shown: Shown, position: Position, today: date, waiting: Sequence[str] = ()) -> Content:
    """Return all of it, the newest first, and above it what waits to be saved."""
    decided = _decided(shown, position)
    parts: list[Content | str | tuple[str, str]] = []
    if decided:
        first = Content("\n").join(outcome_line(outcome, today) for outcome in decided)
        parts = [("Decided in the review", "bold"), "\n", first, "\n\n"]
    lines = [outcome_line(outcome, today) for outcome in reversed(shown.outcomes) if outcome not in decided]
    rest = Content("\n").join(lines or [Content("  nothing yet")])
    if waiting:
        held = Content("\n").join(Content(f"  … {clean_line(line) or 'a change'}") for line in waiting)
        parts = [("! Not saved yet", "bold $text-warning"), "\n", held, "\n\n", *parts]
    return text(*parts, ("Recorded", "bold"), "\n", rest)


def in_short(shown: Shown, position: Position, today: date, waiting: Sequence[str] = ()) -> Content:
    """Return the newest in a line or two, for a window that has no room for more; first what waits to be saved."""
    if waiting:
        held = "   ".join(f"… {clean_line(line) or 'a change'}" for line in reversed(waiting))
        return text(("! Not saved yet  ", "bold $text-warning"), held)
    decided = _decided(shown, position)
    newest = decided or [*reversed(shown.outcomes)][:3]
    latest = [outcome_line(outcome, today).plain.strip() for outcome in newest]
    heading = "Decided  " if decided else "Recorded  "
    return text((heading, "bold"), "   ".join(latest) if latest else "nothing yet")


def _decided(shown: Shown, position: Position) -> list[Outcome]:
    """Return the decisions, the newest first, while the next cycle is agreed (METHOD M32)."""
    live = shown.live
    if live.next_cycle is None or live.agenda.steps[position.step].part != "consensus":
        return []
    return [outcome for outcome in reversed(shown.outcomes) if outcome.kind == "decision"]
