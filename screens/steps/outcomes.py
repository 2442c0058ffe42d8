"""Draws what comes out of a meeting: in a line, or in two with whose it is and by when."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from facilitator.steps.outcomes import Outcome
from screens import wording
from screens.steps.panel import text

NOUNS = {"action": "action", "request": "request", "decision": "decision", "parked": "parked topic"}
SIGNS = {"action": "$warning", "request": "$accent", "decision": "$success", "parked": "$muted"}
"""The colours of the signs."""


def outcome_line(outcome: Outcome, today: date) -> Content:
    """Return one thing that came out, in a line."""
    about = _about(outcome, today)
    return text(
        (f"{wording.SYMBOLS[outcome.kind]} ", SIGNS[outcome.kind]),
        outcome.text,
        *((" · ", about) if about.plain else ()),
    )


def outcome_lines(outcome: Outcome, today: date) -> Content:
    """Return one thing that came out: what it is, and below it whose it is and by when."""
    about = _about(outcome, today)
    sign = (f"{wording.SYMBOLS[outcome.kind]} ", SIGNS[outcome.kind])
    return text(sign, (outcome.text, "bold"), *(("\n  ", about) if about.plain else ()))


def _about(outcome: Outcome, today: date) -> Content:
    """Return whose it is and by when; what an action lacks, until it has it."""
    if outcome.kind == "action" and outcome.state == "open" and not (outcome.who and outcome.due):
        lacks = "nobody, no day" if not (outcome.who or outcome.due) else "no day" if outcome.who else "nobody"
        has = outcome.who or wording.due(outcome.due, today)
        return text(f"{has}  " if has else "", (f"! {lacks}", "bold $text-warning"))
    if outcome.kind in ("decision", "parked"):
        return text((f"by {outcome.by}" if outcome.by else "", "$muted"))
    when = (wording.due if outcome.state == "open" else wording.by)(outcome.due, today)
    answer = wording.answered(outcome.answer, outcome.note)
    who = f"{outcome.by} asks {outcome.who}" if outcome.kind == "request" else outcome.who or ""
    return text(("  ".join(filter(None, (who, when))), "$muted"), f"  {answer}" if answer else "")
