"""Freezes the minutes of meetings that ended before minutes were frozen: part by part, so that it can be stopped."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Select, exists, select

from facilitator.common import clock, settings
from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.minutes.freezing import past, writing
from facilitator.minutes.freezing.past import GoingBack
from facilitator.store import backup
from facilitator.store.backup import CopyError
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from facilitator.tables.minutes import FrozenMinutes

PART = 200
"""So many meetings are frozen in a transaction: whoever stops it loses these at most."""


def freeze_old(database: Database, on_progress: OnProgress = ignore_progress) -> Path | None:
    """Freeze what has ended, with a copy of the database first where nothing has been frozen before.

    Return where the copy lies; None where none was made. `on_progress` is told how many meetings are frozen.

    Raises:
        CopyError: The copy could not be made; nothing is frozen.
        KeyboardInterrupt: Somebody stopped it; the next call goes on from there.
    """
    with database.reading() as session:
        waiting = session.scalar(_unfrozen().limit(1)) is not None
        first = session.scalar(select(FrozenMinutes.id).limit(1)) is None
    if not waiting:
        return None
    copy = None
    if first:
        copy = settings.data_folder() / "backups" / f"before-{backup.name(clock.local(clock.now()))}"
        try:
            # Another program that opens the database in the same second has copied it.
            if not copy.exists():
                backup.backup(database, copy, on_progress)
        except OSError as error:
            why = f"the minutes of old meetings are frozen once a copy of the database lies there: {error.strerror}"
            raise CopyError(f"{copy}: {why}") from error
    freeze_ended(database, on_progress)
    return copy


def freeze_ended(database: Database, on_progress: OnProgress = ignore_progress) -> None:
    """Freeze the minutes of every meeting that has ended and has none, the newest first."""
    with database.reading() as session:
        left = len(session.scalars(_unfrozen()).all())
    back: GoingBack | None = None
    done = 0
    while left:
        on_progress(done, done + left)
        with database.writing() as session:
            # Another program may do the same, or end a meeting meanwhile.
            waiting = past.ends(session, session.scalars(_unfrozen()).all())
            part = [meeting_id for meeting_id, _ in waiting[:PART]]
            if back is None or back.newest != past.newest_entry(session):
                # The first part, or somebody recorded something since the last one.
                back = GoingBack(session)
            for document in past.documents(session, part, back):
                writing.keep(session, document)
        done, left = done + len(part), len(waiting) - len(part)
    if done:
        on_progress(done, done)


def _unfrozen() -> Select[int]:
    frozen = exists().where(FrozenMinutes.meeting_id == Meeting.id)
    return select(Meeting.id).where(Meeting.state == "ended", ~frozen)
