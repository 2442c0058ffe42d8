"""A presenter's turn as the screen shows it."""

from __future__ import annotations

from facilitator.meeting import moving
from facilitator.okr import suggestions
from facilitator.promises import requests as promises_requests
from facilitator.store import journal
from tests.steps.asking_company import ADA, KIM, SAM, WANG, AskingCompany


def test_a_presenter_has_own_and_managed_objectives_with_what_they_support(company: AskingCompany) -> None:
    meeting_id = company.meet()
    (own,) = company.turn(meeting_id).objectives
    assert (own.objective.title, own.objective.owner, own.supports) == ("Every team ships", ADA, "No outage (Platform)")
    assert [(one.title, one.start, one.target, one.unit) for one in own.objective.key_results] == [
        ("Lead time", 9, 2, "days")
    ]
    (above,) = company.turn(meeting_id, WANG).objectives
    assert (above.objective.title, above.objective.owner, above.supported_by) == (
        "Customers trust us",
        "Platform",
        (f"Every team ships ({ADA})",),
    )
    assert [one.objective.title for one in company.turn(meeting_id, SAM).objectives] == [
        "Twice the sales",
        "A market more",
    ]
    assert company.turn(meeting_id, KIM).objectives == ()


def test_somebody_stands_in_for_a_manager_who_is_not_here(company: AskingCompany) -> None:
    meeting_id = company.meet()
    moving.set_attendance(company.database, meeting_id, company.people[WANG], "absent")
    assert [one.objective.title for one in company.turn(meeting_id).objectives] == [
        "Customers trust us",
        "Every team ships",
    ]
    moving.set_facilitator(company.database, meeting_id, company.people[KIM])
    assert [one.objective.title for one in company.turn(meeting_id, KIM).objectives] == ["Customers trust us"]


def test_a_turn_is_silent_until_something_is_said_and_never_without_okrs(company: AskingCompany) -> None:
    meeting_id = company.meet()
    assert company.turn(meeting_id).silent
    assert not company.turn(meeting_id, KIM).silent
    promises_requests.align(company.database, meeting_id, company.people[ADA], " with Sales\n")
    assert company.turn(meeting_id).aligned == "with Sales"
    assert not company.turn(meeting_id).silent
    journal.undo(company.database, meeting_id)
    assert company.turn(meeting_id).silent
    company.ask(meeting_id)
    assert not company.turn(meeting_id).silent
    journal.undo(company.database, meeting_id)
    suggestions.suggest(company.database, company.objectives["Every team ships"], "shorter", meeting_id=meeting_id)
    assert not company.turn(meeting_id).silent
