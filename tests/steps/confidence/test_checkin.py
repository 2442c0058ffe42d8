"""Tests the votes that people give in a check-in."""

from __future__ import annotations

import tomllib

import pytest
from sqlalchemy import select

from facilitator.checkin import file as checkin_file
from facilitator.checkin import session as checkin_session
from facilitator.common.mistakes import MistakesError
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.tables.consensus import Vote
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person
from tests.steps.balloting import ADA, CANARY, GRACE, JOSE, KR, LEAD, SIGNED, WANG, Room
from tests.steps.confidence.casting import asked, cast


# -- the check-in ------------------------------------------------------------------------------------------------------
def test_everything_of_the_next_cycle_can_be_voted_on_before_a_meeting(room: Room) -> None:
    found = asked(room, GRACE)
    assert [one.item.title for one in found.own] == [LEAD, CANARY, SIGNED]
    assert (found.current, found.per) == (None, KR)
    meeting = room.meet()
    assert [one.item.title for one in asked(room, ADA).own] == [LEAD, CANARY]
    assert asked(room, ADA).current == room.key_results[LEAD]
    confidence_writing.move_on(room.database, meeting, KR, room.key_results[LEAD])
    assert asked(room, ADA).current == room.key_results[CANARY]
    assert [one.open for one in asked(room, ADA).own] == [False, True]


def test_somebody_without_a_unit_votes_on_their_own(room: Room) -> None:
    with room.database.writing() as session:
        session.get_one(Person, room.people[ADA]).unit_id = None
    assert [one.item.title for one in asked(room, ADA).own] == [LEAD, CANARY]


def test_nothing_is_asked_once_all_is_agreed(room: Room) -> None:
    with room.database.writing() as session:
        for row in session.scalars(select(Objective)):
            row.state = "agreed"
    assert "confidence" not in checkin_session.own(room.database, ADA).asked


def test_a_template_has_ones_own_votes_and_nobody_elses(room: Room) -> None:
    cast(room, None, LEAD, ada=8, wang=3)
    assert f'"{LEAD}" = 8' in checkin_file.template(room.database, ADA)
    assert f'# "{LEAD}" = \n' in checkin_file.template(room.database, JOSE)
    assert f'"{LEAD}" = 3' in checkin_file.template(room.database, WANG)
    checkin_file.take(room.database, JOSE, checkin_file.template(room.database, JOSE), "file")
    with room.database.reading() as session:
        assert len(session.scalars(select(Vote)).all()) == 2


def test_a_file_votes_once_however_often_it_is_taken(room: Room) -> None:
    meeting = room.meet()
    file = f'[confidence]\n"{LEAD}" = 6\n"{CANARY} ({JOSE})" = 10\n'
    assert [checkin_file.take(room.database, ADA, file, "file") for _ in range(2)] == [2, 0]
    confidence_writing.reveal(room.database, meeting, KR, room.key_results[LEAD], 1)
    assert checkin_file.take(room.database, ADA, file, "file") == 0
    assert room.records(meeting)[0]["rounds"] == [{"votes": {ADA: 6}}]
    assert LEAD not in tomllib.loads(checkin_file.template(room.database, ADA)).get("confidence", {})


@pytest.mark.parametrize("value", ["0", "11", "5.5", '"6"', "true", "[6]"])
def test_a_file_with_no_figure_is_refused_whole(room: Room, value: str) -> None:
    file = f'[confidence]\n"{LEAD}" = 6\n"{CANARY}" = {value}\n'
    with pytest.raises(MistakesError, match="write a whole number from 1 to 10"):
        checkin_file.take(room.database, ADA, file, "file")
    with room.database.reading() as session:
        assert session.scalars(select(Vote)).all() == []


def test_a_file_that_comes_after_the_reveal_is_refused(room: Room) -> None:
    meeting = room.meet()
    cast(room, meeting, LEAD, ada=8)
    confidence_writing.reveal(room.database, meeting, KR, room.key_results[LEAD], 1)
    with pytest.raises(MistakesError, match="its votes are revealed"):
        checkin_file.take(room.database, WANG, f'[confidence]\n"{LEAD}" = 6\n', "file")
    confidence_writing.again(room.database, meeting, KR, room.key_results[LEAD], 1)
    assert f'# "{LEAD}" = \n' in checkin_file.template(room.database, ADA)
    assert checkin_file.take(room.database, WANG, f'[confidence]\n"{LEAD}" = 6\n', "file") == 1
