"""The running meeting in the database: killed and taken up again, whatever the clocks do."""

from __future__ import annotations

import pytest

from facilitator.common.errors import NotFoundError
from facilitator.meeting import moving, running, starting
from facilitator.meeting.agenda import Agenda
from facilitator.store.database import Database
from tests.meeting.clocks import Clock, again, into_round

pytestmark = pytest.mark.each_database


def test_a_killed_program_is_taken_up_again_to_the_second(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    time.wait(50)
    moving.next_speaker(database, meeting_id)
    time.wait(41.5)
    with again(database) as other:
        live = running.running(other)
        assert live is not None
        position = live.position()
    assert (position.step, position.speaker) == (2, ids["王小明"])
    assert position.speaker_seconds == {ids["Ada Lovelace"]: 50, ids["王小明"]: 41.5}
    assert position.step_seconds == (60, 120, 91.5, 0, 0)


@pytest.mark.parametrize("seconds", [-86_400, -5, 3600, 400_000])
def test_a_set_clock_changes_nothing_within_one_boot(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock, seconds: float
) -> None:
    meeting_id = starting.start(database, agenda).id
    time.wait(30)
    time.set_by(seconds)
    assert running.load(database, meeting_id).position().seconds == 30
    assert moving.next_step(database, meeting_id).position().step_seconds[0] == 30
    time.wait(12)
    with again(database) as other:
        assert running.load(other, meeting_id).position().step_seconds == (30, 12, 0, 0, 0)
    assert len(ids) == 4


def test_a_laptop_that_sleeps_does_not_stop_the_meeting(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    live = starting.start(database, agenda)
    time.wait(600)
    assert live.position().seconds == 600
    moving.keep_time(database, live.id)
    assert running.load(database, live.id).position().seconds == 600
    assert ids


def test_the_time_of_a_restart_counts(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = starting.start(database, agenda).id
    time.wait(20)
    moving.keep_time(database, meeting_id)
    time.wait(95)
    time.restart()
    with again(database) as other:
        assert running.load(other, meeting_id).position().seconds == 115
        time.wait(5)
        time.set_by(-500)
        assert moving.next_step(other, meeting_id).position().seconds >= 20
    assert ids


def test_a_clock_set_back_over_a_restart_takes_nothing_that_was_kept(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = starting.start(database, agenda).id
    time.wait(20)
    moving.keep_time(database, meeting_id)
    time.restart()
    time.set_by(-7200)
    assert running.load(database, meeting_id).position().seconds == 20
    moving.keep_time(database, meeting_id)
    time.wait(10)
    assert running.load(database, meeting_id).position().seconds == 30
    assert ids


def test_a_machine_that_cannot_tell_its_boot_goes_by_utc(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    time.restart("")
    meeting_id = starting.start(database, agenda).id
    time.wait(10)
    time.restart("")
    assert running.load(database, meeting_id).position().seconds == 10
    assert ids


def test_a_pause_holds_across_a_restart(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = starting.start(database, agenda).id
    time.wait(45)
    assert moving.pause_or_resume(database, meeting_id).position().state == "paused"
    time.wait(3600)
    time.restart()
    time.wait(100)
    with again(database) as other:
        live = running.load(other, meeting_id)
        assert (live.position().state, live.position().seconds, live.position().paused_seconds) == ("paused", 45, 3700)
        moving.pause_or_resume(other, meeting_id)
        time.wait(5)
        assert running.load(other, meeting_id).position().seconds == 50
    assert ids


def test_keeping_the_time_moves_nothing(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = starting.start(database, agenda).id
    for _ in range(5):
        time.wait(5)
        moving.keep_time(database, meeting_id)
    assert running.load(database, meeting_id).position().seconds == 25
    moving.end(database, meeting_id)
    time.wait(5)
    moving.keep_time(database, meeting_id)
    assert running.load(database, meeting_id).position().seconds == 25
    assert ids


def test_the_running_meeting_is_found_by_team_and_mode(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    first = starting.start(database, agenda)
    second = starting.start(database, agenda)
    found = running.running(database, "Platform", "standup")
    assert found is not None
    assert found.id == second.id != first.id
    assert running.running(database, mode="weekly") is None
    with pytest.raises(NotFoundError):
        running.running(database, "Sales")
    assert ids
    assert time.now.boot
