"""Feedback: whose words come when, who is the manager of what, what minutes and the check-in file make of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitator.checkin import file as checkin_file
from facilitator.common.mistakes import MistakesError
from facilitator.meeting import moving
from facilitator.meeting.agenda import Agenda, Step
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.steps.feedback import reading as feedback_reading
from facilitator.steps.feedback import writing as feedback_writing
from facilitator.steps.outcomes import BlankTextError
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit
from facilitator.tables.review import Feedback
from tests.queries import queries
from tests.steps.reviewing import ADA, JOSE, SHIPS, TRUST, WANG, Quarter, furnish

GRACE = "Grace Hopper"


@pytest.fixture
def quarter(database: Database) -> Quarter:
    """With Grace, the general manager above Platform, who comes to its review."""
    found = furnish(database)
    with database.writing() as session:
        company = Unit(name="Acme", level="company")
        session.add(company)
        session.flush()
        grace = Person(name=GRACE, unit_id=company.id)
        session.add(grace)
        session.flush()
        company.manager_id = grace.id
        session.get_one(Unit, found.unit).parent_id = company.id
        found.people[GRACE] = grace.id
    return found


def seen(quarter: Quarter, meeting_id: int) -> list[tuple[str, str, str]]:
    found = feedback_reading.of_meeting(quarter.database, meeting_id).objectives
    return [(each.reviewed.objective.title, said.by, said.text) for each in found for said in each.feedback]


def test_the_role_is_worked_out_from_who_manages_whom(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    ships, trust = quarter.objectives[SHIPS], quarter.objectives[TRUST]
    feedback_writing.add(quarter.database, meeting_id, ships, f"well done @{GRACE}", "colleague")
    feedback_writing.add(quarter.database, meeting_id, trust, f"hold on @{GRACE}", "colleague")
    feedback_writing.add(quarter.database, meeting_id, ships, f"thank you @{JOSE}", "manager")
    moving.end(quarter.database, meeting_id)
    assert quarter.told(meeting_id, "feedback") == [
        {"objective": SHIPS, "by": GRACE, "role": "manager", "text": "well done"},
        {"objective": TRUST, "by": GRACE, "role": "manager", "text": "hold on"},
        {"objective": SHIPS, "by": JOSE, "role": "colleague", "text": "thank you"},
    ]


def test_in_the_managers_step_the_words_are_the_managers(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    quarter.go_to(meeting_id, "feedback")
    feedback_writing.add(
        quarter.database, meeting_id, quarter.objectives[SHIPS], "by friday is too late by friday", "manager"
    )
    assert seen(quarter, meeting_id) == [(SHIPS, GRACE, "by friday is too late by friday")]
    with pytest.raises(LookupError, match="who says it"):
        feedback_writing.add(quarter.database, meeting_id, quarter.objectives[SHIPS], "hm", "colleague")
    with pytest.raises(BlankTextError):
        feedback_writing.add(quarter.database, meeting_id, quarter.objectives[SHIPS], f" @{JOSE}", "colleague")
    with pytest.raises(ValueError, match="comes from others"):
        feedback_writing.add(quarter.database, meeting_id, quarter.objectives[TRUST], f"fine @{ADA}", "manager")


def test_nobodys_words_are_seen_before_the_step_of_their_role(quarter: Quarter) -> None:
    feedback_writing.write(quarter.database, JOSE, quarter.objectives[SHIPS], "ask sooner")
    meeting_id = quarter.meet()
    moving.set_attendance(quarter.database, meeting_id, quarter.people[GRACE], "present")
    feedback_writing.write(quarter.database, GRACE, quarter.objectives[SHIPS], "the whole company saw it")

    def told() -> str:
        return minutes_forms.as_markdown(minutes_reading.read(quarter.database, meeting_id))

    assert seen(quarter, meeting_id) == []
    assert feedback_reading.of_meeting(quarter.database, meeting_id).kept == 2
    assert "ask sooner" not in told()
    assert "the whole company" not in told()
    quarter.go_to(meeting_id, "feedback")
    assert seen(quarter, meeting_id) == [(SHIPS, GRACE, "the whole company saw it")]
    assert "ask sooner" not in told()
    moving.next_step(quarter.database, meeting_id)
    assert seen(quarter, meeting_id) == [
        (SHIPS, GRACE, "the whole company saw it"),
        (SHIPS, JOSE, "ask sooner"),
    ]
    # Going back hides again what had not its turn yet then.
    moving.previous_step(quarter.database, meeting_id)
    assert [by for _, by, _ in seen(quarter, meeting_id)] == [GRACE]
    moving.end(quarter.database, meeting_id)
    assert "Feedback of the manager" in told()
    assert told().index("the whole company") < told().index("ask sooner")


@pytest.mark.parametrize(
    ("roles", "manager", "colleague"),
    [
        (("manager", "colleague"), 0, 1),
        # Colleagues never come before the manager's step is over, whatever a mode says.
        (("colleague", "manager"), 1, 2),
        # A role without a step of its own is heard in the one that there is.
        (("colleague",), 0, 0),
        (("manager",), 0, 1),
        (("manager", "colleague", "manager"), 0, 3),
    ],
)
def test_the_order_of_the_method_is_kept(roles: tuple[str, ...], manager: int, colleague: int) -> None:
    agenda = Agenda("a", "A", 600, "", tuple(Step("feedback", role, 60, role=role) for role in roles))
    assert (feedback_reading.comes(agenda, "manager"), feedback_reading.comes(agenda, "colleague")) == (
        manager,
        colleague,
    )


def test_one_text_an_objective_from_the_check_in_and_as_many_as_are_said_from_the_screen(quarter: Quarter) -> None:
    ships = quarter.objectives[SHIPS]
    feedback_writing.write(quarter.database, JOSE, ships, "a")
    meeting_id = quarter.meet()
    feedback_writing.add(quarter.database, meeting_id, ships, f"said aloud @{JOSE}", "colleague")
    feedback_writing.write(quarter.database, JOSE, ships, "b\nc")
    moving.next_step(quarter.database, quarter.go_to(meeting_id, "feedback").id)
    assert [text for _, _, text in seen(quarter, meeting_id)] == ["b\nc", "said aloud"]
    # What was said last on the screen is taken back, and nothing of the check-in with it.
    assert journal.undo(quarter.database, meeting_id) == f'feedback on "{SHIPS}"'
    assert [text for _, _, text in seen(quarter, meeting_id)] == ["b\nc"]
    feedback_writing.write(quarter.database, JOSE, ships, " ")
    assert seen(quarter, meeting_id) == []


def test_two_sessions_of_one_person_lose_nothing(quarter: Quarter) -> None:
    ships = quarter.objectives[SHIPS]
    assert feedback_writing.save(quarter.database, JOSE, {}, {ships: ("one",)}) == {ships: ("one",)}
    assert feedback_writing.save(quarter.database, JOSE, {}, {ships: ("two",)}) == {ships: ("two", "one")}


def test_a_word_is_reworded_or_taken_away(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    moving.next_step(quarter.database, quarter.go_to(meeting_id, "feedback").id)
    feedback_writing.add(quarter.database, meeting_id, quarter.objectives[SHIPS], f"good @{JOSE}", "colleague")
    (said,) = feedback_reading.of_meeting(quarter.database, meeting_id).objectives[0].feedback
    feedback_writing.amend(quarter.database, said.id, "better")
    assert [text for _, _, text in seen(quarter, meeting_id)] == ["better"]
    feedback_writing.amend(quarter.database, said.id, "")
    assert seen(quarter, meeting_id) == []
    with pytest.raises(LookupError, match="choose another"):
        feedback_writing.amend(quarter.database, said.id, "x")


def test_the_check_in_file_asks_for_what_others_have_and_takes_it(quarter: Quarter) -> None:
    template = checkin_file.template(quarter.database, JOSE)
    assert f'"{SHIPS}" = ""' in template
    assert f"# of {ADA}" in template
    assert checkin_file.take(quarter.database, JOSE, f'[feedback]\n"{SHIPS}" = "ask sooner"\n', "f.toml") == 1
    assert f'"{SHIPS}" = "ask sooner"' in checkin_file.template(quarter.database, JOSE)
    assert checkin_file.take(quarter.database, JOSE, checkin_file.template(quarter.database, JOSE), "f.toml") == 0
    assert checkin_file.take(quarter.database, JOSE, f'[feedback]\n"{SHIPS}" = ""\n', "f.toml") == 1
    with quarter.database.reading() as session:
        assert session.scalars(select(Feedback)).all() == []
    # Nobody gives feedback on what they answer for themselves.
    with pytest.raises(MistakesError, match="not asked this now"):
        checkin_file.take(quarter.database, ADA, f'[feedback]\n"{SHIPS}" = "fine"\n', "f.toml")
    with pytest.raises(MistakesError, match="no such objective of others now"):
        checkin_file.take(quarter.database, WANG, '[feedback]\n"Nothing" = "fine"\n', "f.toml")


def test_a_manager_is_asked_before_the_meeting_of_the_units_below(quarter: Quarter) -> None:
    template = checkin_file.template(quarter.database, GRACE)
    assert f'"{SHIPS}" = ""' in template
    assert f'"{TRUST}" = ""' in template


def test_a_stand_up_asks_for_no_feedback(quarter: Quarter) -> None:
    quarter.meet("standup")
    assert "[feedback]" not in checkin_file.template(quarter.database, JOSE)


def test_the_number_of_queries_does_not_grow_with_what_was_said(quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    quarter.go_to(meeting_id, "scores")

    before = queries(quarter.database, feedback_reading.of_meeting, quarter.database, meeting_id)
    for number in range(5):
        feedback_writing.add(quarter.database, meeting_id, quarter.objectives[SHIPS], f"{number} @{JOSE}", "colleague")
        feedback_writing.add(quarter.database, meeting_id, quarter.objectives[TRUST], f"{number} @{WANG}", "colleague")
    assert queries(quarter.database, feedback_reading.of_meeting, quarter.database, meeting_id) == before
    assert len(seen(quarter, meeting_id)) == 10
