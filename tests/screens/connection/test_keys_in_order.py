"""Tests that keys are taken in their order, however fast they come."""

from __future__ import annotations

import threading
from typing import ClassVar

import pytest
from textual.binding import Binding, BindingType
from textual.command import CommandList
from textual.widgets import Input

from facilitator import sample
from facilitator.promises.reading import of_all
from facilitator.reports.meetings import meetings
from facilitator.store.database import Database
from screens.app import FacilitatorApp
from screens.private import ActionsByName
from screens.program import Opening
from screens.promises.screen import PromisesScreen
from screens.widgets.questions import AskText
from tests.screens.showing import AppPilot, program, shows
from tests.screens.waiting import until


@pytest.fixture
def sample_url(url: str) -> str:
    with Database(url) as database:
        database.upgrade()
        sample.make(database)
    return url


def type_ahead(pilot: AppPilot, *keys: str) -> None:
    """Press keys without waiting for what any of them does."""
    for key in keys:
        pilot.app.simulate_key(key)


async def test_a_key_goes_to_the_screen_that_the_one_before_opens(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast", "s stand-up")
        # w would start a weekly meeting at home; among promises it asks for another date.
        type_ahead(pilot, "a", "w")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        assert isinstance(pilot.app.screen_stack[-2], PromisesScreen)
        await shows(pilot, "By when?")
    with Database(sample_url) as database:
        assert [one.mode for one in meetings(database) if one.state == "running"] == []


async def test_what_is_typed_ahead_stands_in_the_field_that_is_asked_for(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast", "s stand-up")
        # d would settle a promise as done, were it not typed into the reason.
        type_ahead(pilot, "a", "x", "d", "u", "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, AskText))
        await until(pilot, lambda: pilot.app.screen.query_one(Input).value == "dud")
    with Database(sample_url) as database:
        assert sum(one.state == "open" for one in of_all(database)) == 5


async def test_what_is_typed_before_the_first_screen_is_up_waits_for_it(sample_url: str) -> None:
    async with program(sample_url, Opening(people=True)) as pilot:
        type_ahead(pilot, "q", "m")
        await shows(pilot, "Minutes and history", "enter read")


async def test_leaving_waits_for_nothing(sample_url: str) -> None:
    answer = threading.Event()
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast", "s stand-up")
        app = pilot.app
        app._asking.call(answer.wait)  # type: ignore[attr-defined]  # a database that does not answer
        type_ahead(pilot, "a", "w", "ctrl+q")
        try:
            await until(pilot, lambda: app._exit)
        finally:
            answer.set()


async def test_what_is_typed_behind_a_question_of_a_meeting_is_its_answer(sample_url: str) -> None:
    async with program(sample_url, Opening(mode="standup", team="Forecast")) as pilot:
        await shows(pilot, "Gather")
        # Among these are keys that park a topic, end the meeting and record an action.
        type_ahead(pilot, "d", *"paned", "enter", "q")
        await shows(pilot, "Forecast · Stand-up  running since")
    with Database(sample_url) as database:
        assert meetings(database)[0].decisions == 1


class Failing(FacilitatorApp):
    """The program, with a key that fails on its way."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f10", "fail", priority=True)]

    def action_fail(self) -> None:
        """Fail."""
        raise KeyError("a defect")


async def test_a_key_that_fails_holds_up_no_other(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FacilitatorApp, "GOES_ON", True)
    app = Failing(sample_url)
    async with app.run_test(notifications=True) as pilot:
        await shows(pilot, "? all keys")
        await pilot.press("f10", "question_mark")
        await shows(pilot, "Keys that work now")


async def test_the_palette_opens_again_while_it_still_goes(sample_url: str) -> None:
    app = FacilitatorApp(sample_url)
    async with app.run_test(notifications=True) as pilot:
        await shows(pilot, "? all keys")
        app.action_command_palette()
        await until(pilot, lambda: isinstance(app.screen, ActionsByName) and app.screen.query(CommandList))
        app.pop_screen()
        app.action_command_palette()
        await until(pilot, lambda: isinstance(app.screen, ActionsByName) and app.screen.query(CommandList))
