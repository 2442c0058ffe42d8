"""Draws the lines of a presenter's turn: key results, who asks whom for what, suggestions, and what was answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from textual.content import Content

from facilitator.common.text import clean_line, number
from facilitator.meeting.running import Live
from facilitator.okr.views import KeyResultView
from facilitator.steps.requests.reading import PresentedSuggestion, SupportRequest
from screens import wording
from screens.steps.panel import text
from screens.steps.people import People

INDENT = 5
"""Columns by which what goes on below a line stands further in."""
STYLES = {"accepted": "bold $success", "countered": "bold $text-warning", "declined": "bold $error"}
"""The colours of answers, beside their signs."""
OPEN = ("☐ open", "bold $text-warning")


@dataclass(frozen=True, slots=True)
class Called:
    """How those who ask and are asked are shown: the meeting's people by short name and colour, others in full."""

    names: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, live: Live) -> Called:
        """Return those of a meeting."""
        people = People.of(live)
        return cls(
            {
                name: (people.names[person], f"bold {people.colours[person]}")
                for person, name in live.people.items()
                if not live.stands_for.get(person)
            }
        )

    def __call__(self, name: str) -> tuple[str, str]:
        """Return a name with its style."""
        return self.names.get(name, (clean_line(name), "bold"))


def key_result_line(key_result: KeyResultView) -> Content:
    """Return a key result with where it comes from and where it goes."""
    way = "milestone"
    if key_result.target is not None:
        way = f"{number(key_result.start)} → {number(key_result.target)} {key_result.unit}".rstrip()
        if key_result.current is not None and key_result.current != key_result.start:
            way += f", now {number(key_result.current)}"
    return text("   · ", key_result.title, (f"  {way}", "$muted"))


def request_line(request: SupportRequest, called: Called, today: date) -> Content:
    """Return who asks whom for what, by when, what was answered and what has become of it."""
    answer = wording.answered(request.answer, request.note)
    carried = ("» carried over", "bold")
    return text(
        ("   ? ", "bold $accent"),
        called(request.asker),
        " asks ",
        called(request.asked),
        f": {request.what}",
        (f"  for {request.key_result}" if request.key_result else "", "$muted"),
        (f"  {wording.due(request.due, today)}" if request.due else "", "$muted"),
        "  ",
        (answer, STYLES.get(request.answer or "", "bold")) if answer else carried if request.carried_over else OPEN,
        (f"  → {request.became}" if request.became else "", "bold $success"),
        ("" if request.here else "  from before", "$muted"),
    )


def suggestion_line(suggestion: PresentedSuggestion, called: Called) -> Content:
    """Return who suggests what for what, and what was answered."""
    words = {"accepted": ("✔ accepted", "bold $success"), "answered": ("↔ answered", "bold")}
    answer, style = words.get(suggestion.state, OPEN)
    return text(
        ("   ! ", "bold $primary"),
        *((called(suggestion.by), ": ") if suggestion.by else ()),
        clean_line(suggestion.text),
        (f"  for {suggestion.about}", "$muted"),
        (f"  {answer}" + (f": {clean_line(suggestion.answer)}" if suggestion.answer else ""), style),
        ("" if suggestion.here else "  from before", "$muted"),
    )
