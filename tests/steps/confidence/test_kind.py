"""Confidence: sealed votes, one reveal, as many rounds as it takes, the owner's figure."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitator.checkin import session as checkin_session
from facilitator.common.errors import ChangedMeanwhileError, LateError
from facilitator.documents.blocks import Bar, Bars
from facilitator.meeting import moving, starting
from facilitator.minutes import layout
from facilitator.minutes import reading as minutes_reading
from facilitator.okr import votes
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.steps.confidence.writing import VoteRefusedError
from facilitator.store import journal
from facilitator.tables.consensus import Vote, Voting
from facilitator.tables.okr import KeyResult, Objective, Progress
from facilitator.tables.people import Person
from tests.queries import queries
from tests.steps.balloting import ADA, CANARY, GRACE, JOSE, KR, LEAD, SIGNED, WANG, Room
from tests.steps.confidence.casting import asked, cast


def test_votes_are_revealed_all_at_once_and_the_owner_says_the_figure(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8, wang=3)
    cast(room, None, LEAD, jose=6)
    (first, _) = room.ballots(meeting).ballots
    assert (first.item.owner, first.item.speaker_id, first.state, first.round) == (ADA, room.people[ADA], "open", 1)
    assert first.voted == set(room.people.values()) - {room.people[GRACE]}
    assert len(first.rounds) == 0
    assert room.records(meeting) == []
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    assert room.ballots(meeting).ballots[0].rounds == ({ADA: 8, WANG: 3, JOSE: 6},)
    confidence_writing.again(room.database, meeting, KR, item, 1)
    cast(room, meeting, LEAD, ada=6, jose=5)
    round_one = {"votes": {ADA: 8, WANG: 3, JOSE: 6}}
    assert room.records(meeting) == [{KR: LEAD, "owner": ADA, "rounds": [round_one], "agreed": None}]
    confidence_writing.reveal(room.database, meeting, KR, item, 2)
    confidence_writing.agree(room.database, meeting, KR, item, 5)
    assert room.records(meeting) == [
        {KR: LEAD, "owner": ADA, "rounds": [round_one, {"votes": {ADA: 6, JOSE: 5}}], "agreed": 5}
    ]
    moving.end(room.database, meeting)
    told = room.minutes(meeting)
    assert "round 1: 3 6 8 (median 6, spread 5); round 2: 5 6 (median 5.5, spread 1)" in told
    assert "5 of 10" in told
    assert "1 = hardly; 5 = 50 % sure, very hard; 10 = certain" in told.replace("\\", "")


def test_the_minutes_have_a_picture_of_what_was_agreed_and_of_no_person(room: Room) -> None:
    meeting, lead, canary = room.meet(), room.key_results[LEAD], room.key_results[CANARY]
    cast(room, meeting, LEAD, ada=8, wang=3)
    confidence_writing.reveal(room.database, meeting, KR, lead, 1)
    confidence_writing.again(room.database, meeting, KR, lead, 1)
    cast(room, meeting, LEAD, ada=6, jose=5)
    confidence_writing.reveal(room.database, meeting, KR, lead, 2)
    confidence_writing.agree(room.database, meeting, KR, lead, 5)
    assert [picture.rows for picture in pictures(room, meeting)] == [(Bar(LEAD, "5 of 10 (median 5.5)", 0.5, 0.55),)]
    confidence_writing.agree(room.database, meeting, KR, canary, 9)
    moving.end(room.database, meeting)
    (picture,) = pictures(room, meeting)
    assert picture.rows[1:] == (Bar(CANARY, "9 of 10", 0.9, None),)
    shown = " ".join([picture.title, picture.legend, *(f"{bar.label} {bar.words}" for bar in picture.rows)])
    assert not any(name in shown for name in (ADA, WANG, JOSE, GRACE))


def test_without_an_agreement_there_is_no_picture(room: Room) -> None:
    meeting = room.meet()
    cast(room, meeting, LEAD, ada=8, wang=3)
    confidence_writing.reveal(room.database, meeting, KR, room.key_results[LEAD], 1)
    assert pictures(room, meeting) == []


def pictures(room: Room, meeting: int) -> list[Bars]:
    laid = layout.lay_out(minutes_reading.read(room.database, meeting))
    return [one for one in laid if isinstance(one, Bars) and one.title == "Confidence agreed on"]


def test_the_agreed_figure_is_the_key_results_confidence_and_can_be_taken_back(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8)
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    confidence_writing.agree(room.database, meeting, KR, item, 7)
    with room.database.reading() as session:
        (row,) = session.scalars(select(Progress))
        assert (row.meeting_id, row.person_id, row.confidence_before, row.confidence) == (
            meeting,
            room.people[ADA],
            5,
            7,
        )
        assert session.get_one(KeyResult, item).confidence == 7
    assert journal.undo(room.database, meeting) == f'agreed confidence of "{LEAD}"'
    with room.database.reading() as session:
        assert session.scalars(select(Progress)).all() == []
        assert session.get_one(KeyResult, item).confidence == 5
    assert room.records(meeting)[0]["agreed"] is None


def test_items_come_one_at_a_time_in_the_order_of_the_okrs(room: Room) -> None:
    meeting = room.meet("Acme")
    assert [one.item.title for one in room.ballots(meeting).ballots] == [LEAD, CANARY, SIGNED]
    assert [one.item.owner for one in room.ballots(meeting).ballots] == [ADA, JOSE, "Sales"]
    confidence_writing.move_on(room.database, meeting, KR, room.key_results[LEAD])
    confidence_writing.move_on(room.database, meeting, KR, room.key_results[LEAD])
    assert room.ballots(meeting).current == 1
    confidence_writing.turn_to(room.database, meeting, KR, room.key_results[LEAD])
    assert (room.ballots(meeting).current, room.ballots(meeting).ballots[0].state) == (0, "open")
    for title in (LEAD, CANARY, SIGNED):
        confidence_writing.move_on(room.database, meeting, KR, room.key_results[title])
    assert room.ballots(meeting).current is None
    assert [(one[KR], one["rounds"], one["agreed"]) for one in room.records(meeting)] == [
        (LEAD, [], None),
        (CANARY, [], None),
        (SIGNED, [], None),
    ]
    assert "nobody voted" in room.minutes(meeting)


def test_going_back_shows_what_was_revealed(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8)
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    confidence_writing.move_on(room.database, meeting, KR, item)
    confidence_writing.turn_to(room.database, meeting, KR, item)
    assert room.ballots(meeting).ballots[0].state == "revealed"


def test_a_vote_may_be_changed_until_the_reveal_and_not_after(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8)
    cast(room, None, LEAD, ada=4)
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    for place in (meeting, None):
        with pytest.raises(VoteRefusedError, match="revealed; yours can go into another round"):
            cast(room, place, LEAD, ada=9)
    confidence_writing.again(room.database, meeting, KR, item, 1)
    with pytest.raises(VoteRefusedError, match=r"round 1 .* is over; vote in round 2"):
        confidence_writing.vote(room.database, room.people[ADA], KR, {item: 9}, round_number=1)
    assert room.records(meeting)[0]["rounds"] == [{"votes": {ADA: 4}}]
    confidence_writing.move_on(room.database, meeting, KR, item)
    with pytest.raises(VoteRefusedError, match="closed"):
        cast(room, meeting, LEAD, ada=9)


def test_who_comes_second_changes_nothing(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8)
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    with pytest.raises(LateError, match="quicker"):
        confidence_writing.reveal(room.database, meeting, KR, item, 1)
    confidence_writing.again(room.database, meeting, KR, item, 1)
    with pytest.raises(LateError, match="quicker"):
        confidence_writing.again(room.database, meeting, KR, item, 1)
    cast(room, meeting, LEAD, ada=2)
    with pytest.raises(LateError, match="quicker"):
        confidence_writing.reveal(room.database, meeting, KR, item, 1)
    (first, _) = room.ballots(meeting).ballots
    assert (first.round, first.state, first.rounds) == (2, "open", ({ADA: 8},))


def test_nothing_goes_on_before_its_time(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    with pytest.raises(VoteRefusedError, match="nobody has voted"):
        confidence_writing.reveal(room.database, meeting, KR, item, 1)
    with pytest.raises(VoteRefusedError, match="not revealed yet"):
        confidence_writing.again(room.database, meeting, KR, item, 1)
    cast(room, meeting, LEAD, ada=8)
    with pytest.raises(VoteRefusedError, match="not revealed yet"):
        confidence_writing.again(room.database, meeting, KR, item, 1)
    with pytest.raises(VoteRefusedError, match="not revealed yet"):
        confidence_writing.agree(room.database, meeting, KR, item, 5)
    for figure in (0, 11):
        with pytest.raises(ValueError, match="1 to 10"):
            confidence_writing.agree(room.database, meeting, KR, item, figure)
        with pytest.raises(ValueError, match="1 to 10"):
            cast(room, meeting, LEAD, ada=figure)
    moving.end(room.database, meeting)
    with pytest.raises(VoteRefusedError, match="has ended"):
        confidence_writing.reveal(room.database, meeting, KR, item, 1)
    assert room.records(meeting) == []


def test_an_owner_can_say_a_figure_that_nobody_voted_on(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    confidence_writing.agree(room.database, meeting, KR, item, 10)
    assert room.records(meeting) == [{KR: LEAD, "owner": ADA, "rounds": [], "agreed": 10}]
    assert votes.NOT_CHALLENGING in room.minutes(meeting)


def test_only_people_of_the_meeting_vote_in_it_and_only_on_its_own(room: Room) -> None:
    meeting = room.meet()
    with pytest.raises(VoteRefusedError, match="only people of the meeting"):
        cast(room, meeting, LEAD, grace=1)
    with pytest.raises(VoteRefusedError, match="not voted on in this meeting"):
        cast(room, meeting, SIGNED, ada=1)
    cast(room, None, LEAD, grace=1, ada=7)
    confidence_writing.reveal(room.database, meeting, KR, room.key_results[LEAD], 1)
    assert room.records(meeting)[0]["rounds"] == [{"votes": {ADA: 7}}]


def test_votes_before_the_meeting_are_its_own_once_it_begins(room: Room) -> None:
    cast(room, None, LEAD, ada=8, wang=3, grace=1)
    cast(room, None, SIGNED, wang=4, grace=2)
    meeting = room.meet()
    assert room.ballots(meeting).ballots[0].voted == {room.people[ADA], room.people[WANG]}
    moving.set_attendance(room.database, meeting, room.people[GRACE], "remote")
    assert len(room.ballots(meeting).ballots[0].voted) == 3
    confidence_writing.reveal(room.database, meeting, KR, room.key_results[LEAD], 1)
    assert room.records(meeting)[0]["rounds"] == [{"votes": {ADA: 8, WANG: 3, GRACE: 1}}]
    with room.database.reading() as session:
        waiting = session.scalars(select(Vote).where(Vote.meeting_id.is_(None))).all()
        assert {one.key_result_id for one in waiting} == {room.key_results[SIGNED]}


def test_a_stand_up_takes_no_votes(room: Room) -> None:
    cast(room, None, LEAD, ada=8)
    from facilitator import modes
    from facilitator.modes.parsing import parse_mode

    starting.start(room.database, parse_mode(*modes.find("standup", None)), "Platform")
    with room.database.reading() as session:
        assert session.scalars(select(Vote.meeting_id)).all() == [None]
    assert "confidence" not in checkin_session.own(room.database, ADA).asked


def test_a_meeting_may_vote_on_objectives(room: Room) -> None:
    meeting = room.meet("Acme", per="objective")
    item = room.objectives["Every team ships"]
    for figure, name in enumerate((ADA, WANG), 6):
        confidence_writing.vote(room.database, room.people[name], "objective", {item: figure}, meeting_id=meeting)
    confidence_writing.reveal(room.database, meeting, "objective", item, 1)
    confidence_writing.agree(room.database, meeting, "objective", item, 6)
    assert [one.item.title for one in room.ballots(meeting, "objective").ballots] == ["Every team ships", "Sales sells"]
    assert room.records(meeting) == [
        {"objective": "Every team ships", "owner": ADA, "rounds": [{"votes": {ADA: 6, WANG: 7}}], "agreed": 6}
    ]
    assert "| Objective |" in room.minutes(meeting)
    assert asked(room, ADA).per == "objective"


def test_minutes_of_an_ended_meeting_stay_as_they_are(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8)
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    confidence_writing.agree_meanings(room.database, meeting, "5 = a coin")
    moving.end(room.database, meeting)
    before = room.minutes(meeting)
    later = room.meet()
    confidence_writing.agree_meanings(room.database, later, "5 = half; 10 = sure")
    with journal.recording(room.database, "owner", source="screen") as session:
        session.get_one(KeyResult, item).owner_id = room.people[WANG]
        session.get_one(Objective, room.objectives["Every team ships"]).position = 9
    assert room.minutes(meeting) == before
    assert "5 = a coin" in before


def test_undo_of_a_reveal_seals_again(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8)
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    confidence_writing.move_on(room.database, meeting, KR, item)
    assert journal.undo(room.database, meeting) == f'reveal of the votes on "{LEAD}"'
    assert room.records(meeting) == []
    (first, _) = room.ballots(meeting).ballots
    assert (first.state, set(first.voted), len(first.rounds)) == ("open", {room.people[ADA]}, 0)
    assert journal.undo(room.database, meeting) == f'vote of {ADA} on "{LEAD}"'
    assert room.ballots(meeting).ballots[0].voted == set()


def test_what_figures_mean_is_agreed_once_for_the_units_below(room: Room) -> None:
    meeting = room.meet("Acme")
    assert room.ballots(meeting).meanings == votes.MEANINGS
    confidence_writing.agree_meanings(room.database, meeting, "1 = no way; 5 = a coin")
    confidence_writing.agree_meanings(room.database, meeting, "5 = a fair coin; 10 = done")
    moving.end(room.database, meeting)
    assert asked(room, ADA).meanings == {5: "a fair coin", 10: "done"}
    below = room.meet("Platform")
    assert room.ballots(below).meanings == {5: "a fair coin", 10: "done"}
    confidence_writing.agree_meanings(room.database, below, "5 = even")
    assert room.ballots(below).meanings == {5: "even"}
    confidence_writing.agree_meanings(room.database, below, "")
    assert room.ballots(below).meanings == {5: "a fair coin", 10: "done"}
    with pytest.raises(ValueError, match="no figure"):
        confidence_writing.agree_meanings(room.database, below, "half")


def test_a_seal_that_was_tampered_with_says_whose(room: Room) -> None:
    meeting, item = room.meet(), room.key_results[LEAD]
    cast(room, meeting, LEAD, ada=8, wang=3)
    with room.database.writing() as session:
        session.scalars(select(Vote).where(Vote.person_id == room.people[WANG])).one().sealed = "6"
    with pytest.raises(VoteRefusedError, match=f"{WANG}: a sealed vote does not open"):
        confidence_writing.reveal(room.database, meeting, KR, item, 1)
    assert room.records(meeting) == []
    cast(room, meeting, LEAD, wang=4)
    confidence_writing.reveal(room.database, meeting, KR, item, 1)
    assert room.records(meeting)[0]["rounds"] == [{"votes": {ADA: 8, WANG: 4}}]


# -- how much it asks of the database ----------------------------------------------------------------------------------
def test_queries_do_not_grow_with_people_votes_or_key_results(room: Room) -> None:
    def counts() -> tuple[int, int]:
        shown = queries(room.database, room.ballots, meeting)
        return shown, queries(room.database, asked, room, ADA)

    meeting = room.meet()
    cast(room, meeting, LEAD, ada=8)
    before = counts()
    with room.database.writing() as session:
        objective = room.objectives["Every team ships"]
        session.add_all(KeyResult(objective_id=objective, title=f"more {n}") for n in range(30))
        people = [Person(name=f"Person {n}", unit_id=room.units["Platform"]) for n in range(30)]
        session.add_all(people)
        session.flush()
        ids = [one.id for one in people]
    for one in ids:
        moving.set_attendance(room.database, meeting, one, "present")
        confidence_writing.vote(room.database, one, KR, {room.key_results[LEAD]: 5}, meeting_id=meeting)
    assert counts() == before
    with room.database.reading() as session:
        assert len(session.scalars(select(Voting)).all()) == 0


def test_what_figures_mean_is_agreed_only_in_place_of_what_stood_there(room: Room) -> None:
    meeting = room.meet()
    stood = room.ballots(meeting).meanings
    confidence_writing.agree_meanings(room.database, meeting, "5 = a coin")
    with pytest.raises(ChangedMeanwhileError, match="5 = a coin") as raised:
        confidence_writing.agree_meanings(room.database, meeting, "5 = half", stood)
    assert room.ballots(meeting).meanings == {5: "a coin"}
    confidence_writing.agree_meanings(room.database, meeting, "5 = half", raised.value.now)
    assert room.ballots(meeting).meanings == {5: "half"}
