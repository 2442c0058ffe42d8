"""Meetings that were, and what came out of all of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from facilitator import clock
from facilitator.meeting import agenda, timeline
from facilitator.meeting.record import Action, Decision, Meeting, TimelineEvent
from facilitator.meeting.timeline import Event
from facilitator.people import NotFound, Unit, find_unit
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list; `decisions` and `actions` are counts."""

    id: int
    mode: str
    team: str
    started_at: datetime
    ended_at: datetime | None
    state: str
    seconds: int
    decisions: int
    actions: int

    def as_json(self) -> dict[str, Any]:
        """The row as CONTRACT, "JSON", wants it."""
        return asdict(self) | {
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "ended_at": self.ended_at and self.ended_at.isoformat(timespec="seconds"),
        }

    def as_row(self) -> tuple[str, ...]:
        """The row for reading, times in this machine's time zone."""
        return (
            str(self.id),
            f"{self.started_at.astimezone():%Y-%m-%d %H:%M}",
            f"{self.seconds // 60}:{self.seconds % 60:02}",
            self.state,
            _count(self.decisions, "decision"),
            _count(self.actions, "action"),
            self.mode,
            self.team,
        )


def meetings(database: Database, team: str | None = None, mode: str | None = None) -> list[MeetingRow]:
    """The meetings, newest first; of one team and of one mode where these are given.

    Raises:
        NotFound: There is no such team.
    """
    with database.reading() as session:
        query = select(
            Meeting,
            Unit.name,
            select(func.count(Decision.id)).where(Decision.meeting_id == Meeting.id).scalar_subquery(),
            select(func.count(Action.id)).where(Action.meeting_id == Meeting.id).scalar_subquery(),
        ).join(Unit, Unit.id == Meeting.unit_id)
        if team is not None:
            query = query.where(Meeting.unit_id == find_unit(session, team).id)
        if mode is not None:
            query = query.where(Meeting.mode == mode)
        found = session.execute(query.order_by(Meeting.started_at.desc(), Meeting.id.desc())).all()
        events = defaultdict(list)
        for row in session.scalars(
            select(TimelineEvent)
            .join(Meeting, Meeting.id == TimelineEvent.meeting_id)
            .where(Meeting.state != "ended")
            .order_by(TimelineEvent.id)
        ):
            events[row.meeting_id].append(Event(row.kind, row.elapsed, row.data))
        return [
            MeetingRow(
                id=meeting.id,
                mode=meeting.mode,
                team=name,
                started_at=meeting.started_at,
                ended_at=meeting.ended_at,
                state=meeting.state,
                seconds=round(meeting.seconds if meeting.state == "ended" else _spent(meeting, events[meeting.id])),
                decisions=decisions,
                actions=actions,
            )
            for meeting, name, decisions, actions in found
        ]


def latest(database: Database) -> int:
    """The id of the newest meeting.

    Raises:
        NotFound: There has been none.
    """
    with database.reading() as session:
        found = session.scalar(select(Meeting.id).order_by(Meeting.started_at.desc(), Meeting.id.desc()).limit(1))
    if found is None:
        raise NotFound("there are no meetings yet; facilitator standup begins one")
    return found


def _spent(meeting: Meeting, events: list[Event]) -> float:
    read = clock.Reading(meeting.read_at, meeting.read_boot, meeting.read_boot_seconds)
    elapsed = meeting.read_elapsed + clock.read().since(read)
    return timeline.fold(agenda.from_json(meeting.agenda), events, elapsed).seconds


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
