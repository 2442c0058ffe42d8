"""What is unfinished: nothing leaves without solution and action, the own part is asked first, and it is told."""

from __future__ import annotations

from datetime import date

import pytest

from facilitator.checkin import file as checkin_file
from facilitator.common.errors import NotAskedError
from facilitator.common.mistakes import MistakesError
from facilitator.meeting import moving
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.steps.analysis import reading as analysis_reading
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.analysis.reading import Unfinished
from facilitator.steps.analysis.writing import UndatedError
from facilitator.steps.outcomes import BlankTextError
from facilitator.steps.scores import writing as scores_writing
from facilitator.store import journal
from facilitator.store.database import Database
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SIGNED, TRUST, UPTIME, Quarter, commit, furnish


@pytest.fixture
def quarter(database: Database) -> Quarter:
    return furnish(database)


def unfinished(quarter: Quarter, meeting_id: int) -> dict[str, Unfinished]:
    found = analysis_reading.of_meeting(quarter.database, meeting_id).objectives
    return {one.scored.key_result.title: one for each in found for one in each.unfinished}


def score(quarter: Quarter, title: str, value: float, name: str = ADA) -> None:
    scores_writing.give(quarter.database, name, quarter.key_results[title], value, "so it went")


def test_what_is_below_the_threshold_or_has_no_score_is_unfinished(quarter: Quarter) -> None:
    score(quarter, LEAD, 0.4)
    score(quarter, CANARY, 0.99)
    score(quarter, UPTIME, 1.0, JOSE)
    meeting_id = quarter.meet()
    assert list(unfinished(quarter, meeting_id)) == [LEAD, CANARY, SIGNED]
    # What was agreed counts, and not what the owner thinks.
    scores_writing.settle(quarter.database, meeting_id, quarter.key_results[CANARY], "1.0 the last one is on its way")
    assert list(unfinished(quarter, meeting_id)) == [LEAD, SIGNED]


def test_the_own_part_is_asked_first_and_an_action_closes_it(quarter: Quarter) -> None:
    score(quarter, LEAD, 0.4)
    meeting_id, lead = quarter.meet(), quarter.key_results[LEAD]

    def lacking() -> tuple[str, ...]:
        return unfinished(quarter, meeting_id)[LEAD].lacking

    assert lacking() == ("own_part", "help_needed", "solution", "action")
    analysis_writing.say(quarter.database, meeting_id, lead, "own_part", "did not hand over reviews")
    analysis_writing.say(quarter.database, meeting_id, lead, "help_needed", "a second reviewer")
    analysis_writing.say(quarter.database, meeting_id, lead, "solution", "two reviewers for every change")
    assert lacking() == ("action",)
    with pytest.raises(UndatedError, match="by when"):
        analysis_writing.act(quarter.database, meeting_id, lead, "name reviewers", quarter.people[ADA])
    with pytest.raises(BlankTextError):
        analysis_writing.act(quarter.database, meeting_id, lead, f"@{JOSE} by 2099-01-15", quarter.people[ADA])
    with pytest.raises(LookupError, match="who does it"):
        analysis_writing.act(quarter.database, meeting_id, lead, "name reviewers by 2099-01-15", None)
    analysis_writing.act(quarter.database, meeting_id, lead, "name reviewers by 2099-01-15", quarter.people[ADA])
    assert lacking() == ()
    # Another one takes its place.
    analysis_writing.act(quarter.database, meeting_id, lead, f"name two @{JOSE} by 2099-01-16", quarter.people[ADA])
    assert quarter.actions(meeting_id) == [
        {"text": "name two", "owner": JOSE, "due": "2099-01-16", "state": "open", "key_result": LEAD, "overdue": False}
    ]
    assert quarter.told(meeting_id, "analysis") == []
    moving.end(quarter.database, meeting_id)
    told = quarter.told(meeting_id, "analysis")[0]
    assert told == {
        "key_result": LEAD,
        "own_part": "did not hand over reviews",
        "help_needed": "a second reviewer",
        "solution": "two reviewers for every change",
        "reason": "so it went",
        "action": {"text": "name two", "owner": JOSE, "due": "2099-01-16"},
        "lacking": [],
    }


def test_undo_takes_back_what_was_said_last_and_nothing_of_a_check_in(quarter: Quarter) -> None:
    meeting_id, lead = quarter.meet(), quarter.key_results[LEAD]
    analysis_writing.say(quarter.database, meeting_id, lead, "own_part", "mine")
    analysis_writing.write(quarter.database, ADA, lead, {"help_needed": "a reviewer"})
    analysis_writing.act(quarter.database, meeting_id, lead, "do by 2099-01-15", quarter.people[ADA])
    assert journal.undo(quarter.database, meeting_id) == 'action "do"'
    assert quarter.actions(meeting_id) == []
    assert journal.undo(quarter.database, meeting_id) == f'own part of "{LEAD}"'
    one = unfinished(quarter, meeting_id)[LEAD]
    assert (one.written["own_part"], one.written["help_needed"], one.action) == ("", "a reviewer", None)
    assert journal.undo(quarter.database, meeting_id) is None


def test_what_was_prepared_becomes_part_of_the_meeting(quarter: Quarter) -> None:
    analysis_writing.write(quarter.database, ADA, quarter.key_results[LEAD], {"own_part": "mine", "solution": " "})
    meeting_id = quarter.meet()
    assert unfinished(quarter, meeting_id)[LEAD].written == {"own_part": "mine", "help_needed": "", "solution": ""}
    with pytest.raises(NotAskedError):
        analysis_writing.write(quarter.database, ADA, quarter.key_results[LEAD], {"score": "x"})


def test_two_sessions_of_one_person_lose_nothing(quarter: Quarter) -> None:
    place = (quarter.key_results[LEAD], "own_part")
    assert analysis_writing.save(quarter.database, ADA, {}, {place: ("one",)}) == {place: ("one",)}
    assert analysis_writing.save(quarter.database, ADA, {}, {place: ("two",)}) == {place: ("two", "one")}


def test_minutes_say_what_left_without(quarter: Quarter) -> None:
    score(quarter, LEAD, 0.4)
    score(quarter, CANARY, 1.0)
    score(quarter, SIGNED, 1.0)
    meeting_id = quarter.meet()
    analysis_writing.say(quarter.database, meeting_id, quarter.key_results[LEAD], "own_part", "mine")
    moving.end(quarter.database, meeting_id)
    text = minutes_forms.as_markdown(minutes_reading.read(quarter.database, meeting_id))
    assert f"{LEAD} ({ADA}): help needed, solution, action missing" in text
    assert f"{UPTIME} ({JOSE}): own part, help needed, solution, action, score and reason missing" in text
    assert "Own part: mine" in text
    assert CANARY not in [record["key_result"] for record in quarter.told(meeting_id, "analysis")]


def test_minutes_stay_as_they_were_at_the_end(quarter: Quarter) -> None:
    score(quarter, LEAD, 0.4)
    meeting_id, lead = quarter.meet(), quarter.key_results[LEAD]
    analysis_writing.act(quarter.database, meeting_id, lead, "do by 2099-01-15", quarter.people[ADA])
    moving.end(quarter.database, meeting_id)
    before = minutes_json.as_json(minutes_reading.read(quarter.database, meeting_id))
    analysis_writing.write(quarter.database, ADA, lead, {"own_part": "later"})
    assert minutes_json.as_json(minutes_reading.read(quarter.database, meeting_id)) == before


def test_the_check_in_file_asks_for_the_own_part_first(quarter: Quarter) -> None:
    score(quarter, CANARY, 1.0)
    template = checkin_file.template(quarter.database, ADA)
    assert f'"{LEAD}" = {{own_part = "", help_needed = "", solution = ""}}' in template
    assert f'"{CANARY}" = {{own_part' not in template
    filled = f'[analysis]\n"{LEAD}" = {{own_part = "mine", solution = "do it"}}\n'
    assert checkin_file.take(quarter.database, ADA, filled, "f.toml") == 1
    assert checkin_file.take(quarter.database, ADA, filled, "f.toml") == 0
    assert '{own_part = "mine", help_needed = "", solution = "do it"}' in checkin_file.template(quarter.database, ADA)
    with pytest.raises(MistakesError, match="no such unfinished key result now"):
        checkin_file.take(quarter.database, ADA, f'[analysis]\n"{UPTIME}" = {{own_part = "x"}}\n', "f.toml")
    with pytest.raises(MistakesError, match="unknown key"):
        checkin_file.take(quarter.database, ADA, f'[analysis]\n"{LEAD}" = {{part = "x"}}\n', "f.toml")
    # In another meeting nobody is asked.
    quarter.meet("standup")
    assert "[analysis]" not in checkin_file.template(quarter.database, ADA)


def test_what_was_said_at_the_start_stands_beside_what_was_reached(quarter: Quarter) -> None:
    from facilitator.steps.progress import writing as progress_writing

    commit(quarter)
    progress_writing.update(quarter.database, quarter.key_results[LEAD], confidence=8, name=ADA)
    progress_writing.update(quarter.database, quarter.key_results[LEAD], confidence=5, name=ADA)
    score(quarter, LEAD, 0.4)
    meeting_id = quarter.meet()
    assert unfinished(quarter, meeting_id)[LEAD].calibrated == "said 8, last 5, reached 0.4"
    assert unfinished(quarter, meeting_id)[SIGNED].calibrated == ""


def test_an_action_has_the_date_that_its_words_say(quarter: Quarter) -> None:
    meeting_id, signed = quarter.meet(), quarter.key_results[SIGNED]
    analysis_writing.act(quarter.database, meeting_id, signed, "call by 2099-01-15", quarter.people[ADA])
    action = unfinished(quarter, meeting_id)[SIGNED].action
    assert action is not None
    assert (action.owner, action.due) == (ADA, date(2099, 1, 15))
    assert unfinished(quarter, meeting_id)[SIGNED].scored.key_result.objective == TRUST
