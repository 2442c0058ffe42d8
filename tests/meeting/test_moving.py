"""What moves a meeting on, also from several programs at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from facilitator.common.errors import LateError
from facilitator.meeting import moving, running, starting
from facilitator.meeting.agenda import Agenda
from facilitator.meeting.running import Live
from facilitator.store.database import Database
from facilitator.tables.meeting import Attendance, Meeting, TimelineEvent
from facilitator.tables.people import Person
from tests.meeting.clocks import NAMES, Clock, again, into_round

pytestmark = pytest.mark.each_database


def test_the_order_is_that_of_last_time(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    first = starting.start(database, agenda)
    ada, wang, jose, grace = ids.values()
    chosen = moving.set_order(database, first.id, "chosen", [grace, ada])
    assert (chosen.speaking_order, chosen.position().order) == ("chosen", (grace, ada, wang, jose))
    moving.end(database, first.id)
    with database.writing() as session:
        newcomer = Person(name="New Comer", unit_id=first.unit_id)
        session.add(newcomer)
        session.get_one(Person, ada).active = False
    second = starting.start(database, agenda)
    assert second.position().order == (grace, wang, jose, newcomer.id)
    assert tuple(second.people) == (grace, wang, jose, newcomer.id)
    shuffled = moving.set_order(database, second.id, "shuffled").position().order
    assert sorted(shuffled) == sorted(second.people)
    drawn = moving.set_order(database, second.id, "drawn").position().order
    at = shuffled.index(drawn[0])
    assert drawn == shuffled[at:] + shuffled[:at]
    assert moving.set_order(database, second.id, "as last time").position().order == second.position().order
    with pytest.raises(ValueError, match="as last time, shuffled, drawn, chosen"):
        moving.set_order(database, second.id, "alphabetical")
    assert time.now.boot


def test_a_name_that_is_not_here_is_left_out_of_the_order(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    live = starting.start(database, agenda)
    after = moving.set_order(database, live.id, "chosen", [9999, ids["Grace Hopper"]])
    assert after.position().order[0] == ids["Grace Hopper"]
    assert sorted(after.position().order) == sorted(ids.values())
    assert time.now.boot


def test_the_round_goes_through_everybody_and_on(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    spoke = []
    while (position := running.load(database, meeting_id).position()).step == 2:
        assert position.speaker is not None
        spoke.append(position.speaker)
        time.wait(10)
        moving.next_speaker(database, meeting_id)
    assert spoke == list(ids.values())
    assert position.speaker is None
    assert position.spoken == tuple(ids.values())
    # One key too many is taken back by the key for the one before.
    back = moving.previous_speaker(database, meeting_id).position()
    assert (back.step, back.speaker) == (2, ids["Grace Hopper"])


@pytest.mark.usefixtures("ids")
def test_nobody_is_given_the_word_outside_a_round(database: Database, agenda: Agenda, time: Clock) -> None:
    meeting_id = starting.start(database, agenda).id
    for live in (
        moving.previous_speaker(database, meeting_id),
        moving.skip_speaker(database, meeting_id),
        moving.previous_step(database, meeting_id),
    ):
        assert (live.position().step, live.position().speaker) == (0, None)
    for _ in range(9):
        moving.next_step(database, meeting_id)
    assert running.load(database, meeting_id).position().step == 4
    assert moving.previous_speaker(database, meeting_id).position().speaker is None
    assert time.now.boot


def test_skipped_back_and_out_of_turn(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    ada, wang, jose, grace = ids.values()
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    assert moving.skip_speaker(database, meeting_id).position().waiting == (jose, grace, ada)
    moving.set_order(database, meeting_id, "chosen", [grace])
    assert moving.next_speaker(database, meeting_id).position().waiting == (jose, ada)
    back = moving.previous_speaker(database, meeting_id).position()
    assert (back.speaker, back.waiting) == (wang, (grace, jose, ada))
    moving.next_speaker(database, meeting_id)
    moving.next_speaker(database, meeting_id)
    last = moving.next_speaker(database, meeting_id).position()
    assert (last.speaker, last.waiting) == (ada, ())
    assert moving.skip_speaker(database, meeting_id).position().speaker == ada


def test_going_back_a_step_and_forward_goes_on_with_whoever_was_interrupted(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    ada, wang, jose, grace = ids.values()
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    moving.skip_speaker(database, meeting_id)
    time.wait(20)
    moving.previous_step(database, meeting_id)
    time.wait(10)
    position = moving.next_step(database, meeting_id).position()
    assert (position.speaker, position.waiting) == (wang, (jose, grace, ada))
    assert position.speaker_seconds == {wang: 20}


def test_who_leaves_while_speaking_hands_the_word_on(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    ada, wang, jose, grace = ids.values()
    meeting_id = starting.start(database, agenda).id
    for late in (wang, jose, grace):
        moving.set_attendance(database, meeting_id, late, "late")
    into_round(database, meeting_id, time)
    position = moving.set_attendance(database, meeting_id, ada, "absent").position()
    assert (position.speaker, position.waiting) == (None, ())
    position = moving.set_attendance(database, meeting_id, jose, "remote").position()
    assert position.waiting == (jose,)
    assert moving.next_speaker(database, meeting_id).position().speaker == jose
    with database.reading() as session:
        states = dict(session.execute(select(Attendance.person_id, Attendance.state)).all())
    assert states == {ada: "absent", wang: "late", jose: "remote", grace: "late"}
    with pytest.raises(ValueError, match="present, remote, late, absent"):
        moving.set_attendance(database, meeting_id, ada, "asleep")


def test_an_ended_meeting_stays_as_it_is(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    time.wait(70)
    moving.pause_or_resume(database, meeting_id)
    time.wait(500)
    before = moving.end(database, meeting_id).position()
    assert (before.state, before.seconds) == ("ended", 250)
    time.wait(1000)
    assert moving.end(database, meeting_id).position() == before
    assert moving.next_step(database, meeting_id).position() == before
    assert running.running(database) is None
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert (meeting.state, meeting.seconds) == ("ended", 250)
        assert meeting.ended_at == datetime(2026, 11, 24, 9, 12, 30, tzinfo=UTC)
        seconds = dict(session.execute(select(Attendance.person_id, Attendance.seconds)).all())
    assert seconds == {ids[name]: 70 if name == "Ada Lovelace" else 0 for name in NAMES}


def test_the_word_goes_to_who_is_named_and_the_round_goes_on_from_there(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    before = running.load(database, meeting_id).position()
    last = before.waiting[-1]
    after = moving.give_word(database, meeting_id, last).position()
    assert (after.speaker, after.spoken, after.waiting) == (last, (before.speaker,), before.waiting[:-1])
    # Who has the word keeps it, and who is not here gets none.
    absent = before.waiting[0]
    moving.set_attendance(database, meeting_id, absent, "absent")
    for person in (last, absent, max(ids.values()) + 99):
        assert moving.give_word(database, meeting_id, person).position().speaker == last


def test_a_step_is_reached_from_any_other(database: Database, ids: dict[str, int], agenda: Agenda) -> None:
    meeting_id = starting.start(database, agenda).id
    last = len(agenda.steps) - 1
    assert moving.to_step(database, meeting_id, last).position().step == last
    place = next(index for index, step in enumerate(agenda.steps) if step.in_turns)
    position = moving.to_step(database, meeting_id, place).position()
    assert (position.step, position.speaker is not None) == (place, True)
    for nowhere in (place, -1, last + 1):
        assert moving.to_step(database, meeting_id, nowhere).position().step == place
    speaker = position.speaker
    assert moving.to_step(database, meeting_id, last).position().spoken == (speaker,)
    assert ids


def test_time_by_hand_is_kept(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = starting.start(database, agenda).id
    assert moving.adjust(database, meeting_id, 60).position().adjusted[0] == 60
    assert moving.set_turn(database, meeting_id, 45).position().turn == 45
    into_round(database, meeting_id, time)
    assert moving.adjust(database, meeting_id, -60).position().adjusted_turn == -60
    assert moving.set_turn(database, meeting_id, None).position().turn is None
    assert ids


def test_programs_that_move_the_meeting_at_once_lose_nothing(
    database: Database, ids: dict[str, int], agenda: Agenda
) -> None:
    meeting_id = starting.start(database, agenda).id
    for _ in range(2):
        moving.next_step(database, meeting_id)
    with ExitStack() as stack:
        programs = [stack.enter_context(again(database)) for _ in range(4)]

        def work(program: Database) -> None:
            for _ in range(5):
                moving.adjust(program, meeting_id, 1)
                moving.pause_or_resume(program, meeting_id)

        with ThreadPoolExecutor(len(programs)) as pool:
            list(pool.map(work, programs))
    position = running.load(database, meeting_id).position()
    assert position.adjusted_turn == 20
    assert position.state == "running"
    with database.reading() as session:
        kinds = list(session.scalars(select(TimelineEvent.kind).order_by(TimelineEvent.id)))
        elapsed = list(session.scalars(select(TimelineEvent.elapsed).order_by(TimelineEvent.id)))
    pauses = [kind for kind in kinds if kind in {"paused", "resumed"}]
    assert pauses == ["paused", "resumed"] * 10
    assert elapsed == sorted(elapsed)
    assert position.speaker == ids["Ada Lovelace"]


def test_two_programs_that_press_next_at_once_move_two_speakers_on(
    database: Database, ids: dict[str, int], agenda: Agenda
) -> None:
    meeting_id = starting.start(database, agenda).id
    for _ in range(2):
        moving.next_step(database, meeting_id)
    with again(database) as one, again(database) as other, ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda program: moving.next_speaker(program, meeting_id), (one, other)))
    position = running.load(database, meeting_id).position()
    assert position.speaker == ids["José Müller"]
    assert position.spoken == (ids["Ada Lovelace"], ids["王小明"])


def press(database: Database, meeting_id: int) -> moving.Press:
    """A key pressed on a screen that shows the meeting as it is now."""
    return moving.Press.on(running.load(database, meeting_id).position())


def test_a_press_of_another_window_that_comes_late_changes_nothing(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    first, second = press(database, meeting_id), press(database, meeting_id)
    speaker = moving.next_speaker(database, meeting_id, first).position().speaker
    for late in (moving.next_speaker, moving.next_step, moving.skip_speaker, moving.pause_or_resume):
        with pytest.raises(LateError, match="quicker"):
            late(database, meeting_id, second)
    assert running.load(database, meeting_id).position().speaker == speaker != ids["Ada Lovelace"]
    paused = press(database, meeting_id)
    moving.pause_or_resume(database, meeting_id, paused)
    with pytest.raises(LateError, match="paused now"):
        moving.pause_or_resume(database, meeting_id, paused)
    assert running.load(database, meeting_id).position().state == "paused"


def test_what_is_recorded_late_counts_from_the_key(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = starting.start(database, agenda).id
    time.wait(30)
    pressed = press(database, meeting_id)
    time.wait(12)
    moving.keep_time(database, meeting_id)
    moving.pause_or_resume(database, meeting_id, pressed)
    time.wait(5)
    assert running.load(database, meeting_id).position().seconds == 30
    assert ids


@pytest.mark.parametrize(
    "move", [moving.next_step, moving.next_speaker, moving.previous_step, moving.skip_speaker, moving.pause_or_resume]
)
def test_a_screen_foresees_what_is_recorded(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock, move: Callable[..., Live]
) -> None:
    meeting_id = starting.start(database, agenda).id
    into_round(database, meeting_id, time)
    time.wait(10)
    live = running.load(database, meeting_id)
    pressed = moving.Press.on(live.position())
    foreseen = moving.foresee(live, move, (), pressed)
    assert foreseen.position() == move(database, meeting_id, pressed).position()
    assert moving.foresee(foreseen, move, (), pressed) is foreseen
    assert ids
