"""How long difficulties stay open, and the sentence about them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from facilitator.reports.difficulties import Mention, Sitting, follow
from facilitator.reports.insight.difficulties import Difficulties, difficulties

BEGAN = date(2026, 11, 2)
ADA = 1


def _day(number: int) -> date:
    return BEGAN + timedelta(number * 5)


def _follow(*meetings: tuple[bool, list[tuple[str, str | None]]], since: int = 0) -> Difficulties:
    """One person's difficulties in meetings five days apart; False where she was not there."""
    sittings = [Sitting(number, _day(number), {ADA} if there else set()) for number, (there, _) in enumerate(meetings)]
    mentions = [Mention(number, ADA, *words) for number, (_, said) in enumerate(meetings) for words in said]
    return difficulties(follow(sittings, mentions), {ADA: "Ada"}, _day(since), _day(len(meetings)))


def test_said_again_until_it_gets_an_outcome() -> None:
    (difficulty,) = _follow(
        (True, [("no access to the logs", None)]), (True, [("Still no access to the logs", "action")]), (True, [])
    ).difficulties
    thread = difficulty.thread
    assert (thread.text, thread.days, difficulty.age) == ("Still no access to the logs", (_day(0), _day(1)), 5)
    assert (thread.ended, thread.ending, thread.open) == (_day(1), "action", False)


def test_not_said_any_more() -> None:
    ended = _follow((True, [("no logs", None)]), (True, [("the lift is broken", "parked")]))
    assert [(row.thread.text, row.thread.ending, row.age) for row in ended.difficulties] == [
        ("no logs", "", 5),
        ("the lift is broken", "parked", 0),
    ]


def test_nothing_happens_in_a_meeting_that_they_miss() -> None:
    (row,) = _follow((True, [("no logs", None)]), (False, []), (True, [("no logs", None)])).difficulties
    assert (row.thread.days, row.thread.open, row.age) == ((_day(0), _day(2)), True, 15)


def test_it_goes_on_after_an_outcome_where_it_is_said_again_but_not_once_it_is_dropped() -> None:
    (row,) = _follow((True, [("no logs", "action")]), (True, [("no logs", None)])).difficulties
    assert (row.thread.open, row.age) == (True, 10)
    again, first = _follow((True, [("no logs", "dropped")]), (True, [("no logs", None)])).difficulties
    assert (again.thread.open, again.age, first.thread.ending, first.age) == (True, 5, "dropped", 0)


def test_what_ended_before_the_span_is_left_out() -> None:
    assert _follow((True, [("no logs", "action")]), (True, []), since=1).difficulties == ()
    (row,) = _follow((True, [("no logs", None)]), (True, []), since=1).difficulties
    assert row.thread.ended == _day(1)


def test_the_sentence() -> None:
    two = _follow((True, [("no logs", None)]), (True, [("no logs", "action"), ("the lift is broken", None)]))
    assert two.sentence == (
        "2 difficulties in these weeks; 1 still open, the oldest for 5 days; "
        "half of those that ended did so within 5 days; none took longer than a week."
    )
    assert "No difficulty was told" in _follow().sentence


SAID = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([None, "action", "dropped"])), max_size=4)


@given(st.lists(st.tuples(st.booleans(), SAID), max_size=8))
def test_every_difficulty_that_was_said_is_told_once(meetings: list[tuple[bool, list[tuple[str, str | None]]]]) -> None:
    difficulties = _follow(*meetings).difficulties
    days = {(row.thread.text, day) for row in difficulties for day in row.thread.days}
    assert days == {(text, _day(number)) for number, (_, said) in enumerate(meetings) for text, _ in said}
    for row in difficulties:
        assert list(row.thread.days) == sorted(set(row.thread.days))
        assert row.age >= 0
        assert row.thread.ended is None or row.thread.ended >= row.thread.days[-1]
