"""Meetings that ended before minutes were frozen: part by part, with a copy first, as they were at their ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete, func, select

from facilitator.common import clock
from facilitator.meeting import moving
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.document import Document
from facilitator.minutes.freezing import migrating
from facilitator.steps import outcomes
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.store.database import Database
from facilitator.tables.minutes import FrozenMinutes
from tests.minutes import BEGAN, Room, furnish

MEETINGS = 7
"""The last one goes on."""


pytestmark = pytest.mark.each_database


@pytest.fixture
def room(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    monkeypatch.setattr(migrating, "PART", 2)
    with time_machine.travel(BEGAN, tick=False) as time:
        made = furnish(database, time)
        card = whiteboard_writing.add(database, "a note", name="Ada Lovelace", column="To do")
        assert card is not None
        for number in range(MEETINGS):
            meeting = made.begin()
            outcomes.record_decision(database, meeting, f"decision {number}")
            action = outcomes.record_action(database, meeting, f"action {number} @Ada by 2026-11-2{number}")
            column = ("To do", "Doing", "Done")[number % 3]
            whiteboard_writing.change(database, card, column=column, meeting_id=meeting)
            made.to_the_round()
            if number == MEETINGS - 1:
                break
            made.finish()
            made.pass_time(3600)
            if number % 2:
                outcomes.settle_action(database, action.id, "done", meeting_id=None)
            made.pass_time(86_400)
        yield made


def all_minutes(room: Room) -> list[Document]:
    return list(minutes_reading.read_all(room.database, range(1, MEETINGS + 1), clock.read()))


def frozen(room: Room) -> int:
    with room.database.reading() as session:
        return session.scalar(select(func.count()).select_from(FrozenMinutes)) or 0


def forget(room: Room) -> None:
    """Leave the database as a program that froze nothing has left it."""
    with room.database.writing() as session:
        session.execute(delete(FrozenMinutes))


def test_old_meetings_are_frozen_as_they_were_at_their_ends(room: Room) -> None:
    sent = all_minutes(room)
    forget(room)
    # Until they are frozen they are read all the same.
    assert all_minutes(room) == sent
    told: list[tuple[int, int]] = []
    copy = room.database.upgrade(lambda done, of: told.append((done, of)))
    assert frozen(room) == MEETINGS - 1
    assert all_minutes(room) == sent
    assert told[-4:] == [(0, 6), (2, 6), (4, 6), (6, 6)]
    assert copy is not None
    assert (copy.parent.name, copy.name.partition("facilitator-")[0]) == ("backups", "before-")
    assert rows_of(copy) == MEETINGS
    assert room.database.upgrade() is None


def rows_of(copy: Path) -> int:
    with sqlite3.connect(copy) as connection:
        count: int = connection.execute("SELECT count(*) FROM meeting").fetchone()[0]
    connection.close()
    return count


def test_stopped_in_the_middle_it_goes_on_from_there(room: Room) -> None:
    sent = all_minutes(room)
    forget(room)

    def stop(done: int, of: int) -> None:
        if (done, of) == (4, 6):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        room.database.upgrade(stop)
    assert frozen(room) == 4
    assert all_minutes(room) == sent
    told: list[tuple[int, int]] = []
    # The copy was taken at the first start.
    assert room.database.upgrade(lambda done, of: told.append((done, of))) is None
    assert told == [(0, 2), (2, 2)]
    assert all_minutes(room) == sent


def test_what_is_recorded_meanwhile_is_not_in_older_minutes(room: Room) -> None:
    sent = all_minutes(room)[:-1]
    forget(room)

    def record(done: int, of: int) -> None:
        if (done, of) == (2, 6):
            progress_writing.update(room.database, 1, name="Ada Lovelace", current=3, meeting_id=room.meeting)
            moving.end(room.database, room.meeting)

    migrating.freeze_ended(room.database, record)
    assert frozen(room) == MEETINGS
    assert all_minutes(room)[:-1] == sent


def test_an_empty_database_needs_no_copy(database: Database) -> None:
    assert database.upgrade() is None
