"""Calls what the kinds of a meeting's steps do when it begins, goes on and ends."""

from __future__ import annotations

import importlib
from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from facilitator.meeting import agenda as agendas
from facilitator.meeting import kinds
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.kinds import Kind
from facilitator.store.database import Database
from facilitator.tables.base import Base
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Progress


def kinds_of(agenda: Agenda) -> Iterator[Kind]:
    """Give each kind of the agenda's steps once, in their order."""
    return map(kinds.of, dict.fromkeys(step.kind for step in agenda.steps))


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make what people prepared part of the meeting; what it does not ask waits for a meeting that does."""
    # Figures of key results are said once, in whatever meeting comes next.
    take_over(session, meeting, Progress, Progress.person_id.in_(people))
    for kind in kinds_of(agendas.from_json(meeting.agenda)):
        if (adopt_prepared := kind.hook("writing", "adopt")) is not None:
            adopt_prepared(session, meeting, people)


def take_over(session: Session, meeting: Meeting, table: type[Base], *conditions: ColumnElement[bool]) -> None:
    """Give the rows of a table to the meeting that belong to none yet and meet the conditions."""
    columns: Any = table
    waiting = update(table).where(columns.meeting_id.is_(None), *conditions).values(meeting_id=meeting.id)
    session.execute(waiting.execution_options(synchronize_session=False))


def at_turn(database: Database, meeting_id: int, kind: str, person_id: int) -> None:
    """Do what a kind of step does when the turn of a person has come."""
    if (begin_turn := kinds.of(kind).hook("writing", "at_turn")) is not None:
        begin_turn(database, meeting_id, person_id)


def at_end(session: Session, meeting_id: int, agenda: Agenda) -> list[int]:
    """Do what the kinds of a meeting do when it ends.

    Returns:
        The ids of the journal's entries of what was recorded, which are taken back when the meeting is opened again.
    """
    hooks = (kind.hook("writing", "at_end") for kind in kinds_of(agenda))
    entries = [hook(session, meeting_id) for hook in hooks if hook is not None]
    return [entry for entry in entries if entry is not None]


def freezing() -> Any:
    """Return what keeps the minutes of a meeting that ends, and lets them go when it is opened again."""
    # Minutes lie in a room above this one; only the name of what freezes them is known here.
    return importlib.import_module("facilitator.minutes.freezing.writing")
