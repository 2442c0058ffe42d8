"""A presenter's turn by the keys, on the shared screen and in check-ins."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.widgets import Input

from facilitator.meeting import moving, running
from facilitator.okr import suggestions
from facilitator.promises import requests as promises_requests
from facilitator.steps import outcomes
from facilitator.steps.requests.reading import PresenterTurn
from facilitator.store import drafts as store_drafts
from facilitator.store.database import Database
from screens.checkin.screen import CheckinScreen
from screens.program import Opening
from screens.steps.requests.form import RequestsForm
from screens.steps.requests.panel import RequestsPanel
from screens.widgets.questions import Pick
from screens.widgets.rows import Rows
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows
from tests.screens.waiting import until
from tests.steps.asking_company import ADA, KIM, SAM, WANG, AskingCompany, furnish

SILENT = "Nothing was asked, suggested or aligned"


@pytest.fixture
def company(url: str) -> Iterator[AskingCompany]:
    with Database(url) as database:
        yield furnish(database)


@asynccontextmanager
async def presenting(company: AskingCompany, size: tuple[int, int] = (109, 40)) -> AsyncIterator[tuple[AppPilot, int]]:
    """The meeting in Ada's turn."""
    meeting_id = company.meet()
    url = company.database.url.render_as_string()
    async with program(url, Opening(mode="consensus", team="Acme"), size=size) as pilot:
        await shows(pilot, "Every team ships")
        await until(pilot, lambda: isinstance(pilot.app.focused, Rows))
        yield pilot, meeting_id


async def write(pilot: AppPilot, key: str, line: str, stands: str = "") -> None:
    """Open a field with its key, write a line in place of what stands in it, record it."""
    await pilot.press(key)
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    field = pilot.app.focused
    assert isinstance(field, Input)
    assert field.value == stands
    field.clear()
    if line:
        field.post_message(events.Paste(line))
    await until(pilot, lambda: field.value == line)
    await pilot.press("enter")
    await until(pilot, lambda: not pilot.app.screen.has_class("asking"))


def speaker(company: AskingCompany, meeting_id: int) -> int | None:
    return running.load(company.database, meeting_id).position().speaker


async def turn(pilot: AppPilot, company: AskingCompany, meeting_id: int, said: int, name: str = ADA) -> PresenterTurn:
    """The turn, once so many things have been recorded in it, in the database and on the screen."""

    def shown() -> bool:
        here = pilot.app.screen.query_one(RequestsPanel).turn
        return here == company.turn(meeting_id, name) and len(here.requests) + len(here.suggestions) == said

    await until(pilot, shown)
    return company.turn(meeting_id, name)


async def test_support_is_asked_for_a_key_result_and_answered_there_and_then(company: AskingCompany) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await pilot.press("down")
        await write(pilot, "s", "[b]pilots[/b] @Sales by 2099-11-30")
        (one,) = (await turn(pilot, company, meeting_id, 1)).requests
        assert (one.asker, one.asked, one.key_result, str(one.due)) == (ADA, "Sales", "Lead time", "2099-11-30")
        await shows(pilot, "Ada asks Sales: [b]pilots[/b]", "☐ open")
        await write(pilot, "2", "one a[/]b")
        await shows(pilot, "offers instead: one a[/]b")
        await pilot.press("end")
        await write(pilot, "3", "")
        await shows(pilot, "✕ declined")
        await pilot.press("1")
        await shows(pilot, "✔ accepted")
        await pilot.press("A")
        await shows(pilot, f"→ action of {SAM}")
        await pilot.press("u", "u")
        await shows(pilot, "✕ declined")
        assert company.request(meeting_id, one.id).answer == "declined"


async def test_answers_go_to_what_was_just_asked_whatever_was_selected_before(company: AskingCompany) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await write(pilot, "s", "an hour @Kim")
        await pilot.press("1")
        await shows(pilot, "✔ accepted")
        await write(pilot, "s", "a pilot @Sales")
        await pilot.press("1")
        await until(pilot, lambda: [one.answer for one in company.turn(meeting_id).requests] == ["accepted"] * 2)
        await pilot.press("u")
        await write(pilot, "s", "a room @Kim")
        await write(pilot, "3", "")
        there = {one.what: one.answer for one in (await turn(pilot, company, meeting_id, 3)).requests}
        assert there == {"an hour": "accepted", "a pilot": None, "a room": "declined"}
        # Taken back, it is not answered in its place.
        await pilot.press("u", "u", "1", "A")
        await shows(pilot, "select the request or suggestion that is answered", "select a request that is accepted")
        there = {one.what: one.answer for one in (await turn(pilot, company, meeting_id, 2)).requests}
        assert there == {"an hour": "accepted", "a pilot": None}


@pytest.mark.parametrize("key", ["1", "2", "3", "4", "A", "K"])
async def test_without_a_selected_request_the_keys_for_requests_say_so(company: AskingCompany, key: str) -> None:
    company.ask(None, "two pilots @Sales", source="check-in")
    async with presenting(company) as (pilot, meeting_id):
        await shows(pilot, "Support asked")
        await pilot.press(key)
        await shows(pilot, "↑ and ↓ select")
        assert not pilot.app.screen.has_class("asking")
        (one,) = company.turn(meeting_id).requests
        assert (one.answer, one.carried_over) == (None, False)


async def test_what_others_ask_meanwhile_moves_no_selection(company: AskingCompany) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await write(pilot, "s", "an hour @Kim")
        company.ask(meeting_id, "two pilots @Sales", source="check-in")
        await turn(pilot, company, meeting_id, 2)
        await pilot.press("1")
        await shows(pilot, "✔ accepted")
        there = {one.what: one.answer for one in company.turn(meeting_id).requests}
        assert there == {"an hour": "accepted", "two pilots": None}


async def test_what_is_left_open_is_carried_over(company: AskingCompany) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await write(pilot, "s", "an hour @Kim")
        await pilot.press("4")
        await shows(pilot, "» carried over")
        assert (await turn(pilot, company, meeting_id, 1)).requests[0].carried_over


async def test_an_accepted_request_becomes_a_key_result_in_one_step(company: AskingCompany) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await write(pilot, "s", "a pilot @Sales")
        await pilot.press("1")
        await shows(pilot, "✔ accepted")
        await pilot.press("K")
        await until(pilot, lambda: isinstance(pilot.app.screen, Pick))
        await shows(pilot, "A market more", "a new one, as a draft")
        await pilot.press("enter")
        await shows(pilot, "→ a key result")
        assert [one.title for one in company.turn(meeting_id, SAM).objectives[1].objective.key_results] == ["a pilot"]
        await pilot.press("u", "K")
        await until(pilot, lambda: isinstance(pilot.app.screen, Pick))
        await shows(pilot, "a new one, as a draft")
        await pilot.press("down", "enter")
        await shows(pilot, "A new objective of Sales")
        await pilot.press("enter")
        await shows(pilot, "→ a key result")
        assert company.turn(meeting_id, SAM).objectives[2].objective.title == "a pilot"


async def test_suggestions_are_taken_up_or_answered(company: AskingCompany) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await write(pilot, "i", f"name the [i]teams @{KIM}")
        await pilot.press("home", "down")
        await write(pilot, "i", "to 1 day")
        first, second = (await turn(pilot, company, meeting_id, 2)).suggestions
        # What was suggested last is selected a moment after it stands there.
        await until(pilot, lambda: pilot.app.screen.query_one(RequestsPanel).selected == ("suggestion", second.id))
        assert (first.about, first.by, second.about, second.by) == ("Every team ships", KIM, "Lead time", None)
        await pilot.press("up")
        await write(pilot, "1", "All nine teams ship", "Every team ships")
        await shows(pilot, "O  All nine teams ship", "✔ accepted: All nine teams ship")
        await pilot.press("down")
        await write(pilot, "2", "2 days is [b]hard enough")
        await shows(pilot, "↔ answered: 2 days is [b]hard enough")
        await write(pilot, "f", "upward, with Platform")
        await shows(pilot, "How it fits  upward, with Platform")
        await write(pilot, "f", "", "upward, with Platform")
        await until(pilot, lambda: company.turn(meeting_id).aligned == "")


@pytest.mark.parametrize("key", ["enter", "full_stop"])
async def test_a_turn_that_brought_nothing_says_so_once_and_goes_on(company: AskingCompany, key: str) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await shows(pilot, "enter anything to ask?")
        await pilot.press(key)
        await shows(pilot, SILENT, "enter next speaker")
        assert speaker(company, meeting_id) == company.people[ADA]
        await pilot.press(key)
        await until(pilot, lambda: speaker(company, meeting_id) == company.people[WANG])
        await shows(pilot, "Customers trust us")
        await write(pilot, "s", "an hour @Ada")
        await turn(pilot, company, meeting_id, 1, WANG)
        await pilot.press(key)
        await until(pilot, lambda: speaker(company, meeting_id) == company.people[SAM])
        await shows(pilot, "Twice the sales")
        await pilot.press(key)
        await shows(pilot, SILENT)
        await pilot.press(key)
        # Kim has no OKRs, and so nothing to be silent about.
        await shows(pilot, f"{KIM} has no OKRs in this cycle")
        await pilot.press(key)
        await shows(pilot, "▸Confidence")


async def test_the_second_answer_is_told_who_was_first(company: AskingCompany) -> None:
    async with presenting(company) as (pilot, meeting_id):
        await write(pilot, "s", "an hour @Kim")
        (one,) = (await turn(pilot, company, meeting_id, 1)).requests
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        promises_requests.answer(company.database, one.id, "accepted", name=KIM)
        await pilot.press(*"no", "enter")
        await shows(pilot, "has been answered already", "accepted")
        assert company.request(meeting_id, one.id).answer == "accepted"


async def test_it_fits_every_terminal(company: AskingCompany) -> None:
    company.ask(None, "two pilots @Sales by 2099-11-30", source="check-in")
    async with presenting(company, SMALLEST) as (pilot, _):
        await fits(pilot, "No reading aloud", "Every team ships", "Lead time", "Support asked")


# -- check-ins ---------------------------------------------------------------------------------------------------------


@asynccontextmanager
async def checkin(company: AskingCompany, name: str) -> AsyncIterator[AppPilot]:
    async with program(company.database.url.render_as_string(), Opening(checkin=name), size=(80, 50)) as pilot:
        await shows(pilot, "Requests  1 accept")
        yield pilot


async def focus(pilot: AppPilot) -> None:
    """Go to the list, once it has something to select."""
    rows = pilot.app.screen.query_one(RequestsForm).query_one(Rows)
    await until(pilot, lambda: rows.selected is not None)
    rows.focus()
    await until(pilot, lambda: pilot.app.focused is rows)


async def test_a_request_to_me_is_answered_with_a_note(company: AskingCompany) -> None:
    made = company.ask(None, "[b]pilots[/b] @Sales", source="check-in")
    async with checkin(company, KIM) as pilot:
        await shows(pilot, f"{ADA} asks Sales: [b]pilots[/b]", "☐ open")
        await focus(pilot)
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.focused, Rows))
        await pilot.press("2")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press(*"one", "enter")
        await shows(pilot, "↔ offers instead: one")
        await until(pilot, lambda: isinstance(pilot.app.focused, Rows))
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press("enter")
        await shows(pilot, "✕ declined: one")
        promises_requests.answer(company.database, made, "accepted", name=KIM)
        await shows(pilot, "✔ accepted")


async def test_the_second_to_answer_in_a_check_in_is_told(company: AskingCompany) -> None:
    made = company.ask(None, source="check-in")
    async with checkin(company, KIM) as pilot:
        await shows(pilot, f"{ADA} asks Sales")
        await focus(pilot)
        await pilot.press("3")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        promises_requests.answer(company.database, made, "accepted", name=SAM)
        await pilot.press("enter")
        await shows(pilot, "has been answered already", "by [b]Sam[/b] | `Sales`: accepted")


async def test_i_ask_for_my_key_result_and_lose_nothing_that_i_type(company: AskingCompany) -> None:
    async with checkin(company, ADA) as pilot:
        await focus(pilot)
        await shows(pilot, "I ask, for Lead time")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press(*"a pilot")
        await until(
            pilot,
            lambda: (
                store_drafts.load(company.database, f"check-in {company.people[ADA]}") == {"new-request": "a pilot"}
            ),
        )
    async with checkin(company, ADA) as pilot:
        field = pilot.app.screen.query_one("#new-request", Input)
        await until(pilot, lambda: field.value == "a pilot")
        field.focus()
        await until(pilot, lambda: pilot.app.focused is field)
        await pilot.press("end", "enter")
        await shows(pilot, "who can help?")
        field.post_message(events.Paste(" @Sales by 2099-11-30"))
        await until(pilot, lambda: "Sales" in field.value)
        await pilot.press("enter")
        await shows(pilot, "I ask  1", "Sales: a pilot  for Lead time")
        await until(pilot, lambda: not field.value)
        screen = pilot.app.screen
        assert isinstance(screen, CheckinScreen)
        await screen.flush()
        await until(pilot, lambda: store_drafts.load(company.database, f"check-in {company.people[ADA]}") == {})
    (one,) = company.turn(company.meet()).requests
    assert (one.what, one.key_result, str(one.due), one.here) == ("a pilot", "Lead time", "2099-11-30", True)


async def test_gather_shows_what_was_answered_and_settles_it(company: AskingCompany) -> None:
    first = company.meet()
    made = company.ask(first, "two pilots @Sales by 2099-11-30")
    suggestions.suggest(company.database, company.objectives["Every team ships"], "shorter", meeting_id=first)
    moving.end(company.database, first)
    promises_requests.answer(company.database, made, "accepted", "in May", name=SAM)
    url = company.database.url.render_as_string()
    async with program(url, Opening(mode="standup", team="Sales"), size=(109, 40)) as pilot:
        await shows(pilot, "☐ two pilots", "✔ accepted: in May", "2099-11-30")
        await pilot.press("tab", "right")
        await shows(pilot, "☑ two pilots")
    (one,) = outcomes.carried_over(company.database, company.meet("Sales", "standup"))[:1] or (None,)
    assert one is None
