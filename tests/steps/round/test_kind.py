"""The round's sentences: said, replaced, brought over from last time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from facilitator import modes
from facilitator.checkin import session as checkin_session
from facilitator.common.errors import ChangedMeanwhileError, NotAskedError, NotFoundError
from facilitator.common.text import TooLongError
from facilitator.meeting import moving
from facilitator.modes.parsing import parse_mode
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.store import journal
from facilitator.tables.journal import Entry
from facilitator.tables.meeting import Ready, Sentence
from facilitator.tables.people import Person, Unit
from tests.queries import queries
from tests.steps.conftest import ADA, WANG, Team


def said(team: Team, meeting_id: int, prompt: str) -> list[str]:
    return [one.text for one in round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences.get(prompt, ())]


def entries(team: Team) -> int:
    with team.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Entry)) or 0


def test_what_is_added_follows_what_is_there(team: Team) -> None:
    meeting_id = team.meet()
    assert rounds.add(team.database, ADA, {"today": ["one", " two\x07 "], "done": ["zero"]}) == 3
    assert rounds.add(team.database, "ada lovelace", {"today": ["three", "one"]}) == 2
    assert said(team, meeting_id, "today") == ["one", "two", "three", "one"]
    assert said(team, meeting_id, "done") == ["zero"]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u200b", "\x00"])
def test_a_blank_is_not_recorded(team: Team, text: str) -> None:
    meeting_id = team.meet()
    before = entries(team)
    assert rounds.add(team.database, ADA, {"today": [text]}) == 0
    assert said(team, meeting_id, "today") == []
    assert entries(team) == before


def test_what_is_wrong_is_refused_whole(team: Team) -> None:
    meeting_id = team.meet()
    with pytest.raises(NotAskedError, match=r"mood.*difficulties, done, help_needed, today"):
        rounds.add(team.database, ADA, {"today": ["one"], "mood": ["fine"]})
    with pytest.raises(TooLongError):
        rounds.add(team.database, ADA, {"today": ["one", "x" * 100_001]})
    with pytest.raises(NotFoundError, match="nobody called 'Nobody'"):
        rounds.add(team.database, "Nobody", {"today": ["one"]})
    assert said(team, meeting_id, "today") == []


def test_replacing_leaves_the_other_prompts_alone(team: Team) -> None:
    meeting_id = team.meet()
    rounds.add(team.database, ADA, {"today": ["one", "two"], "done": ["zero"]})
    rounds.replace(team.database, ADA, {"today": ["three"]})
    assert said(team, meeting_id, "today") == ["three"]
    assert said(team, meeting_id, "done") == ["zero"]
    rounds.replace(team.database, ADA, {"done": []})
    assert said(team, meeting_id, "done") == []


def test_replacing_keeps_what_became_of_a_sentence_that_stays(team: Team) -> None:
    meeting_id = team.meet()
    rounds.add(team.database, ADA, {"difficulties": ["no logs", "no desk"]})
    first = round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences["difficulties"][0]
    rounds.settle(team.database, first.id, "escalated")
    rounds.replace(team.database, ADA, {"difficulties": ["no time", "no logs"]})
    after = round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences["difficulties"]
    assert [(one.text, one.outcome) for one in after] == [("no time", None), ("no logs", "escalated")]
    assert after[1].id == first.id


def test_saving_the_same_again_and_again_records_nothing_new(team: Team) -> None:
    meeting_id = team.meet()
    rounds.replace(team.database, ADA, {"today": ["one", "one", "two"]})
    before = entries(team)
    for _ in range(3):
        rounds.replace(team.database, ADA, {"today": ["one", "one", "two"]})
    assert said(team, meeting_id, "today") == ["one", "one", "two"]
    assert entries(team) == before
    rounds.replace(team.database, ADA, {"today": ["two", "one"]})
    assert said(team, meeting_id, "today") == ["two", "one"]
    with team.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Sentence)) == 2


def test_before_a_meeting_it_belongs_to_the_next(team: Team) -> None:
    rounds.add(team.database, ADA, {"today": ["one"]})
    rounds.set_ready(team.database, ADA)
    turn = round_reading.prepared(team.database, ADA)
    assert ([one.text for one in turn.sentences["today"]], turn.ready) == (["one"], True)
    assert turn.prepared
    assert not round_reading.prepared(team.database, WANG).prepared
    assert [prompt.key for prompt in checkin_session.own(team.database, ADA).asked["round"].prompts] == [
        "done",
        "today",
        "difficulties",
        "help_needed",
    ]
    meeting_id = team.meet()
    assert said(team, meeting_id, "today") == ["one"]


def test_ready_is_said_once_and_can_be_taken_back(team: Team) -> None:
    meeting_id = team.meet()
    for _ in range(2):
        rounds.set_ready(team.database, ADA)
    assert round_reading.of_meeting(team.database, meeting_id)[team.ada].ready
    with team.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Ready)) == 1
    rounds.set_ready(team.database, ADA, ready=False)
    assert not round_reading.of_meeting(team.database, meeting_id)[team.ada].ready


def test_what_was_planned_last_time_stands_beside(team: Team) -> None:
    first = team.meet()
    rounds.add(team.database, ADA, {"today": ["the migration", "the review"], "done": ["old"]})
    assert round_reading.of_meeting(team.database, first)[team.ada].planned == ()
    team.end(first)
    second = team.meet()
    rounds.add(team.database, ADA, {"today": ["the release"]})
    turns = round_reading.of_meeting(team.database, second)
    assert turns[team.ada].planned == ("the migration", "the review")
    assert turns[team.wang].planned == ()
    # The first meeting still shows what was known then.
    assert round_reading.of_meeting(team.database, first)[team.ada].planned == ()
    team.end(second)
    assert round_reading.prepared(team.database, ADA).planned == ("the release",)


def test_a_difficulty_that_comes_back_is_pointed_out_unless_it_was_dropped(team: Team) -> None:
    first = team.meet()
    rounds.add(team.database, ADA, {"difficulties": ["The staging logs are closed to us.", "the desk is cold"]})
    cold = round_reading.of_meeting(team.database, first)[team.ada].sentences["difficulties"][1]
    rounds.settle(team.database, cold.id, "dropped")
    team.end(first)
    second = team.meet()
    rounds.add(
        team.database,
        ADA,
        {"difficulties": ["the staging logs are still closed to us", "the desk is cold", "nobody answers"]},
    )
    found = round_reading.of_meeting(team.database, second)[team.ada].sentences["difficulties"]
    assert [one.again for one in found] == [True, False, False]
    with pytest.raises(ValueError, match="action, request, parked, escalated, dropped"):
        rounds.settle(team.database, found[0].id, "ignored")


def test_it_is_counted_how_often_a_difficulty_came_up(team: Team) -> None:
    for words in ("no access to the logs", "still no access to the logs", "No access to the logs."):
        meeting_id = team.meet()
        rounds.add(team.database, ADA, {"difficulties": [words]})
        turn = round_reading.of_meeting(team.database, meeting_id)[team.ada]
        times = [turn.times.get(sentence.id, 1) for sentence in turn.sentences["difficulties"]]
        team.end(meeting_id)
    assert times == [3]


def test_a_plan_is_taken_over_where_nothing_is_said_and_only_once(team: Team) -> None:
    first = team.meet()
    rounds.add(team.database, ADA, {"today": ["the migration", "the review"]})
    team.end(first)
    second = team.meet()
    asked = team.agenda.prompts
    offered = round_reading.of_meeting(team.database, second)[team.ada].offered(asked)
    assert offered == {"done": ("the migration", "the review")}
    # Two windows take it over at once.
    assert [rounds.as_planned(team.database, ADA, offered) for _ in range(2)] == [2, 0]
    assert said(team, second, "done") == ["the migration", "the review"]
    turn = round_reading.of_meeting(team.database, second)[team.ada]
    assert (turn.offered(asked), turn.unsaid(asked[0])) == ({}, ())
    assert journal.undo(team.database, second) == '"the migration"'
    assert said(team, second, "done") == []


def test_key_results_stand_with_who_speaks_for_them_and_what_moved(team: Team) -> None:
    team.end(team.meet())
    progress_writing.update(team.database, team.key_result, current=4, confidence=3, note="reviews waited")
    meeting_id = team.meet()
    turns = round_reading.of_meeting(team.database, meeting_id)
    (own,) = turns[team.ada].key_results
    assert (own.key_result.title, own.since, own.since_confidence, own.why) == ("Lead time", 6, 5, "reviews waited")
    assert [each.key_result.title for each in turns[team.jose].key_results] == ["Signed"]
    assert turns[team.wang].key_results == ()


def test_the_number_of_queries_does_not_grow_with_people(team: Team) -> None:
    def read(meeting_id: int) -> int:
        rounds.add(team.database, ADA, {"difficulties": ["no access"]})
        return queries(team.database, round_reading.of_meeting, team.database, meeting_id)

    team.end(team.meet())
    first = team.meet()
    rounds.add(team.database, ADA, {"difficulties": ["no access"]})
    team.end(first)
    second = team.meet()
    before = read(second)
    with team.database.writing() as session:
        session.add_all(Person(name=f"Person {number}", unit_id=team.unit_id) for number in range(20))
    team.end(second)
    assert read(team.meet()) == before


def test_a_sentence_is_reworded_or_taken_away_and_both_undone(team: Team) -> None:
    meeting_id = team.meet()
    rounds.add(team.database, ADA, {"today": ["one", "two"]}, source="meeting")
    first, second = round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences["today"]
    rounds.amend(team.database, first.id, " uno ")
    rounds.amend(team.database, second.id, " ")
    assert said(team, meeting_id, "today") == ["uno"]
    assert journal.undo(team.database, meeting_id) is not None
    assert said(team, meeting_id, "today") == ["uno", "two"]
    assert journal.undo(team.database, meeting_id) == '"uno"'
    assert said(team, meeting_id, "today") == ["one", "two"]
    assert journal.undo(team.database, meeting_id) == '"one"'
    assert said(team, meeting_id, "today") == []


def test_an_undo_takes_nothing_back_that_a_check_in_said_meanwhile(team: Team) -> None:
    meeting_id = team.meet()
    rounds.add(team.database, ADA, {"today": ["typed on the shared screen"]}, source="meeting")
    rounds.replace(team.database, ADA, {"today": ["typed in my own session"]})
    assert journal.undo(team.database, meeting_id) is not None
    assert said(team, meeting_id, "today") == ["typed in my own session"]
    (mine,) = round_reading.of_meeting(team.database, meeting_id)[team.ada].sentences["today"]
    rounds.amend(team.database, mine.id, "")
    rounds.add(team.database, ADA, {"today": ["another"]})
    assert journal.undo(team.database, meeting_id) is not None
    assert sorted(said(team, meeting_id, "today")) == ["another", "typed in my own session"]


@pytest.fixture
def weekly(team: Team) -> Team:
    return replace(team, agenda=parse_mode(*modes.find("weekly", None)))


def test_a_prompt_recalls_the_last_meeting_that_asked_it(team: Team, weekly: Team) -> None:
    first = weekly.meet()
    rounds.add(team.database, ADA, {"priorities": ["one", "two"], "risks": ["the logs are closed"]})
    team.end(first)
    standup = team.meet()
    rounds.add(team.database, ADA, {"today": ["a review"]})
    team.end(standup)
    second = weekly.meet()
    turn = round_reading.of_meeting(team.database, second)[team.ada]
    assert turn.recalled == {"priorities": ("one", "two")}
    rounds.add(team.database, ADA, {"risks": ["the logs are still closed"]})
    assert [one.again for one in round_reading.of_meeting(team.database, second)[team.ada].sentences["risks"]] == [True]
    team.end(second)
    # There she was asked for priorities, and had none.
    assert round_reading.of_meeting(team.database, weekly.meet())[team.ada].recalled == {"priorities": ()}


def test_who_was_away_is_reminded_of_the_meeting_before(team: Team, weekly: Team) -> None:
    first = weekly.meet()
    rounds.add(team.database, ADA, {"priorities": ["one"]})
    team.end(first)
    second = weekly.meet()
    moving.set_attendance(team.database, second, team.ada, "absent")
    team.end(second)
    assert round_reading.of_meeting(team.database, weekly.meet())[team.ada].planned == ("one",)


def test_more_than_three_priorities_are_counted_and_kept(team: Team, weekly: Team) -> None:
    meeting_id = weekly.meet()
    rounds.add(team.database, ADA, {"priorities": ["one", "two", "three"], "risks": ["1", "2", "3", "4"]})
    assert round_reading.prepared(team.database, ADA).too_many("priorities") == 0
    rounds.add(team.database, ADA, {"priorities": ["four"]})
    turn = round_reading.of_meeting(team.database, meeting_id)[team.ada]
    assert (turn.too_many("priorities"), turn.too_many("risks"), len(turn.sentences["priorities"])) == (4, 0, 4)


def keys(team: Team, name: str) -> list[str]:
    return [prompt.key for prompt in checkin_session.own(team.database, name).asked["round"].prompts]


def test_before_a_meeting_people_are_asked_what_their_last_one_asked(team: Team, weekly: Team) -> None:
    team.end(team.meet())
    team.end(weekly.meet())
    assert keys(team, ADA) == ["commitments", "risks", "priorities", "help_needed"]
    with team.database.writing() as session:
        session.add(Person(name="New", unit_id=team.unit_id))
    assert keys(team, "New") == ["done", "today", "difficulties", "help_needed"]
    team.end(team.meet())
    assert keys(team, ADA) == ["done", "today", "difficulties", "help_needed"]


def test_the_three_sentences_are_always_taken_before_a_meeting(team: Team, weekly: Team) -> None:
    team.end(weekly.meet())
    rounds.add(team.database, ADA, {"done": ["one"], "priorities": ["two"]})
    with pytest.raises(NotAskedError, match="mood"):
        rounds.add(team.database, ADA, {"mood": ["fine"]})
    standup = team.meet()
    assert said(team, standup, "done") == ["one"]
    with pytest.raises(NotAskedError, match="priorities"):
        rounds.add(team.database, ADA, {"priorities": ["two"]})
    team.end(standup)
    assert said(team, weekly.meet(), "priorities") == ["two"]


def test_whose_unit_is_personal_is_asked_the_personal_questions(team: Team) -> None:
    with team.database.writing() as session:
        session.get_one(Unit, team.unit_id).level = "personal"
    assert keys(team, ADA) == ["went_well", "difficulties", "priorities"]
    team.end(team.meet())
    assert keys(team, ADA) == ["went_well", "difficulties", "priorities"]


def test_who_settles_or_rewords_second_is_refused(team: Team) -> None:
    meeting = team.meet()
    rounds.add(team.database, ADA, {"difficulties": ["no access"]}, "meeting")
    (one,) = round_reading.of_meeting(team.database, meeting)[team.ada].sentences["difficulties"]
    rounds.settle(team.database, one.id, "dropped", {"outcome": None})
    with pytest.raises(ChangedMeanwhileError, match="another window was quicker: it is settled already: dropped"):
        rounds.settle(team.database, one.id, "escalated", {"outcome": None})
    rounds.amend(team.database, one.id, "no key", "no access")
    rounds.amend(team.database, one.id, "no key", "no access")
    with pytest.raises(ChangedMeanwhileError, match="it says “no key” now") as refused:
        rounds.amend(team.database, one.id, "no door", "no access")
    rounds.amend(team.database, one.id, "no door", refused.value.now)
    (left,) = round_reading.of_meeting(team.database, meeting)[team.ada].sentences["difficulties"]
    assert (left.text, left.outcome) == ("no door", "dropped")
