"""Finds what the rounds ask somebody now, in a meeting and before it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator import modes
from facilitator.common import settings
from facilitator.meeting import agenda as agendas
from facilitator.meeting.agenda import STANDUP_PROMPTS, Prompt
from facilitator.modes.parsing import parse_mode
from facilitator.tables.meeting import Attendance, Meeting
from facilitator.tables.people import Person, Unit


def prompts(session: Session, meeting_id: int | None, person_id: int) -> tuple[Prompt, ...]:
    """Return the prompts of a meeting's rounds, or those that somebody prepares before a meeting.

    Before a meeting these are the prompts of their last ended meeting that had a round, so that a team with a weekly
    meeting is asked the weekly's questions; else the stand-up's. Whose unit is personal is asked the personal ones.
    """
    if meeting_id is not None:
        return agendas.from_json(session.get_one(Meeting, meeting_id).agenda).prompts
    if session.scalar(select(Unit.level).join(Person, Person.unit_id == Unit.id).where(Person.id == person_id)) == (
        "personal"
    ):
        return parse_mode(*modes.find("personal", settings.settings_folder() / "modes")).prompts
    last = session.scalar(
        select(Meeting.agenda)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.person_id == person_id, Meeting.state == "ended", Meeting.agenda.contains('"kind": "round"'))
        .order_by(Meeting.id.desc())
        .limit(1)
    )
    return (agendas.from_json(last).prompts if last is not None else ()) or STANDUP_PROMPTS


def accepted(session: Session, meeting_id: int | None, person_id: int) -> tuple[str, ...]:
    """Return the keys that somebody may answer now: what is asked, and before a meeting always the stand-up's."""
    also = () if meeting_id is not None else STANDUP_PROMPTS
    return tuple(dict.fromkeys(prompt.key for prompt in (*prompts(session, meeting_id, person_id), *also)))
