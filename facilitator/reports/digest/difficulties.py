"""Difficulties that came up again and again, up to the last meeting of whoever has them (METHOD M20, M22)."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from facilitator.common import clock
from facilitator.common.similar import alike
from facilitator.meeting.timeline import PRESENT
from facilitator.reports.difficulties import ASKED, ASKS, Said, Sitting, Thread, follow
from facilitator.reports.digest.document import Standing
from facilitator.reports.digest.scope import Scope
from facilitator.tables.meeting import Attendance, Meeting, Sentence

LOOK_BACK = 120
"""So many days before the end of the span it is asked since when a difficulty stands: a cycle and a month."""


def read(scope: Scope) -> tuple[Standing, ...]:
    """Those that were said in somebody's last meeting of the span and in the one before it, the oldest first.

    `facilitator.reports.difficulties` says which are the same, and when one has ended.
    """
    recent = Meeting.started_at >= scope.end - timedelta(days=LOOK_BACK)
    ended = (Meeting.state == "ended") & scope.of_unit(Meeting.unit_id) & (Meeting.started_at < scope.end) & recent
    asks = [Meeting.agenda.contains(words, autoescape=True) for words in ASKS.values()]
    rows = scope.session.execute(
        select(Meeting.id, Meeting.unit_id, Meeting.started_at, *asks)
        .where(ended, or_(*asks))
        .order_by(Meeting.started_at, Meeting.id)
    ).all()
    people: dict[int, set[int]] = defaultdict(set)
    there = select(Attendance.meeting_id, Attendance.person_id).join(Meeting, Meeting.id == Attendance.meeting_id)
    for meeting_id, person_id in scope.session.execute(there.where(ended, Attendance.state.in_(PRESENT))):
        people[meeting_id].add(person_id)
    said = scope.session.execute(
        select(
            Sentence.meeting_id,
            Sentence.person_id,
            Sentence.text,
            Sentence.outcome,
            Sentence.prompt,
            Sentence.id,
        )
        .join(Meeting, Meeting.id == Sentence.meeting_id)
        .where(ended, Sentence.prompt.in_(ASKED))
        .order_by(Sentence.position, Sentence.id)
    )
    sittings, units, days = [], dict[int, int](), dict[int, datetime]()
    for meeting_id, unit_id, began, *asked in rows:
        keys = frozenset(key for key, has in zip(ASKS, asked, strict=True) if has)
        sittings.append(Sitting(meeting_id, clock.day_of(began), frozenset(people[meeting_id]), keys))
        units[meeting_id], days[meeting_id] = unit_id, began
    found = [
        _standing(scope, thread, scope.team_of(units[thread.sittings[-1].meeting_id]))
        for thread in follow(sittings, [Said(*row) for row in said], alike)
        if thread.last and len(thread.sittings) > 1 and thread.outcome != "dropped"
        # What was said last before the span stood there then.
        if days[thread.sittings[-1].meeting_id] >= scope.begin
    ]
    return tuple(sorted(found, key=lambda one: (one.since, -one.meetings, one.team, one.person, one.text)))


def _standing(scope: Scope, thread: Thread, team: str) -> Standing:
    last = thread.sittings[-1]
    return Standing(
        text=thread.text,
        person=scope.name(thread.person_id) or "",
        team=team,
        since=thread.sittings[0].day,
        meetings=len(thread.sittings),
        outcome=thread.outcome,
        meeting=last.meeting_id,
        date=last.day,
        corrected=scope.corrected.get((Sentence.__tablename__, thread.said[-1].row_id), ()),
    )
