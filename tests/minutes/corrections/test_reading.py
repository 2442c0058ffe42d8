"""Figures, answers and commitments corrected in the minutes; the OKRs themselves stay as they are."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from facilitator.common.errors import RefusedError
from facilitator.meeting import moving
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.corrections import reading as corrections_reading
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.okr import tracking
from facilitator.promises import reading as promises_reading
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.commitment.wording import Wording
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores import writing as scores_writing
from facilitator.store.database import Database
from facilitator.tables.meeting import Request
from facilitator.tables.okr import KeyResult
from tests.minutes import Room
from tests.steps import balloting, reviewing
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SHIPS, UPTIME, Quarter

LEAD_TIME = "Lead time to 2 days"


def correct(database: Database, meeting: int, what: str, text: str, because: str = "") -> int:
    return corrections_writing.reword(
        database, meeting, corrections_reading.find(database, meeting, what), text, by=ADA, because=because
    )


def strike(database: Database, meeting: int, what: str) -> int:
    return corrections_writing.strike_out(database, meeting, corrections_reading.find(database, meeting, what), by=ADA)


def told(database: Database, meeting: int, *, as_sent: bool = False) -> str:
    return minutes_forms.as_markdown(minutes_reading.read(database, meeting, as_sent=as_sent))


def line(database: Database, meeting: int, words: str) -> str:
    """The one line of the minutes, but for the corrections themselves, that has these words."""
    minutes, _, _ = told(database, meeting).partition("## Corrections")
    (found,) = [one for one in minutes.splitlines() if words in one]
    return found


# -- what a key result had reached -------------------------------------------------------------------------------------


def test_what_was_reached_is_corrected_in_the_minutes_and_not_on_the_key_result(room: Room) -> None:
    key_result, meeting = room.key_results[LEAD_TIME], room.meeting
    progress_writing.update(room.database, key_result, current=5, confidence=6, meeting_id=meeting)
    progress_writing.update(room.database, key_result, current=40, note="two runs", meeting_id=meeting)
    moving.end(room.database, meeting)
    before = told(room.database, meeting)
    assert correct(room.database, meeting, f"{LEAD_TIME}, reached", "4", "misheard") == 1
    assert correct(room.database, meeting, f"{LEAD_TIME}, confidence", "8") == 2
    shown = line(room.database, meeting, f"| {LEAD_TIME} |")
    assert "| 4 d (71 % of the way, was 43 %) |" in shown
    assert "| 8 of 10 |" in shown
    assert shown.endswith("two runs *(corrections 1, 2)* |")
    assert "- Was: Lead time to 2 days, reached: 40\n- Is: Lead time to 2 days, reached: 4" in told(
        room.database, meeting
    )
    assert told(room.database, meeting, as_sent=True) == before
    with room.database.reading() as session:
        row = session.get_one(KeyResult, key_result)
        assert (row.current, row.confidence) == (40, 6)
    track = tracking.of_key_result(room.database, key_result, today=date(2026, 11, 24))
    assert [point.value for point in track.points[-2:]] == [4, 40]
    assert strike(room.database, meeting, f"{LEAD_TIME}, reached") == 3
    assert "| 5 d (57 % of the way, was 43 %) |" in line(room.database, meeting, f"| {LEAD_TIME} |")
    for text, why in (("much", "is not a number"), ("inf", "is not a number"), ("", "needs words")):
        with pytest.raises(RefusedError, match=why):
            correct(room.database, meeting, f"{LEAD_TIME}, reached", text)
    for text in ("0", "11", "6.5", "six"):
        with pytest.raises(RefusedError, match="whole number from 1 to 10"):
            correct(room.database, meeting, f"{LEAD_TIME}, confidence", text)


def test_a_figure_is_not_taken_for_words_that_sound_alike(room: Room) -> None:
    progress_writing.update(room.database, room.key_results[LEAD_TIME], current=5, meeting_id=room.meeting)
    outcomes.record_decision(room.database, room.meeting, "measure the lead time")
    request = outcomes.request_help(room.database, room.meeting, "a server @Grace", from_id=room.people[ADA])
    moving.end(room.database, room.meeting)
    with pytest.raises(RefusedError, match=r"may be one of these(.|\n)*decision: measure(.|\n)*progress: Lead time"):
        corrections_reading.find(room.database, room.meeting, "lead time")
    assert corrections_reading.find(room.database, room.meeting, "time to 2 days, reached").sort == "figure"
    one = corrections_reading.find(room.database, room.meeting, "server")
    assert (one.kind, one.column, one.row_id) == ("request", "what", request.id)


# -- requests ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(room: Room) -> Room:
    """A stand-up after which help was asked for and accepted."""
    ada, grace = room.people[ADA], room.people["Grace Hopper"]
    request = promises_requests.ask(room.database, "a server", from_id=ada, to_person_id=grace, meeting_id=room.meeting)
    promises_requests.answer(room.database, request, "accepted", "by monday", meeting_id=room.meeting)
    moving.end(room.database, room.meeting)
    room.pass_time(3600)
    return room


def test_an_answer_is_corrected_with_what_follows_from_it(asked: Room) -> None:
    def state() -> tuple[str, bool]:
        (one,) = promises_reading.of_all(asked.database)
        return one.state, one.open

    before = told(asked.database, asked.meeting)
    assert correct(asked.database, asked.meeting, "a server, answer", "declined") == 1
    assert "*(declined: by monday)* *(correction 1)*" in line(asked.database, asked.meeting, "a server")
    assert state() == ("declined", False)
    assert correct(asked.database, asked.meeting, "a server, words of the answer", "no hardware") == 2
    assert correct(asked.database, asked.meeting, "a server, answer", "countered") == 3
    assert "*(offered something else: no hardware)*" in line(asked.database, asked.meeting, "a server")
    assert state() == ("open", True)
    assert correct(asked.database, asked.meeting, "a server, needed by", "friday") == 4
    assert ", by 2026-11-27" in line(asked.database, asked.meeting, "a server")
    assert strike(asked.database, asked.meeting, "a server, answer") == 5
    assert "offered" not in line(asked.database, asked.meeting, "a server")
    assert "hardware" not in line(asked.database, asked.meeting, "a server")
    assert told(asked.database, asked.meeting, as_sent=True) == before
    with pytest.raises(RefusedError, match="“perhaps” is not an answer; write one of accepted, countered, declined"):
        correct(asked.database, asked.meeting, "a server, answer", "perhaps")
    with pytest.raises(RefusedError, match="“soon” is not a day"):
        correct(asked.database, asked.meeting, "a server, needed by", "soon")
    with pytest.raises(RefusedError, match="nothing to strike out"):
        strike(asked.database, asked.meeting, "a server, answer")


def test_what_became_an_action_was_accepted(asked: Room) -> None:
    with asked.database.reading() as session:
        request = session.scalars(select(Request.id)).one()
    promises_requests.become_action(asked.database, request, asked.meeting)
    with pytest.raises(RefusedError, match="became an action, so it was accepted"):
        correct(asked.database, asked.meeting, "a server, answer", "declined")
    assert minutes_reading.read(asked.database, asked.meeting).corrections == ()


# -- confidence --------------------------------------------------------------------------------------------------------


def test_the_agreed_confidence_is_corrected_and_votes_stay_under_seal(database: Database) -> None:
    room = balloting.furnish(database)
    meeting = room.meet()
    lead, canary = room.key_results[balloting.LEAD], room.key_results[balloting.CANARY]
    for person, figure in ((balloting.ADA, 4), (balloting.WANG, 7)):
        confidence_writing.vote(
            database, room.people[person], "key_result", {lead: figure, canary: 9}, meeting_id=meeting
        )
    confidence_writing.reveal(database, meeting, "key_result", lead, 1)
    confidence_writing.agree(database, meeting, "key_result", lead, 5)
    confidence_writing.move_on(database, meeting, "key_result", lead)
    moving.end(database, meeting)
    before = told(database, meeting)
    figures = {one.about: one.text for one in corrections_reading.said(database, meeting) if one.kind == "confidence"}
    assert figures == {f"{balloting.LEAD}, agreed confidence": "5", f"{balloting.CANARY}, agreed confidence": ""}
    assert correct(database, meeting, f"{balloting.LEAD}, agreed confidence", "6", "misheard") == 1
    assert line(database, meeting, f"| {balloting.LEAD} |").endswith("| 6 of 10 *(correction 1)* |")
    assert "round 1: 4 7" in line(database, meeting, f"| {balloting.LEAD} |")
    assert balloting.CANARY not in told(database, meeting)
    # One that was agreed on and not recorded; its votes are nobody's business still.
    assert correct(database, meeting, f"{balloting.CANARY}, agreed confidence", "3") == 2
    assert "| nobody voted | 3 of 10" in line(database, meeting, f"| {balloting.CANARY} |")
    assert "- Was missing\n- Is: A canary for every service, agreed confidence: 3" in told(database, meeting)
    assert told(database, meeting, as_sent=True) == before
    with database.reading() as session:
        assert [session.get_one(KeyResult, one).confidence for one in (lead, canary)] == [5, None]
    with pytest.raises(RefusedError, match="'11' is not a confidence; write a whole number from 1 to 10"):
        correct(database, meeting, f"{balloting.LEAD}, agreed confidence", "11")
    assert strike(database, meeting, f"{balloting.LEAD}, agreed confidence") == 3
    assert "| not agreed" in line(database, meeting, f"| {balloting.LEAD} |")


# -- a review ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def quarter(database: Database) -> Quarter:
    made = reviewing.furnish(database)
    reviewing.commit(made)
    return made


def reviewed(quarter: Quarter) -> int:
    """A review that agreed on what the owners said, but for one score, and has ended."""
    meeting = quarter.meet()
    quarter.go_to(meeting, "scores")
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.4, "reviews waited")
    scores_writing.give(quarter.database, ADA, quarter.key_results[CANARY], 0.8, "all but three")
    scores_writing.give(quarter.database, JOSE, quarter.key_results[UPTIME], 1.0, "nobody called")
    scores_writing.agree(quarter.database, meeting, [quarter.key_results[CANARY]])
    scores_writing.settle(quarter.database, meeting, quarter.key_results[LEAD], "0.3 and the last one came late")
    moving.end(quarter.database, meeting)
    return meeting


def test_scores_are_corrected_with_their_reasons(quarter: Quarter) -> None:
    meeting = reviewed(quarter)
    before = told(quarter.database, meeting)
    agreed = f"{LEAD}, agreed score"
    assert correct(quarter.database, meeting, agreed, "0.5 the last one came\non the day", "misheard") == 1
    shown = line(quarter.database, meeting, f"| {LEAD} |")
    assert "| 0.4 | 0.5 | the last one came on the day (the owner: reviews waited) *(correction 1)* |" in shown
    # The objective's score follows.
    assert "Score 0.7" in told(quarter.database, meeting)
    assert "Score 0.6" in before
    # A reason that is there stays, and the owner's own score needs no other one.
    assert correct(quarter.database, meeting, agreed, "0.6") == 2
    assert "0.6 | the last one came on the day" in line(quarter.database, meeting, f"| {LEAD} |")
    assert correct(quarter.database, meeting, f"{UPTIME}, agreed score", "1.0") == 3
    assert "| 1.0 | 1.0 | nobody called *(correction 3)* |" in line(quarter.database, meeting, f"| {UPTIME} |")
    assert strike(quarter.database, meeting, agreed) == 4
    assert "| 0.4 | – | reviews waited *(corrections 1, 2, 4)* |" in line(quarter.database, meeting, f"| {LEAD} |")
    assert strike(quarter.database, meeting, f"{LEAD}, owner's score") == 5
    assert "| – | – | *(corrections 1, 2, 4, 5)* |" in line(quarter.database, meeting, f"| {LEAD} |")
    assert told(quarter.database, meeting, as_sent=True) == before
    assert quarter.score(LEAD) == (0.3, "and the last one came late")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1.5 better than that", "a score is from 0 to 1, not 1.5"),
        ("good", "begin with the score, from 0 to 1"),
        ("0.5", "no reason, no score: say why it is 0.5"),
        ("0.3 and the last one came late", "nothing is changed by this"),
    ],
)
def test_a_score_is_refused_as_in_the_meeting(quarter: Quarter, text: str, why: str) -> None:
    meeting = reviewed(quarter)
    what = LEAD if "late" in text else UPTIME
    with pytest.raises(RefusedError, match=why):
        correct(quarter.database, meeting, f"{what}, agreed score", text)


def committed(quarter: Quarter, review: int) -> Wording | None:
    """What a review reads back of the commitment to SHIPS."""
    reviewed = scores_reading.of_meeting(quarter.database, review)
    return next(row.committed for row in reviewed if row.objective.title == SHIPS)


def test_a_commitment_is_corrected_for_its_own_minutes_and_for_reviews_to_come(quarter: Quarter) -> None:
    review = reviewed(quarter)
    sent = told(quarter.database, review)
    meeting = review - 1
    with quarter.database.reading() as session:
        target = session.get_one(KeyResult, quarter.key_results[LEAD]).target
    assert correct(quarter.database, meeting, f"{LEAD}, target", "3", "misread") == 1
    assert correct(quarter.database, meeting, SHIPS, "Most teams ship\non the day") == 2
    assert correct(quarter.database, meeting, f"{CANARY}, confidence", "2") == 3
    kept = committed(quarter, review)
    assert kept is not None
    assert (kept.objective, [one.figures for one in kept.key_results]) == (
        "Most teams ship on the day",
        ["9 → 3 days", "0 → 12"],
    )
    with quarter.database.reading() as session:
        assert session.get_one(KeyResult, quarter.key_results[LEAD]).target == target
    # What a review has read back is not rewritten by that; one that is still to come reads the corrected words.
    assert told(quarter.database, review) == sent
    later = quarter.meet()
    read_back = committed(quarter, later)
    assert read_back is not None
    assert read_back.objective == "Most teams ship on the day"
    with pytest.raises(RefusedError, match="a commitment has its figures"):
        strike(quarter.database, meeting, f"{LEAD}, target")
    # A line of it goes as a whole, and so does the commitment.
    assert strike(quarter.database, meeting, CANARY) == 4
    assert strike(quarter.database, meeting, "Most teams ship on the day") == 5
    assert committed(quarter, review) is None


def test_an_analysis_stays_where_its_score_was_corrected(quarter: Quarter) -> None:
    meeting = quarter.meet()
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.4, "reviews waited")
    quarter.go_to(meeting, "analysis")
    analysis_writing.say(quarter.database, meeting, quarter.key_results[LEAD], "own_part", "I reviewed too late")
    moving.end(quarter.database, meeting)
    correct(quarter.database, meeting, f"{LEAD}, owner's score", "0.9 reached after all")
    assert "Own part: I reviewed too late" in told(quarter.database, meeting)


# -- what is to be known -----------------------------------------------------------------------------------------------


def test_it_is_said_what_a_correction_does_not_change(quarter: Quarter) -> None:
    meeting = reviewed(quarter)
    (score,) = [
        one for one in corrections_reading.said(quarter.database, meeting) if one.about == f"{LEAD}, agreed score"
    ]
    assert corrections_writing.hint(score) == "this corrects the minutes; the key result's own figure is changed at o"
    (promised,) = [one for one in corrections_reading.said(quarter.database, meeting - 1) if one.text == SHIPS]
    assert "the objective itself is changed at o" in corrections_writing.hint(promised)
    later = quarter.meet("standup")
    outcomes.record_decision(quarter.database, later, "ship")
    with pytest.raises(RefusedError, match=f"meeting {later} has not ended"):
        corrections_reading.said(quarter.database, later)
    moving.end(quarter.database, later)
    words = [one for one in corrections_reading.said(quarter.database, later) if one.kind == "decision"]
    assert [corrections_writing.hint(one) for one in words] == [""]
