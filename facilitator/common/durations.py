"""Says how long something took or is planned to take: the same on every screen, in minutes, lists and exports.

A duration is told to the second, rounded once; nothing is left out because it is long. What is *left* of a time is
rounded up, so that a clock shows 0:00 only when nothing is left: that is a question of its own.
"""

from __future__ import annotations


def in_words(seconds: float) -> str:
    """Return a duration in words: `40 s`, `2 min 13 s`, `90 min`, and from three hours on `3 h 20 min`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60) if minutes >= 180 else (0, minutes)
    parts = [(hours, "h"), (minutes, "min"), (rest, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def in_figures(seconds: float) -> str:
    """Return a duration as `m:ss`, with a sign below zero."""
    whole = round(seconds)
    return f"{'-' if whole < 0 else ''}{abs(whole) // 60}:{abs(whole) % 60:02}"


def left(seconds: float) -> str:
    """Return what is left of a time as `m:ss`, rounded up; nothing is left below zero."""
    whole = max(0, -int(-seconds // 1))
    return f"{whole // 60}:{whole % 60:02}"
