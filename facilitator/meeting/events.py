"""Writes down what happens in a meeting: in its timeline, and what follows from it in the other tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.meeting import hooks, running
from facilitator.tables.journal import Entry
from facilitator.tables.meeting import Attendance, Meeting, TimelineEvent


def happened(
    session: Session, meeting: Meeting, kind: str, data: dict[str, Any], when: clock.ClockReading | None = None
) -> None:
    """Write down that it happened, as a row of the timeline and in what follows from it in the other tables.

    Kind and data are those of `timeline.Event`; `when` are the clocks when it happened, None for now. It is written
    later than that where the database was away.
    """
    now = look(meeting)
    elapsed = meeting.read_elapsed
    if when is not None:
        # Events never go back in time.
        newest = session.scalar(select(func.max(TimelineEvent.elapsed)).where(TimelineEvent.meeting_id == meeting.id))
        elapsed = max(newest or 0.0, elapsed - now.since(when))
    if kind == "ended":
        # Clocks are set and differ between machines; this says for ever what was recorded before the end.
        data = {**data, "journal": session.scalar(select(func.max(Entry.id))) or 0}
    attendance = update(Attendance).where(Attendance.meeting_id == meeting.id)
    session.add(TimelineEvent(meeting_id=meeting.id, kind=kind, elapsed=elapsed, at=(when or now).at, data=data))
    match kind:
        case "paused":
            meeting.state = "paused"
        case "resumed":
            meeting.state = "running"
        case "attendance":
            _attend(session, meeting, data["person"], data["state"])
        case "order":
            meeting.speaking_order = str(data["how"])
            for place, person in enumerate(data["people"]):
                session.execute(attendance.where(Attendance.person_id == person).values(position=place))
        case "ended":
            session.flush()
            position = running.read(session, meeting.id).position(now)
            meeting.state, meeting.ended_at, meeting.seconds = "ended", now.at, position.seconds
            for person, seconds in position.speaker_seconds.items():
                session.execute(attendance.where(Attendance.person_id == person).values(seconds=seconds))
        case "reopened":
            session.flush()
            meeting.state = running.read(session, meeting.id).position(now).state
            meeting.ended_at, meeting.seconds = None, 0.0
            session.execute(attendance.values(seconds=0.0))


def look(meeting: Meeting) -> clock.ClockReading:
    """Look at both clocks, and keep with the meeting what they say and how much time has gone by."""
    now = clock.read()
    before = clock.ClockReading(meeting.read_at, meeting.read_boot, meeting.read_boot_seconds)
    meeting.read_elapsed += now.since(before)
    meeting.read_at, meeting.read_boot, meeting.read_boot_seconds = now.at, now.boot, now.seconds
    return now


def _attend(session: Session, meeting: Meeting, person_id: int, state: str) -> None:
    row = session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
    )
    if row is not None:
        row.state = state
        return
    last = session.scalar(select(func.max(Attendance.position)).where(Attendance.meeting_id == meeting.id))
    session.add(
        Attendance(meeting_id=meeting.id, person_id=person_id, state=state, position=0 if last is None else last + 1)
    )
    hooks.adopt(session, meeting, [person_id])
