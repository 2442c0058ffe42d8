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
class CalledPeople:
    """How those who ask and are asked are shown: the meeting's people by short name and colour, others in full."""

    names: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, live: Live) -> CalledPeople:
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


def request_line(request: SupportRequest, called: CalledPeople, today: date) -> Content:
    """Return who asks whom for what; below it what was answered, what it is for, by when, what has become of it."""
    said = wording.answered(request.answer, request.note)
    answer = OPEN
    if said:
        answer = said, STYLES.get(request.answer or "", "bold")
    elif request.carried_over:
        answer = "» carried over", "bold"
    below = _below(
        answer,
        (f"→ {request.became}" if request.became else "", "bold $success"),
        (f"for {request.key_result}" if request.key_result else "", "$muted"),
        (wording.due(request.due, today), "$muted"),
        ("" if request.here else "from before", "$muted"),
    )
    asks = text(("   ? ", "bold $accent"), called(request.asker), " asks ", called(request.asked))
    return text(asks, f": {request.what}\n", below)


def suggestion_line(suggestion: PresentedSuggestion, called: CalledPeople) -> Content:
    """Return who suggests what; below it what was answered, and what it is for."""
    words = {"accepted": ("✔ accepted", "bold $success"), "answered": ("↔ answered", "bold")}
    answer, style = words.get(suggestion.state, OPEN)
    below = _below(
        (answer + (f": {clean_line(suggestion.answer)}" if suggestion.answer else ""), style),
        (f"for {suggestion.about}", "$muted"),
        ("" if suggestion.here else "from before", "$muted"),
    )
    by = (called(suggestion.by), ": ") if suggestion.by else ()
    return text(("   ! ", "bold $primary"), *by, f"{clean_line(suggestion.text)}\n", below)


def _below(*parts: tuple[str, str]) -> Content:
    return Content("  ").join(Content.styled(*part) for part in parts if part[0])
