"""A digest made without a database: every text in it is given."""

from __future__ import annotations

from datetime import UTC, date, datetime

from facilitator.okr.progress import Risk
from facilitator.reports.digest.document import (
    Digest,
    DigestAction,
    DigestDecision,
    DigestRequest,
    HeldMeetings,
    KeyResultAtRisk,
    KeyResultProgress,
    MeetingAgreements,
    ObjectiveScore,
    StandingDifficulty,
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
        held=(HeldMeetings("standup", "Stand-up", 3, 2700.0),),
        teams=texts,
        running=1,
        new=2,
        done=1,
        dropped=1,
        decisions=tuple(DigestDecision(text, text, text, 7, DAY) for text in texts),
        actions=tuple(
            DigestAction(action(number, text), text, 7, "standup", DAY, number % 2 == 0)
            for number, text in enumerate(texts, 1)
        ),
        requests=tuple(
            DigestRequest(text, text, text, text, text, None, None, DAY, False, None, text) for text in texts
        ),
        progress=tuple(
            KeyResultProgress(text, text, text, text, text, 9, 2, 6, 5, 3 / 7, 4 / 7, 5, 6) for text in texts
        ),
        risks=tuple(KeyResultAtRisk(text, text, text, text, 3, Risk(("confidence 3",), (1,)), text) for text in texts),
        difficulties=tuple(StandingDifficulty(text, text, text, DAY, 2, None, 7, DAY) for text in texts),
        agreed=tuple(MeetingAgreements(7, text, text, DAY, 2, 1, (ObjectiveScore(text, 0.65),)) for text in texts),
    )
