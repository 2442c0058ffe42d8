"""The end of a meeting: what moved, how often time was kept, and what is put right before it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from facilitator.common.errors import ChangedMeanwhileError, RefusedError
from facilitator.promises import requests
from facilitator.steps import outcomes
from facilitator.steps.close import reading as close_reading
from facilitator.steps.close import writing as close_writing
from facilitator.steps.progress import writing as progress_writing
from facilitator.store import journal
from facilitator.tables.meeting import Meeting
from tests.steps.conftest import ADA, JOSE, WANG, Team

DUE = date(2099, 12, 4)


def out(team: Team, meeting_id: int) -> list[tuple[str, str, str | None, date | None]]:
    return [(one.kind, one.text, one.who, one.due) for one in outcomes.recorded(team.database, meeting_id)]


def test_what_moved_is_told_from_before_the_meeting_to_after_it(team: Team) -> None:
    number = team.meet()
    for current, confidence in ((5.0, 6), (4.0, 4)):
        progress_writing.update(
            team.database, team.key_result, current=current, confidence=confidence, meeting_id=number
        )
    progress_writing.update(team.database, team.milestone, note="the lawyers have it", meeting_id=number)
    (moved,) = close_reading.of_meeting(team.database, number).moved
    assert (moved.title, moved.owner, moved.was, moved.value) == ("Lead time", ADA, 6.0, 4.0)
    assert [moved.before, moved.after] == pytest.approx([3 / 7, 5 / 7])
    assert moved.confidence == 4
    assert close_reading.of_meeting(team.database, team.meet()).moved == ()


def test_meetings_in_time_are_counted_back_to_the_last_that_was_late(team: Team) -> None:
    numbers = []
    for seconds in (890.0, 901.0, 900.4, 100.0):
        numbers.append(team.meet())
        team.end(numbers[-1])
        with team.database.writing() as session:
            session.get_one(Meeting, numbers[-1]).seconds = seconds
    last = team.meet()
    assert [close_reading.of_meeting(team.database, number).in_time for number in (*numbers, last)] == [0, 1, 0, 1, 2]


@pytest.mark.each_database
def test_an_action_gets_an_owner_and_a_day_and_undo_takes_both_back(team: Team) -> None:
    number = team.meet()
    action = outcomes.record_action(team.database, number, "call the vendor")

    def assign(line: str, **seen: Any) -> None:
        close_writing.assign(team.database, number, "action", action.id, line, expected=seen or None)

    assign("@王 by 2099-12-04", owner_id=None, due=None)
    assert out(team, number) == [("action", "call the vendor", WANG, DUE)]
    journal.undo(team.database, number)
    assert out(team, number) == [("action", "call the vendor", None, None)]
    assign("@José")
    # What the line does not say stays.
    assign("by 2099-12-04")
    assert out(team, number) == [("action", "call the vendor", JOSE, DUE)]
    with pytest.raises(ChangedMeanwhileError):
        assign("@Ada", owner_id=None, due=None)
    for line in ("", "@", "some day @Ada"):
        with pytest.raises(RefusedError):
            assign(line)
    assert out(team, number) == [("action", "call the vendor", JOSE, DUE)]


@pytest.mark.each_database
def test_everything_that_came_out_is_reworded_and_taken_out(team: Team) -> None:
    number = team.meet()
    database = team.database
    outcomes.record_action(database, number, "call the vendor @Ada by 2099-12-04")
    outcomes.record_decision(database, number, "no switch")
    outcomes.park(database, number, "the offsite")
    outcomes.request_help(database, number, "a roster @王", from_id=team.ada)
    recorded = outcomes.recorded(database, number)
    for one in recorded:
        close_writing.reword(
            database, number, one.kind, one.id, f"{one.text}!", expected={close_writing.words_of(one.kind): one.text}
        )
    told = [(one.kind, f"{one.text}!", one.who, one.due) for one in recorded]
    assert out(team, number) == told
    for one in recorded:
        close_writing.take_out(database, number, one.kind, one.id)
        assert len(out(team, number)) == 3
        assert "taken out" in (journal.undo(database, number) or "")
        assert out(team, number) == told
    # Without words it is taken out too.
    close_writing.reword(database, number, "decision", recorded[1].id, " ")
    assert [kind for kind, *_ in out(team, number)] == ["action", "parked", "request"]


def test_what_other_things_hang_on_stays(team: Team) -> None:
    number = team.meet()
    asked = outcomes.request_help(team.database, number, "a roster @王", from_id=team.ada)
    requests.answer(team.database, asked.id, "accepted", meeting_id=number)
    action = requests.become_action(team.database, asked.id, number)
    with pytest.raises(RefusedError, match="other things hang on the action “a roster”"):
        close_writing.take_out(team.database, number, "action", action)
    assert ("action", "a roster", WANG, None) in out(team, number)
