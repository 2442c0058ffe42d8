"""Reads the difficulties that came up again and again, up to the last meeting of whoever has them (METHOD M20, M22)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from facilitator.common import clock
from facilitator.common.similar import alike
from facilitator.meeting.timeline import PRESENT
from facilitator.reports.difficulties import AGENDA_TEXTS, DIFFICULTY_KEYS, DifficultyThread, Mention, Sitting, follow
from facilitator.reports.digest.document import StandingDifficulty
from facilitator.reports.digest.scope import Scope
from facilitator.tables.meeting import Attendance, Meeting, Sentence

LOOK_BACK = 120
"""So many days before the end of the span it is asked since when a difficulty stands: a cycle and a month."""


def read(scope: Scope) -> tuple[StandingDifficulty, ...]:
    """Return those that were said in somebody's last meeting of the span and in the one before it, the oldest first.

    `facilitator.reports.difficulties` says which are the same, and when one has ended.
    """
    recent = Meeting.started_at >= scope.end - timedelta(days=LOOK_BACK)
    ended = (Meeting.state == "ended") & scope.of_unit(Meeting.unit_id) & (Meeting.started_at < scope.end) & recent
    asks = [Meeting.agenda.contains(words, autoescape=True) for words in AGENDA_TEXTS.values()]
    rows = scope.session.execute(
        select(Meeting.id, Meeting.unit_id, Meeting.started_at, *asks)
        .where(ended, or_(*asks))
        .order_by(Meeting.started_at, Meeting.id)
    ).all()
    people: dict[int, set[int]] = defaultdict(set)
    there = select(Attendance.meeting_id, Attendance.person_id).join(Meeting, Meeting.id == Attendance.meeting_id)
    for meeting_id, person_id in scope.session.execute(there.where(ended, Attendance.state.in_(PRESENT))):
        people[meeting_id].add(person_id)
    sentences = scope.session.execute(
        select(
            Sentence.meeting_id,
            Sentence.person_id,
            Sentence.text,
            Sentence.outcome,
            Sentence.prompt,
            Sentence.id,
        )
        .join(Meeting, Meeting.id == Sentence.meeting_id)
        .where(ended, Sentence.prompt.in_(DIFFICULTY_KEYS))
        .order_by(Sentence.position, Sentence.id)
    )
    sittings, units, days = [], dict[int, int](), dict[int, datetime]()
    for meeting_id, unit_id, began, *asked in rows:
        keys = frozenset(key for key, has in zip(AGENDA_TEXTS, asked, strict=True) if has)
        sittings.append(Sitting(meeting_id, clock.day_of(began), frozenset(people[meeting_id]), keys))
        units[meeting_id], days[meeting_id] = unit_id, began
    difficulties = [
        _standing(scope, thread, scope.team_of(units[thread.sittings[-1].meeting_id]))
        for thread in follow(sittings, [Mention(*row) for row in sentences], alike)
        if thread.last and len(thread.sittings) > 1 and thread.outcome != "dropped"
        # What was said last before the span stood there then.
        if days[thread.sittings[-1].meeting_id] >= scope.begin
    ]
    return tuple(sorted(difficulties, key=lambda row: (row.since, -row.meetings, row.team, row.person, row.text)))


def _standing(scope: Scope, thread: DifficultyThread, team: str) -> StandingDifficulty:
    last = thread.sittings[-1]
    return StandingDifficulty(
        text=thread.text,
        person=scope.name(thread.person_id) or "",
        team=team,
        since=thread.sittings[0].day,
        meetings=len(thread.sittings),
        outcome=thread.outcome,
        meeting=last.meeting_id,
        date=last.day,
        corrected=scope.corrected.get((Sentence.__tablename__, thread.mentions[-1].row_id), ()),
    )
