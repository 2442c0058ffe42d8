"""Many meetings read at once, as an export reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import select

from facilitator import clock, sample
from facilitator.meeting.record import Meeting
from facilitator.minutes import document
from facilitator.people import NotFound
from facilitator.steps import outcomes, whiteboard
from facilitator.store.database import Database
from tests.minutes import BEGAN, Room, furnish
from tests.queries import queries


@pytest.fixture
def room(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    with time_machine.travel(BEGAN, tick=False) as time:
        yield furnish(database, time)


def hold(room: Room, number: int, card: int) -> int:
    """A meeting that changes what others have left, and leaves something itself."""
    meeting = room.begin()
    outcomes.record_decision(room.database, meeting, f"decision {number}")
    action = outcomes.record_action(room.database, meeting, f"action {number} @Ada")
    whiteboard.change(room.database, card, column=("To do", "Doing", "Done")[number % 3], meeting_id=meeting)
    room.to_the_round()
    room.finish()
    room.pass_time(3600)
    if number % 2:
        outcomes.settle_action(room.database, action.id, "done", meeting_id=None)
    room.pass_time(86_400)
    return meeting


def test_many_meetings_are_read_as_each_alone(room: Room) -> None:
    card = whiteboard.add(room.database, "a note", name="Ada Lovelace", column="To do")
    assert card is not None
    meetings = [hold(room, number, card) for number in range(5)]
    going = room.begin()
    now = clock.read()
    together = {one.id: one for one in document.read_all(room.database, [*meetings, going], now)}
    assert list(together) == [*reversed(meetings), going]
    assert together == {one: document.read(room.database, one, now) for one in (*meetings, going)}


def test_more_meetings_are_no_more_questions(room: Room) -> None:
    card = whiteboard.add(room.database, "a note", name="Ada Lovelace", column="To do")
    assert card is not None
    meetings = [hold(room, number, card) for number in range(2)]

    def read() -> None:
        assert len(list(document.read_all(room.database, meetings))) == len(meetings)

    before = queries(room.database, read)
    meetings += [hold(room, number, card) for number in range(2, 7)]
    assert queries(room.database, read) == before


@pytest.mark.parametrize("part", [1, 3, 200])
def test_all_kinds_of_meetings_are_read_together_as_each_alone(
    part: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.make(database)
    monkeypatch.setattr(document, "PART", part)
    now = clock.read()
    with database.reading() as session:
        meetings = list(session.scalars(select(Meeting.id)))
    together = {one.id: one for one in document.read_all(database, meetings, now)}
    assert together == {one: document.read(database, one, now) for one in meetings}


def test_a_meeting_that_is_not_there_is_left_out_of_many(room: Room) -> None:
    meeting = room.begin()
    assert [one.id for one in document.read_all(room.database, [meeting, 999])] == [meeting]
    with pytest.raises(NotFound, match="no meeting 999"):
        document.read(room.database, 999)
