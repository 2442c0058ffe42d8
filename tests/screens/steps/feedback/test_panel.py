"""Feedback by keys: on the shared screen objective by objective, in the check-in a field each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.widgets import Input

from facilitator.meeting import moving
from facilitator.steps.feedback import reading as feedback_reading
from facilitator.steps.feedback import writing as feedback_writing
from facilitator.store.database import Database
from facilitator.tables.people import Person, Unit
from screens.program import Opening
from screens.steps.feedback.form import FeedbackForm
from screens.steps.feedback.panel import FeedbackPanel
from screens.steps.fields import Field
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import until
from tests.steps.reviewing import ADA, JOSE, SHIPS, TRUST, Quarter, furnish

GRACE = "Grace Hopper"


@pytest.fixture
def quarter(url: str) -> Iterator[Quarter]:
    with Database(url) as database:
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
        yield found


def meet(quarter: Quarter) -> int:
    meeting_id = quarter.meet()
    moving.set_attendance(quarter.database, meeting_id, quarter.people[GRACE], "present")
    quarter.go_to(meeting_id, "feedback")
    return meeting_id


async def front(pilot: AppPilot) -> None:
    """Wait for the list of the step that runs."""
    await until(pilot, lambda: isinstance(getattr(pilot.app.focused, "parent", None), FeedbackPanel))


async def type_line(pilot: AppPilot, text: str) -> None:
    line = pilot.app.screen.query_one("#line", Input)
    await until(pilot, lambda: line.has_focus)
    line.value = text
    await pilot.press("enter")


async def test_the_manager_then_the_colleagues_objective_by_objective(url: str, quarter: Quarter) -> None:
    feedback_writing.write(quarter.database, JOSE, quarter.objectives[SHIPS], "secret till colleagues")
    meeting_id = meet(quarter)
    async with program(url, Opening(mode="review", team="Platform"), size=SMALLEST) as pilot:
        await front(pilot)
        await fits(pilot, "Objective 1 of 2", f"{GRACE} speaks", "next objective")
        assert "secret" not in words(pilot)
        await pilot.press("c")
        await type_line(pilot, "the whole company saw it")
        await fits(pilot, "the whole company saw it")
        await pilot.press("enter")
        await until(
            pilot,
            lambda: (
                (here := pilot.app.screen.query(FeedbackPanel).first(FeedbackPanel).here()) is not None
                and here.reviewed.objective.title == TRUST
            ),
        )
        await pilot.press("c")
        await type_line(pilot, f"hold on @{GRACE}")
        await shows(pilot, "hold on")
        assert "secret" not in words(pilot)
        await pilot.press("home", "end", "enter")
        await fits(pilot, "Objective ", "secret till colleagues")
        await front(pilot)
        await pilot.press("c")
        await type_line(pilot, "nobody's words")
        await shows(pilot, "who says it")
        await type_line(pilot, f"thanks @{JOSE}")
        await shows(pilot, "thanks")
        await pilot.press("u")
        await until(pilot, lambda: "thanks  José" not in words(pilot))
    found = feedback_reading.of_meeting(quarter.database, meeting_id).objectives
    assert [(said.by, said.role, said.text) for each in found for said in each.feedback] == [
        (GRACE, "manager", "the whole company saw it"),
        (JOSE, "colleague", "secret till colleagues"),
        (GRACE, "manager", "hold on"),
    ]


async def test_a_field_for_every_objective_of_others_saved_as_it_is_typed(url: str, quarter: Quarter) -> None:
    async with program(url, Opening(checkin=JOSE), size=(120, 90)) as pilot:
        await until(pilot, lambda: len(pilot.app.screen.query("FeedbackForm Field")) == 2)
        form = pilot.app.screen.query_one(FeedbackForm)
        await shows(pilot, SHIPS, TRUST)
        field = form.query(Field).first(Field)
        field.focus()
        await pilot.press(*"ask sooner")

        def said() -> list[str]:
            with quarter.database.reading() as session:
                ids = [quarter.objectives[SHIPS]]
                return list(feedback_writing.prepared(session, quarter.people[JOSE], ids, None).values())

        await until(pilot, lambda: said() == ["ask sooner"])
    async with program(url, Opening(checkin=JOSE), size=(120, 90)) as pilot:
        await until(
            pilot,
            lambda: (
                [one.text for one in pilot.app.screen.query("FeedbackForm Field").results(Field)][:1] == ["ask sooner"]
            ),
        )


async def test_text_that_looks_like_markup_is_shown_as_it_is(url: str, quarter: Quarter) -> None:
    feedback_writing.write(quarter.database, JOSE, quarter.objectives[SHIPS], "[bold]a[/b] [@click=app.quit]x[/]")
    meeting_id = meet(quarter)
    moving.next_step(quarter.database, meeting_id)
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        await shows(pilot, "[bold]a[/b] [@click=app.quit]x[/]")
    assert ADA in quarter.people
