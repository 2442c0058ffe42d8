"""Reads what somebody said last time: plans come back beside what became of them, and so do difficulties."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from facilitator.common import clock
from facilitator.common.grouping import grouped
from facilitator.common.similar import alike
from facilitator.meeting.together import Together
from facilitator.tables.meeting import Attendance, Meeting, Sentence
from facilitator.tables.people import Person

LOOKED_BACK = 90
"""Days back in which it is counted how often a difficulty came up: about a cycle."""


def said_last_time(
    session: Session, people: list[int], meeting_id: int | None, keys: Iterable[str]
) -> dict[tuple[int, str], list[Sentence]]:
    """Return what each of them said under these keys in their last ended meeting that asked it, by person and key."""
    latest = [
        select(
            literal(key).label("prompt"),
            Person.id.label("person_id"),
            _last(_asking(key), Person.id, None if meeting_id is None else literal(meeting_id)).label("meeting_id"),
        ).where(Person.id.in_(people))
        for key in keys
    ]
    if not latest:
        return grouped(())
    last_ones = union_all(*latest).subquery()
    rows = session.scalars(
        select(Sentence)
        .join(
            last_ones,
            (last_ones.c.person_id == Sentence.person_id)
            & (last_ones.c.meeting_id == Sentence.meeting_id)
            & (last_ones.c.prompt == Sentence.prompt),
        )
        .order_by(Sentence.position, Sentence.id)
    )
    return grouped(((row.person_id, row.prompt), row) for row in rows)


def meetings_with(session: Session, sentences: Collection[Sentence], meeting_id: int | None) -> dict[int, int]:
    """Return how many meetings each of these was said in, by its id: those of the last `LOOKED_BACK` days, and now.

    Each of them comes back from last time, so that it is two at least.
    """
    if not sentences:
        return {}
    earlier = (
        select(Sentence.meeting_id, Sentence.person_id, Sentence.prompt, Sentence.text)
        .join(Meeting, Meeting.id == Sentence.meeting_id)
        .where(Sentence.person_id.in_({row.person_id for row in sentences}))
        .where(Sentence.prompt.in_({row.prompt for row in sentences}))
        .where(Sentence.outcome.is_distinct_from("dropped"))
        .where(Meeting.state == "ended", Meeting.started_at >= clock.now() - timedelta(days=LOOKED_BACK))
    )
    if meeting_id is not None:
        earlier = earlier.where(Meeting.id < meeting_id)
    said = grouped(((person, prompt), (at, text)) for at, person, prompt, text in session.execute(earlier))
    return {
        row.id: max(2, 1 + len({at for at, text in said[row.person_id, row.prompt] if alike(row.text, text)}))
        for row in sentences
    }


def said_before(together: Together, key: str, meetings: tuple[int, ...]) -> Mapping[tuple[int, int], list[Sentence]]:
    """Return the same for everybody who was asked to come to each of the meetings, by meeting and person."""
    here = aliased(Attendance)
    asking = _asking(key)
    if len(meetings) > 1:
        # The agendas are looked through once: there are many that ask, and each would look at some of the same.
        ended = select(Meeting.id).where(asking, Meeting.id < max(meetings)).cte().prefix_with("MATERIALIZED")
        asking = Meeting.id.in_(select(ended.c.id))
    last = _last(asking, here.person_id, here.meeting_id).label("last")
    last_ones = select(here.meeting_id, here.person_id, last).where(here.meeting_id.in_(meetings)).subquery()
    rows = together.session.execute(
        select(last_ones.c.meeting_id, Sentence)
        .join(
            last_ones,
            (last_ones.c.person_id == Sentence.person_id)
            & (last_ones.c.last == Sentence.meeting_id)
            & (Sentence.prompt == key),
        )
        .order_by(Sentence.position, Sentence.id)
    )
    return grouped(((meeting_id, row.person_id), row) for meeting_id, row in rows)


def _asking(key: str) -> ColumnElement[bool]:
    """Return whether a meeting has ended, and asked this."""
    # The agenda is JSON, and no other column says what was asked.
    asked = f'"key": {json.dumps(key, ensure_ascii=False)}'[:200]
    return and_(Meeting.state == "ended", Meeting.agenda.contains(asked, autoescape=True))


def _last(asking: ColumnElement[bool], person_id: Any, before: Any | None) -> ScalarSelect[int]:
    """Select the last meeting of a person that is `asking`, before another one where there is one.

    It counts where the person was there or said something. Each person's meetings are looked at from the newest back
    until one of them counts, so that years of meetings cost nothing.
    """
    there = or_(
        Attendance.state != "absent",
        exists().where(Sentence.meeting_id == Attendance.meeting_id, Sentence.person_id == Attendance.person_id),
    )
    asked = exists().where(Meeting.id == Attendance.meeting_id, asking)
    query = select(Attendance.meeting_id).where(Attendance.person_id == person_id, asked, there)
    if before is not None:
        query = query.where(Attendance.meeting_id < before)
    return query.order_by(Attendance.meeting_id.desc()).limit(1).scalar_subquery()
