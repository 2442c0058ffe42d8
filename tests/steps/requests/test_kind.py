"""Open requests come back to both sides; what minutes tell of a presenter's turn."""

from __future__ import annotations

import pytest

from facilitator.checkin import file as checkin_file
from facilitator.meeting import moving, running
from facilitator.minutes import reading as minutes_reading
from facilitator.okr import suggestions
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.steps.requests.reading import of_meeting
from tests.queries import queries
from tests.steps.asking_company import ADA, DUE, HOSTILE, KIM, SAM, WANG, AskingCompany


@pytest.mark.parametrize("team", ["Platform", "Sales", "Acme"])
def test_what_is_open_comes_back_at_stand_ups_of_both_sides_until_it_is_closed(
    company: AskingCompany, team: str
) -> None:
    first = company.meet()
    made = company.ask(first)
    declined = company.ask(first, "never mind @Sales")
    promises_requests.answer(company.database, declined, "declined", meeting_id=first)
    assert outcomes.carried_over(company.database, first) == ()
    moving.end(company.database, first)
    promises_requests.answer(company.database, made, "accepted", "in May", name=SAM)
    second = company.meet(team, "standup")
    (one,) = outcomes.carried_over(company.database, second)
    assert (one.id, one.text, one.by, one.who, one.due) == (made, HOSTILE, ADA, "Sales", DUE)
    assert (one.answer, one.note, one.state) == ("accepted", "in May", "open")
    (told,) = minutes_reading.read(company.database, second).carried_requests
    assert (told.what, told.answer, told.note, told.due, told.state) == (HOSTILE, "accepted", "in May", DUE, "open")
    outcomes.settle_request(company.database, made, "done", second)
    assert [one.state for one in outcomes.carried_over(company.database, second)] == ["done"]
    moving.end(company.database, second)
    assert outcomes.carried_over(company.database, company.meet(team, "standup")) == ()


def test_it_does_not_come_back_to_a_team_that_it_does_not_concern(company: AskingCompany) -> None:
    first = company.meet()
    company.ask(first, "an hour @王小明")
    moving.end(company.database, first)
    assert outcomes.carried_over(company.database, company.meet("Sales", "standup")) == ()


def test_minutes_that_have_ended_tell_what_was_known_then(company: AskingCompany) -> None:
    first = company.meet()
    made = company.ask(first, key_result_id=company.key_result)
    own = company.objectives["Every team ships"]
    suggestions.suggest(company.database, own, "shorter", meeting_id=first)
    promises_requests.align(company.database, first, company.people[ADA], "with Sales")
    moving.end(company.database, first)
    stand_up = company.meet("Sales", "standup")
    moving.end(company.database, stand_up)
    before = [company.minutes(first), company.minutes(stand_up), company.records(first)]
    assert "(no answer yet)" in before[0]
    assert f"- {ADA} asks Sales: two" in str(before[1])
    promises_requests.answer(company.database, made, "accepted", "in May", name=SAM)
    (open_one,) = company.turn(company.meet()).suggestions
    suggestions.accept(company.database, open_one.id)
    outcomes.settle_request(company.database, made, "done", None)
    assert [company.minutes(first), company.minutes(stand_up), company.records(first)] == before


def test_an_answer_after_the_end_leaves_the_minutes_as_they_were_sent(company: AskingCompany) -> None:
    first = company.meet()
    made = company.ask(first)
    moving.end(company.database, first)
    promises_requests.answer(company.database, made, "accepted", meeting_id=first)
    assert company.records(first)[0]["answer"] is None


def test_minutes_tell_presenter_by_presenter(company: AskingCompany) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    company.ask(meeting_id, "an hour @Kim")
    promises_requests.answer(company.database, made, "countered", "one | pilot", meeting_id=meeting_id)
    promises_requests.align(company.database, meeting_id, company.people[ADA], "with Sales")
    while running.load(company.database, meeting_id).position().speaker is not None:
        moving.next_speaker(company.database, meeting_id)
    assert company.records(meeting_id) == [
        {
            "from": ADA,
            "to": "Sales",
            "what": HOSTILE,
            "key_result": "Lead time",
            "answer": "countered",
            "note": "one | pilot",
            "by": "2099-11-30",
        },
        {"from": ADA, "to": KIM, "what": "an hour", "key_result": None, "answer": None, "note": "", "by": None},
    ]
    text = company.minutes(meeting_id)
    assert text.count("an hour") == 1
    assert "## Presenting\n\n### Ada Lovelace\n\n- Asks Sales: two" in text
    assert "for “Lead time”, by 2099-11-30 *(offered something else: one \\| pilot)*" in text
    assert "- How it fits: with Sales\n" in text
    assert "Nothing was asked, suggested or aligned in the turn of 王小明, \\[b]Sam" in text
    assert "Kim Lee, " not in text.partition("in the turn of")[2]


def test_requests_of_a_stand_up_stand_in_its_minutes_with_their_answers(company: AskingCompany) -> None:
    meeting_id = company.meet("Platform", "standup")
    made = company.ask(meeting_id)
    promises_requests.answer(company.database, made, "declined", "no time", name=KIM)
    assert "## Requests for help\n\n- Ada Lovelace asks Sales: two" in company.minutes(meeting_id)
    assert ", by 2099-11-30 *(declined: no time)*\n" in company.minutes(meeting_id)


def test_the_number_of_queries_does_not_grow(company: AskingCompany) -> None:
    meeting_id = company.meet()
    company.ask(meeting_id, key_result_id=company.key_result)
    own = company.objectives["Every team ships"]
    suggestions.suggest(company.database, own, "shorter", by_id=company.people[KIM], meeting_id=meeting_id)

    def read() -> None:
        of_meeting(company.database, meeting_id)
        outcomes.carried_over(company.database, meeting_id)
        outcomes.recorded(company.database, meeting_id)
        minutes_reading.read(company.database, meeting_id)
        checkin_file.template(company.database, ADA)

    before = queries(company.database, read)
    for number in range(8):
        for name in (ADA, WANG, SAM):
            to = (WANG, KIM, "Sales")[number % 3]
            outcomes.request_help(
                company.database,
                meeting_id,
                f"more {number} @{to}",
                from_id=company.people[name],
                key_result_id=company.key_result,
            )
        suggestions.suggest(company.database, own, f"{number}", by_id=company.people[SAM], meeting_id=meeting_id)
    assert queries(company.database, read) == before
