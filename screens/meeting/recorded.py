"""Draws what came out of a meeting so far, beside the step and below it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from textual.content import Content

from facilitator.common.text import clean_line, counted
from facilitator.meeting.timeline import Position
from facilitator.steps.outcomes import Outcome
from facilitator.steps.shown import Shown
from screens import wording
from screens.steps.outcomes import NOUNS, SIGNS, outcome_line, outcome_lines
from screens.steps.panel import text


def in_full(shown: Shown, position: Position, today: date, waiting: Sequence[str] = ()) -> Content:
    """Return all of it, the newest first, and above it what waits to be saved."""
    decided = _decided(shown, position)
    blocks: list[Content] = []
    if waiting:
        held = Content("\n").join(Content(f"… {clean_line(line) or 'a change'}") for line in waiting)
        blocks.append(text(("! Not saved yet", "bold $text-warning"), "\n", held))
    if decided:
        blocks.append(text(("Decided in the review", "bold $primary")))
        blocks += [outcome_lines(outcome, today) for outcome in decided]
    counts = Counter(outcome.kind for outcome in shown.outcomes)
    words = " · ".join(counted(counts[kind], noun) for kind, noun in NOUNS.items() if counts[kind])
    blocks.append(text(("Recorded", "bold $primary"), (f"  {words or 'nothing yet'}", "$muted")))
    blocks += [outcome_lines(outcome, today) for outcome in reversed(shown.outcomes) if outcome not in decided]
    return Content("\n\n").join(blocks)


def in_short(shown: Shown, position: Position, today: date, waiting: Sequence[str] = ()) -> Content:
    """Return how much there is and the newest, in a line; first what waits to be saved."""
    if waiting:
        held = "   ".join(f"… {clean_line(line) or 'a change'}" for line in reversed(waiting))
        return text((" ! Not saved yet  ", "bold $text-warning"), held)
    counts = Counter(outcome.kind for outcome in shown.outcomes)
    parts = [text((wording.SYMBOLS[kind], SIGNS[kind]), f"{counts[kind]}  ") for kind in NOUNS if counts[kind]]
    if decided := _decided(shown, position):
        newest, heading = decided[0], "decided: "
    elif shown.outcomes:
        newest, heading = shown.outcomes[-1], "last: "
    else:
        return text((" Recorded  ", "bold $primary"), ("nothing yet", "$muted"))
    return text((" Recorded  ", "bold $primary"), *parts, (f" {heading}", "$muted"), outcome_line(newest, today))


def _decided(shown: Shown, position: Position) -> list[Outcome]:
    """Return the decisions, the newest first, while the next cycle is agreed (METHOD M32)."""
    live = shown.live
    if live.next_cycle is None or live.agenda.steps[position.step].part != "consensus":
        return []
    return [outcome for outcome in reversed(shown.outcomes) if outcome.kind == "decision"]
