"""A digest made without a database: every text in it is given."""

from __future__ import annotations

from datetime import UTC, date, datetime

from facilitator.okr.progress import Risk
from facilitator.reports.digest.document import (
    Agreed,
    AtRisk,
    Decided,
    Digest,
    Held,
    Moved,
    Promised,
    Requested,
    Scored,
    Standing,
)
from tests.minutes.told import action

DAY = date(2026, 11, 24)


def digest(*texts: str) -> Digest:
    """A digest with these texts as its decisions, actions, requests, key results and all else."""
    return Digest(
        team=texts[0],
        since=date(2026, 11, 1),
        until=DAY,
        at=datetime(2026, 11, 24, 9, 45, tzinfo=UTC),
        held=(Held("standup", "Stand-up", 3, 2700.0),),
        teams=texts,
        running=1,
        new=2,
        done=1,
        dropped=1,
        decisions=tuple(Decided(text, text, text, 7, DAY) for text in texts),
        actions=tuple(
            Promised(action(number, text), text, 7, "standup", DAY, number % 2 == 0)
            for number, text in enumerate(texts, 1)
        ),
        requests=tuple(Requested(text, text, text, text, text, None, None, DAY, False, None, text) for text in texts),
        progress=tuple(Moved(text, text, text, text, text, 9, 2, 6, 5, 3 / 7, 4 / 7, 5, 6) for text in texts),
        risks=tuple(AtRisk(text, text, text, text, 3, Risk(("confidence 3",), (1,)), text) for text in texts),
        difficulties=tuple(Standing(text, text, text, DAY, 2, None, 7, DAY) for text in texts),
        agreed=tuple(Agreed(7, text, text, DAY, 2, 1, (Scored(text, 0.65),)) for text in texts),
    )
