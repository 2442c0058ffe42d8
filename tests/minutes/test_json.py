"""The JSON minutes: what programs read, and that what ended stays as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from facilitator import modes
from facilitator.common.errors import NotFoundError
from facilitator.meeting import moving, starting
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.steps import outcomes
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.steps.whiteboard import reading as whiteboard_reading
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.store import journal
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person
from tests.minutes import Room
from tests.queries import queries


def told(room: Room, meeting: int | None = None) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(
        minutes_json.as_json(minutes_reading.read(room.database, meeting or room.meeting))
    )
    return value


def text(room: Room, meeting: int | None = None) -> str:
    return minutes_json.as_json(minutes_reading.read(room.database, meeting or room.meeting))


def hold(room: Room) -> None:
    """A whole stand-up, with something of everything."""
    database, meeting = room.database, room.meeting
    moving.set_attendance(database, meeting, room.people["Grace Hopper"], "absent")
    moving.set_attendance(database, meeting, room.people["Émile Durand"], "remote")
    lead = room.key_results["Lead time to 2 days"]
    progress_writing.update(database, lead, current=5.5, confidence=4, meeting_id=meeting)
    progress_writing.update(database, lead, current=5, confidence=6, meeting_id=meeting, note="two in parallel")
    room.to_the_round()
    rounds.add(database, "Ada Lovelace", {"done": ["a", "b"], "difficulties": ["no logs"]})
    rounds.add(database, "王小明", {"today": ["浮标"]})
    turn = round_reading.of_meeting(database, meeting)[room.people["Ada Lovelace"]]
    outcomes.record_action(
        database, meeting, "open the logs @Ada by 2026-11-30", sentence_id=turn.sentences["difficulties"][0].id
    )
    outcomes.record_decision(database, meeting, "no switch", by_id=room.people["王小明"])
    outcomes.park(database, meeting, "fax?")
    outcomes.request_help(database, meeting, "look at it with me @Grace", from_id=room.people["王小明"])
    whiteboard_writing.add(database, "Baltic @Ada", meeting_id=meeting)
    whiteboard_writing.add(database, "Channel", meeting_id=meeting, column="Doing")
    room.everybody_speaks()
    room.finish()


def test_everything_that_was_said_is_there(room: Room) -> None:
    hold(room)
    assert told(room) == {
        "schema": 1,
        "id": room.meeting,
        "mode": "standup",
        "team": "Platform",
        "cycle": "2026-Q4",
        "facilitator": "Ada Lovelace",
        "state": "ended",
        "position": None,
        "started_at": "2026-11-24T08:30:00+00:00",
        "ended_at": "2026-11-24T08:36:10+00:00",
        "planned_seconds": 900,
        "seconds": 370,
        "attendance": [
            {"name": "Ada Lovelace", "state": "present", "seconds": 60},
            {"name": "王小明", "state": "present", "seconds": 60},
            {"name": "Émile Durand", "state": "remote", "seconds": 60},
            {"name": "Grace Hopper", "state": "absent", "seconds": 0},
        ],
        "steps": [
            {"kind": "gather", "title": "Gather", "planned_seconds": 60, "seconds": 40, "records": []},
            {
                "kind": "progress",
                "title": "OKR first",
                "planned_seconds": 120,
                "seconds": 100,
                "records": [
                    {
                        "key_result": "Lead time to 2 days",
                        "owner": "Platform",
                        "from": 6,
                        "to": 5,
                        "target": 2,
                        "confidence": 6,
                    }
                ],
            },
            {
                "kind": "round",
                "title": "Round",
                "planned_seconds": 600,
                "seconds": 180,
                "records": [
                    {
                        "person": "Ada Lovelace",
                        "done": ["a", "b"],
                        "today": [],
                        "difficulties": ["no logs"],
                        "help_needed": [],
                    },
                    {"person": "王小明", "done": [], "today": ["浮标"], "difficulties": [], "help_needed": []},
                    {"person": "Émile Durand", "done": [], "today": [], "difficulties": [], "help_needed": []},
                ],
            },
            {
                "kind": "whiteboard",
                "title": "Whiteboard",
                "planned_seconds": 60,
                "seconds": 20,
                "records": [
                    {"card": "Baltic", "owner": "Ada Lovelace", "column": "To do", "key_result": None},
                    {"card": "Channel", "owner": None, "column": "Doing", "key_result": None},
                ],
            },
            {"kind": "close", "title": "Close", "planned_seconds": 60, "seconds": 30, "records": []},
        ],
        "decisions": [{"text": "no switch", "by": "王小明"}],
        "actions": [
            {
                "text": "open the logs",
                "owner": "Ada Lovelace",
                "due": "2026-11-30",
                "state": "open",
                "key_result": None,
                "overdue": False,
            }
        ],
        "parked": [{"text": "fax?", "by": None}],
        "corrections": [],
        "carried_actions": [],
    }


def test_fields_come_in_the_order_of_the_contract(room: Room) -> None:
    hold(room)
    order = "schema id mode team cycle facilitator state position started_at ended_at planned_seconds seconds"
    order += " attendance steps decisions actions parked corrections carried_actions"
    assert list(told(room)) == order.split()
    assert text(room).endswith("}\n")


def test_an_ended_meeting_stays_as_it_was(room: Room) -> None:
    hold(room)
    before, first = text(room), room.meeting
    card = whiteboard_reading.of_meeting(room.database, first)[0].id
    action = outcomes.recorded(room.database, first)
    room.pass_time(86_400)
    room.begin()
    whiteboard_writing.change(room.database, card, column="Done", meeting_id=room.meeting)
    whiteboard_writing.change(room.database, card, archived=True, source="check-in")
    whiteboard_writing.add(room.database, "new", meeting_id=room.meeting)
    outcomes.settle_action(room.database, next(row.id for row in action if row.kind == "action"), "done", room.meeting)
    outcomes.settle_request(room.database, next(row.id for row in action if row.kind == "request"), "done", None)
    lead = room.key_results["Lead time to 2 days"]
    progress_writing.update(room.database, lead, current=3, meeting_id=room.meeting)
    with journal.recording(room.database, "target", source="import") as session:
        session.get_one(KeyResult, lead).target = 1
    rounds.add(room.database, "Ada Lovelace", {"done": ["something else"]})
    read = minutes_reading.read(room.database, first)
    assert minutes_json.as_json(read) == before
    assert [request.state for request in read.requests] == ["open"]
    room.finish()
    assert text(room, first) == before


def test_a_clock_set_back_changes_nothing(room: Room) -> None:
    hold(room)
    before, card = text(room), whiteboard_reading.of_meeting(room.database, room.meeting)[0].id
    room.pass_time(-7200)
    whiteboard_writing.change(room.database, card, column="Done", source="check-in")
    assert text(room) == before


def test_what_is_undone_after_the_end_was_never_there(room: Room) -> None:
    hold(room)
    before, card = text(room), whiteboard_reading.of_meeting(room.database, room.meeting)[0].id
    first = room.meeting
    room.begin()
    whiteboard_writing.change(room.database, card, column="Done", meeting_id=room.meeting)
    journal.undo(room.database, room.meeting)
    assert text(room, first) == before


def test_names_are_those_of_the_end(room: Room) -> None:
    hold(room)
    sent = text(room)
    with journal.recording(room.database, "name", source="screen") as session:
        session.get_one(Person, room.people["Ada Lovelace"]).name = "Ada King"
        session.get_one(KeyResult, room.key_results["Lead time to 2 days"]).title = "Two days"
    assert text(room) == sent
    assert told(room)["actions"][0]["owner"] == "Ada Lovelace"


def test_a_running_meeting_tells_where_it_stands(room: Room) -> None:
    rounds.add(room.database, "Ada Lovelace", {"done": ["prepared"]})
    minutes = told(room)
    assert minutes["position"] == {
        "step": 0,
        "speaker": None,
        "speaker_seconds": None,
        "speaker_planned_seconds": None,
    }
    assert minutes["state"] == "running"
    assert minutes["ended_at"] is None
    assert [step["records"] for step in minutes["steps"]] == [[]] * 5
    room.to_the_round()
    room.pass_time(41)
    minutes = told(room)
    # Gathering and the OKRs left 40 of their 180 seconds to the round's 600.
    assert minutes["position"] == {
        "step": 2,
        "speaker": "Ada Lovelace",
        "speaker_seconds": 41,
        "speaker_planned_seconds": 160,
    }
    assert minutes["steps"][2]["records"][0]["done"] == ["prepared"]
    assert minutes["seconds"] == 181
    moving.pause_or_resume(room.database, room.meeting)
    room.pass_time(500)
    assert (told(room)["state"], told(room)["seconds"]) == ("paused", 181)


def test_somebody_absent_who_had_written_is_heard(room: Room) -> None:
    rounds.add(room.database, "Grace Hopper", {"today": ["on the train"]})
    moving.set_attendance(room.database, room.meeting, room.people["Grace Hopper"], "absent")
    moving.set_attendance(room.database, room.meeting, room.people["Ada Lovelace"], "absent")
    room.to_the_round()
    people = [record["person"] for record in told(room)["steps"][2]["records"]]
    assert people == ["王小明", "Émile Durand", "Grace Hopper"]


def test_what_earlier_meetings_left_open_is_carried_over(room: Room) -> None:
    hold(room)
    room.pass_time(86_400)
    room.begin()
    first, second = minutes_reading.read(room.database, room.meeting).carried_actions, room.meeting
    assert [(action.text, action.state) for action in first] == [("open the logs", "open")]
    action = next(row for row in outcomes.carried_over(room.database, second) if row.kind == "action")
    outcomes.settle_action(room.database, action.id, "done", second)
    room.finish()
    room.pass_time(86_400)
    outcomes.settle_action(room.database, action.id, "open", None)
    assert [row.state for row in minutes_reading.read(room.database, second).carried_actions] == ["done"]
    room.begin()
    assert [row.state for row in minutes_reading.read(room.database, room.meeting).carried_actions] == ["open"]


def test_the_number_of_queries_does_not_grow(room: Room) -> None:
    def after(many: int) -> int:
        """How many it takes after a meeting in which each thing was recorded so often."""
        room.begin()
        for name in room.people:
            said = {key: [f"{key} {n}" for n in range(many)] for key in ("done", "difficulties")}
            rounds.add(room.database, name, said)
        for n in range(many):
            outcomes.record_action(room.database, room.meeting, f"action {n} @Ada")
            whiteboard_writing.add(room.database, f"card {n} @Ada", meeting_id=room.meeting)
        for key_result in list(room.key_results.values())[:many]:
            progress_writing.update(room.database, key_result, confidence=many, meeting_id=room.meeting)
        room.finish()
        return queries(room.database, minutes_reading.read, room.database, room.meeting)

    hold(room)
    few = after(1)
    assert after(9) == few


def test_a_meeting_that_is_not_there(room: Room) -> None:
    with pytest.raises(NotFoundError, match="no meeting 99"):
        minutes_reading.read(room.database, 99)


def test_where_units_met_the_minutes_say_for_which_somebody_spoke(room: Room) -> None:
    moving.end(room.database, room.meeting)
    room.meeting = starting.start(room.database, parse_mode(*modes.find("weekly", None)), "Acme").id
    moving.set_attendance(room.database, room.meeting, room.people["王小明"], "present")
    rounds.add(room.database, "Ada Lovelace", {"priorities": ["one"]})
    moving.end(room.database, room.meeting)
    minutes = told(room)
    assert minutes["attendance"] == [
        {"name": "Ada Lovelace", "state": "present", "seconds": 0, "unit": "Platform"},
        {"name": "王小明", "state": "present", "seconds": 0},
    ]
    first, second = next(step for step in minutes["steps"] if step["kind"] == "round")["records"]
    assert (first["person"], first["unit"], first["priorities"]) == ("Ada Lovelace", "Platform", ["one"])
    assert (second["person"], "unit" in second) == ("王小明", False)
    text = minutes_forms.as_markdown(minutes_reading.read(room.database, room.meeting))
    assert "### Platform · Ada Lovelace\n" in text
    assert "| Platform · Ada Lovelace | present |" in text
