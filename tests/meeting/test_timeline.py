"""The running meeting as a fold: no time is lost, and what is left of the round is shared fairly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from facilitator.meeting.agenda import MINIMUM_TURN, Agenda, Step
from facilitator.meeting.timeline import (
    PRESENT,
    STATES,
    Event,
    Position,
    behind,
    fits,
    fold,
    reopens,
    round_budget,
    step_planned,
    turn_planned,
)

STANDUP = Agenda(
    name="standup",
    title="Stand-up",
    seconds=900,
    about="",
    steps=(
        Step("gather", "Gather", 60),
        Step("progress", "OKR first", 120),
        Step("round", "Round", 600),
        Step("whiteboard", "Whiteboard", 60),
        Step("close", "Close", 60),
    ),
)
TWO_ROUNDS = Agenda(
    name="two",
    title="Two rounds",
    seconds=600,
    about="",
    steps=(Step("round", "First", 300), Step("gather", "Between", 60), Step("round", "Second", 240)),
)


class Told:
    """A meeting told event by event, each at the moment the test has come to."""

    def __init__(self, agenda: Agenda = STANDUP, people: int = 4) -> None:
        self.agenda = agenda
        self.now = 0.0
        self.events = [Event("started", 0.0)]
        for person in range(1, people + 1):
            self.tell("attendance", person=person, state="present")

    def tell(self, kind: str, after: float = 0.0, **data: Any) -> Told:
        self.now += after
        self.events.append(Event(kind, self.now, data))
        return self

    def wait(self, seconds: float) -> Told:
        self.now += seconds
        return self

    def in_round(self, first: int = 1) -> Told:
        """The round on the second, everything before it having taken what was planned."""
        return self.tell("step", 60, index=1).tell("step", 120, index=2).tell("speaker", person=first)

    def position(self) -> Position:
        return fold(self.agenda, self.events, self.now)

    @property
    def turn(self) -> float:
        return turn_planned(self.agenda, self.position())

    @property
    def behind(self) -> float:
        return behind(self.agenda, self.position())


def test_a_meeting_begins_in_its_first_step_with_nobody_speaking() -> None:
    position = Told().wait(7).position()
    assert (position.state, position.step, position.speaker) == ("running", 0, None)
    assert position.seconds == 7
    assert list(position.step_seconds) == [7, 0, 0, 0, 0]
    assert position.waiting == (1, 2, 3, 4)


def test_time_goes_to_the_step_and_to_the_speaker() -> None:
    position = Told().in_round().tell("speaker", 50, person=2).tell("step", 30, index=3).wait(5).position()
    assert list(position.step_seconds) == [60, 120, 80, 5, 0]
    assert position.speaker_seconds == {1: 50, 2: 30}
    assert position.seconds == 265


def test_a_pause_stops_the_time_of_everything() -> None:
    position = Told().in_round().tell("paused", 10).tell("resumed", 1000).wait(5).position()
    assert (position.seconds, position.paused_seconds) == (195, 1000)
    assert position.speaker_seconds == {1: 15}
    still = Told().in_round().tell("paused", 10).tell("paused", 5).wait(5).position()
    assert (still.state, still.paused_seconds, still.speaker_seconds) == ("paused", 10, {1: 10})


def test_what_happens_in_a_pause_moves_the_meeting_and_no_time() -> None:
    position = Told().in_round().tell("paused", 10).tell("speaker", 20, person=2).wait(30).position()
    assert (position.speaker, position.spoken, position.state) == (2, (1,), "paused")
    assert position.speaker_seconds == {1: 10}


def test_after_the_end_nothing_moves() -> None:
    told = Told().in_round().tell("ended", 10)
    before = told.position()
    assert (before.state, before.speaker, before.seconds) == ("ended", None, 190)
    told.tell("speaker", 5, person=2).tell("step", index=0).tell("resumed").tell("adjusted", seconds=60).wait(1000)
    assert told.position() == before


def test_what_is_opened_again_goes_on_as_it_was_and_the_time_between_is_a_pause() -> None:
    for state in ("running", "paused"):
        told = Told().in_round(first=2)
        if state == "paused":
            told.tell("paused")
        before = told.wait(10).position()
        told.tell("ended").tell("speaker", 3, person=1).wait(20)
        told.tell("reopened")
        after = told.position()
        assert after == replace(before, paused_seconds=before.paused_seconds + 23)
        assert told.tell("reopened", 5).position().seconds == before.seconds + 5 * (state == "running")
        assert told.tell("ended").tell("reopened", 7).position().speaker == 2


def test_it_can_be_opened_again_for_sixty_seconds_and_not_once_it_is_final() -> None:
    told = Told()
    assert reopens(told.events, 5) == 0
    told.tell("ended", 100)
    assert [reopens(told.events, now) for now in (100, 130, 159.5, 160, 1000)] == [60, 30, 0.5, 0, 0]
    told.tell("reopened", 30)
    assert reopens(told.events, 130) == 0
    told.tell("ended", 5)
    assert reopens(told.events, 140) == 55
    told.tell("final", 1)
    assert reopens(told.events, 140) == 0


def test_a_look_before_the_last_event_takes_no_time_back() -> None:
    told = Told().wait(30).tell("step", index=1)
    assert fold(STANDUP, told.events, 10).seconds == 30
    events = [*told.events, Event("step", 20, {"index": 2})]
    assert fold(STANDUP, events, 31).step_seconds == (30, 0, 1, 0, 0)


@pytest.mark.parametrize(("index", "step"), [(-1, 0), (99, 4)])
def test_a_step_that_is_not_there_is_the_nearest(index: int, step: int) -> None:
    assert Told().tell("step", index=index).position().step == step


def test_the_round_is_shared_equally() -> None:
    told = Told(people=9).in_round()
    assert told.turn == pytest.approx(600 / 9)
    assert fits(STANDUP, told.position())


def test_what_earlier_steps_left_goes_to_the_round() -> None:
    told = Told().tell("step", 20, index=1).tell("step", 30, index=2)
    assert round_budget(STANDUP, told.position()) == 600 + 40 + 90
    assert told.tell("speaker", person=1).turn == pytest.approx(730 / 4)


def test_what_earlier_steps_overran_is_taken_from_the_round() -> None:
    told = Told().tell("step", 100, index=1).tell("step", 140, index=2).tell("speaker", person=1)
    assert round_budget(STANDUP, told.position()) == 540
    assert told.turn == pytest.approx(135)


def test_what_a_later_step_overran_is_taken_from_a_round_gone_back_to() -> None:
    told = Told().in_round().tell("step", 100, index=3).tell("step", 100, index=2)
    assert round_budget(STANDUP, told.position()) == 560


def test_while_an_earlier_step_runs_its_time_counts_as_used() -> None:
    told = Told().wait(10)
    assert round_budget(STANDUP, told.position()) == 600
    assert round_budget(STANDUP, told.wait(80).position()) == 570
    told = Told().tell("adjusted", 10, seconds=60)
    assert round_budget(STANDUP, told.position()) == 540
    assert round_budget(STANDUP, told.tell("step", index=1).position()) == 650


def test_forty_people_share_equally_and_it_is_said() -> None:
    told = Told(people=40)
    assert not fits(STANDUP, told.position())
    assert told.in_round().turn == 15
    told.tell("speaker", 15, person=2)
    assert told.turn == pytest.approx(15)
    # Whoever has spoken and leaves makes nobody's turn longer than the time there is.
    for person in range(2, 21):
        told.tell("speaker", 15 if person > 2 else 0, person=person)
    for person in range(1, 20):
        told.tell("attendance", person=person, state="absent")
    assert told.turn == pytest.approx((600 - 15 * 19) / 21)


def test_twenty_people_just_fit() -> None:
    assert fits(STANDUP, Told(people=20).position())
    assert not fits(STANDUP, Told(people=21).position())
    assert Told(people=20).in_round().turn == MINIMUM_TURN


def test_an_overrun_is_shared_among_those_who_wait() -> None:
    told = Told().in_round().tell("speaker", 300, person=2)
    assert told.turn == 100
    assert told.wait(500).turn == 100
    assert told.tell("speaker", person=3).turn == MINIMUM_TURN


def test_an_overrun_before_the_round_takes_no_turn_below_thirty_seconds() -> None:
    told = Told(people=9).tell("step", 60, index=1).tell("step", 900, index=2).tell("speaker", person=1)
    assert round_budget(STANDUP, told.position()) == 0
    assert told.turn == MINIMUM_TURN
    assert not fits(STANDUP, told.position())


def test_a_short_turn_leaves_more_to_the_others() -> None:
    assert Told().in_round().tell("speaker", 30, person=2).turn == 190


def test_time_in_which_nobody_speaks_is_gone_too() -> None:
    told = Told().in_round().tell("speaker", 150, person=None).tell("speaker", 150, person=2)
    assert told.turn == 100


def test_who_leaves_leaves_their_time_to_the_others() -> None:
    told = Told().in_round().tell("attendance", person=3, state="absent")
    assert told.turn == 200
    assert told.position().waiting == (2, 4)


def test_who_arrives_late_gets_a_turn() -> None:
    told = Told().tell("attendance", person=3, state="late").in_round()
    assert told.turn == 200
    assert told.position().waiting == (2, 4)
    told.tell("attendance", person=3, state="present")
    assert told.turn == 150
    assert told.position().waiting == (2, 3, 4)
    told.tell("attendance", person=9, state="remote")
    assert told.turn == 120
    assert told.position().waiting == (2, 3, 4, 9)


def test_who_is_skipped_comes_last_and_keeps_what_is_left_of_their_turn() -> None:
    told = Told().in_round().tell("skipped", 20, person=1).tell("speaker", person=2)
    assert told.position().waiting == (3, 4, 1)
    assert told.position().spoken == ()
    assert told.turn == 145
    told.tell("skipped", person=2).tell("speaker", person=3)
    assert told.position().waiting == (4, 1, 2)
    for person in (4, 1):
        told.tell("speaker", 145, person=person)
    assert told.position().waiting == (2,)
    assert told.position().skipped == (2,)
    assert told.turn == pytest.approx((600 - 290 + 0) / 2)
    assert told.position().round_seconds[1] == 20


def test_back_to_the_one_before_and_forward_again() -> None:
    told = Told().in_round().tell("speaker", 50, person=2)
    assert told.position().before == 1
    told.tell("speaker", 10, person=1).tell("unspoken", person=2)
    assert (told.position().speaker, told.position().spoken, told.position().before) == (1, (), None)
    assert told.position().waiting == (2, 3, 4)
    told.tell("speaker", 20, person=2)
    assert told.position().spoken == (1,)
    assert told.position().speaker_seconds == {1: 70, 2: 10}


def test_the_one_before_is_who_spoke_last_in_whatever_order() -> None:
    told = Told().in_round().tell("speaker", 5, person=4).tell("speaker", 5, person=2)
    assert told.position().spoken == (1, 4)
    assert told.position().before == 4
    assert told.position().waiting == (3,)


def test_a_round_goes_on_where_it_was_left() -> None:
    told = Told().in_round().tell("speaker", 50, person=2).tell("step", 10, index=1)
    assert (told.position().speaker, told.position().spoken) == (None, (1,))
    told.tell("step", 40, index=2)
    assert told.position().waiting == (2, 3, 4)
    assert round_budget(STANDUP, told.position()) == 560
    told.tell("speaker", person=2)
    assert told.turn == pytest.approx((560 - 50) / 3)


def test_each_of_two_rounds_has_its_own_turns() -> None:
    told = Told(TWO_ROUNDS, people=3).tell("speaker", person=1).tell("speaker", 100, person=2)
    told.tell("speaker", 100, person=3).tell("speaker", 100, person=None)
    told.tell("step", index=1).tell("step", 60, index=2)
    assert told.position().waiting == (1, 2, 3)
    told.tell("speaker", person=1)
    assert told.turn == 80
    told.tell("speaker", 80, person=2)
    assert told.turn == 80
    assert told.position().round_seconds == {1: 80}
    assert told.position().speaker_seconds == {1: 180, 2: 100, 3: 100}
    told.tell("step", 80, index=0)
    assert told.position().spoken == (1, 2, 3)
    assert told.position().round_seconds == {1: 100, 2: 100, 3: 100}
    told.tell("step", index=2)
    assert told.position().waiting == (2, 3)
    assert told.position().round_seconds == {1: 80, 2: 80}


def test_minutes_by_hand_go_to_the_turn_or_to_the_step() -> None:
    told = Told().in_round().tell("adjusted", seconds=60)
    assert told.turn == 210
    assert told.tell("adjusted", seconds=-600).turn == 1
    assert told.tell("speaker", 100, person=2).turn == pytest.approx(500 / 3)
    told.tell("step", index=3).tell("adjusted", seconds=60)
    assert step_planned(STANDUP, told.position(), 3) == 120
    assert step_planned(STANDUP, told.tell("adjusted", seconds=-600).position(), 3) == 0


def test_a_turn_set_by_hand_is_every_turn_until_it_is_shared_again() -> None:
    told = Told().in_round().tell("turn", seconds=45)
    assert told.turn == 45
    assert told.tell("speaker", 100, person=2).turn == 45
    assert told.tell("turn", seconds=None).turn == pytest.approx(500 / 3)


def test_the_order_is_as_told_and_who_is_left_out_follows() -> None:
    told = Told().tell("order", people=[3, 99, 1])
    assert told.position().order == (3, 1, 2, 4)
    assert told.position().waiting == (3, 1, 2, 4)


def test_a_step_is_on_plan_until_its_time_is_up() -> None:
    told = Told().wait(59)
    assert told.behind == 0
    assert told.wait(31).behind == 30
    assert told.tell("step", index=1).behind == 30
    assert Told().tell("step", 20, index=1).behind == -40


def test_a_round_is_on_plan_while_everybody_takes_an_equal_part() -> None:
    told = Told().in_round()
    for person in (2, 3, 4):
        assert told.wait(149).behind == pytest.approx(0)
        told.tell("speaker", 1, person=person)
        assert told.behind == pytest.approx(0)
    told.tell("speaker", 150, person=None)
    assert told.behind == pytest.approx(0)
    assert told.tell("step", index=3).behind == pytest.approx(0)


def test_long_turns_are_behind_and_short_ones_ahead() -> None:
    assert Told().in_round().wait(180).behind == pytest.approx(30)
    assert Told().in_round().tell("speaker", 180, person=2).behind == pytest.approx(30)
    assert Told().in_round().tell("speaker", 50, person=2).behind == pytest.approx(-100)
    told = Told().in_round().tell("speaker", 190, person=2).tell("step", 10, index=3)
    assert told.behind == pytest.approx(-400)


def test_what_was_overrun_before_the_round_is_made_up_in_it() -> None:
    told = Told().tell("step", 120, index=1).tell("step", 120, index=2)
    assert told.behind == 60
    for person in (1, 2, 3, 4):
        told.tell("speaker", person=person).wait(135)
        assert told.behind == pytest.approx(75 - 15 * person)
    assert told.tell("speaker", person=None).behind == pytest.approx(0)


def test_given_minutes_do_not_move_the_end() -> None:
    told = Told().tell("adjusted", seconds=60).wait(100)
    assert told.behind == 40


def test_going_back_counts_what_was_done_of_the_later_step() -> None:
    told = Told().in_round().tell("step", 600, index=3).tell("step", 30, index=2).tell("step", index=3)
    assert told.behind == pytest.approx(0)


def test_without_a_round_there_is_nothing_to_share() -> None:
    agenda = Agenda("talk", "Talk", 60, "", (Step("gather", "Talk", 60),))
    position = Told(agenda).wait(90).position()
    assert round_budget(agenda, position) == 0
    assert turn_planned(agenda, position) >= 1
    assert behind(agenda, position) == 30


@given(st.integers(1, 60), st.floats(0, 2000), st.floats(0, 400))
def test_everybody_has_a_turn_and_together_they_fit(people: int, before: float, first: float) -> None:
    told = Told(people=people).tell("step", index=1).tell("step", before, index=2).tell("speaker", person=1)
    opening = told.turn
    budget = round_budget(STANDUP, told.position())
    minimum = min(float(MINIMUM_TURN), 600 / people)
    assert opening >= minimum - 1e-9
    assert opening * people == pytest.approx(max(budget, minimum * people))
    if people > 1:
        told.tell("speaker", first, person=2)
        assert told.turn * (people - 1) == pytest.approx(max(budget - first, minimum * (people - 1)))


class Meeting(RuleBasedStateMachine):
    """Anything may happen at any time: no second is lost, nobody forgotten."""

    @initialize(people=st.integers(1, 12), agenda=st.sampled_from([STANDUP, TWO_ROUNDS]))
    def begin(self, people: int, agenda: Agenda) -> None:
        self.told = Told(agenda, people)
        self.ended_at: float | None = None

    @rule(seconds=st.floats(0, 500))
    def time_passes(self, seconds: float) -> None:
        self.told.wait(seconds)

    @rule(index=st.integers(0, 4))
    def go_to_a_step(self, index: int) -> None:
        self.told.tell("step", index=index)

    def in_round(self) -> bool:
        return self.told.agenda.steps[self.told.position().step].kind == "round"

    @precondition(in_round)
    @rule()
    def next_one(self) -> None:
        position = self.told.position()
        self.told.tell("speaker", person=position.waiting[0] if position.waiting else None)

    @precondition(in_round)
    @rule(data=st.data())
    def skip(self, data: st.DataObject) -> None:
        position = self.told.position()
        if position.speaker is not None and position.waiting:
            following = data.draw(st.sampled_from(position.waiting))
            self.told.tell("skipped", person=position.speaker).tell("speaker", person=following)

    @precondition(in_round)
    @rule()
    def one_back(self) -> None:
        position = self.told.position()
        if position.before is not None:
            self.told.tell("speaker", person=position.before)
            if position.speaker is not None:
                self.told.tell("unspoken", person=position.speaker)

    @rule(person=st.integers(1, 14), state=st.sampled_from(STATES))
    def come_or_go(self, person: int, state: str) -> None:
        if person != self.told.position().speaker:
            self.told.tell("attendance", person=person, state=state)

    @rule(seconds=st.sampled_from([60, -60]))
    def adjust(self, seconds: int) -> None:
        self.told.tell("adjusted", seconds=seconds)

    @rule(kind=st.sampled_from(["paused", "resumed"]))
    def pause(self, kind: str) -> None:
        self.told.tell(kind)

    @rule(people=st.permutations(range(1, 5)))
    def reorder(self, people: list[int]) -> None:
        self.told.tell("order", people=people)

    @rule()
    def end(self) -> None:
        if self.told.position().state != "ended":
            self.told.tell("ended")
            self.ended_at = self.told.now

    @precondition(lambda self: self.ended_at is not None)
    @rule()
    def open_again(self) -> None:
        self.told.tell("reopened")
        self.ended_at = None

    def time_is_conserved(self, position: Position) -> None:
        until = self.told.now if self.ended_at is None else self.ended_at
        assert position.seconds + position.paused_seconds == pytest.approx(until)
        assert sum(position.step_seconds) == pytest.approx(position.seconds)
        in_rounds = sum(
            spent
            for step, spent in zip(self.told.agenda.steps, position.step_seconds, strict=True)
            if step.kind == "round"
        )
        assert sum(position.speaker_seconds.values()) <= in_rounds + 1e-6
        assert min(position.step_seconds) >= 0

    def nobody_is_forgotten_or_speaks_twice(self, position: Position) -> None:
        here = {person for person in position.order if position.attendance[person] in PRESENT}
        assert len(position.waiting) == len(set(position.waiting))
        assert len(position.spoken) == len(set(position.spoken))
        assert not set(position.waiting) & {*position.spoken, position.speaker}
        assert here <= {*position.waiting, *position.spoken, position.speaker}
        assert set(position.order) == set(position.attendance)

    def turns_fit_or_are_the_minimum(self, position: Position) -> None:
        agenda = self.told.agenda
        if agenda.steps[position.step].kind != "round" or position.adjusted_turn:
            return
        speaking = position.speaker is not None
        unspoken = len(position.waiting) + speaking
        if not unspoken:
            return
        own = position.round_seconds.get(position.speaker, 0.0) if position.speaker is not None else 0.0
        left = round_budget(agenda, position) - position.step_seconds[position.step] + own
        turn = turn_planned(agenda, position)
        assert turn * unspoken == pytest.approx(left) or turn * unspoken > left
        assert turn <= max(left / unspoken, MINIMUM_TURN) + 1e-6
        people = len({*position.waiting, *position.spoken, position.speaker} - {None})
        if step_planned(agenda, position, position.step) >= people * MINIMUM_TURN:
            assert turn >= MINIMUM_TURN

    def behind_is_never_less_than_all_the_time_left(self, position: Position) -> None:
        agenda = self.told.agenda
        planned = sum(step.seconds for step in agenda.steps)
        assert position.seconds - planned - 1e-6 <= behind(agenda, position) <= position.seconds + 1e-6

    @invariant()
    def all_of_it(self) -> None:
        position = self.told.position()
        self.time_is_conserved(position)
        self.nobody_is_forgotten_or_speaks_twice(position)
        self.turns_fit_or_are_the_minimum(position)
        self.behind_is_never_less_than_all_the_time_left(position)


TestMeeting = Meeting.TestCase
TestMeeting.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
