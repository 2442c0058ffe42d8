"""A presenter's turn: asked, answered, suggested, aligned; and open requests that come back to both sides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from facilitator import checkin, modes
from facilitator.checkin import CheckinMistakes
from facilitator.meeting import running
from facilitator.meeting.agenda import parse_mode
from facilitator.meeting.record import Action, Request
from facilitator.minutes import document, markdown, structured
from facilitator.okr import suggestions
from facilitator.okr.model import Cycle, KeyResult, Objective
from facilitator.people import Person, Unit
from facilitator.steps import outcomes, requesting
from facilitator.steps.presenting import Presented, RequestShown, presented
from facilitator.steps.requesting import ANSWERS, Refused
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.store.journal import Entry

ADA, WANG, SAM, KIM = "Ada Lovelace", "王小明", "[b]Sam[/b] | `Sales`", "Kim Lee"
HOSTILE = "two *pilot* customers | [x](y) <b>"
DUE = date(2026, 11, 30)


@dataclass(frozen=True)
class Company:
    """A company of two teams of two; Sam manages Sales. The next cycle has objectives of Ada's, Platform's, Sam's."""

    database: Database
    people: dict[str, int]
    sales: int
    objectives: dict[str, int]
    key_result: int

    def meet(self, team: str | None = "Acme", mode: str = "consensus") -> int:
        meeting_id = running.start(self.database, parse_mode(*modes.find(mode, None)), team).id
        if mode == "consensus":
            running.next_step(self.database, meeting_id)
        return meeting_id

    def turn(self, meeting_id: int, name: str = ADA) -> Presented:
        return presented(self.database, meeting_id)[self.people[name]]

    def request(self, meeting_id: int, request_id: int) -> RequestShown:
        turns = presented(self.database, meeting_id).values()
        return next(one for turn in turns for one in turn.requests if one.id == request_id)

    def ask(self, meeting_id: int | None, line: str = f"{HOSTILE} @Sales by 2026-11-30", **more: Any) -> int:
        return outcomes.request_help(self.database, meeting_id, line, from_id=self.people[ADA], **more).id

    def take(self, name: str, text: str) -> int:
        return checkin.take(self.database, name, text, "me.toml")

    def mistakes(self, name: str, text: str) -> str:
        with pytest.raises(CheckinMistakes) as refused:
            self.take(name, text)
        return str(refused.value)

    def records(self, meeting_id: int) -> list[dict[str, Any]]:
        table = structured.as_table(document.read(self.database, meeting_id))
        found: list[dict[str, Any]] = next(step["records"] for step in table["steps"] if step["kind"] == "requests")
        return found

    def minutes(self, meeting_id: int) -> str:
        return markdown.as_markdown(document.read(self.database, meeting_id))


@pytest.fixture
def company(database: Database) -> Company:
    return furnish(database)


def furnish(database: Database) -> Company:
    today = datetime.now(UTC).date()
    with database.writing() as session:
        acme = Unit(name="Acme", level="company")
        session.add(acme)
        session.flush()
        platform, sales = Unit(name="Platform", parent_id=acme.id), Unit(name="Sales", parent_id=acme.id)
        session.add_all([platform, sales])
        session.flush()
        units = {ADA: platform, WANG: platform, SAM: sales, KIM: sales}
        people = {name: Person(name=name, unit_id=unit.id) for name, unit in units.items()}
        session.add_all(people.values())
        session.flush()
        platform.manager_id, sales.manager_id = people[WANG].id, people[SAM].id
        soon = Cycle(name="next", start=today + timedelta(days=20), end=today + timedelta(days=110))
        session.add_all([Cycle(name="now", start=today - timedelta(days=70), end=today + timedelta(days=19)), soon])
        session.flush()
        above = Objective(cycle_id=soon.id, owner_unit_id=platform.id, title="Customers trust us", state="draft")
        session.add(above)
        session.flush()
        part = KeyResult(objective_id=above.id, title="No outage", start=3, target=0, current=3, unit="outages")
        session.add(part)
        session.flush()
        own = Objective(
            cycle_id=soon.id,
            owner_person_id=people[ADA].id,
            title="Every team ships",
            supports_key_result_id=part.id,
            state="submitted",
        )
        theirs = Objective(cycle_id=soon.id, owner_person_id=people[SAM].id, title="Twice the sales", position=1)
        of_sales = Objective(cycle_id=soon.id, owner_unit_id=sales.id, title="A market more", position=2)
        session.add_all([own, theirs, of_sales])
        session.flush()
        lead = KeyResult(
            objective_id=own.id, title="Lead time", start=9, target=2, current=6, unit="days", confidence=5
        )
        session.add_all([lead, KeyResult(objective_id=own.id, title="Given up", dropped=True, position=1)])
        session.flush()
        return Company(
            database,
            {name: person.id for name, person in people.items()},
            sales.id,
            {row.title: row.id for row in (above, own, theirs, of_sales)},
            lead.id,
        )


def entries(database: Database) -> int | None:
    with database.reading() as session:
        return session.scalar(select(func.count(Entry.id)))


def counted(database: Database, doing: Callable[[], object]) -> int:
    statements: list[str] = []

    def executed(_c: Any, _k: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", executed)
    doing()
    event.remove(database.engine, "before_cursor_execute", executed)
    return len(statements)


# -- what stands on the screen -----------------------------------------------------------------------------------------


def test_a_presenter_has_own_and_managed_objectives_with_what_they_support(company: Company) -> None:
    meeting_id = company.meet()
    (own,) = company.turn(meeting_id).objectives
    assert (own.title, own.owner, own.supports) == ("Every team ships", ADA, "No outage (Platform)")
    assert [(one.title, one.start, one.target, one.confidence) for one in own.key_results] == [("Lead time", 9, 2, 5)]
    (above,) = company.turn(meeting_id, WANG).objectives
    assert (above.title, above.owner, above.supported_by) == (
        "Customers trust us",
        "Platform",
        (f"Every team ships ({ADA})",),
    )
    assert [one.title for one in company.turn(meeting_id, SAM).objectives] == ["Twice the sales", "A market more"]
    assert company.turn(meeting_id, KIM).objectives == ()


def test_somebody_stands_in_for_a_manager_who_is_not_here(company: Company) -> None:
    meeting_id = company.meet()
    running.set_attendance(company.database, meeting_id, company.people[WANG], "absent")
    assert [one.title for one in company.turn(meeting_id).objectives] == ["Customers trust us", "Every team ships"]
    running.set_facilitator(company.database, meeting_id, company.people[KIM])
    assert [one.title for one in company.turn(meeting_id, KIM).objectives] == ["Customers trust us"]


def test_a_turn_is_silent_until_something_is_said_and_never_without_okrs(company: Company) -> None:
    meeting_id = company.meet()
    assert company.turn(meeting_id).silent
    assert not company.turn(meeting_id, KIM).silent
    requesting.align(company.database, meeting_id, company.people[ADA], " with Sales\n")
    assert company.turn(meeting_id).aligned == "with Sales"
    assert not company.turn(meeting_id).silent
    journal.undo(company.database, meeting_id)
    assert company.turn(meeting_id).silent
    company.ask(meeting_id)
    assert not company.turn(meeting_id).silent
    journal.undo(company.database, meeting_id)
    suggestions.suggest(company.database, company.objectives["Every team ships"], "shorter", meeting_id=meeting_id)
    assert not company.turn(meeting_id).silent


# -- asked and answered ------------------------------------------------------------------------------------------------


def test_a_request_is_answered_there_and_then_and_each_step_undone(company: Company) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    one = company.request(meeting_id, made)
    assert (one.asker, one.asked, one.what, one.key_result, one.due) == (ADA, "Sales", HOSTILE, "Lead time", DUE)
    assert (one.answer, one.state, one.here) == (None, "open", True)
    requesting.answer(company.database, made, "countered", " one\x07 pilot ", meeting_id=meeting_id)
    one = company.request(meeting_id, made)
    assert (one.answer, one.note, one.state) == ("countered", "one pilot", "open")
    requesting.answer(company.database, made, "declined", meeting_id=meeting_id, seen="countered")
    assert company.request(meeting_id, made).state == "dropped"
    requesting.answer(company.database, made, "accepted", meeting_id=meeting_id, seen="declined")
    assert (company.request(meeting_id, made).answer, company.request(meeting_id, made).state) == ("accepted", "open")
    for before in ("declined", "countered", None):
        journal.undo(company.database, meeting_id)
        assert company.request(meeting_id, made).answer == before
    assert journal.undo(company.database, meeting_id) == f'request "{HOSTILE}"'
    assert company.turn(meeting_id).requests == ()


def test_the_second_to_answer_is_told_that_it_is_answered_already(company: Company) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id)
    assert requesting.answer(company.database, made, "accepted", name=SAM)
    with pytest.raises(Refused, match=r"answered already by .*Sam.*: accepted"):
        requesting.answer(company.database, made, "declined", name=KIM)
    with pytest.raises(Refused, match="answered already"):
        requesting.answer(company.database, made, "declined", meeting_id=meeting_id, seen=None)
    assert company.request(meeting_id, made).answer == "accepted"
    # Who has answered may think better of it.
    assert requesting.answer(company.database, made, "countered", "one", name=SAM)
    assert not requesting.answer(company.database, made, "countered", "one", name=SAM)


def test_only_the_asked_side_answers(company: Company) -> None:
    meeting_id = company.meet()
    of_unit, of_person = company.ask(meeting_id), company.ask(meeting_id, "an hour @Kim")
    for request, name in ((of_unit, ADA), (of_unit, WANG), (of_person, SAM)):
        with pytest.raises(Refused, match="only they can answer it"):
            requesting.answer(company.database, request, "accepted", name=name)
    assert requesting.answer(company.database, of_unit, "accepted", name=KIM)
    assert requesting.answer(company.database, of_person, "declined", name=KIM)
    with pytest.raises(Refused, match="there is no request 999"):
        requesting.answer(company.database, 999, "accepted", name=KIM)
    with pytest.raises(ValueError, match="accepted, countered, declined"):
        requesting.answer(company.database, of_unit, "perhaps", name=KIM)


def test_what_is_done_is_not_answered_any_more(company: Company) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id)
    outcomes.settle_request(company.database, made, "done", meeting_id)
    with pytest.raises(Refused, match="is done already"):
        requesting.answer(company.database, made, "accepted", meeting_id=meeting_id)


def test_one_can_ask_oneself_and_the_own_unit(company: Company) -> None:
    meeting_id = company.meet()
    for line, name in (("an hour @Ada", ADA), ("a day @Platform", WANG)):
        made = company.ask(meeting_id, line)
        assert requesting.answer(company.database, made, "accepted", name=name)


def test_a_request_is_carried_over_consciously(company: Company) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id)
    requesting.carry_over(company.database, made, meeting_id)
    assert company.request(meeting_id, made).carried_over
    assert "(carried over)" in company.minutes(meeting_id)
    assert journal.undo(company.database, meeting_id) == "request carried over"
    assert not company.request(meeting_id, made).carried_over
    requesting.answer(company.database, made, "accepted", meeting_id=meeting_id)
    with pytest.raises(Refused, match="answered already"):
        requesting.carry_over(company.database, made, meeting_id)


def test_an_accepted_request_becomes_an_action_of_the_asked_side(company: Company) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    with pytest.raises(Refused, match="accept it first"):
        requesting.become_action(company.database, made, meeting_id)
    requesting.answer(company.database, made, "accepted", meeting_id=meeting_id)
    requesting.become_action(company.database, made, meeting_id)
    (action,) = document.read(company.database, meeting_id).actions
    assert (action.text, action.owner, action.due, action.key_result) == (HOSTILE, SAM, DUE, "Lead time")
    assert company.request(meeting_id, made).became == f"action of {SAM}"
    with pytest.raises(Refused, match="become an action already"):
        requesting.become_key_result(company.database, made, meeting_id)
    journal.undo(company.database, meeting_id)
    assert company.request(meeting_id, made).became == ""
    with company.database.reading() as session:
        assert session.scalar(select(func.count(Action.id))) == 0


def test_an_accepted_request_becomes_a_key_result_of_theirs_or_of_a_new_objective(company: Company) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    assert company.request(meeting_id, made).objectives == ((company.objectives["A market more"], "A market more"),)
    requesting.answer(company.database, made, "accepted", meeting_id=meeting_id)
    requesting.become_key_result(company.database, made, meeting_id, company.objectives["A market more"])
    market = company.turn(meeting_id, SAM).objectives[1]
    assert [one.title for one in market.key_results] == [HOSTILE]
    journal.undo(company.database, meeting_id)
    assert company.turn(meeting_id, SAM).objectives[1].key_results == ()
    requesting.become_key_result(company.database, made, meeting_id, title=" pilots for Ada ")
    new = company.turn(meeting_id, SAM).objectives[2]
    assert (new.title, new.owner, new.supports) == ("pilots for Ada", "Sales", f"Lead time ({ADA})")
    with company.database.reading() as session:
        row = session.get_one(Objective, new.id)
        assert (row.state, row.source, row.source_request_id) == ("draft", "request", made)
    journal.undo(company.database, meeting_id)
    assert len(company.turn(meeting_id, SAM).objectives) == 2


# -- suggestions -------------------------------------------------------------------------------------------------------


def test_a_suggestion_is_accepted_into_the_wording_or_answered(company: Company) -> None:
    meeting_id = company.meet()
    own = company.objectives["Every team ships"]
    for text in ("from 9 to 1", "say which teams", "drop it"):
        key_result = company.key_result if text == "from 9 to 1" else None
        suggestions.suggest(
            company.database, own, text, key_result_id=key_result, by_id=company.people[KIM], meeting_id=meeting_id
        )
    first, second, third = company.turn(meeting_id).suggestions
    assert (first.about, second.about, first.by) == ("Lead time", "Every team ships", KIM)
    suggestions.accept(company.database, first.id, title="Lead time to 1 day", meeting_id=meeting_id)
    suggestions.answer(company.database, second.id, "all of them", meeting_id=meeting_id)
    for one in (first, second):
        with pytest.raises(suggestions.Refused, match="before; undo that first"):
            suggestions.accept(company.database, one.id, meeting_id=meeting_id)
        with pytest.raises(suggestions.Refused, match="before; undo that first"):
            suggestions.answer(company.database, one.id, "no", meeting_id=meeting_id)
    assert company.turn(meeting_id).objectives[0].key_results[0].title == "Lead time to 1 day"
    assert company.records(meeting_id) == [
        {
            "objective": "Every team ships",
            "suggestion": "from 9 to 1",
            "by": KIM,
            "answer": "accepted: Lead time to 1 day",
        },
        {"objective": "Every team ships", "suggestion": "say which teams", "by": KIM, "answer": "all of them"},
        {"objective": "Every team ships", "suggestion": "drop it", "by": KIM, "answer": None},
    ]
    journal.undo(company.database, meeting_id)
    journal.undo(company.database, meeting_id)
    assert [one.state for one in company.turn(meeting_id).suggestions] == ["open"] * 3
    assert company.turn(meeting_id).objectives[0].key_results[0].title == "Lead time"
    assert third.state == "open"
    with pytest.raises(suggestions.Refused, match="needs words"):
        suggestions.suggest(company.database, own, " \u200b", meeting_id=meeting_id)


# -- open ones come back -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("team", ["Platform", "Sales", "Acme"])
def test_what_is_open_comes_back_at_stand_ups_of_both_sides_until_it_is_closed(company: Company, team: str) -> None:
    first = company.meet()
    made = company.ask(first)
    declined = company.ask(first, "never mind @Sales")
    requesting.answer(company.database, declined, "declined", meeting_id=first)
    assert outcomes.carried_over(company.database, first) == ()
    running.end(company.database, first)
    requesting.answer(company.database, made, "accepted", "in May", name=SAM)
    second = company.meet(team, "standup")
    (one,) = outcomes.carried_over(company.database, second)
    assert (one.id, one.text, one.by, one.who, one.due) == (made, HOSTILE, ADA, "Sales", DUE)
    assert (one.answer, one.note, one.state) == ("accepted", "in May", "open")
    (told,) = document.read(company.database, second).carried_requests
    assert (told.what, told.answer, told.note, told.due, told.state) == (HOSTILE, "accepted", "in May", DUE, "open")
    outcomes.settle_request(company.database, made, "done", second)
    assert [one.state for one in outcomes.carried_over(company.database, second)] == ["done"]
    running.end(company.database, second)
    assert outcomes.carried_over(company.database, company.meet(team, "standup")) == ()


def test_it_does_not_come_back_to_a_team_that_it_does_not_concern(company: Company) -> None:
    first = company.meet()
    company.ask(first, "an hour @王小明")
    running.end(company.database, first)
    assert outcomes.carried_over(company.database, company.meet("Sales", "standup")) == ()


def test_minutes_that_have_ended_tell_what_was_known_then(company: Company) -> None:
    first = company.meet()
    made = company.ask(first, key_result_id=company.key_result)
    own = company.objectives["Every team ships"]
    suggestions.suggest(company.database, own, "shorter", meeting_id=first)
    requesting.align(company.database, first, company.people[ADA], "with Sales")
    running.end(company.database, first)
    stand_up = company.meet("Sales", "standup")
    running.end(company.database, stand_up)
    before = [company.minutes(first), company.minutes(stand_up), company.records(first)]
    assert "(no answer yet)" in before[0]
    assert f"- {ADA} asks Sales: two" in str(before[1])
    requesting.answer(company.database, made, "accepted", "in May", name=SAM)
    (open_one,) = company.turn(company.meet()).suggestions
    suggestions.accept(company.database, open_one.id)
    outcomes.settle_request(company.database, made, "done", None)
    assert [company.minutes(first), company.minutes(stand_up), company.records(first)] == before


def test_what_the_meeting_corrects_after_its_end_is_in_its_minutes(company: Company) -> None:
    first = company.meet()
    made = company.ask(first)
    running.end(company.database, first)
    requesting.answer(company.database, made, "accepted", meeting_id=first)
    assert company.records(first)[0]["answer"] == "accepted"


# -- the minutes -------------------------------------------------------------------------------------------------------


def test_minutes_tell_presenter_by_presenter(company: Company) -> None:
    meeting_id = company.meet()
    made = company.ask(meeting_id, key_result_id=company.key_result)
    company.ask(meeting_id, "an hour @Kim")
    requesting.answer(company.database, made, "countered", "one | pilot", meeting_id=meeting_id)
    requesting.align(company.database, meeting_id, company.people[ADA], "with Sales")
    while running.load(company.database, meeting_id).position().speaker is not None:
        running.next_speaker(company.database, meeting_id)
    assert company.records(meeting_id) == [
        {
            "from": ADA,
            "to": "Sales",
            "what": HOSTILE,
            "key_result": "Lead time",
            "answer": "countered",
            "note": "one | pilot",
            "by": "2026-11-30",
        },
        {"from": ADA, "to": KIM, "what": "an hour", "key_result": None, "answer": None, "note": "", "by": None},
    ]
    text = company.minutes(meeting_id)
    assert text.count("an hour") == 1
    assert "## Presenting\n\n### Ada Lovelace\n\n- Asks Sales: two" in text
    assert "for “Lead time”, by 2026-11-30 *(offered something else: one \\| pilot)*" in text
    assert "- How it fits: with Sales\n" in text
    assert "Nothing was asked, suggested or aligned in the turn of 王小明, \\[b]Sam" in text
    assert "Kim Lee, " not in text.partition("in the turn of")[2]


def test_requests_of_a_stand_up_stand_in_its_minutes_with_their_answers(company: Company) -> None:
    meeting_id = company.meet("Platform", "standup")
    made = company.ask(meeting_id)
    requesting.answer(company.database, made, "declined", "no time", name=KIM)
    assert "## Requests for help\n\n- Ada Lovelace asks Sales: two" in company.minutes(meeting_id)
    assert ", by 2026-11-30 *(declined: no time)*\n" in company.minutes(meeting_id)


def test_the_number_of_queries_does_not_grow(company: Company) -> None:
    meeting_id = company.meet()
    company.ask(meeting_id, key_result_id=company.key_result)
    own = company.objectives["Every team ships"]
    suggestions.suggest(company.database, own, "shorter", by_id=company.people[KIM], meeting_id=meeting_id)

    def read() -> None:
        presented(company.database, meeting_id)
        outcomes.carried_over(company.database, meeting_id)
        outcomes.recorded(company.database, meeting_id)
        document.read(company.database, meeting_id)
        checkin.template(company.database, ADA)

    before = counted(company.database, read)
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
    assert counted(company.database, read) == before


# -- the check-in file -------------------------------------------------------------------------------------------------


def test_the_template_tells_what_is_asked_and_changes_nothing(company: Company) -> None:
    assert "[requests]" in checkin.template(company.database, KIM)
    made = company.ask(None, key_result_id=company.key_result, source="check-in")
    text = checkin.template(company.database, KIM)
    assert f'#   {made}: {ADA} asks Sales: {HOSTILE}, for "Lead time", by 2026-11-30' in text
    assert f"#   {made}: {ADA} asks Sales" in checkin.template(company.database, SAM)
    assert '#   for your key result "Lead time"' in checkin.template(company.database, ADA)
    assert f"#   {made}:" not in checkin.template(company.database, WANG)
    company.take(SAM, f'[requests]\nanswers = [{{request = {made}, answer = "accepted", note = "in \\"May\\""}}]')
    before = entries(company.database)
    for name in company.people:
        text = checkin.template(company.database, name)
        company.take(name, text)
        assert checkin.template(company.database, name) == text
    assert f'answers = [{{request = {made}, answer = "accepted", note = "in \\"May\\""}}]' in checkin.template(
        company.database, SAM
    )
    assert entries(company.database) == before


def test_requests_made_before_belong_to_the_next_consensus_meeting(company: Company) -> None:
    text = """[requests]
        new = [{to = "sales", what = "two\\npilots", key_result = "Lead time", by = 2026-11-30},
               {to = "王小明", what = "an hour"}]
    """
    assert company.take(ADA, text) == 2
    assert company.take(ADA, text) == 0
    stand_up = company.meet("Sales", "standup")
    assert [one.text for one in outcomes.carried_over(company.database, stand_up)] == ["two pilots"]
    running.end(company.database, stand_up)
    meeting_id = company.meet()
    assert [(one["to"], one["what"], one["key_result"], one["by"]) for one in company.records(meeting_id)] == [
        ("Sales", "two pilots", "Lead time", "2026-11-30"),
        (WANG, "an hour", None, None),
    ]
    assert outcomes.carried_over(company.database, meeting_id) == ()
    assert company.take(SAM, '[requests]\nnew = [{to = "Sales", what = "during it"}]') == 1
    assert company.records(meeting_id)[-1]["from"] == SAM
    running.end(company.database, meeting_id)
    assert company.take(KIM, '[requests]\nanswers = [{request = 1, answer = "declined", note = "no"}]') == 1


def test_all_that_is_wrong_is_told_and_nothing_recorded(company: Company) -> None:
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
        "requests.new[6]: this is a number and no table",
    ):
        assert sentence in told
    assert entries(company.database) == before
    requesting.answer(company.database, made, "accepted", name=SAM)
    told = company.mistakes(KIM, f'[requests]\nanswers = [{{request = {made}, answer = "declined"}}]')
    assert "has been answered already by [b]Sam[/b] | `Sales`: accepted" in told


def test_somebody_is_not_asked_out_of_season_unless_something_is_open(company: Company) -> None:
    with company.database.writing() as session:
        for row in session.scalars(select(Objective)):
            row.state = "agreed"
    assert "[requests]" not in checkin.template(company.database, KIM)
    assert "is not asked this now" in company.mistakes(KIM, "[requests]\nnew = []")
    made = company.ask(None, source="check-in")
    assert "[requests]" in checkin.template(company.database, KIM)
    assert "[requests]" in checkin.template(company.database, ADA)
    assert "[requests]" not in checkin.template(company.database, WANG)
    requesting.answer(company.database, made, "declined", name=KIM)
    assert "[requests]" not in checkin.template(company.database, KIM)


# -- whatever is said, in whatever order -------------------------------------------------------------------------------


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
    company: Company, doings: list[tuple[str, int, str, str | None]]
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
                    requesting.answer(database, one, said, name=name, meeting_id=meeting_id, seen=seen)
                case "carry":
                    requesting.carry_over(database, one, meeting_id)
                case "action":
                    requesting.become_action(database, one, meeting_id)
                case "key result":
                    requesting.become_key_result(database, one, meeting_id)
                case "settle" if ids:
                    outcomes.settle_request(database, one, ("open", "done", "dropped")[place % 3], meeting_id)
                case _:
                    journal.undo(database, meeting_id)
        except Refused:
            pass
        with database.reading() as session:
            for row in session.scalars(select(Request).where(Request.meeting_id == meeting_id)):
                assert (row.state == "open") == (row.done_at is None)
                assert (row.answer is None) == (row.answered_at is None)
                assert not (row.became_action_id and row.became_key_result_id)
                assert (row.to_person_id is None) != (row.to_unit_id is None)
        turns = presented(database, meeting_id).values()
        assert len(company.records(meeting_id)) == sum(one.here for turn in turns for one in turn.requests)
    running.end(database, meeting_id)
