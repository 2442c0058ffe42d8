"""A meeting that ended by mistake is opened again, for a minute, and once only somebody runs what follows an end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import select

from facilitator.common.errors import RefusedError
from facilitator.meeting import moving, running, starting
from facilitator.meeting.agenda import Agenda
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.reports.insight import reading as insight
from facilitator.steps import outcomes
from facilitator.steps.round import writing as rounds
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting
from tests.meeting.clocks import NAMES, Clock, again, into_round

pytestmark = pytest.mark.each_database

ADA = NAMES[0]


@pytest.fixture
def meeting(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> int:
    """In the round, ten seconds into the first turn; a decision was recorded."""
    assert ids
    number = starting.start(database, agenda).id
    into_round(database, number, time)
    outcomes.record_decision(database, number, "ship it")
    time.wait(10)
    return number


def told(database: Database, meeting_id: int) -> dict[str, Any]:
    return minutes_json.as_table(minutes_reading.read(database, meeting_id))


@pytest.mark.parametrize("state", ["running", "paused"])
def test_it_goes_on_as_it_was(database: Database, meeting: int, time: Clock, state: str) -> None:
    if state == "paused":
        moving.pause_or_resume(database, meeting)
    before = told(database, meeting)
    moving.end(database, meeting)
    assert told(database, meeting)["state"] == "ended"
    time.wait(59)
    # Somebody sets the clock meanwhile: what has gone by is what counts.
    time.set_by(-3600)
    with again(database) as other:
        live = moving.reopen(other, meeting)
    assert live.position().state == state
    after = told(database, meeting)
    assert (after["state"], after["ended_at"], after["seconds"]) == (state, None, before["seconds"])
    assert after["position"] == before["position"]
    with database.reading() as session:
        row = session.get_one(Meeting, meeting)
        assert (row.state, row.ended_at) == (state, None)
        assert set(session.scalars(select(Attendance.seconds))) == {0.0}
    assert running.running(database) is not None
    time.wait(20)
    moving.end(database, meeting)
    went_on = 20 * (state == "running")
    assert told(database, meeting)["seconds"] == before["seconds"] + went_on
    with database.reading() as session:
        spoke = select(Attendance.seconds).where(Attendance.seconds > 0)
        assert list(session.scalars(spoke)) == pytest.approx([10 + went_on])


def test_after_a_minute_it_stays_ended(database: Database, meeting: int, time: Clock) -> None:
    ended = moving.end(database, meeting)
    assert ended.reopens() == 60
    time.wait(60.5)
    with pytest.raises(RefusedError, match="ended more than 60 s ago"):
        moving.reopen(database, meeting)
    assert told(database, meeting)["state"] == "ended"


def test_what_goes_on_is_not_opened_again(database: Database, meeting: int) -> None:
    with pytest.raises(RefusedError, match="goes on already"):
        moving.reopen(database, meeting)
    moving.end(database, meeting)
    moving.reopen(database, meeting)
    with pytest.raises(RefusedError, match="goes on already"):
        moving.reopen(database, meeting)
    # And what it recorded is still what undo takes back.
    assert "ship it" in str(journal.undo(database, meeting))


def test_undo_takes_nothing_back_from_a_meeting_that_ended(database: Database, meeting: int) -> None:
    moving.end(database, meeting)
    assert journal.undo(database, meeting) is None
    assert [one["text"] for one in told(database, meeting)["decisions"]] == ["ship it"]


def test_what_was_corrected_or_begun_anew_stays_ended(
    database: Database, meeting: int, agenda: Agenda, time: Clock
) -> None:
    moving.end(database, meeting)
    following = starting.start(database, agenda).id
    with pytest.raises(RefusedError, match="Platform has begun another such meeting"):
        moving.reopen(database, meeting)
    moving.end(database, following)
    corrections_writing.remark(database, following, "it was on Tuesday", by=ADA)
    with pytest.raises(RefusedError, match="corrected since"):
        moving.reopen(database, following)
    # The first one is not any meeting's place any more.
    assert time.now.boot
    assert moving.reopen(database, meeting).position().state == "running"


def test_what_is_said_in_a_check_in_meanwhile_belongs_to_it(database: Database, meeting: int) -> None:
    rounds.add(database, ADA, {"today": ["before"]})
    moving.end(database, meeting)
    rounds.add(database, ADA, {"today": ["meanwhile"]})
    moving.reopen(database, meeting)
    rounds.add(database, ADA, {"today": ["after"]})
    records = [one for step in told(database, meeting)["steps"] if step["kind"] == "round" for one in step["records"]]
    assert next(one for one in records if one["person"] == ADA)["today"] == ["before", "meanwhile", "after"]


def test_only_one_of_many_programs_is_told_that_it_is_final(database: Database, meeting: int, time: Clock) -> None:
    end = moving.end(database, meeting).end
    assert not moving.make_final(database, meeting, end)
    time.wait(61)
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        others = [stack.enter_context(again(database)) for _ in range(4)]
        said = list(pool.map(lambda other: moving.make_final(other, meeting, end), others))
    assert sorted(said) == [False, False, False, True]


def test_what_is_final_is_not_opened_and_what_was_opened_not_final(
    database: Database, meeting: int, time: Clock
) -> None:
    first = moving.end(database, meeting).end
    moving.reopen(database, meeting)
    assert not moving.make_final(database, meeting, first, early=True)
    time.wait(5)
    second = moving.end(database, meeting).end
    # Who waited for the first end does not speak for the second.
    assert not moving.make_final(database, meeting, first, early=True)
    assert moving.make_final(database, meeting, second, early=True)
    assert running.load(database, meeting).reopens() == 0
    with pytest.raises(RefusedError, match="what runs after it has begun"):
        moving.reopen(database, meeting)


def test_insight_counts_the_steps_of_what_was_opened_again_whole(database: Database, meeting: int, time: Clock) -> None:
    moving.end(database, meeting)
    time.wait(30)
    moving.reopen(database, meeting)
    time.wait(50)
    moving.next_step(database, meeting)
    moving.end(database, meeting)
    timing = insight.read(database, "Platform", today=time.now.at.date()).timing
    assert {step.kind: step.taken for step in timing.meetings[0].steps}["round"] == 60
