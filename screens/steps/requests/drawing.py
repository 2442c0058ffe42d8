"""Draws the lines of a presenter's turn: key results, requests for support and suggestions."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from facilitator.common.text import clean_line, number
from facilitator.okr.views import KeyResultView
from facilitator.steps.requests.reading import PresentedSuggestion, SupportRequest
from screens import wording
from screens.steps.panel import text


def key_result_line(key_result: KeyResultView) -> Content:
    """Return a key result with where it comes from and where it goes."""
    way = "milestone"
    if key_result.target is not None:
        way = f"{number(key_result.start)} → {number(key_result.target)} {key_result.unit}".rstrip()
        if key_result.current is not None and key_result.current != key_result.start:
            way += f", now {number(key_result.current)}"
    return text("   · ", key_result.title, (f"  {way}", "dim"))


def request_line(request: SupportRequest, today: date) -> Content:
    """Return a request with its day, its answer and what has become of it."""
    carried = "» carried over" if request.carried_over else "☐ open"
    answer = wording.answered(request.answer, request.note) or carried
    return text(
        ("   ? ", "bold"),
        (f"{request.asked}: ", "bold"),
        request.what,
        (f"  for {request.key_result}" if request.key_result else "", "dim"),
        (f"  {wording.due(request.due, today)}" if request.due else "", "dim"),
        (f"  {answer}", "bold" if request.answer or request.carried_over else "bold $warning"),
        (f"  → {request.became}" if request.became else "", "bold $success"),
        ("" if request.here else "  from before", "dim"),
    )


def suggestion_line(suggestion: PresentedSuggestion) -> Content:
    """Return a suggestion with its answer."""
    words = {"accepted": "✔ accepted", "answered": "↔ answered"}.get(suggestion.state, "☐ open")
    return text(
        ("   ! ", "bold"),
        clean_line(suggestion.text),
        (f"  {suggestion.by}" if suggestion.by else "", "bold"),
        (f"  for {suggestion.about}", "dim"),
        (f"  {words}" + (f": {clean_line(suggestion.answer)}" if suggestion.answer else ""), "bold"),
        ("" if suggestion.here else "  from before", "dim"),
    )
