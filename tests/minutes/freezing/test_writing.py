"""Minutes are frozen when the meeting ends: whatever happens later, they stay byte for byte what they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import delete, func, select

from facilitator.common import clock
from facilitator.documents import formats as documents_formats
from facilitator.meeting import moving
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import layout
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.steps import outcomes
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.journal import Change, Entry
from facilitator.tables.minutes import FrozenMinutes
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit
from tests.minutes import BEGAN, Room, furnish
from tests.queries import queries

ADA = "Ada Lovelace"


pytestmark = pytest.mark.each_database


@pytest.fixture
def room(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    with time_machine.travel(BEGAN, tick=False) as time:
        made = furnish(database, time)
        made.begin()
        made.card = whiteboard_writing.add(database, "a note", name=ADA, column="To do")  # type: ignore[attr-defined]
        yield made


def hold(room: Room) -> None:
    outcomes.record_decision(room.database, room.meeting, "ship on Friday")
    outcomes.record_action(room.database, room.meeting, "open the logs @Ada by 2026-11-30")
    room.to_the_round()
    room.everybody_speaks()
    room.finish()


def every_form(room: Room) -> dict[str, bytes]:
    read = minutes_reading.read(room.database, room.meeting)
    return {form: minutes_formats.written(read, form, print) for form in documents_formats.FORMATS}


def change_everything(room: Room) -> None:
    """Rename, move, finish, delete: also behind the journal's back, as another program would."""
    room.pass_time(86_400)
    outcomes.settle_action(room.database, 1, "done", None)
    with journal.recording(room.database, "all", source="screen") as session:
        for person in session.scalars(select(Person)):
            person.name += " (renamed)"
            person.timezone = "Asia/Tokyo"
        for row in (*session.scalars(select(KeyResult)), *session.scalars(select(Objective))):
            row.title += ", worded anew"
        for unit in session.scalars(select(Unit)):
            unit.name += " (renamed)"
        session.get_one(KeyResult, 1).current = 2
    with room.database.writing() as session:
        session.execute(delete(Change))
        session.execute(delete(Entry))


def test_whatever_changes_later_minutes_stay_byte_for_byte(room: Room) -> None:
    hold(room)
    sent, shown = every_form(room), layout.lay_out(minutes_reading.read(room.database, room.meeting))
    change_everything(room)
    assert every_form(room) == sent
    assert layout.lay_out(minutes_reading.read(room.database, room.meeting)) == shown


def test_corrections_lie_on_top_of_what_is_frozen(room: Room) -> None:
    hold(room)
    before = minutes_reading.read(room.database, room.meeting)
    change_everything(room)
    decision = corrections_reading.find(room.database, room.meeting, "ship on Friday")
    ada = f"{ADA} (renamed)"
    corrections_writing.reword(room.database, room.meeting, decision, "ship on Monday", by=ada)
    after = minutes_reading.read(room.database, room.meeting)
    assert [(one.text, one.corrected) for one in after.decisions] == [("ship on Monday", (1,))]
    assert [one.by for one in after.corrections] == [ada]
    assert after.actions == before.actions
    assert minutes_reading.read(room.database, room.meeting, as_sent=True) == before


def test_a_meeting_that_goes_on_is_not_frozen_and_its_next_end_freezes_it_anew(room: Room) -> None:
    def frozen() -> int:
        with room.database.reading() as session:
            return session.scalar(select(func.count()).select_from(FrozenMinutes)) or 0

    assert frozen() == 0
    hold(room)
    assert frozen() == 1
    moving.reopen(room.database, room.meeting)
    assert frozen() == 0
    outcomes.record_decision(room.database, room.meeting, "and tell them")
    assert len(minutes_reading.read(room.database, room.meeting).decisions) == 2
    moving.end(room.database, room.meeting)
    assert frozen() == 1
    assert [one.text for one in minutes_reading.read(room.database, room.meeting).decisions] == [
        "ship on Friday",
        "and tell them",
    ]


def test_what_is_read_does_not_grow_with_what_a_meeting_recorded(room: Room) -> None:
    hold(room)
    small = queries(room.database, minutes_reading.read, room.database, room.meeting)
    room.begin()
    for number in range(20):
        outcomes.record_decision(room.database, room.meeting, f"decision {number}")
        outcomes.record_action(room.database, room.meeting, f"action {number} @Ada")
    moving.end(room.database, room.meeting)
    assert queries(room.database, minutes_reading.read, room.database, room.meeting) == small
