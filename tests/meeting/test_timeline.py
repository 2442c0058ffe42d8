"""The running meeting as a fold: no time is lost, and what is left of the round is shared fairly."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from facilitator.meeting.agenda import MINIMUM_TURN, Agenda, Step
from facilitator.meeting.timeline import (
    GROWS,
    PRESENT,
    STATES,
    Event,
    Position,
    behind,
    fold,
    reopens,
    round_budget,
    step_planned,
    turn_planned,
)
from tests.meeting.fold import STANDUP, TWO_ROUNDS, Told


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
        shared = max((budget - first) / (people - 1), minimum)
        assert told.turn == pytest.approx(min(shared, max(GROWS * 600, budget) / people))


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
        people = len({*position.waiting, *position.spoken, position.speaker} - {None})
        planned = step_planned(agenda, position, position.step)
        most = max(GROWS * planned, round_budget(agenda, position)) / people
        assert turn * unspoken == pytest.approx(left) or turn * unspoken > left or turn == pytest.approx(max(1, most))
        assert turn <= max(left / unspoken, MINIMUM_TURN) + 1e-6
        if planned >= people * MINIMUM_TURN:
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
