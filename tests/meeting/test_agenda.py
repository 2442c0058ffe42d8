from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator import modes
from facilitator.meeting.agenda import (
    MINIMUM_TURN,
    as_json,
    fits,
    from_json,
    share,
)
from facilitator.modes.parsing import parse_mode


@given(st.floats(0, 1e6), st.integers(1, 500))
def test_shares_add_up_and_nobody_gets_under_thirty_seconds(budget: float, waiting: int) -> None:
    each = share(budget, waiting)
    assert each >= MINIMUM_TURN
    assert share(budget, waiting, 0) * waiting == pytest.approx(budget)
    if budget >= waiting * MINIMUM_TURN:
        assert fits(budget, waiting)
        assert each * waiting == pytest.approx(budget)
    else:
        assert not fits(budget, waiting)
        assert each == MINIMUM_TURN


def test_a_share_of_time_that_is_over_is_the_minimum() -> None:
    assert share(-100, 3) == MINIMUM_TURN
    assert share(90, 0) == 90
    assert share(40, 4, minimum=10) == 10


@pytest.mark.parametrize("name", sorted(modes.built_in()))
def test_a_snapshot_gives_the_agenda_back(name: str) -> None:
    agenda = replace(parse_mode(*modes.find(name, None)), title="亮点")
    assert from_json(as_json(agenda)) == agenda
    assert "亮点" in as_json(agenda)


def test_a_snapshot_of_before_there_was_recalling_still_loads() -> None:
    agenda = parse_mode(*modes.find("standup", None))
    plain = (
        replace(step, recalls="", prompts=tuple(replace(one, recalls="") for one in step.prompts))
        for step in agenda.steps
    )
    agenda = replace(agenda, steps=tuple(plain))
    old = json.loads(as_json(agenda))
    del old["units_above"]
    for one in old["steps"]:
        del one["recalls"]
        for prompt in one["prompts"]:
            del prompt["recalls"]
    assert from_json(json.dumps(old)) == agenda
