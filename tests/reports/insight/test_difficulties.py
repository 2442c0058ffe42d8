"""TODO tests.reports.insight.test_difficulties."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.similar import alike
from facilitator.reports.difficulties import Mention, Sitting
from facilitator.reports.insight.difficulties import Difficulties, difficulties

BEGAN = date(2026, 11, 2)
ADA = 1


def _day(number: int) -> date:
    return BEGAN + timedelta(number * 5)


def _follow(*meetings: tuple[bool, list[tuple[str, str | None]]], since: int = 0) -> Difficulties:
    """One person's difficulties in meetings five days apart; False where she was not there."""
    sittings = [Sitting(number, _day(number), {ADA} if there else set()) for number, (there, _) in enumerate(meetings)]
    said = [Mention(number, ADA, *one) for number, (_, some) in enumerate(meetings) for one in some]
    return difficulties(sittings, said, {ADA: "Ada"}, _day(since), _day(len(meetings)), alike)


def test_said_again_until_it_gets_an_outcome() -> None:
    found = _follow(
        (True, [("no access to the logs", None)]), (True, [("Still no access to the logs", "action")]), (True, [])
    )
    (one,) = found.difficulties
    assert (one.text, one.meeting_id, one.days) == ("Still no access to the logs", 0, (_day(0), _day(1)))
    assert (one.ended, one.ending, one.age, one.open) == (_day(1), "action", 5, False)


def test_not_said_any_more() -> None:
    found = _follow((True, [("no logs", None)]), (True, [("the lift is broken", "parked")]))
    assert [(one.text, one.ending, one.age) for one in found.difficulties] == [
        ("no logs", "", 5),
        ("the lift is broken", "parked", 0),
    ]


def test_nothing_happens_in_a_meeting_that_they_miss() -> None:
    (one,) = _follow((True, [("no logs", None)]), (False, []), (True, [("no logs", None)])).difficulties
    assert (one.days, one.open, one.age) == ((_day(0), _day(2)), True, 15)


def test_it_goes_on_after_an_outcome_where_it_is_said_again_but_not_once_it_is_dropped() -> None:
    (one,) = _follow((True, [("no logs", "action")]), (True, [("no logs", None)])).difficulties
    assert (one.open, one.age) == (True, 10)
    again, first = _follow((True, [("no logs", "dropped")]), (True, [("no logs", None)])).difficulties
    assert (again.open, again.age, first.ending, first.age) == (True, 5, "dropped", 0)


def test_what_ended_before_the_span_is_left_out() -> None:
    assert _follow((True, [("no logs", "action")]), (True, []), since=1).difficulties == ()
    (one,) = _follow((True, [("no logs", None)]), (True, []), since=1).difficulties
    assert one.ended == _day(1)


def test_the_sentence() -> None:
    found = _follow((True, [("no logs", None)]), (True, [("no logs", "action"), ("the lift is broken", None)]))
    assert found.sentence == (
        "2 difficulties in these weeks; 1 still open, the oldest for 5 days; "
        "half of those that ended did so within 5 days; none took longer than a week."
    )
    assert "No difficulty was told" in _follow().sentence


SAID = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([None, "action", "dropped"])), max_size=4)


@given(st.lists(st.tuples(st.booleans(), SAID), max_size=8))
def test_every_difficulty_that_was_said_is_told_once(meetings: list[tuple[bool, list[tuple[str, str | None]]]]) -> None:
    found = _follow(*meetings)
    told = {(one.text, day) for one in found.difficulties for day in one.days}
    assert told == {(text, _day(number)) for number, (_, some) in enumerate(meetings) for text, _ in some}
    for one in found.difficulties:
        assert list(one.days) == sorted(set(one.days))
        assert one.age >= 0
        assert one.ended is None or one.ended >= one.days[-1]
