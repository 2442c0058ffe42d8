"""The calendar, parsed again: every field, folded and escaped as RFC 5545 wants it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest

from facilitator.minutes import ics
from facilitator.minutes.document import Document
from tests.minutes import made


def parsed(document: Document) -> Any:
    calendar = icalendar.Calendar.from_ical(ics.as_ics(document))
    assert isinstance(calendar, icalendar.Calendar)
    assert [part.errors for part in calendar.walk()] == [[]] * len(calendar.walk())
    return calendar


def tasks(document: Document) -> list[Any]:
    return list(parsed(document).walk("VTODO"))


def test_every_action_is_a_task() -> None:
    document = made.trapped()
    entries = tasks(document)
    assert len(entries) == len(document.actions)
    for task, action in zip(entries, document.actions, strict=True):
        assert str(task["summary"]) == action.text.replace("\n", " ")
        assert ("\n" in action.text) == str(task["description"]).startswith(action.text)
        assert (f"Owner: {action.owner}" in str(task["description"])) == (action.owner is not None)
        assert ("due" in task) == (action.due is not None)
        if action.due:
            assert task["due"].dt == action.due
        assert task["status"] == "NEEDS-ACTION"
        assert made.TRAPS[0] + " of " + made.ARABIC in str(task["description"])


def test_lines_are_folded() -> None:
    data = ics.as_ics(made.trapped())
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()  # no character is torn apart
    assert data == ics.as_ics(made.trapped())


def test_states_and_owners() -> None:
    done = made.action(1, "a", state="done", done_at=datetime(2026, 11, 24, 9, tzinfo=UTC), email="wang@example.org")
    dropped = made.action(3, "b", state="dropped", key_result="Lead time", email="x\r\nATTENDEE:mailto:y@z")
    first, second = tasks(made.meeting("x", actions=(done,), carried_actions=(dropped,)))
    assert (first["status"], first["completed"].dt) == ("COMPLETED", done.done_at)
    assert str(first["attendee"]) == "mailto:wang@example.org"
    assert first["attendee"].params["CN"] == "王小明"
    assert (second["status"], "completed" in second, "attendee" in second) == ("CANCELLED", False, False)
    assert "Key result: Lead time\n" in str(second["description"])


@pytest.mark.parametrize("owner", ['say "x"; y:z, w', "a^nb", "Émile\tD", made.ARABIC, made.EMOJI])
def test_any_name_can_have_an_address(owner: str) -> None:
    (task,) = tasks(made.meeting("x", actions=(made.action(1, "a", owner=owner, email="a@b.example"),)))
    assert str(task["attendee"]) == "mailto:a@b.example"
    assert f"Owner: {owner}" in str(task["description"])


def test_an_action_is_the_same_task_wherever_it_comes_from() -> None:
    action = made.action(4, "x")
    here = made.meeting("y", actions=(action,))
    later = replace(
        made.meeting("z", carried_actions=(replace(action, text="X", due=None),)), id=8, ended_at=None, state="running"
    )
    uids = [task["uid"] for task in tasks(later)]
    assert [task["uid"] for task in tasks(here)] == uids[1:]
    assert len(set(uids)) == 2


@pytest.mark.parametrize(
    ("mode", "began", "begins"),
    [
        ("standup", "2026-11-24 09:32:41", "2026-11-25 09:30"),
        ("standup", "2026-11-27 09:28", "2026-11-30 09:30"),
        ("standup", "2026-11-28 09:38", "2026-11-30 09:45"),
        ("weekly", "2026-11-24 14:00", "2026-12-01 14:00"),
        ("weekly", "2026-10-22 14:00", "2026-10-29 14:00"),
    ],
)
def test_the_meeting_that_follows(mode: str, began: str, begins: str) -> None:
    zone = ZoneInfo("Europe/Paris")
    document = made.meeting("a", mode=mode, started_at=datetime.fromisoformat(began).replace(tzinfo=zone))
    (event,) = parsed(document).walk("VEVENT")
    assert event["dtstart"].dt == datetime.fromisoformat(begins).replace(tzinfo=zone)
    assert event["duration"].dt == timedelta(minutes=15)
    assert (str(event["summary"]), event["status"]) == ("Stand-up of Platform", "TENTATIVE")


def test_what_has_no_known_rhythm_has_no_meeting_that_follows() -> None:
    for mode in ("consensus", "review", "retro"):
        assert not parsed(made.meeting("a", mode=mode)).walk("VEVENT")


def test_a_draft_says_so() -> None:
    calendar = parsed(made.draft())
    assert calendar["x-wr-calname"] == "Stand-up of Platform (draft)"
    for part in calendar.walk("VTODO") + calendar.walk("VEVENT"):
        assert "Draft: this meeting has not ended, it is running." in str(part["description"])
    assert "raft" not in ics.as_ics(made.meeting("a")).decode()


def test_a_day_is_a_day() -> None:
    (task,) = tasks(made.meeting("x", actions=(made.action(1, "a", due=date(2026, 12, 24)),)))
    assert b"DUE;VALUE=DATE:20261224" in task.to_ical()
