"""What a digest takes from many meetings, and what it leaves where it is."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from facilitator import modes
from facilitator.common.errors import NotFoundError
from facilitator.meeting import agenda as agendas
from facilitator.meeting import moving
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.modes.parsing import parse_mode
from facilitator.promises import requests as promises_requests
from facilitator.reports.digest import reading as digest_reading
from facilitator.reports.digest import writing as digest_writing
from facilitator.reports.digest.document import Digest
from facilitator.steps import outcomes
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.round import writing as rounds
from facilitator.tables.consensus import Vote, Voting
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, Request, Sentence
from facilitator.tables.okr import Progress
from facilitator.tables.people import Unit
from facilitator.tables.review import Feedback, Reflection
from tests.minutes import Room
from tests.queries import queries

DAY = 86_400
TODAY = date(2026, 11, 24)


def hold(room: Room, *, difficulty: str = "", team: str = "Platform") -> int:
    """A short stand-up in which Ada may have a difficulty."""
    meeting = room.begin(team)
    if difficulty:
        rounds.add(room.database, "Ada Lovelace", {"difficulties": [difficulty]}, "meeting")
    room.pass_time(600)
    moving.end(room.database, meeting)
    return meeting


def digest(room: Room, since: date = TODAY, until: date = date(2026, 12, 31), team: str | None = None) -> Digest:
    return digest_reading.read(room.database, since, until, team)


def test_no_meeting_is_an_empty_digest(room: Room) -> None:
    report = digest(room, until=TODAY)
    assert (report.meetings, report.decisions, report.actions, report.running) == (0, (), (), 0)
    assert [row.has_moved for row in report.progress] == [False, False]


def test_meetings_are_counted_by_mode_and_the_running_one_is_only_mentioned(room: Room) -> None:
    hold(room)
    room.pass_time(DAY)
    hold(room)
    room.pass_time(DAY)
    going = room.begin()
    outcomes.record_decision(room.database, going, "not yet")
    outcomes.record_action(room.database, going, "not yet either @Ada by 2026-12-01")
    report = digest(room)
    assert [(held.mode, held.title, held.meetings, held.seconds) for held in report.held] == [
        ("standup", "Stand-up", 2, 1200.0)
    ]
    assert (report.running, report.decisions, report.actions, report.new) == (1, (), (), 0)
    assert digest(room, since=date(2026, 11, 25)).meetings == 1
    assert digest(room, until=TODAY).meetings == 1


def test_actions_stand_as_they_stood_at_the_end_of_the_last_day(room: Room) -> None:
    meeting = room.begin()
    made = outcomes.record_action(room.database, meeting, "open the logs @Ada by 2026-11-25")
    outcomes.record_action(room.database, meeting, "call them")
    room.pass_time(60)
    moving.end(room.database, meeting)
    room.pass_time(5 * DAY)
    outcomes.settle_action(room.database, made.id, "done", None)
    early = digest(room, until=date(2026, 11, 26))
    assert [(row.action.text, row.action.owner, row.action.overdue) for row in early.actions] == [
        ("open the logs", "Ada Lovelace", True),
        ("call them", None, False),
    ]
    assert (early.new, early.done, early.overdue) == (2, 0, 1)
    late = digest(room)
    assert [action.action.text for action in late.actions] == ["call them"]
    assert (late.new, late.done, late.dropped, late.overdue) == (2, 1, 0, 0)
    assert [row.action.overdue for row in digest(room, until=date(2026, 11, 25)).actions] == [False, False]


def test_a_team_has_what_is_of_it_and_below(room: Room) -> None:
    meeting = room.begin()
    outcomes.record_decision(room.database, meeting, "ours")
    moving.end(room.database, meeting)
    with room.database.writing() as session:
        session.add(Unit(name="Sales"))
    assert [decision.text for decision in digest(room, team="acme").decisions] == ["ours"]
    other = digest(room, team="Sales")
    assert (other.team, other.meetings, other.decisions, other.progress) == ("Sales", 0, (), ())
    with pytest.raises(NotFoundError, match="no team called 'Nobody'"):
        digest(room, team="Nobody")


def test_key_results_move_from_the_first_day_to_the_last(room: Room) -> None:
    lead, twin = room.key_results.values()
    meeting = room.begin()
    progress_writing.update(room.database, lead, current=5, confidence=6, meeting_id=meeting)
    moving.end(room.database, meeting)
    room.pass_time(DAY)
    meeting = room.begin()
    progress_writing.update(room.database, lead, current=4, confidence=3, note="reviews wait", meeting_id=meeting)
    moving.end(room.database, meeting)
    room.pass_time(DAY)
    progress_writing.update(
        room.database, lead, current=2, confidence=9, note="a secret of tomorrow", name="Ada Lovelace"
    )
    report = digest(room, since=date(2026, 11, 25), until=date(2026, 11, 25))
    (moved,) = report.moved
    assert (moved.unit, moved.key_result.objective, moved.key_result.title) == (
        "Platform",
        "Ship on the day",
        "Lead time to 2 days",
    )
    assert (moved.before.value, moved.before.ratio, moved.before.confidence) == (5, 4 / 7, 6)
    assert (moved.after.value, moved.after.ratio, moved.after.confidence) == (4, 5 / 7, 3)
    assert len(report.progress) == 2
    worst = report.risks[0]
    assert (worst.key_result.title, worst.note) == ("Lead time to 2 days", "reviews wait")
    assert worst.key_result.risk.reasons == ("confidence 3", "confidence fell by 3")
    with room.database.reading() as session:
        assert session.get_one(Progress, 3).note == "a secret of tomorrow"
    assert "secret" not in repr(digest(room))
    assert twin


def test_a_difficulty_that_stays_is_told_with_its_first_day(room: Room) -> None:
    hold(room, difficulty="No access to the logs")
    room.pass_time(DAY)
    hold(room, difficulty="no access to the logs.")
    room.pass_time(DAY)
    last = hold(room, difficulty="Still no access to the logs")
    (difficulty,) = digest(room, since=date(2026, 11, 26)).difficulties
    assert (difficulty.text, difficulty.person, difficulty.team) == (
        "Still no access to the logs",
        "Ada Lovelace",
        "Platform",
    )
    assert (difficulty.since, difficulty.meetings, difficulty.meeting) == (TODAY, 3, last)
    room.pass_time(DAY)
    hold(room, difficulty="the printer burns")
    assert digest(room).difficulties == ()


def test_requests_stay_until_they_are_answered_for_good(room: Room) -> None:
    ada, other = room.people["Ada Lovelace"], room.people["王小明"]
    alone = promises_requests.ask(room.database, "said alone", from_id=ada, to_person_id=other, source="check-in")
    assert digest(room).requests == ()
    hold(room)
    assert digest(room).requests == ()
    room.pass_time(60)
    meeting = room.begin()
    outcomes.request_help(room.database, meeting, "two hosts @王小明 by 2026-11-25", from_id=ada)
    moving.end(room.database, meeting)
    report = digest(room)
    assert [(request.asker, request.asked, request.what, request.overdue) for request in report.requests] == [
        ("Ada Lovelace", "王小明", "two hosts", True),
        ("Ada Lovelace", "王小明", "said alone", False),
    ]
    outcomes.settle_request(room.database, alone, "done", None)
    assert [request.what for request in digest(room).requests] == ["two hosts"]


def test_what_was_corrected_is_marked_with_its_number_in_every_form(room: Room) -> None:
    first = hold(room, difficulty="No access to the logs")
    room.pass_time(DAY)
    meeting = room.begin()
    ada = room.people["Ada Lovelace"]
    rounds.add(room.database, "Ada Lovelace", {"difficulties": ["no access to the logs"]}, "meeting")
    outcomes.record_decision(room.database, meeting, "ship on friday")
    outcomes.record_action(room.database, meeting, "open the logs @Ada by 2026-12-01")
    outcomes.request_help(room.database, meeting, "a server @王小明", from_id=ada)
    moving.end(room.database, meeting)
    room.pass_time(60)
    before = digest(room)
    words = {
        "ship on friday": "ship on monday",
        "open the logs": "open all logs",
        "a server": "two servers",
        "no access to the logs": "no access to any logs",
    }
    for was, text in words.items():
        place = corrections_reading.find(room.database, meeting, was)
        corrections_writing.reword(room.database, meeting, place, text, by="Ada Lovelace")
    # Another meeting's numbers are its own.
    corrections_writing.remark(room.database, first, "the date is wrong", by="Ada Lovelace")
    report = digest(room)
    texts = [(decision.text, decision.corrected) for decision in report.decisions]
    texts += [(action.action.text, action.action.corrected) for action in report.actions]
    texts += [(request.what, request.corrected) for request in report.requests]
    texts += [(difficulty.text, difficulty.corrected) for difficulty in report.difficulties]
    assert texts == [(text, (number,)) for number, text in enumerate(words.values(), 1)]
    assert [decision.corrected for decision in before.decisions] == [()]

    def written(form: str) -> str:
        return digest_writing.written(report, form, print).decode()

    for number, text in enumerate(words.values(), 1):
        (line,) = [line for line in written("md").splitlines() if text in line]
        assert f"*(correction {number})*" in line
        (row,) = [row for row in csv.DictReader(io.StringIO(written("csv"))) if row["text"] == text]
        assert row["corrected"] == str(number)
    assert "<em>(correction 1)</em>" in written("html")
    table = json.loads(written("json"))
    for number, key in enumerate(("decisions", "actions", "requests", "difficulties"), 1):
        assert [entry["corrected"] for entry in table[key]] == [[number]]
    # A calendar that has the action from the minutes before takes the newer one.
    assert "SEQUENCE:1" in written("ics")


def test_what_was_agreed_is_marked_where_its_figures_were_corrected(room: Room) -> None:
    meeting = room.begin()
    lead = room.key_results["Lead time to 2 days"]
    with room.database.writing() as session:
        session.add(Voting(meeting_id=meeting, key_result_id=lead, agreed=7, opened_at=datetime.now(UTC)))
    moving.end(room.database, meeting)
    place = corrections_reading.find(room.database, meeting, "Lead time to 2 days, agreed confidence")
    corrections_writing.reword(room.database, meeting, place, "6", by="Ada Lovelace")
    (agreed,) = digest(room).agreed
    assert (agreed.confidences, agreed.corrected) == (1, (1,))
    assert "one confidence agreed *(correction 1)*" in digest_writing.written(digest(room), "md", print).decode()


def test_nothing_private_gets_in(room: Room) -> None:
    hold(room)
    now = datetime.now(UTC)
    ada, lead = room.people["Ada Lovelace"], room.key_results["Lead time to 2 days"]
    rounds.add(room.database, "Ada Lovelace", {"difficulties": ["secret"]})
    going = room.begin()
    rounds.add(room.database, "Ada Lovelace", {"difficulties": ["secret"]}, "meeting")
    with room.database.writing() as session:
        session.add_all(
            [
                Reflection(person_id=ada, part="highlights", text="secret", changed_at=now),
                Feedback(objective_id=1, by_id=ada, role="manager", text="secret", prepared=True, at=now),
                Voting(meeting_id=going, key_result_id=lead, agreed=7, opened_at=now),
                Vote(meeting_id=going, key_result_id=lead, person_id=ada, sealed="secret", at=now),
                Action(text="secret", owner_id=ada, recorded_at=now),
                Request(from_person_id=ada, to_person_id=ada, what="secret", recorded_at=now),
            ]
        )
    report = digest(room)
    assert "secret" not in repr(report)
    assert report.agreed == ()


# -- its size ----------------------------------------------------------------------------------------------------------


def years(room: Room, count: int) -> None:
    """So many years of a stand-up every working day, with what they leave."""
    agenda = agendas.as_json(parse_mode(*modes.find("standup", None)))
    days = [
        TODAY - timedelta(days=back) for back in range(1, count * 365) if (TODAY - timedelta(days=back)).weekday() < 5
    ]
    days.reverse()
    rows: dict[Any, list[dict[str, Any]]] = {
        table: [] for table in (Meeting, Attendance, Decision, Action, Sentence, Progress)
    }
    lead = room.key_results["Lead time to 2 days"]
    for number, day in enumerate(days, 1):
        at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
        rows[Meeting].append(
            {
                "id": number,
                "mode": "standup",
                "unit_id": room.unit,
                "state": "ended",
                "agenda": agenda,
                "planned_seconds": 900,
                "started_at": at,
                "ended_at": at + timedelta(minutes=15),
                "seconds": 900.0,
                "read_at": at,
            }
        )
        rows[Decision].append({"meeting_id": number, "text": f"decision {number}", "recorded_at": at})
        for index, person in enumerate(room.people.values()):
            rows[Attendance].append({"meeting_id": number, "person_id": person, "position": index})
            rows[Sentence].append(
                {
                    "meeting_id": number,
                    "person_id": person,
                    "prompt": "difficulties",
                    "text": f"what stands in the way of {person} since long ago",
                    "changed_at": at,
                }
            )
            done = {} if number % 50 else {"state": "open", "done_at": None}
            rows[Action].append(
                {"meeting_id": number, "text": f"action {number}", "owner_id": person, "recorded_at": at}
                | {"state": "done", "done_at": at + timedelta(days=3)}
                | done
            )
        rows[Progress].append(
            {"meeting_id": number, "key_result_id": lead, "before": 6, "after": 6, "confidence": 5, "recorded_at": at}
        )
    with room.database.writing() as session:
        for table, values in rows.items():
            session.execute(insert(table), values)


def test_ten_years_are_as_many_queries_as_none(room: Room) -> None:
    none = queries(room.database, digest_reading.read, room.database, TODAY, TODAY)
    years(room, 10)
    for days in (30, 3650):
        assert queries(room.database, digest_reading.read, room.database, TODAY - timedelta(days=days), TODAY) == none
    report = digest_reading.read(room.database, TODAY - timedelta(days=30), TODAY)
    assert 20 < report.meetings < 24
    assert len(report.difficulties) == 4
