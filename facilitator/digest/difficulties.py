"""Difficulties that came up again and again, up to the last meeting of whoever has them (METHOD M20, M22)."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta

from sqlalchemy import exists, or_, select

from facilitator.digest.document import Standing
from facilitator.digest.scope import Scope, local
from facilitator.meeting.record import Attendance, Meeting, Sentence
from facilitator.steps.last_time import alike
from facilitator.steps.round import DIFFICULTIES

LOOK_BACK = 120
"""So many days before the end of the span it is asked since when a difficulty stands: a cycle and a month."""


def read(scope: Scope) -> tuple[Standing, ...]:
    """Those that stood in somebody's last meeting of the span and in the one before it, the oldest first."""
    recent = Meeting.started_at >= scope.end - timedelta(days=LOOK_BACK)
    ended = (Meeting.state == "ended") & scope.of_unit(Meeting.unit_id) & (Meeting.started_at < scope.end) & recent
    there = or_(
        Attendance.state != "absent",
        exists().where(Sentence.meeting_id == Attendance.meeting_id, Sentence.person_id == Attendance.person_id),
    )
    found = []
    for key in DIFFICULTIES:
        asked = f'"key": {json.dumps(key)}'
        meetings: dict[int, list[tuple[int, int]]] = defaultdict(list)
        rows = scope.session.execute(
            select(Attendance.person_id, Meeting.id, Meeting.unit_id, Meeting.started_at)
            .join(Meeting, Meeting.id == Attendance.meeting_id)
            .where(ended, there, Meeting.agenda.contains(asked, autoescape=True))
            .order_by(Meeting.started_at, Meeting.id)
        )
        days, units = {}, {}
        for person_id, meeting_id, unit_id, began in rows:
            meetings[person_id].append((meeting_id, unit_id))
            days[meeting_id], units[meeting_id] = began, unit_id
        said: dict[tuple[int, int], list[Sentence]] = defaultdict(list)
        for row in scope.session.scalars(
            select(Sentence)
            .join(Meeting, Meeting.id == Sentence.meeting_id)
            .where(ended, Sentence.prompt == key)
            .order_by(Sentence.position, Sentence.id)
        ):
            said[row.person_id, row.meeting_id or 0].append(row)
        for person_id, some in meetings.items():
            last, _ = some[-1]
            if days[last] < scope.begin:
                continue
            for row in said[person_id, last]:
                chain = [last]
                text = row.text
                for earlier, _ in reversed(some[:-1]):
                    same = next(
                        (old for old in said[person_id, earlier] if old.outcome != "dropped" and alike(text, old.text)),
                        None,
                    )
                    if same is None:
                        break
                    chain.append(earlier)
                    text = same.text
                if len(chain) > 1 and row.outcome != "dropped":
                    found.append(
                        Standing(
                            text=row.text,
                            person=scope.name(person_id) or "",
                            team=scope.team_of(units[last]),
                            since=local(days[chain[-1]]),
                            meetings=len(chain),
                            outcome=row.outcome,
                            meeting=last,
                            date=local(days[last]),
                        )
                    )
    return tuple(sorted(found, key=lambda one: (one.since, -one.meetings, one.team, one.person, one.text)))
