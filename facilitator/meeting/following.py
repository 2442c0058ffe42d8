"""Says when the meeting after a meeting begins."""

from __future__ import annotations

from datetime import datetime, timedelta

_QUARTER = 15
"""People begin a few minutes late and mean the quarter of an hour: so many minutes."""


def next_begins(mode: str, begun: datetime) -> datetime | None:
    """Return when the next meeting begins: at the time of day at which this one began, to the quarter of an hour.

    A stand-up is every working day, a weekly meeting every week. Other modes come once a cycle, or have a rhythm of
    their own that only the team knows: None.

    Args:
        mode: The word that starts such a meeting.
        begun: When this one began, in the zone by whose clock the next one begins.
    """
    match mode:
        case "standup":
            # From Friday, and from a meeting held at a weekend, to Monday.
            days = 7 - begun.weekday() if begun.weekday() >= 4 else 1
        case "weekly":
            days = 7
        case _:
            return None
    minutes = round((begun.hour * 60 + begun.minute + begun.second / 60) / _QUARTER) * _QUARTER
    # By the clock on the wall, whose zone keeps the time of day over a clock change.
    midnight = begun.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return midnight + timedelta(days=days, minutes=minutes)
