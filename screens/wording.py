"""Puts times, promises and answers into the words of every screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from facilitator.common.durations import in_figures as spent
from facilitator.common.durations import in_words as duration
from facilitator.common.durations import left as clock
from facilitator.common.text import clean_line
from facilitator.promises.kept import is_overdue

if TYPE_CHECKING:
    # Home shows it before the database has been imported.
    from facilitator.promises.reading import PromiseView

__all__ = ["ANSWERS", "SYMBOLS", "WHO_DOES_WHAT", "answered", "by", "clock", "due", "duration"]
__all__ += ["open_promises", "pace", "promised", "spent"]

SYMBOLS = {"action": "→", "decision": "✔", "parked": "▪", "request": "?"}
"""One shape for every kind of outcome, so that none is told by colour alone."""

ANSWERS = {"accepted": "✔ accepted", "countered": "↔ offers instead", "declined": "✕ declined"}
"""What the asked side said to a request, by shape and word."""


WHO_DOES_WHAT = 'Action, e.g. "order disks @Joe by Friday"'
"""What is asked for an action."""


def pace(behind: float) -> str:
    """Return how far ahead of or behind plan a meeting is; less than 15 seconds is on time."""
    if behind >= 15:
        return f"▼ {duration(behind)} behind"
    if behind <= -15:
        return f"▲ {duration(-behind)} ahead"
    return "on time"


def by(day: date | None, today: date) -> str:
    """Return a due date as people say it."""
    if day is None:
        return ""
    return f"by {day:%a} {day.isoformat()}" if 0 <= (day - today).days < 7 else f"by {day.isoformat()}"


def due(day: date | None, today: date) -> str:
    """Return the due date of what is open; one that is over says so."""
    return by(day, today) + (", overdue" if is_overdue("open", day, today) else "")


def open_promises(promises: Sequence[PromiseView]) -> str:
    """Return how many promises are open and overdue: `5 open, 1 overdue: 4 actions, 1 request`.

    Home's columns and `facilitator actions` count actions alone, so it is told where requests are among them.
    """
    late = sum(promise.overdue for promise in promises)
    kinds = ("action", "request")
    counts = {kind: sum(promise.open and promise.kind == kind for promise in promises) for kind in kinds}
    words = f"{sum(counts.values())} open" + (f", {late} overdue" if late else "")
    if not counts["request"]:
        return words
    return f"{words}: " + ", ".join(f"{many} {kind}{'' if many == 1 else 's'}" for kind, many in counts.items() if many)


def promised(state: str, overdue: bool) -> tuple[str, str]:
    """Return what has become of a promise, by shape and word, and the style that goes with it."""
    if overdue:
        return "▲ overdue", "bold $warning"
    words = {"open": "☐ open", "done": "☑ done", "dropped": "☒ dropped", "declined": "✕ declined"}
    styles = {"open": "bold", "done": "$success"}
    return words[state], styles.get(state, "dim")


def answered(answer: str | None, note: str) -> str:
    """Return the answer to a request and the words that came with it; empty where there is none."""
    if answer is None:
        return ""
    return ANSWERS.get(answer, clean_line(answer)) + (f": {note}" if note else "")
