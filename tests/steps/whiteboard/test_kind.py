"""The whiteboard: cards pinned, moved, grown old."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.errors import NotFoundError
from facilitator.steps.whiteboard import reading as whiteboard_reading
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.steps.whiteboard.reading import working_days
from facilitator.store import journal
from facilitator.tables.meeting import Card
from facilitator.tables.people import Person
from tests.steps.conftest import ADA, WANG, Team


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-20, 60))
def test_working_days_are_counted(since: date, days: int) -> None:
    until = since + timedelta(days=days)
    between = [since + timedelta(days=day) for day in range(1, days + 1)]
    assert working_days(since, until) == sum(day.isoweekday() <= 5 for day in between)


def test_a_card_is_pinned_in_the_first_column_and_moved(team: Team) -> None:
    meeting_id = team.meet()
    card = whiteboard_writing.add(team.database, "open the logs @王小明", meeting_id=meeting_id)
    assert card is not None
    (shown,) = whiteboard_reading.of_meeting(team.database, meeting_id)
    assert (shown.title, shown.owner, shown.column, shown.age, shown.stale) == (
        "open the logs",
        WANG,
        "To do",
        0,
        False,
    )
    whiteboard_writing.change(team.database, card, column="Doing", key_result_id=team.key_result, meeting_id=meeting_id)
    whiteboard_writing.change(team.database, card, title=" open\nall logs\x07 ", meeting_id=meeting_id)
    (shown,) = whiteboard_reading.of_meeting(team.database, meeting_id)
    assert (shown.title, shown.column, shown.key_result) == ("open all logs", "Doing", "Lead time")
    whiteboard_writing.change(team.database, card, title=" ", owner_id=team.ada, meeting_id=meeting_id)
    assert whiteboard_reading.read_cards(team.database, owner_id=team.ada)[0].title == "open all logs"
    assert whiteboard_reading.read_cards(team.database, owner_id=team.wang) == ()
    whiteboard_writing.change(team.database, card, archived=True, meeting_id=meeting_id)
    assert whiteboard_reading.of_meeting(team.database, meeting_id) == ()


def test_a_card_keeps_a_date_in_its_words(team: Team) -> None:
    meeting_id = team.meet()
    whiteboard_writing.add(team.database, "open the logs by 2099-11-30 @ada", meeting_id=meeting_id)
    (shown,) = whiteboard_reading.of_meeting(team.database, meeting_id)
    assert (shown.title, shown.owner) == ("open the logs by 2099-11-30", ADA)


def test_a_card_from_a_check_in_is_ones_own_on_the_units_board(team: Team) -> None:
    whiteboard_writing.add(team.database, "mine", name=ADA, column="Doing")
    whiteboard_writing.add(team.database, "yours @王小明", name=ADA)
    assert [card.title for card in whiteboard_reading.read_cards(team.database, owner_id=team.ada)] == ["mine"]
    meeting_id = team.meet()
    assert [(card.title, card.owner) for card in whiteboard_reading.of_meeting(team.database, meeting_id)] == [
        ("mine", ADA),
        ("yours", WANG),
    ]


def test_a_card_needs_words_and_a_board(team: Team) -> None:
    meeting_id = team.meet()
    assert whiteboard_writing.add(team.database, " ", meeting_id=meeting_id) is None
    assert whiteboard_reading.of_meeting(team.database, meeting_id) == ()
    with team.database.writing() as session:
        session.add(Person(name="Without a unit"))
    with pytest.raises(LookupError, match="in no unit"):
        whiteboard_writing.add(team.database, "mine", name="Without a unit")
    with pytest.raises(NotFoundError):
        whiteboard_writing.add(team.database, "mine", name="Nobody")


def test_a_card_that_has_not_moved_grows_old_and_a_move_makes_it_young(team: Team) -> None:
    meeting_id = team.meet()
    card = whiteboard_writing.add(team.database, "old", meeting_id=meeting_id)
    assert card is not None
    with team.database.writing() as session:
        session.get_one(Card, card).moved_at = datetime.now(UTC) - timedelta(days=7)
    (shown,) = whiteboard_reading.of_meeting(team.database, meeting_id)
    assert (shown.age, shown.stale) == (5, True)
    whiteboard_writing.change(team.database, card, column="To do", title="renamed", meeting_id=meeting_id)
    assert whiteboard_reading.of_meeting(team.database, meeting_id)[0].stale
    whiteboard_writing.change(team.database, card, column="Done", meeting_id=meeting_id)
    assert not whiteboard_reading.of_meeting(team.database, meeting_id)[0].stale
    assert journal.undo(team.database, meeting_id) == 'card "renamed" to Done'
    (shown,) = whiteboard_reading.of_meeting(team.database, meeting_id)
    assert (shown.column, shown.stale) == ("To do", True)
