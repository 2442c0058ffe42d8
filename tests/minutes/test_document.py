"""Many meetings read at once, as an export reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import select

from facilitator import sample
from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.documents import formats as documents_formats
from facilitator.meeting import moving
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import reading as minutes_reading
from facilitator.steps import outcomes
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
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
    whiteboard_writing.change(room.database, card, column=("To do", "Doing", "Done")[number % 3], meeting_id=meeting)
    room.to_the_round()
    room.finish()
    room.pass_time(3600)
    if number % 2:
        outcomes.settle_action(room.database, action.id, "done", meeting_id=None)
    room.pass_time(86_400)
    return meeting


def test_many_meetings_are_read_as_each_alone(room: Room) -> None:
    card = whiteboard_writing.add(room.database, "a note", name="Ada Lovelace", column="To do")
    assert card is not None
    meetings = [hold(room, number, card) for number in range(5)]
    going = room.begin()
    now = clock.read()
    together = {meeting.id: meeting for meeting in minutes_reading.read_all(room.database, [*meetings, going], now)}
    assert list(together) == [*meetings, going]
    assert together == {meeting: minutes_reading.read(room.database, meeting, now) for meeting in (*meetings, going)}


def test_more_meetings_are_no_more_questions(room: Room) -> None:
    card = whiteboard_writing.add(room.database, "a note", name="Ada Lovelace", column="To do")
    assert card is not None
    meetings = [hold(room, number, card) for number in range(2)]

    def read() -> None:
        assert len(list(minutes_reading.read_all(room.database, meetings))) == len(meetings)

    before = queries(room.database, read)
    meetings += [hold(room, number, card) for number in range(2, 7)]
    assert queries(room.database, read) == before


def test_overdue_is_judged_on_the_day_of_the_meeting(room: Room) -> None:
    first = room.begin()
    outcomes.record_action(room.database, first, "open the logs @Grace by 2026-11-24")
    outcomes.record_action(room.database, first, "call them @Grace by 2026-11-25")
    outcomes.request_help(room.database, first, "a server @Grace by 2026-11-24", from_id=room.people["Ada Lovelace"])
    moving.end(room.database, first)
    room.pass_time(86_400)
    second = room.begin()
    moving.end(room.database, second)
    sent = {
        form: minutes_formats.written(minutes_reading.read(room.database, second), form, print)
        for form in documents_formats.FORMATS
    }
    minutes = minutes_reading.read(room.database, second)
    assert [(action.text, action.state, action.overdue) for action in minutes.carried_actions] == [
        ("open the logs", "open", True),
        ("call them", "open", False),
    ]
    assert [request.overdue for request in minutes.carried_requests] == [True]
    assert not any(action.overdue for action in minutes_reading.read(room.database, first).actions)
    markdown = sent["md"].decode()
    assert "| Grace Hopper | open the logs | 2026-11-24 | overdue |" in markdown
    assert "| Grace Hopper | call them | 2026-11-25 | open |" in markdown
    assert "a server, by 2026-11-24 *(overdue)*" in markdown
    assert "overdue" in sent["html"].decode()
    assert "carried over,open the logs,Grace Hopper,2026-11-24,overdue," in sent["csv"].decode()
    carried = json.loads(sent["json"])["carried_actions"]
    assert [(row["state"], row["overdue"]) for row in carried] == [("open", True), ("open", False)]
    # Whatever the day on which they are read, and whatever becomes of it.
    room.pass_time(5 * 86_400)
    outcomes.settle_action(room.database, 1, "done", None)
    read = minutes_reading.read(room.database, second)
    assert {form: minutes_formats.written(read, form, print) for form in documents_formats.FORMATS} == sent


@pytest.mark.parametrize("part", [1, 3, 200])
def test_all_kinds_of_meetings_are_read_together_as_each_alone(
    part: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    sample.make(database)
    monkeypatch.setattr(minutes_reading, "PART", part)
    now = clock.read()
    with database.reading() as session:
        meetings = list(session.scalars(select(Meeting.id)))
    together = {meeting.id: meeting for meeting in minutes_reading.read_all(database, meetings, now)}
    assert together == {meeting: minutes_reading.read(database, meeting, now) for meeting in meetings}


def test_a_meeting_that_is_not_there_is_left_out_of_many(room: Room) -> None:
    meeting = room.begin()
    assert [minutes.id for minutes in minutes_reading.read_all(room.database, [meeting, 999])] == [meeting]
    with pytest.raises(NotFoundError, match="no meeting 999"):
        minutes_reading.read(room.database, 999)
