"""Reads the difficulties that came up again and again, up to the last meeting of whoever has them (METHOD M20, M22)."""

from __future__ import annotations

from datetime import timedelta

from facilitator.reports import threads
from facilitator.reports.difficulties import DifficultyThread
from facilitator.reports.digest.document import StandingDifficulty
from facilitator.reports.digest.scope import Scope
from facilitator.tables.meeting import Meeting, Sentence

LOOK_BACK = 120
"""So many days before the end of the span it is asked since when a difficulty stands: a cycle and a month."""


def read(scope: Scope) -> tuple[StandingDifficulty, ...]:
    """Return those that were mentioned in somebody's last meeting of the span and in the one before it, oldest first.

    `facilitator.reports.difficulties` says which are the same, and when one has ended.
    """
    recent = Meeting.started_at >= scope.end - timedelta(days=LOOK_BACK)
    ended = (Meeting.state == "ended") & scope.of_unit(Meeting.unit_id) & (Meeting.started_at < scope.end) & recent
    standing = [
        _standing(scope, thread)
        for thread in threads.read(scope.session, ended)
        if thread.last and len(thread.sittings) > 1 and thread.outcome != "dropped"
        # What was mentioned last before the span stood there then.
        if thread.days[-1] >= scope.since
    ]
    return tuple(sorted(standing, key=lambda row: (row.since, -row.meetings, row.team, row.person, row.text)))


def _standing(scope: Scope, thread: DifficultyThread) -> StandingDifficulty:
    last = thread.sittings[-1]
    return StandingDifficulty(
        text=thread.text,
        person=scope.name(thread.person_id) or "",
        team=scope.team_of(last.unit_id),
        since=thread.days[0],
        meetings=len(thread.sittings),
        outcome=thread.outcome,
        meeting=last.meeting_id,
        date=last.day,
        corrected=scope.corrected.get((Sentence.__tablename__, thread.mentions[-1].row_id), ()),
    )
