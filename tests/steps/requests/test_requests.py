"""Support asked and answered, and what becomes of it, in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from facilitator.common.errors import ChangedMeanwhileError, RefusedError
from facilitator.meeting import moving
from facilitator.minutes import reading as minutes_reading
from facilitator.promises import requests as promises_requests
from facilitator.promises.requests import ANSWERS
from facilitator.steps import outcomes
from facilitator.steps.requests.reading import of_meeting
from facilitator.store import journal
from facilitator.tables.meeting import Action, Request
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person
from tests.steps.asking_company import ADA, DUE, HOSTILE, KIM, SAM, WANG, AskingCompany


def test_a_request_is_answered_there_and_then_and_each_step_undone(company: AskingCompany) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    one = company.request(meeting_id, made)
    assert (one.asker, one.asked, one.what, one.key_result, one.due) == (ADA, "Sales", HOSTILE, "Lead time", DUE)
    assert (one.answer, one.state, one.here) == (None, "open", True)
    promises_requests.answer(company.database, made, "countered", " one\x07 pilot ", meeting_id=meeting_id)
    one = company.request(meeting_id, made)
    assert (one.answer, one.note, one.state) == ("countered", "one pilot", "open")
    promises_requests.answer(company.database, made, "declined", meeting_id=meeting_id, seen="countered")
    assert company.request(meeting_id, made).state == "dropped"
    promises_requests.answer(company.database, made, "accepted", meeting_id=meeting_id, seen="declined")
    assert (company.request(meeting_id, made).answer, company.request(meeting_id, made).state) == ("accepted", "open")
    for before in ("declined", "countered", None):
        journal.undo(company.database, meeting_id)
        assert company.request(meeting_id, made).answer == before
    assert journal.undo(company.database, meeting_id) == f'request "{HOSTILE}"'
    assert company.turn(meeting_id).requests == ()


def test_the_second_to_answer_is_told_that_it_is_answered_already(company: AskingCompany) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id)
    assert promises_requests.answer(company.database, made, "accepted", name=SAM)
    with pytest.raises(RefusedError, match=r"answered already by .*Sam.*: accepted"):
        promises_requests.answer(company.database, made, "declined", name=KIM)
    with pytest.raises(RefusedError, match="answered already"):
        promises_requests.answer(company.database, made, "declined", meeting_id=meeting_id, seen=None)
    assert company.request(meeting_id, made).answer == "accepted"
    # Who has answered may think better of it.
    assert promises_requests.answer(company.database, made, "countered", "one", name=SAM)
    assert not promises_requests.answer(company.database, made, "countered", "one", name=SAM)


def test_only_the_asked_side_answers(company: AskingCompany) -> None:
    meeting_id = company.meet()
    of_unit, of_person = company.ask(meeting_id), company.ask(meeting_id, "an hour @Kim")
    for request, name in ((of_unit, ADA), (of_unit, WANG), (of_person, SAM)):
        with pytest.raises(RefusedError, match="only they can answer it"):
            promises_requests.answer(company.database, request, "accepted", name=name)
    assert promises_requests.answer(company.database, of_unit, "accepted", name=KIM)
    assert promises_requests.answer(company.database, of_person, "declined", name=KIM)
    with pytest.raises(RefusedError, match="there is no request 999"):
        promises_requests.answer(company.database, 999, "accepted", name=KIM)
    with pytest.raises(ValueError, match="accepted, countered, declined"):
        promises_requests.answer(company.database, of_unit, "perhaps", name=KIM)


def test_what_is_done_is_not_answered_any_more(company: AskingCompany) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id)
    outcomes.settle_request(company.database, made, "done", meeting_id)
    with pytest.raises(RefusedError, match="is done already"):
        promises_requests.answer(company.database, made, "accepted", meeting_id=meeting_id)


def test_one_can_ask_oneself_and_the_own_unit(company: AskingCompany) -> None:
    meeting_id = company.meet()
    for line, name in (("an hour @Ada", ADA), ("a day @Platform", WANG)):
        made = company.ask(meeting_id, line)
        assert promises_requests.answer(company.database, made, "accepted", name=name)


def test_a_request_is_carried_over_consciously(company: AskingCompany) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id)
    promises_requests.carry_over(company.database, made, meeting_id)
    assert company.request(meeting_id, made).carried_over
    assert "(carried over)" in company.minutes(meeting_id)
    assert journal.undo(company.database, meeting_id) == f'request carried over "{HOSTILE}"'
    assert not company.request(meeting_id, made).carried_over
    promises_requests.answer(company.database, made, "accepted", meeting_id=meeting_id)
    with pytest.raises(RefusedError, match="answered already"):
        promises_requests.carry_over(company.database, made, meeting_id)


def test_an_accepted_request_becomes_an_action_of_the_asked_side(company: AskingCompany) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    with pytest.raises(RefusedError, match="accept it first"):
        promises_requests.become_action(company.database, made, meeting_id)
    promises_requests.answer(company.database, made, "accepted", meeting_id=meeting_id)
    promises_requests.become_action(company.database, made, meeting_id)
    (action,) = minutes_reading.read(company.database, meeting_id).actions
    assert (action.text, action.owner, action.due, action.key_result) == (HOSTILE, SAM, DUE, "Lead time")
    assert company.request(meeting_id, made).became == f"action of {SAM}"
    with pytest.raises(RefusedError, match="become an action already"):
        promises_requests.become_key_result(company.database, made, meeting_id)
    journal.undo(company.database, meeting_id)
    assert company.request(meeting_id, made).became == ""
    with company.database.reading() as session:
        assert session.scalar(select(func.count(Action.id))) == 0


def test_an_accepted_request_becomes_a_key_result_of_theirs_or_of_a_new_objective(company: AskingCompany) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    assert company.request(meeting_id, made).objectives == ((company.objectives["A market more"], "A market more"),)
    promises_requests.answer(company.database, made, "accepted", meeting_id=meeting_id)
    promises_requests.become_key_result(company.database, made, meeting_id, company.objectives["A market more"])
    market = company.turn(meeting_id, SAM).objectives[1]
    assert [one.title for one in market.objective.key_results] == [HOSTILE]
    journal.undo(company.database, meeting_id)
    assert company.turn(meeting_id, SAM).objectives[1].objective.key_results == ()
    promises_requests.become_key_result(company.database, made, meeting_id, title=" pilots for Ada ")
    new = company.turn(meeting_id, SAM).objectives[2]
    assert (new.objective.title, new.objective.owner, new.supports) == ("pilots for Ada", "Sales", f"Lead time ({ADA})")
    with company.database.reading() as session:
        row = session.get_one(Objective, new.objective.id)
        assert (row.state, row.source, row.source_request_id) == ("draft", "request", made)
    journal.undo(company.database, meeting_id)
    assert len(company.turn(meeting_id, SAM).objectives) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ask", "answer", "carry", "action", "key result", "settle", "undo"]),
            st.integers(0, 3),
            st.sampled_from(ANSWERS),
            st.sampled_from([ADA, WANG, SAM, KIM, None]),
        ),
        max_size=25,
    )
)
def test_a_request_is_never_in_a_state_that_contradicts_itself(
    company: AskingCompany, doings: list[tuple[str, int, str, str | None]]
) -> None:
    database, meeting_id = company.database, company.meet()
    for doing, place, said, name in doings:
        with database.reading() as session:
            ids = list(session.scalars(select(Request.id).where(Request.meeting_id == meeting_id).order_by(Request.id)))
        one = ids[place % len(ids)] if ids else 0
        try:
            match doing:
                case "ask":
                    company.ask(meeting_id, f"{len(ids)} @{name or 'Sales'}")
                case "answer":
                    seen = company.request(meeting_id, one).answer if ids else None
                    promises_requests.answer(database, one, said, name=name, meeting_id=meeting_id, seen=seen)
                case "carry":
                    promises_requests.carry_over(database, one, meeting_id)
                case "action":
                    promises_requests.become_action(database, one, meeting_id)
                case "key result":
                    promises_requests.become_key_result(database, one, meeting_id)
                case "settle" if ids:
                    outcomes.settle_request(database, one, ("open", "done", "dropped")[place % 3], meeting_id, "why")
                case _:
                    journal.undo(database, meeting_id)
        except RefusedError:
            pass
        with database.reading() as session:
            for row in session.scalars(select(Request).where(Request.meeting_id == meeting_id)):
                assert (row.state == "open") == (row.done_at is None)
                assert (row.answer is None) == (row.answered_at is None)
                assert not (row.became_action_id and row.became_key_result_id)
                assert (row.to_person_id is None) != (row.to_unit_id is None)
        turns = of_meeting(database, meeting_id).values()
        assert len(company.records(meeting_id)) == sum(one.here for turn in turns for one in turn.requests)
    moving.end(database, meeting_id)


def test_how_it_fits_is_said_only_in_place_of_what_stood_there(company: AskingCompany) -> None:
    meeting_id = company.meet("Sales")
    with company.database.reading() as session:
        person = session.scalars(select(Person.id)).first()
    assert person is not None
    promises_requests.align(company.database, meeting_id, person, "up", "")
    with pytest.raises(ChangedMeanwhileError, match="it says “up” now") as raised:
        promises_requests.align(company.database, meeting_id, person, "across", "")
    promises_requests.align(company.database, meeting_id, person, "across", raised.value.now)
