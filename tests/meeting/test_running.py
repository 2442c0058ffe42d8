"""The running meeting in the database: killed and taken up again, whatever the clocks do; several programs at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from facilitator import clock, modes, people
from facilitator.meeting import running
from facilitator.meeting.agenda import Agenda, parse_mode
from facilitator.meeting.record import Attendance, Meeting, Sentence, TimelineEvent
from facilitator.okr.model import Cycle, Progress
from facilitator.people import Person, Unit
from facilitator.steps import round as rounds
from facilitator.store.database import Database

NAMES = ("Ada Lovelace", "王小明", "José Müller", "Grace Hopper")


class Clock:
    """A machine's clocks, moved by hand."""

    def __init__(self) -> None:
        self.now = clock.Reading(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "first boot", 1000.0)

    def read(self) -> clock.Reading:
        return self.now

    def wait(self, seconds: float) -> None:
        """Time passes, awake or asleep: both clocks tell it."""
        self.now = clock.Reading(self.now.at + timedelta(seconds=seconds), self.now.boot, self.now.seconds + seconds)

    def set_by(self, seconds: float) -> None:
        """Somebody sets the system clock."""
        self.now = clock.Reading(self.now.at + timedelta(seconds=seconds), self.now.boot, self.now.seconds)

    def restart(self, boot: str = "second boot") -> None:
        """The machine starts again, its boot clock at the beginning."""
        self.now = clock.Reading(self.now.at, boot, 3.0)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    moved = Clock()
    monkeypatch.setattr(clock, "read", moved.read)
    return moved


@pytest.fixture
def agenda() -> Agenda:
    return parse_mode(*modes.find("standup", None))


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    """A team of four, its manager the last, and their ids by name."""
    with database.writing() as session:
        unit = Unit(name="Platform")
        session.add(unit)
        session.flush()
        team = [Person(name=name, unit_id=unit.id) for name in NAMES]
        session.add_all(team)
        session.flush()
        unit.manager_id = team[-1].id
        return {person.name: person.id for person in team}


@contextmanager
def again(database: Database) -> Iterator[Database]:
    """The same database opened by another program."""
    with Database(database.url.render_as_string(hide_password=False)) as other:
        yield other


def into_round(database: Database, meeting_id: int, time: Clock) -> None:
    time.wait(60)
    running.next_step(database, meeting_id)
    time.wait(120)
    running.next_step(database, meeting_id)


def test_a_meeting_begins_with_everybody_in_the_order_they_came(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    live = running.start(database, agenda)
    assert (live.team, live.facilitator, live.cycle) == ("Platform", "Grace Hopper", None)
    assert tuple(live.people.values()) == NAMES
    assert live.position().order == tuple(ids.values())
    assert set(live.position().attendance.values()) == {"present"}
    assert live.started_at == time.now.at
    assert live.agenda == agenda


def test_who_facilitates_and_the_cycle_can_be_named(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    with database.writing() as session:
        for name, month in (("Q3", 7), ("Q4", 10)):
            session.add(Cycle(name=name, start=date(2026, month, 1), end=date(2026, month + 2, 30)))
    assert running.start(database, agenda).cycle == "Q4"
    live = running.start(database, agenda, "platform", facilitator="ada lovelace", cycle="Q3")
    assert (live.facilitator_id, live.cycle) == (ids["Ada Lovelace"], "Q3")
    assert running.set_facilitator(database, live.id, ids["王小明"]).facilitator == "王小明"
    with pytest.raises(people.NotFound, match="Q3, Q4"):
        running.start(database, agenda, cycle="Q5")
    assert time.now.seconds == 1000


def test_a_team_of_nobody_and_no_team_are_told(database: Database, agenda: Agenda) -> None:
    with pytest.raises(people.NotFound, match="no team yet"):
        running.start(database, agenda)
    with database.writing() as session:
        session.add(Unit(name="Empty"))
    with pytest.raises(people.NotFound, match="nobody in it"):
        running.start(database, agenda, "Empty")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Meeting)) == 0
    with pytest.raises(people.NotFound, match="no meeting 7"):
        running.load(database, 7)


def test_a_killed_program_is_taken_up_again_to_the_second(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = running.start(database, agenda).id
    into_round(database, meeting_id, time)
    time.wait(50)
    running.next_speaker(database, meeting_id)
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
    meeting_id = running.start(database, agenda).id
    time.wait(30)
    time.set_by(seconds)
    assert running.load(database, meeting_id).position().seconds == 30
    assert running.next_step(database, meeting_id).position().step_seconds[0] == 30
    time.wait(12)
    with again(database) as other:
        assert running.load(other, meeting_id).position().step_seconds == (30, 12, 0, 0, 0)
    assert len(ids) == 4


def test_a_laptop_that_sleeps_does_not_stop_the_meeting(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    live = running.start(database, agenda)
    time.wait(600)
    assert live.position().seconds == 600
    running.keep_time(database, live.id)
    assert running.load(database, live.id).position().seconds == 600
    assert ids


def test_the_time_of_a_restart_counts(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = running.start(database, agenda).id
    time.wait(20)
    running.keep_time(database, meeting_id)
    time.wait(95)
    time.restart()
    with again(database) as other:
        assert running.load(other, meeting_id).position().seconds == 115
        time.wait(5)
        time.set_by(-500)
        assert running.next_step(other, meeting_id).position().seconds >= 20
    assert ids


def test_a_clock_set_back_over_a_restart_takes_nothing_that_was_kept(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = running.start(database, agenda).id
    time.wait(20)
    running.keep_time(database, meeting_id)
    time.restart()
    time.set_by(-7200)
    assert running.load(database, meeting_id).position().seconds == 20
    running.keep_time(database, meeting_id)
    time.wait(10)
    assert running.load(database, meeting_id).position().seconds == 30
    assert ids


def test_a_machine_that_cannot_tell_its_boot_goes_by_utc(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    time.restart("")
    meeting_id = running.start(database, agenda).id
    time.wait(10)
    time.restart("")
    assert running.load(database, meeting_id).position().seconds == 10
    assert ids


def test_a_pause_holds_across_a_restart(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = running.start(database, agenda).id
    time.wait(45)
    assert running.pause_or_resume(database, meeting_id).position().state == "paused"
    time.wait(3600)
    time.restart()
    time.wait(100)
    with again(database) as other:
        live = running.load(other, meeting_id)
        assert (live.position().state, live.position().seconds, live.position().paused_seconds) == ("paused", 45, 3700)
        running.pause_or_resume(other, meeting_id)
        time.wait(5)
        assert running.load(other, meeting_id).position().seconds == 50
    assert ids


def test_keeping_the_time_moves_nothing(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = running.start(database, agenda).id
    for _ in range(5):
        time.wait(5)
        running.keep_time(database, meeting_id)
    assert running.load(database, meeting_id).position().seconds == 25
    running.end(database, meeting_id)
    time.wait(5)
    running.keep_time(database, meeting_id)
    assert running.load(database, meeting_id).position().seconds == 25
    assert ids


def test_what_was_prepared_becomes_part_of_the_next_meeting(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    rounds.add(database, "Ada Lovelace", {"today": ["the migration"]})
    rounds.set_ready(database, "Ada Lovelace")
    with database.writing() as session:
        stranger = Person(name="From elsewhere")
        session.add(stranger)
    rounds.add(database, "From elsewhere", {"today": ["something else"]})
    live = running.start(database, agenda)
    turns = rounds.turns(database, live.id)
    assert [said.text for said in turns[ids["Ada Lovelace"]].said["today"]] == ["the migration"]
    assert turns[ids["Ada Lovelace"]].ready
    assert stranger.id not in turns
    running.set_attendance(database, live.id, stranger.id, "present")
    assert [said.text for said in rounds.turns(database, live.id)[stranger.id].said["today"]] == ["something else"]
    assert time.now.boot


def test_a_check_in_during_the_meeting_belongs_to_it_and_after_it_to_the_next(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    first = running.start(database, agenda).id
    rounds.add(database, "Ada Lovelace", {"today": ["now"]})
    running.end(database, first)
    rounds.add(database, "Ada Lovelace", {"today": ["tomorrow"]})
    second = running.start(database, agenda).id
    with database.reading() as session:
        found = session.execute(select(Sentence.meeting_id, Sentence.text).order_by(Sentence.id)).all()
        assert session.scalar(select(func.count()).select_from(Progress)) == 0
    assert list(found) == [(first, "now"), (second, "tomorrow")]
    assert rounds.turns(database, second)[ids["Ada Lovelace"]].planned == ("now",)
    assert time.now.boot


def test_the_order_is_that_of_last_time(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    first = running.start(database, agenda)
    ada, wang, jose, grace = ids.values()
    chosen = running.set_order(database, first.id, "chosen", [grace, ada])
    assert (chosen.speaking_order, chosen.position().order) == ("chosen", (grace, ada, wang, jose))
    running.end(database, first.id)
    with database.writing() as session:
        newcomer = Person(name="New Comer", unit_id=first.unit_id)
        session.add(newcomer)
        session.get_one(Person, ada).active = False
    second = running.start(database, agenda)
    assert second.position().order == (grace, wang, jose, newcomer.id)
    assert tuple(second.people) == (grace, wang, jose, newcomer.id)
    shuffled = running.set_order(database, second.id, "shuffled").position().order
    assert sorted(shuffled) == sorted(second.people)
    drawn = running.set_order(database, second.id, "drawn").position().order
    at = shuffled.index(drawn[0])
    assert drawn == shuffled[at:] + shuffled[:at]
    assert running.set_order(database, second.id, "as last time").position().order == second.position().order
    with pytest.raises(ValueError, match="as last time, shuffled, drawn, chosen"):
        running.set_order(database, second.id, "alphabetical")
    assert time.now.boot


def test_a_name_that_is_not_here_is_left_out_of_the_order(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    live = running.start(database, agenda)
    after = running.set_order(database, live.id, "chosen", [9999, ids["Grace Hopper"]])
    assert after.position().order[0] == ids["Grace Hopper"]
    assert sorted(after.position().order) == sorted(ids.values())
    assert time.now.boot


def test_the_round_goes_through_everybody_and_on(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = running.start(database, agenda).id
    into_round(database, meeting_id, time)
    spoke = []
    while (position := running.load(database, meeting_id).position()).step == 2:
        assert position.speaker is not None
        spoke.append(position.speaker)
        time.wait(10)
        running.next_speaker(database, meeting_id)
    assert spoke == list(ids.values())
    assert position.speaker is None
    assert position.spoken == tuple(ids.values())
    # One key too many is taken back by the key for the one before.
    back = running.previous_speaker(database, meeting_id).position()
    assert (back.step, back.speaker) == (2, ids["Grace Hopper"])


def test_nobody_is_given_the_word_outside_a_round(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    meeting_id = running.start(database, agenda).id
    for live in (
        running.previous_speaker(database, meeting_id),
        running.give_word(database, meeting_id, ids["Ada Lovelace"]),
        running.skip_speaker(database, meeting_id),
        running.previous_step(database, meeting_id),
    ):
        assert (live.position().step, live.position().speaker) == (0, None)
    for _ in range(9):
        running.next_step(database, meeting_id)
    assert running.load(database, meeting_id).position().step == 4
    assert running.previous_speaker(database, meeting_id).position().speaker is None
    assert time.now.boot


def test_skipped_back_and_out_of_turn(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    ada, wang, jose, grace = ids.values()
    meeting_id = running.start(database, agenda).id
    into_round(database, meeting_id, time)
    assert running.skip_speaker(database, meeting_id).position().waiting == (jose, grace, ada)
    assert running.give_word(database, meeting_id, grace).position().waiting == (jose, ada)
    back = running.previous_speaker(database, meeting_id).position()
    assert (back.speaker, back.waiting) == (wang, (jose, grace, ada))
    running.next_speaker(database, meeting_id)
    running.next_speaker(database, meeting_id)
    last = running.next_speaker(database, meeting_id).position()
    assert (last.speaker, last.waiting) == (ada, ())
    assert running.skip_speaker(database, meeting_id).position().speaker == ada


def test_going_back_a_step_and_forward_goes_on_with_whoever_was_interrupted(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    ada, wang, jose, grace = ids.values()
    meeting_id = running.start(database, agenda).id
    into_round(database, meeting_id, time)
    running.skip_speaker(database, meeting_id)
    time.wait(20)
    running.previous_step(database, meeting_id)
    time.wait(10)
    position = running.next_step(database, meeting_id).position()
    assert (position.speaker, position.waiting) == (wang, (jose, grace, ada))
    assert position.speaker_seconds == {wang: 20}


def test_who_leaves_while_speaking_hands_the_word_on(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    ada, wang, jose, grace = ids.values()
    meeting_id = running.start(database, agenda).id
    for late in (wang, jose, grace):
        running.set_attendance(database, meeting_id, late, "late")
    into_round(database, meeting_id, time)
    position = running.set_attendance(database, meeting_id, ada, "absent").position()
    assert (position.speaker, position.waiting) == (None, ())
    position = running.set_attendance(database, meeting_id, jose, "remote").position()
    assert position.waiting == (jose,)
    assert running.next_speaker(database, meeting_id).position().speaker == jose
    with database.reading() as session:
        states = dict(session.execute(select(Attendance.person_id, Attendance.state)).all())
    assert states == {ada: "absent", wang: "late", jose: "remote", grace: "late"}
    with pytest.raises(ValueError, match="present, remote, late, absent"):
        running.set_attendance(database, meeting_id, ada, "asleep")


def test_an_ended_meeting_stays_as_it_is(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = running.start(database, agenda).id
    into_round(database, meeting_id, time)
    time.wait(70)
    running.pause_or_resume(database, meeting_id)
    time.wait(500)
    before = running.end(database, meeting_id).position()
    assert (before.state, before.seconds) == ("ended", 250)
    time.wait(1000)
    assert running.end(database, meeting_id).position() == before
    assert running.next_step(database, meeting_id).position() == before
    assert running.running(database) is None
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert (meeting.state, meeting.seconds) == ("ended", 250)
        assert meeting.ended_at == datetime(2026, 11, 24, 9, 12, 30, tzinfo=UTC)
        seconds = dict(session.execute(select(Attendance.person_id, Attendance.seconds)).all())
    assert seconds == {ids[name]: 70 if name == "Ada Lovelace" else 0 for name in NAMES}


def test_time_by_hand_is_kept(database: Database, ids: dict[str, int], agenda: Agenda, time: Clock) -> None:
    meeting_id = running.start(database, agenda).id
    assert running.adjust(database, meeting_id, 60).position().adjusted[0] == 60
    assert running.set_turn(database, meeting_id, 45).position().turn == 45
    into_round(database, meeting_id, time)
    assert running.adjust(database, meeting_id, -60).position().adjusted_turn == -60
    assert running.set_turn(database, meeting_id, None).position().turn is None
    assert ids


def test_the_running_meeting_is_found_by_team_and_mode(
    database: Database, ids: dict[str, int], agenda: Agenda, time: Clock
) -> None:
    first = running.start(database, agenda)
    second = running.start(database, agenda)
    found = running.running(database, "Platform", "standup")
    assert found is not None
    assert found.id == second.id != first.id
    assert running.running(database, mode="weekly") is None
    with pytest.raises(people.NotFound):
        running.running(database, "Sales")
    assert ids
    assert time.now.boot


def test_programs_that_move_the_meeting_at_once_lose_nothing(
    database: Database, ids: dict[str, int], agenda: Agenda
) -> None:
    meeting_id = running.start(database, agenda).id
    for _ in range(2):
        running.next_step(database, meeting_id)
    with ExitStack() as stack:
        programs = [stack.enter_context(again(database)) for _ in range(4)]

        def work(program: Database) -> None:
            for _ in range(5):
                running.adjust(program, meeting_id, 1)
                running.pause_or_resume(program, meeting_id)

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
    meeting_id = running.start(database, agenda).id
    for _ in range(2):
        running.next_step(database, meeting_id)
    with again(database) as one, again(database) as other, ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda program: running.next_speaker(program, meeting_id), (one, other)))
    position = running.load(database, meeting_id).position()
    assert position.speaker == ids["José Müller"]
    assert position.spoken == (ids["Ada Lovelace"], ids["王小明"])


# -- units instead of people -------------------------------------------------------------------------------------------


@pytest.fixture
def company(database: Database) -> dict[str, int]:
    """Acme with two departments that have people, an empty one, and a team below; ids of people and units by name."""
    with database.writing() as session:
        acme = Unit(name="Acme", level="company")
        session.add(acme)
        session.flush()
        platform, sales, empty = (Unit(name=name, parent_id=acme.id) for name in ("Platform", "Sales", "Empty"))
        session.add_all([platform, sales, empty])
        session.flush()
        build = Unit(name="Build", parent_id=platform.id)
        session.add(build)
        session.flush()
        units = {unit.name: unit.id for unit in (acme, platform, sales, empty, build)}
        where = {"Grace": "Acme", "Émile": "Build", "Ada": "Platform", "Mary": "Sales", "Tomás": "Sales"}
        everybody = [Person(name=name, unit_id=units[unit]) for name, unit in where.items()]
        session.add_all(everybody)
        session.flush()
        ids = {person.name: person.id for person in everybody}
        platform.manager_id = ids["Ada"]
        return ids | units


@pytest.fixture
def weekly() -> Agenda:
    return parse_mode(*modes.find("weekly", None))


def called(live: running.Live) -> list[str]:
    return [live.called(person) for person in live.people]


def test_in_a_company_its_units_meet_by_whoever_speaks_for_them(
    database: Database, company: dict[str, int], weekly: Agenda
) -> None:
    live = running.start(database, weekly, "Acme")
    assert called(live) == ["Acme · Grace", "Platform · Ada", "Sales · Mary"]
    assert list(live.people.values()) == ["Grace", "Ada", "Mary"]
    assert running.set_attendance(database, live.id, company["Émile"], "present").called(company["Émile"]) == "Émile"
    assert called(running.load(database, live.id)) == ["Acme · Grace", "Platform · Ada", "Sales · Mary", "Émile"]


def test_a_manager_of_several_units_speaks_for_all_of_them(
    database: Database, company: dict[str, int], weekly: Agenda
) -> None:
    with database.writing() as session:
        for unit in ("Acme", "Sales"):
            session.get_one(Unit, company[unit]).manager_id = company["Grace"]
        session.get_one(Person, company["Ada"]).active = False
    assert called(running.start(database, weekly, "Acme")) == ["Acme, Sales · Grace", "Platform · Émile"]


def test_people_meet_below_the_limit_in_a_team_and_in_a_company_without_units(
    database: Database, company: dict[str, int], weekly: Agenda, agenda: Agenda
) -> None:
    for some, team in ((replace(weekly, units_above=5), "Acme"), (weekly, "Platform"), (agenda, "Acme")):
        live = running.start(database, some, team)
        assert not live.stands_for
        assert len(live.people) == (5 if team == "Acme" else 2)
    with database.writing() as session:
        for name in ("Émile", "Ada", "Mary", "Tomás"):
            session.get_one(Person, company[name]).unit_id = company["Acme"]
    assert len(running.start(database, weekly, "Acme").people) == 5


def test_what_the_others_of_a_unit_prepared_waits_for_their_own_meeting(
    database: Database, company: dict[str, int], weekly: Agenda, agenda: Agenda
) -> None:
    for name in ("Ada", "Émile"):
        rounds.add(database, name, {"help_needed": [f"help for {name}"], "today": ["a plan"]})
    live = running.start(database, weekly, "Acme")
    turns = rounds.turns(database, live.id)
    assert [one.text for one in turns[company["Ada"]].said["help_needed"]] == ["help for Ada"]
    running.end(database, live.id)
    standup = running.start(database, agenda, "Platform")
    said = {turn.name: turn.said for turn in rounds.turns(database, standup.id).values()}
    assert [one.text for one in said["Émile"]["help_needed"]] == ["help for Émile"]
    # What the weekly did not ask waited for a meeting that does.
    assert [one.text for one in said["Ada"]["today"]] == ["a plan"]
    assert "help_needed" not in said["Ada"]


def test_who_meets_alone_facilitates(database: Database) -> None:
    with database.writing() as session:
        unit = Unit(name="Just me", level="personal")
        session.add(unit)
        session.flush()
        session.add(Person(name="Nora", unit_id=unit.id))
    live = running.start(database, parse_mode(*modes.find("personal", None)), "Just me")
    assert live.facilitator == "Nora"
    moved = running.next_step(database, live.id).position()
    assert moved.speaker == next(iter(live.people))
