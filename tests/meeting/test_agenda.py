from __future__ import annotations

import json
from dataclasses import replace

import pytest

from facilitator import modes
from facilitator.meeting.agenda import as_json, from_json
from facilitator.modes.parsing import parse_mode


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
