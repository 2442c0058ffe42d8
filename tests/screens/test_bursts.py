"""Keys and pastes that come in one burst go where whoever sent them meant them to go."""

from __future__ import annotations

import pytest
from textual import events
from textual.command import CommandPalette

from facilitator.meeting import running
from facilitator.people import writing as people_writing
from facilitator.reports.meetings import meetings
from facilitator.steps import shown
from facilitator.store.database import Database
from screens.people.screen import PeopleScreen
from screens.program import Opening
from tests.screens.showing import AppPilot, program, shows
from tests.screens.waiting import until

STANDUP = Opening(mode="standup", team="Platform")
TWO_LINES = "we freeze the interface\nuntil the second release"


@pytest.fixture
def team_url(url: str) -> str:
    with Database(url) as database:
        people_writing.add_people(database, people_writing.add_team(database, "Platform"), ["Ada Lovelace", "Bob"])
    return url


def burst(pilot: AppPilot, *sent: str | events.Paste) -> None:
    """Send keys and pastes without waiting for what any of them does."""
    for each in sent:
        if isinstance(each, str):
            pilot.app.simulate_key(each)
        else:
            pilot.app.post_message(each)


def outcomes(url: str) -> list[tuple[str, str]]:
    with Database(url) as database:
        meeting = meetings(database)[0].id
        return [(one.kind, one.text) for one in shown.read(database, meeting).outcomes]


@pytest.mark.parametrize(("key", "kind"), [("d", "decision"), ("p", "parked")])
async def test_a_paste_right_behind_the_key_that_opens_the_field_is_all_there(
    team_url: str, key: str, kind: str
) -> None:
    async with program(team_url, STANDUP) as pilot:
        await shows(pilot, "Gather")
        burst(pilot, key, events.Paste(TWO_LINES), "enter")
        await until(pilot, lambda: outcomes(team_url))
    assert outcomes(team_url) == [(kind, "we freeze the interface until the second release")]


async def test_what_is_typed_behind_the_key_of_a_new_card_has_its_first_letter(team_url: str) -> None:
    async with program(team_url, STANDUP) as pilot:
        await shows(pilot, "Gather")
        burst(pilot, "n", "n", "n")
        await shows(pilot, "To do")
        burst(pilot, "c", *"next", "enter")
        await until(pilot, lambda: cards(team_url))
    assert cards(team_url) == ["next"]


def cards(url: str) -> list[str]:
    with Database(url) as database:
        meeting = running.load(database, meetings(database)[0].id).id
        return [card.title for card in shown.read(database, meeting).parts["whiteboard"]]


@pytest.mark.parametrize("key", ["pagedown", "pageup", "end", "down"])
async def test_keys_right_behind_that_of_the_palette_move_in_it(team_url: str, key: str) -> None:
    async with program(team_url, STANDUP) as pilot:
        await shows(pilot, "Gather")
        burst(pilot, "ctrl+p", key, "pagedown")
        await until(pilot, lambda: isinstance(pilot.app.screen, CommandPalette))
        burst(pilot, "escape")
        await until(pilot, lambda: not isinstance(pilot.app.screen, CommandPalette))
        await shows(pilot, "Gather")


async def test_names_pasted_one_right_after_another_are_all_there(url: str) -> None:
    with Database(url) as database:
        people_writing.add_team(database, "Platform")
    async with program(url, Opening(people=True)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, PeopleScreen))
        await shows(pilot, "Platform")
        burst(pilot, "p", events.Paste("Ada\nBob"), events.Paste("Cyd\nDan"))
        await shows(pilot, "Ada", "Bob", "Cyd", "Dan")
