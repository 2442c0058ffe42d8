"""Tests how the time of a round is shared, and whose turn it is."""

from __future__ import annotations

import pytest

from facilitator.meeting.agenda import MINIMUM_TURN
from facilitator.meeting.timeline import (
    early,
    fits,
    round_budget,
    step_planned,
)
from tests.meeting.fold import STANDUP, TWO_ROUNDS, Told


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


def test_a_turn_grows_by_half_at_most_and_the_rest_ends_the_round_early() -> None:
    told = Told(people=6).in_round()
    for person in range(2, 7):
        told.tell("speaker", 20, person=person)
    # Who is last of six is not told to speak for the eight minutes that are left.
    assert told.turn == 150
    assert early(STANDUP, told.wait(20).position()) == 480
    # Minutes that are given by hand, or set, are given all the same.
    assert told.tell("adjusted", seconds=60).turn == 210
    assert told.tell("turn", seconds=400).turn == 460


def test_what_steps_before_saved_still_goes_to_the_round() -> None:
    told = Told(people=2).tell("step", index=1).tell("step", index=2).tell("speaker", person=1)
    assert told.turn == 390
    assert told.tell("speaker", 20, person=2).turn == 450


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
