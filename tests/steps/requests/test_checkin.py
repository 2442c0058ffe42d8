"""Requests in the check-in file: to answer, and to make."""

from __future__ import annotations

from sqlalchemy import select

from facilitator.checkin import file as checkin_file
from facilitator.meeting import moving
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.tables.okr import Objective
from tests.steps.asking_company import ADA, HOSTILE, KIM, SAM, WANG, AskingCompany, entries


def test_the_template_tells_what_is_asked_and_changes_nothing(company: AskingCompany) -> None:
    assert "[requests]" in checkin_file.template(company.database, KIM)
    made = company.ask(None, key_result_id=company.key_result, source="check-in")
    text = checkin_file.template(company.database, KIM)
    assert f'#   {made}: {ADA} asks Sales: {HOSTILE}, for "Lead time", by 2099-11-30' in text
    assert f"#   {made}: {ADA} asks Sales" in checkin_file.template(company.database, SAM)
    assert '#   for your key result "Lead time"' in checkin_file.template(company.database, ADA)
    assert f"#   {made}:" not in checkin_file.template(company.database, WANG)
    company.take(SAM, f'[requests]\nanswers = [{{request = {made}, answer = "accepted", note = "in \\"May\\""}}]')
    before = entries(company.database)
    for name in company.people:
        text = checkin_file.template(company.database, name)
        company.take(name, text)
        assert checkin_file.template(company.database, name) == text
    assert f'answers = [{{request = {made}, answer = "accepted", note = "in \\"May\\""}}]' in checkin_file.template(
        company.database, SAM
    )
    assert entries(company.database) == before


def test_requests_made_before_belong_to_the_next_consensus_meeting(company: AskingCompany) -> None:
    text = """[requests]
        new = [{to = "sales", what = "two\\npilots", key_result = "Lead time", by = 2099-11-30},
               {to = "王小明", what = "an hour"}]
    """
    assert company.take(ADA, text) == 2
    assert company.take(ADA, text) == 0
    stand_up = company.meet("Sales", "standup")
    assert [one.text for one in outcomes.carried_over(company.database, stand_up)] == ["two pilots"]
    moving.end(company.database, stand_up)
    meeting_id = company.meet()
    assert [(one["to"], one["what"], one["key_result"], one["by"]) for one in company.records(meeting_id)] == [
        ("Sales", "two pilots", "Lead time", "2099-11-30"),
        (WANG, "an hour", None, None),
    ]
    assert outcomes.carried_over(company.database, meeting_id) == ()
    assert company.take(SAM, '[requests]\nnew = [{to = "Sales", what = "during it"}]') == 1
    assert company.records(meeting_id)[-1]["from"] == SAM
    moving.end(company.database, meeting_id)
    assert company.take(KIM, '[requests]\nanswers = [{request = 1, answer = "declined", note = "no"}]') == 1


def test_all_that_is_wrong_is_told_and_nothing_recorded(company: AskingCompany) -> None:
    made = company.ask(None, source="check-in")
    theirs = company.ask(None, "an hour @王小明", source="check-in")
    before = entries(company.database)
    told = company.mistakes(
        KIM,
        f"""[requests]
        mood = 3
        answers = [
            {{request = {made}, answer = "perhaps"}},
            {{request = {theirs}, answer = "accepted"}},
            {{request = "{made}", answer = "accepted"}},
            {{request = {made}, answer = ["x"], note = 3}},
            {{request = true, answer = "accepted"}},
        ]
        new = [
            {{to = "Nobody", what = "x"}},
            {{what = "x"}},
            {{to = "Sales", what = " "}},
            {{to = "Sales", what = "x", by = "friday"}},
            {{to = "Sales", what = "x", key_result = "Lead time"}},
            3,
        ]
        """,
    )
    for sentence in (
        'requests: unknown key "mood"; use new, answers only',
        'requests.answers[1]: answer is "perhaps"; write one of accepted, countered, declined',
        f"requests.answers[2]: {KIM} is not asked request {theirs}; take it out; asked are: {made}",
        "requests.answers[3]: it names no request",
        "requests.answers[4]: answer is a list",
        "requests.answers[5]: it names no request",
        'requests.new[1]: no person and no unit is called "Nobody"',
        "requests.new[2]: nobody is asked",
        "requests.new[3]: it does not say what is needed",
        'requests.new[4]: by is "friday", no date',
        f"{KIM} has no such key result now",
        "requests.new[6]: this is a number and not a table",
    ):
        assert sentence in told
    assert entries(company.database) == before
    promises_requests.answer(company.database, made, "accepted", name=SAM)
    told = company.mistakes(KIM, f'[requests]\nanswers = [{{request = {made}, answer = "declined"}}]')
    assert "has been answered already by [b]Sam[/b] | `Sales`: accepted" in told


def test_somebody_is_not_asked_out_of_season_unless_something_is_open(company: AskingCompany) -> None:
    with company.database.writing() as session:
        for row in session.scalars(select(Objective)):
            row.state = "agreed"
    assert "[requests]" not in checkin_file.template(company.database, KIM)
    assert "is not asked this now" in company.mistakes(KIM, "[requests]\nnew = []")
    made = company.ask(None, source="check-in")
    assert "[requests]" in checkin_file.template(company.database, KIM)
    assert "[requests]" in checkin_file.template(company.database, ADA)
    assert "[requests]" not in checkin_file.template(company.database, WANG)
    promises_requests.answer(company.database, made, "declined", name=KIM)
    assert "[requests]" not in checkin_file.template(company.database, KIM)
