"""Reads the difficulties of meetings, each followed from one meeting to the next."""

from __future__ import annotations

import json
from collections import defaultdict

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting.timeline import PRESENT
from facilitator.reports.difficulties import DIFFICULTY_KEYS, DifficultyThread, Mention, Sitting, follow
from facilitator.tables.meeting import Attendance, Meeting, Sentence


def read(session: Session, which: ColumnElement[bool]) -> list[DifficultyThread]:
    """Follow the difficulties through the meetings that a condition on `Meeting` names, in three queries."""
    # The JSON of an agenda contains the key of each prompt; reading all of it would take long.
    asks = [Meeting.agenda.contains(f'"key": {json.dumps(key)}', autoescape=True) for key in DIFFICULTY_KEYS]
    meetings = session.execute(
        select(Meeting.id, Meeting.unit_id, Meeting.started_at, *asks)
        .where(which, or_(*asks))
        .order_by(Meeting.started_at, Meeting.id)
    )
    people: dict[int, set[int]] = defaultdict(set)
    present = select(Attendance.meeting_id, Attendance.person_id).join(Meeting, Meeting.id == Attendance.meeting_id)
    for meeting_id, person_id in session.execute(present.where(which, Attendance.state.in_(PRESENT))):
        people[meeting_id].add(person_id)
    sittings = []
    for meeting_id, unit_id, began, *asked in meetings:
        keys = [key for key, is_asked in zip(DIFFICULTY_KEYS, asked, strict=True) if is_asked]
        sittings.append(Sitting(meeting_id, clock.day_of(began), people[meeting_id], keys, unit_id))
    mentions = session.execute(
        select(Sentence.meeting_id, Sentence.person_id, Sentence.text, Sentence.outcome, Sentence.prompt, Sentence.id)
        .join(Meeting, Meeting.id == Sentence.meeting_id)
        .where(which, Sentence.prompt.in_(DIFFICULTY_KEYS))
        .order_by(Sentence.position, Sentence.id)
    )
    return follow(sittings, [Mention(*row) for row in mentions])
