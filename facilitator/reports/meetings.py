"""Lists the meetings, with their length and how much they decided."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, true

from facilitator.common import clock, durations
from facilitator.common.errors import NotFoundError
from facilitator.common.text import counted
from facilitator.meeting.running import read_all
from facilitator.people.reading import find_unit
from facilitator.store.database import Database
from facilitator.tables.meeting import Action, Decision, Meeting
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting in a list; `seconds` is its length without pauses, `zone` its facilitator's time zone, if any."""

    id: int
    mode: str
    team: str
    started_at: datetime
    ended_at: datetime | None
    state: str
    seconds: int
    decisions: int
    actions: int
    zone: str | None = None

    @property
    def began(self) -> datetime:
        """When it began in the facilitator's time zone, as in its minutes."""
        return clock.local(self.started_at, self.zone)

    def as_json(self) -> dict[str, Any]:
        """Return the meeting as JSON (CONTRACT, "JSON")."""
        fields = asdict(self)
        del fields["zone"]
        return fields | {
            "started_at": self.started_at.isoformat(timespec="seconds"),
            "ended_at": self.ended_at and self.ended_at.isoformat(timespec="seconds"),
        }

    def as_row(self) -> tuple[str, ...]:
        """Return the columns of the meeting for a table."""
        return (
            str(self.id),
            f"{self.began:%Y-%m-%d %H:%M}",
            durations.in_figures(self.seconds),
            self.state,
            counted(self.decisions, "decision"),
            counted(self.actions, "action"),
            self.mode,
            self.team,
        )


def meetings(
    database: Database, team: str | None = None, mode: str | None = None, *, most: int | None = None
) -> list[MeetingRow]:
    """Return the meetings, newest first: all, or only those of a team or of a mode, or the newest so many.

    Raises:
        NotFoundError: There is no such team.
    """
    with database.reading() as session:
        # Without the agenda, which is most of a meeting's row.
        query = (
            select(
                *(Meeting.id, Meeting.mode, Unit.name.label("team"), Meeting.started_at, Meeting.ended_at),
                *(Meeting.state, Meeting.seconds, Person.timezone.label("zone")),
            )
            .join(Unit, Unit.id == Meeting.unit_id)
            .outerjoin(Person, Person.id == Meeting.facilitator_id)
        )
        if team is not None:
            query = query.where(Meeting.unit_id == find_unit(session, team).id)
        if mode is not None:
            query = query.where(Meeting.mode == mode)
        rows = session.execute(query.order_by(Meeting.started_at.desc(), Meeting.id.desc()).limit(most)).all()
        unended = read_all(session, [row.id for row in rows if row.state != "ended"])
        spent = {meeting_id: live.position().seconds for meeting_id, live in unended.items()}
        ids = [row.id for row in rows]
        decisions, actions = (
            dict(
                session.execute(
                    select(table.meeting_id, func.count())
                    # Counting the whole table is faster than looking up every meeting.
                    .where(true() if most is None else table.meeting_id.in_(ids))
                    .group_by(table.meeting_id)
                ).all()
            )
            for table in (Decision, Action)
        )
        return [
            MeetingRow(
                *row[:6],
                seconds=round(spent.get(row.id, row.seconds)),
                decisions=decisions.get(row.id, 0),
                actions=actions.get(row.id, 0),
                zone=row.zone,
            )
            for row in rows
        ]


def latest(database: Database) -> int:
    """Return the id of the newest meeting.

    Raises:
        NotFoundError: There is no meeting.
    """
    with database.reading() as session:
        meeting_id = session.scalar(select(Meeting.id).order_by(Meeting.started_at.desc(), Meeting.id.desc()).limit(1))
    if meeting_id is None:
        raise NotFoundError("there are no meetings yet; facilitator standup starts one")
    return meeting_id
