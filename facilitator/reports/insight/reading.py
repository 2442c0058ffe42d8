"""Reads insight from the database: only the meetings of the span, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting import agenda as agendas
from facilitator.meeting import timeline
from facilitator.meeting.timeline import PRESENT, Event
from facilitator.okr import current, owners, progress
from facilitator.okr.tracking import Point, Track, tracks
from facilitator.okr.views import KeyResultView
from facilitator.people.reading import find_unit, units_below
from facilitator.people.tree import in_tree_order
from facilitator.reports import threads
from facilitator.reports.insight import course, difficulties, spans, talking, timing
from facilitator.reports.insight.course import CycleCourse
from facilitator.reports.insight.difficulties import Difficulties
from facilitator.reports.insight.spans import Weeks
from facilitator.reports.insight.talking import TalkingTime
from facilitator.reports.insight.timing import MeetingTime, StepTime, Timing
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting, TimelineEvent
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit

LEAD = timedelta(28)
"""How much earlier difficulties are read: one that was open when the span began may have begun before it."""

_MOVES = ("step", "paused", "resumed", "ended", "reopened")
"""The events that say how long each step took; those of speakers, which are most, are not needed."""


@dataclass(frozen=True, slots=True)
class Insight:
    """What the meetings of a unit and of those below it show together.

    Attributes:
        below: The number of units below it.
        teams: The names of all units, in the order of the tree.
        combined: The mean of all key results as one that goes from 0 to 100 %; None where none has a figure.
    """

    team: str
    below: int
    teams: tuple[str, ...]
    span: Weeks
    talking: TalkingTime
    timing: Timing
    difficulties: Difficulties
    course: CycleCourse
    combined: Track | None


def read(database: Database, team: str | None = None, span: str = "12 weeks", *, today: date | None = None) -> Insight:
    """Read the insight of a unit, of the one at the top unless it is named.

    Args:
        span: One of `spans.SPANS`; the cycle is the one in progress, else the newest that has begun.
        today: The last day; None: today.

    Raises:
        NotFoundError: There is no such unit.
    """
    day = today or clock.today()
    with database.reading() as session:
        tree = [unit.name for unit, _ in in_tree_order(list(session.scalars(select(Unit).order_by(Unit.id))))]
        unit = find_unit(session, team or next(iter(tree), None))
        units = units_below(session, unit.id)
        cycle = current.to_show(session, day, begun=True)
        days = (cycle.start, cycle.end) if cycle else None
        weeks = spans.span(span, day, days)
        first = clock.moment_of(weeks.start - LEAD)
        of_span = and_(
            Meeting.unit_id.in_(units),
            Meeting.state == "ended",
            Meeting.started_at >= first,
            Meeting.started_at < clock.moment_of(weeks.end + timedelta(1)),
        )
        held = session.execute(
            select(
                Meeting.id,
                Meeting.mode,
                Meeting.agenda,
                Meeting.started_at,
                Meeting.planned_seconds,
                Meeting.seconds,
                Unit.name,
                Person.timezone,
            )
            .join(Unit, Unit.id == Meeting.unit_id)
            .outerjoin(Person, Person.id == Meeting.facilitator_id)
            .where(of_span)
            .order_by(Meeting.started_at, Meeting.id)
        ).all()
        names = dict(session.execute(select(Person.id, Person.name)).all())
        tracked = _tracks(session, units, cycle, day)
        cycle_course = course.course(cycle, tracked, day, _whole(session, tracked))
        return Insight(
            team=unit.name,
            below=len(units) - 1,
            teams=tuple(tree),
            span=weeks,
            talking=talking.talking(_attendees(session, of_span), weeks),
            timing=timing.timing(_times(session, of_span, held, weeks)),
            difficulties=difficulties.difficulties(threads.read(session, of_span), names, weeks.start, weeks.end),
            course=cycle_course,
            combined=_combined(cycle, cycle_course, tracked, day),
        )


def _attendees(session: Session, of_span: ColumnElement[bool]) -> list[talking.TalkTime]:
    rows = session.execute(
        select(
            Attendance.meeting_id,
            Meeting.started_at,
            Attendance.person_id,
            Person.name,
            Attendance.state,
            Attendance.seconds,
        )
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Person, Person.id == Attendance.person_id)
        .where(of_span)
    )
    return [
        talking.TalkTime(meeting, clock.day_of(began), person, name, state in PRESENT, seconds)
        for meeting, began, person, name, state, seconds in rows
    ]


def _times(session: Session, of_span: ColumnElement[bool], held: Sequence[Any], weeks: Weeks) -> list[MeetingTime]:
    events: dict[int, list[Event]] = defaultdict(list)
    rows = session.execute(
        select(TimelineEvent.meeting_id, TimelineEvent.kind, TimelineEvent.elapsed, TimelineEvent.data)
        .join(Meeting, Meeting.id == TimelineEvent.meeting_id)
        .where(of_span, Meeting.started_at >= clock.moment_of(weeks.start), TimelineEvent.kind.in_(_MOVES))
        .order_by(TimelineEvent.id)
    )
    for meeting_id, kind, elapsed, data in rows:
        events[meeting_id].append(Event(kind, elapsed, data))
    # Most meetings of a unit have the same agenda, which is slow to read.
    known: dict[str, agendas.Agenda] = {}
    times = []
    for meeting_id, mode, text, began, planned, seconds, team, zone in held:
        if weeks.part(clock.day_of(began)) is None:
            continue
        agenda = known.get(text) or known.setdefault(text, agendas.from_json(text))
        spent = timeline.fold(agenda, events[meeting_id], 0).step_seconds
        steps = tuple(
            StepTime(step.kind, step.title, step.seconds, taken)
            for step, taken in zip(agenda.steps, spent, strict=True)
        )
        times.append(MeetingTime(meeting_id, mode, agenda.title, team, began, planned, seconds, steps, zone))
    return times


def _tracks(session: Session, units: list[int], cycle: Cycle | None, day: date) -> list[Track]:
    """Return the key results of the units and of their people, in the order of the OKRs."""
    if cycle is None:
        return []
    in_force = and_(Objective.cycle_id == cycle.id, KeyResult.dropped.is_(False))
    return tracks(session, in_force & owners.of_team(units), day)


def _whole(session: Session, tracked: Sequence[Track]) -> dict[int, int]:
    """Return how many key results the objectives of these have in all, by their ids."""
    ids = {track.key_result.objective_id for track in tracked}
    count = select(KeyResult.objective_id, func.count()).where(KeyResult.objective_id.in_(ids))
    return dict(session.execute(count.where(KeyResult.dropped.is_(False)).group_by(KeyResult.objective_id)).all())


def _combined(cycle: Cycle | None, cycle_course: CycleCourse, tracked: Sequence[Track], day: date) -> Track | None:
    """Return the mean of all key results as a track, which a chart can draw; None where there are none."""
    points = []
    measured = any(week.progress is not None for week in cycle_course.weeks)
    for week in cycle_course.weeks:
        value = None if week.progress is None else round(week.progress * 100, 1)
        # Beside figures, the confidence is told in a line of its own; without any, it is the picture.
        confidence = None if measured or week.confidence is None else round(week.confidence)
        if value is not None or confidence is not None:
            noon = clock.moment_of(week.day) + timedelta(hours=12)
            points.append(Point(noon, value, week.progress, confidence))
    if cycle is None or not points:
        return None
    now = cycle_course.weeks[-1]
    numbers = [(clock.day_of(point.at), point.value) for point in points if point.value is not None]
    return Track(
        KeyResultView(
            id=0,
            title=f"{len(tracked)} key results together",
            objective_id=0,
            objective="",
            owner=cycle.name,
            start=0.0 if measured else None,
            target=100.0 if measured else None,
            unit="%",
            current=points[-1].value,
            confidence=points[-1].confidence,
            expected=now.expected,
        ),
        objective_owner="",
        cycle_start=cycle.start,
        cycle_end=cycle.end,
        today=day,
        points=tuple(points),
        pace=progress.pace(now.progress, now.expected, cycle_course.days),
        falling=0,
        forecast=progress.forecast(numbers, day, cycle.end),
    )
