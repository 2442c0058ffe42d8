"""A digest made without a database: every text in it is given."""

from __future__ import annotations

from datetime import UTC, date, datetime

from facilitator.okr.progress import Risk
from facilitator.okr.tracking import Point
from facilitator.okr.views import KeyResultView
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
from tests.minutes.made import action

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 9, 45, tzinfo=UTC)


def _key_result(text: str) -> KeyResultView:
    risk = Risk(("confidence 3",), (1,))
    return KeyResultView(
        id=1,
        title=text,
        objective_id=1,
        objective=text,
        owner=text,
        start=9,
        target=2,
        unit=text,
        current=5,
        confidence=3,
        risk=risk,
    )


def digest(*texts: str) -> Digest:
    """A digest with these texts as its decisions, actions, requests, key results and all else."""
    return Digest(
        team=texts[0],
        since=date(2026, 11, 1),
        until=DAY,
        at=AT,
        held=(HeldMeetings("standup", "Stand-up", 3, 2700.0),),
        teams=texts,
        running=1,
        new=2,
        done=1,
        dropped=1,
        decisions=tuple(DigestDecision(text, text, text, 7, DAY) for text in texts),
        actions=tuple(
            DigestAction(action(number, text, overdue=number % 2 == 0), text, 7, "standup", DAY)
            for number, text in enumerate(texts, 1)
        ),
        requests=tuple(
            DigestRequest(text, text, text, text, text, None, None, DAY, False, None, text) for text in texts
        ),
        progress=tuple(
            KeyResultProgress(text, _key_result(text), Point(AT, 6, 3 / 7, 5), Point(AT, 5, 4 / 7, 6)) for text in texts
        ),
        risks=tuple(KeyResultAtRisk(text, _key_result(text), text) for text in texts),
        difficulties=tuple(StandingDifficulty(text, text, text, DAY, 2, None, 7, DAY) for text in texts),
        agreed=tuple(MeetingAgreements(7, text, text, DAY, 2, 1, (ObjectiveScore(text, 0.65),)) for text in texts),
    )
