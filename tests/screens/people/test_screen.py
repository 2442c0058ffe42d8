"""Teams and people, made and changed by keyboard and mouse."""

from __future__ import annotations

import pytest
from textual import events

from facilitator.common.errors import RefusedError
from facilitator.people import writing as people_writing
from facilitator.store import drafts as store_drafts
from facilitator.store.database import Database
from screens.home.screen import HomeScreen
from screens.meeting.screen import MeetingScreen
from screens.people.entry import NamesField
from screens.people.screen import PeopleScreen
from screens.program import Opening
from screens.widgets.rows import Rows
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import until

PEOPLE = Opening(people=True)


def field(pilot: AppPilot) -> NamesField:
    return pilot.app.screen.query_one(NamesField)


async def people(pilot: AppPilot, *what: str) -> None:
    """Wait until the screen is up and shows these words."""
    await until(pilot, lambda: isinstance(pilot.app.screen, PeopleScreen))
    await shows(pilot, "Teams and people", *what)


async def types(pilot: AppPilot, line: str) -> None:
    """Type a line and wait until it is taken."""
    await until(pilot, lambda: field(pilot).has_focus)
    await pilot.press(*line)
    await until(pilot, lambda: field(pilot).value.endswith(line))
    await pilot.press("enter")
    await until(pilot, lambda: not field(pilot).value)


async def selects(pilot: AppPilot, kind: str, name: str, url: str) -> None:
    with Database(url) as database:
        result = people_writing.roster(database)
    ids = {("team", team.name): team.id for team in result.teams}
    ids |= {("person", person.name): person.id for team in result.teams for person in team.people}
    rows = pilot.app.screen.query_one("#who", Rows)
    rows.select((kind, ids[kind, name]))
    await until(pilot, lambda: rows.selected == (kind, ids[kind, name]))
    rows.focus()
    await until(pilot, lambda: rows.has_focus)


def tree(url: str) -> dict[str, list[str]]:
    with Database(url) as database:
        return {team.name: [person.name for person in team.people] for team in people_writing.roster(database).teams}


async def test_a_newcomer_comes_to_a_standup(url: str) -> None:
    async with program(url, size=SMALLEST) as pilot:
        await fits(pilot, "make your team")
        await pilot.press("t")
        await fits(pilot, "Name of the team")
        await types(pilot, "Platform")
        await fits(pilot, "People of Platform")
        for name in ("Ada Lovelace", "Émile Durand", "王小明"):
            await types(pilot, name)
            await fits(pilot, name)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.query_one("#who").has_focus)
        await fits(pilot, "s stand-up")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await fits(pilot, "Platform · Stand-up")
    assert tree(url) == {"Platform": ["Ada Lovelace", "Émile Durand", "王小明"]}


async def test_pasted_lines_are_people(url: str) -> None:
    with Database(url) as database:
        people_writing.add_team(database, "Platform")
    async with program(url, PEOPLE) as pilot:
        await people(pilot, "Platform")
        await pilot.press("p")
        await until(pilot, lambda: field(pilot).has_focus)
        field(pilot).post_message(events.Paste("Ada\n\nBob [b]\r\n  Grace  \n"))
        await shows(pilot, "Grace", "Bob [b]")
        assert field(pilot).value == ""
    assert tree(url) == {"Platform": ["Ada", "Bob [b]", "Grace"]}


async def test_somebody_who_is_there_already_is_refused_and_the_line_stays(url: str) -> None:
    with Database(url) as database:
        people_writing.add_people(database, people_writing.add_team(database, "Platform"), ["Ada"])
        people_writing.add_team(database, "Sales")
    async with program(url, PEOPLE) as pilot:
        await people(pilot, "Sales")
        await selects(pilot, "team", "Sales", url)
        await pilot.press("p")
        await until(pilot, lambda: field(pilot).has_focus)
        await pilot.press(*"ada", "enter")
        await shows(pilot, "Ada is in Platform already")
        assert field(pilot).value == "ada"


async def test_rename_move_remove_and_take_it_back(url: str) -> None:
    with Database(url) as database:
        platform = people_writing.add_team(database, "Platform")
        people_writing.add_people(database, platform, ["Ada", "Bob"])
        people_writing.add_team(database, "Sales")
    async with program(url, PEOPLE) as pilot:
        await people(pilot, "Sales", "Bob")
        await selects(pilot, "person", "Bob", url)
        await pilot.press("r")
        await until(pilot, lambda: field(pilot).value == "Bob")
        await types(pilot, "by")
        await until(pilot, lambda: tree(url)["Platform"] == ["Ada", "Bobby"])

        await until(pilot, lambda: pilot.app.screen.query_one("#who").has_focus)
        await pilot.press("v")
        await shows(pilot, "Where does Bobby go?")
        await pilot.press(*"sal")
        await until(pilot, lambda: "Platform" not in words(pilot).partition("Where does")[2])
        await pilot.press("enter")
        await until(pilot, lambda: tree(url) == {"Platform": ["Ada"], "Sales": ["Bobby"]})

        await shows(pilot, "Bobby")
        await pilot.press("m")
        await shows(pilot, "★ Bobby")
        await pilot.press("x")
        await until(pilot, lambda: tree(url)["Sales"] == [])
        await shows(pilot, "Bobby is taken out")
        await pilot.press("u")
        await until(pilot, lambda: tree(url)["Sales"] == ["Bobby"])
        await shows(pilot, "★ Bobby", "undone")
        await pilot.press("u")
        await until(pilot, lambda: "★ Bobby" not in words(pilot))
        await pilot.press("u")
        await until(pilot, lambda: tree(url)["Platform"] == ["Ada", "Bobby"])
        await pilot.press("u")
        await until(pilot, lambda: tree(url)["Platform"] == ["Ada", "Bob"])


async def test_teams_stand_below_others(url: str) -> None:
    async with program(url, PEOPLE) as pilot:
        await people(pilot, "Name of the team")
        await types(pilot, "Acme")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen.query_one("#who").has_focus)
        await pilot.press("b")
        await shows(pilot, "Name of the team below Acme")
        await types(pilot, "Platform")
        await pilot.press("escape")
        await until(pilot, lambda: pilot.app.screen.query_one("#who").has_focus)
        await pilot.press("v")
        await shows(pilot, "Which unit does Platform belong to?")
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.screen.is_modal)
        await shows(pilot, "Platform")
    with Database(url) as database:
        assert [(team.name, team.depth) for team in people_writing.roster(database).teams] == [
            ("Acme", 0),
            ("Platform", 0),
        ]


async def test_a_click_selects_and_q_goes_home(sample_url: str) -> None:
    async with program(sample_url, PEOPLE, size=(120, 40)) as pilot:
        await people(pilot, "Yusuf")
        lines = words(pilot).splitlines()
        row = next(index for index, line in enumerate(lines) if "Yusuf" in line)
        await pilot.click(offset=(12, row))
        await pilot.press("r")
        await until(pilot, lambda: field(pilot).value.startswith("Yusuf"))
        await pilot.press("escape", "q")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def test_what_others_add_appears(url: str) -> None:
    async with program(url, PEOPLE) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, PeopleScreen))
        with Database(url) as other:
            people_writing.add_people(other, people_writing.add_team(other, "Sales"), ["Zoë"])
        await shows(pilot, "Zoë")


def test_names_are_cleaned_and_unique(database: Database) -> None:
    team = people_writing.add_team(database, " Plat\tform\x1b ")
    assert people_writing.roster(database).teams[0].name == "Plat\tform"
    people_writing.add_people(database, team, ["E\u0301mile", "   ", "\u202eAda"])
    assert [person.name for person in people_writing.roster(database).teams[0].people] == ["Émile", "Ada"]
    for name in ("plat\tFORM", "", "\u200b"):
        with pytest.raises(RefusedError):
            people_writing.add_team(database, name)
    with pytest.raises(RefusedError):
        people_writing.add_people(database, team, ["Grace", "ada"])
    assert len(people_writing.roster(database).teams[0].people) == 2


def test_a_unit_never_stands_below_itself(database: Database) -> None:
    row = people_writing.add_team(database, "One")
    two = people_writing.add_team(database, "Two", row)
    with pytest.raises(RefusedError):
        people_writing.move_unit(database, row, two)
    with pytest.raises(RefusedError):
        people_writing.move_unit(database, row, row)


def test_only_a_team_that_nothing_hangs_on_is_removed(database: Database) -> None:
    team = people_writing.add_team(database, "One")
    people_writing.add_people(database, team, ["Ada"])
    ada = people_writing.roster(database).teams[0].people[0].id
    with pytest.raises(RefusedError, match="people in it"):
        people_writing.remove_team(database, team)
    assert people_writing.remove_person(database, ada) == "Ada"
    assert people_writing.remove_team(database, team) == "One"
    assert people_writing.roster(database).teams == ()
    again = people_writing.add_team(database, "One")
    assert people_writing.add_people(database, again, ["Ada"]) == ("Ada",)
    assert people_writing.roster(database).teams[0].people[0].id == ada


async def test_a_name_that_is_half_typed_is_there_again(url: str) -> None:
    async with program(url, PEOPLE) as pilot:
        await people(pilot, "Name of the team")
        await pilot.press(*"Plat", "ctrl+q")
        await until(pilot, lambda: pilot.app._exit)
    async with program(url, PEOPLE) as pilot:
        await people(pilot, "Name of the team")
        await until(pilot, lambda: field(pilot).value == "Plat")
        await pilot.press(*"form", "enter")
        await shows(pilot, "People of Platform")
        assert not field(pilot).value
    with Database(url) as database:
        assert store_drafts.load(database, "people") == {}
