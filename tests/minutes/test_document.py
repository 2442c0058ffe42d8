"""Many meetings read at once, as an export reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from facilitator import clock
from facilitator.minutes import document
from facilitator.steps import outcomes, whiteboard
from facilitator.store.database import Database
from tests.minutes import BEGAN, Room, furnish
from tests.queries import asked


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


def test_changes_since_are_read_once_for_all(room: Room) -> None:
    card = whiteboard.add(room.database, "a note", name="Ada Lovelace", column="To do")
    assert card is not None
    meetings = [hold(room, number, card) for number in range(2)]

    def read() -> int:
        """How often the changes of cards are looked through."""
        with asked(room.database) as seen:
            list(document.read_all(room.database, meetings))
        return sum("'confidence_meaning'" in one for one in seen)

    before = read()
    meetings += [hold(room, number, card) for number in range(2, 5)]
    assert read() == before == 1
