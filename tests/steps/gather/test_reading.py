"""Who must be at a review: in person, or with a reason that the minutes show."""

from __future__ import annotations

import pytest

from facilitator.meeting import moving
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.steps.gather import reading as gather_reading
from facilitator.steps.gather import writing
from facilitator.steps.outcomes import BlankTextError
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit
from tests.steps.reviewing import ADA, WANG, Quarter, furnish


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return furnish(database)


@pytest.mark.parametrize(("state", "here"), [("present", True), ("remote", True), ("late", False), ("absent", False)])
def test_a_departments_manager_must_be_there_in_person(quarter: Quarter, state: str, here: bool) -> None:
    meeting_id = quarter.meet()
    moving.set_attendance(quarter.database, meeting_id, quarter.people[ADA], state)
    leader = gather_reading.of_meeting(quarter.database, meeting_id).leader
    assert leader is not None
    assert (leader.name, leader.what, leader.here, leader.missing) == (ADA, "manager", here, not here)


def test_a_reason_stands_in_the_minutes_until_they_come(quarter: Quarter) -> None:
    meeting_id, ada = quarter.meet(), quarter.people[ADA]
    moving.set_attendance(quarter.database, meeting_id, ada, "absent")
    with pytest.raises(BlankTextError):
        writing.excuse(quarter.database, meeting_id, ada, " ")
    writing.excuse(quarter.database, meeting_id, ada, "on a flight")
    leader = gather_reading.of_meeting(quarter.database, meeting_id).leader
    assert leader is not None
    assert (leader.missing, leader.reason) == (False, "on a flight")

    def attendance() -> list[dict[str, object]]:
        found: list[dict[str, object]] = minutes_json.as_table(minutes_reading.read(quarter.database, meeting_id))[
            "attendance"
        ]
        return found

    assert {"name": ADA, "state": "absent", "seconds": 0, "reason": "on a flight"} in attendance()
    assert "absent: on a flight" in minutes_forms.as_markdown(minutes_reading.read(quarter.database, meeting_id))
    assert {"name": WANG, "state": "present", "seconds": 0} in attendance()
    moving.set_attendance(quarter.database, meeting_id, ada, "present")
    assert {"name": ADA, "state": "present", "seconds": 0} in attendance()
    assert journal.undo(quarter.database, meeting_id) == 'reason "on a flight"'


def test_a_company_asks_for_its_general_manager_who_is_in_no_team(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        grace = Person(name="Grace Hopper")
        session.add(grace)
        session.flush()
        unit = session.get_one(Unit, quarter.unit)
        unit.level, unit.manager_id = "company", grace.id
        grace_id = grace.id
    meeting_id = quarter.meet()
    leader = gather_reading.of_meeting(quarter.database, meeting_id).leader
    assert leader is not None
    assert (leader.name, leader.what, leader.missing) == ("Grace Hopper", "general manager", True)
    writing.excuse(quarter.database, meeting_id, grace_id, "ill")
    found = minutes_reading.read(quarter.database, meeting_id).attendance
    assert [(one.name, one.state, one.reason) for one in found if one.reason] == [("Grace Hopper", "absent", "ill")]


def test_where_nobody_manages_that_is_said_and_nobody_missing(quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        session.get_one(Unit, quarter.unit).manager_id = None
    leader = gather_reading.of_meeting(quarter.database, quarter.meet()).leader
    assert leader is not None
    assert (leader.name, leader.missing) == ("", False)


@pytest.mark.parametrize(("mode", "level"), [("standup", "department"), ("review", "team"), ("review", "personal")])
def test_nobody_must_be_at_another_meeting(quarter: Quarter, mode: str, level: str) -> None:
    with quarter.database.writing() as session:
        session.get_one(Unit, quarter.unit).level = level
    assert gather_reading.of_meeting(quarter.database, quarter.meet(mode)).leader is None
