"""A rescue file is taken in, also one that an earlier version of the program wrote."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import tomlkit

from facilitator.promises import writing
from screens.connection import rescue

URL = "sqlite:////nowhere/company.db"

EARLIER = {
    "facilitator.drafts": "save",
    "facilitator.meeting.moving": "set_attendance set_facilitator set_order set_turn",
    "facilitator.okr.suggestions": "accept answer rest suggest",
    "facilitator.okr.writing": "add_cycle add_objective change_objective move remove_objective set_state take_back",
    "facilitator.roster": "add_people add_team bring_back move_person move_unit remove_person remove_team "
    "rename_person rename_unit set_level set_manager start_alone",
    "facilitator.settling": "hand_over",
    "facilitator.steps.analysing": "act save say",
    "facilitator.steps.commenting": "add amend save",
    "facilitator.steps.commitment": "carry_over commit",
    "facilitator.steps.continuing": "carry_over drop",
    "facilitator.steps.convening": "excuse",
    "facilitator.steps.gather": "invite",
    "facilitator.steps.outcomes": "park record_action record_decision request_help settle_action settle_request",
    "facilitator.steps.own": "add_card answer_request as_person move_card save update_progress vote",
    "facilitator.steps.own_promises": "settle",
    "facilitator.steps.progress": "update",
    "facilitator.steps.readiness": "give_minute go_on",
    "facilitator.steps.readiness_asked": "mark submit",
    "facilitator.steps.reflecting": "add amend save",
    "facilitator.steps.requesting": "align answer become_action become_key_result carry_over",
    "facilitator.steps.requests": "suggest_line",
    "facilitator.steps.requests_asked": "ask_line",
    "facilitator.steps.round": "add amend set_ready settle",
    "facilitator.steps.scores": "agree give settle",
    "facilitator.steps.voting": "again agree agree_meanings move_on reveal turn_to vote",
    "facilitator.steps.whiteboard": "add change tie_to_next",
    "facilitator.store.journal": "take_back undo",
}
"""What files of the version before name, by module: functions that a screen records with."""


def file(path: Path, *calls: dict[str, object]) -> rescue.RescueFile | None:
    """A rescue file with these calls, read again."""
    kept = [{"what": "words", "scope": "", "call": json.dumps(call)} for call in calls]
    path.write_text(tomlkit.dumps({"database": URL, "at": datetime.now(UTC), "kept": kept}), encoding="utf-8")
    return rescue.read(path, URL)


def test_what_an_earlier_version_kept_is_recorded_by_the_same_functions(tmp_path: Path) -> None:
    names = [(module, name) for module, some in EARLIER.items() for name in some.split()]
    calls: list[dict[str, object]] = [
        {"function": f"{module}:{name}", "arguments": [], "keywords": {}} for module, name in names
    ]
    rescued = file(tmp_path / "rescued-1.toml", *calls)
    assert rescued is not None
    found = [kept.call.function.__name__ if kept.call else None for kept in rescued.kept]
    assert found == [name for _, name in names]


def test_functions_that_are_called_otherwise_now_are_found(tmp_path: Path) -> None:
    calls: list[dict[str, object]] = [
        {"function": f"facilitator.settling:{name}", "arguments": [], "keywords": {}} for name in ("move", "settle")
    ]
    rescued = file(tmp_path / "rescued-1.toml", *calls)
    assert rescued is not None
    assert [kept.call.function for kept in rescued.kept if kept.call] == [writing.set_due, writing.set_state]


def test_functions_among_the_arguments_are_found_too(tmp_path: Path) -> None:
    inner = {"function": "facilitator.steps.round:set_ready"}
    call: dict[str, object] = {
        "function": "facilitator.steps.own:as_person",
        "arguments": [3, inner, True],
        "keywords": {},
    }
    rescued = file(tmp_path / "rescued-1.toml", call)
    assert rescued is not None
    (kept,) = rescued.kept
    assert kept.call is not None
    assert kept.call.arguments[1].__module__ == "facilitator.steps.round.writing"


def test_what_is_no_function_of_the_program_leaves_its_words(tmp_path: Path) -> None:
    rescued = file(tmp_path / "rescued-1.toml", {"function": "os:remove", "arguments": ["x"], "keywords": {}})
    assert rescued is not None
    assert rescued.kept == (rescue.UnsavedItem("words"),)
