"""How far a key result has come: plain arithmetic over plain values."""

from __future__ import annotations


def ratio(start: float | None, target: float | None, current: float | None) -> tuple[float | None, str]:
    """The share of the way from `start` to `target` that is behind us, not clamped, and why there is none.

    1.0 is the target reached, whether it lies above or below the start; below 0 is worse than at the start.

    Returns:
        The ratio and an empty text, or None and the reason.
    """
    if target is None or start is None or current is None:
        return None, "a milestone has no numbers"
    if start == target:
        return None, "start equals target, so there is no way to measure"
    return (current - start) / (target - start), ""


def number(value: float | None) -> str:
    """A figure as people write it: no `.0`, no exponent; a dash for none."""
    if value is None:
        return "–"
    shown = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def at_risk(progress: float | None, expected: float, confidence: int | None, change: int) -> str:
    """Why a key result is at risk, in words; empty when it is not.

    Args:
        progress: As `ratio` gives it.
        expected: The share of the cycle that is over, 0 to 1.
        confidence: 1 to 10 (METHOD M14), if told.
        change: By how much the confidence moved since last time.
    """
    if confidence is not None and confidence < 4:
        return f"confidence {confidence}"
    if change <= -2:
        return f"confidence fell by {-change}"
    if progress is not None and expected - progress > 0.25:
        return f"{round((expected - progress) * 100)} % behind pace"
    return ""
