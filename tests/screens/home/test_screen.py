"""Home: what to do next, what is running, whose meeting."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from facilitator.common.settings import settings_folder
from facilitator.meeting import moving
from facilitator.people import writing as people_writing
from facilitator.reports.overview import overview
from facilitator.steps.entering import enter
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle
from facilitator.tables.people import Unit
from screens.home.screen import HomeScreen
from screens.meeting.screen import MeetingScreen
from screens.widgets.rows import Rows
from tests.screens.showing import SIZES, SMALLEST, AppPilot, fits, program, resize, shows, words
from tests.screens.waiting import until


async def at_home(pilot: AppPilot) -> HomeScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
    screen = pilot.app.screen
    assert isinstance(screen, HomeScreen)
    return screen


async def test_an_empty_database_says_what_to_do_next(url: str) -> None:
    async with program(url, size=SMALLEST) as pilot:
        await fits(pilot, "Nobody is here yet", "make your team", "facilitator import FILE", "t teams", "? all keys")
        assert "s stand-up" not in words(pilot)


async def test_teams_are_listed_with_what_is_open(sample_url: str) -> None:
    async with program(sample_url, demo=True) as pilot:
        for size in SIZES:
            await resize(pilot, *size)
            await shows(
                pilot, "Forecast", "Tidewater Charts", "open actions", "sample company", "s stand-up", "? all keys"
            )
            await shows(pilot, "have prepared")
            # The list stands above the selected team, or left of it.
            line = next(left for line in words(pilot).splitlines() if "Forecast" in (left := line.partition("│")[0]))
            assert line.split()[-1] == "4"
        assert (await at_home(pilot)).query_one("#teams").has_focus


async def test_the_selected_team_is_seen_at_a_glance(sample_url: str) -> None:
    with Database(sample_url) as database, database.reading() as session:
        cycle = session.scalars(select(Cycle.name)).one()
    async with program(sample_url) as pilot:
        await fits(
            pilot,
            f"Forecast  {cycle}",
            "of 6 have prepared",
            "Bad data never",
            "Promised  5 open, 1 overdue: 4 actions, 1 request",
            sizes=SIZES[1:],
        )
        await fits(pilot, "confidence fell by", "▲ write down how", "Decided on", sizes=SIZES[2:])
        await pilot.press("home")
        await fits(pilot, f"Tidewater Charts  {cycle}", "of 9 have prepared", "open actions in all", sizes=SIZES[1:])


async def test_a_small_window_has_the_list_alone(sample_url: str) -> None:
    # Three teams leave just enough room below them; four do not.
    with Database(sample_url) as database, database.writing() as session:
        session.add(Unit(name="Tides"))
    async with program(sample_url, size=(60, 18)) as pilot:
        await shows(pilot, "Forecast", "open actions in all", "s stand-up")
        home = await at_home(pilot)
        await until(pilot, lambda: home._glance is not None)
        assert "have prepared" not in words(pilot)


async def test_the_demo_makes_its_company(url: str) -> None:
    async with program(url, demo=True) as pilot:
        await shows(pilot, "Tidewater Charts", "Forecast")


async def test_s_starts_the_standup_of_the_selected_team_and_q_comes_back(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Forecast · Stand-up")
        await pilot.press("q")
        await at_home(pilot)
        await shows(pilot, "Stand-up of Forecast is running", "enter resume")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
    with Database(sample_url) as database:
        assert len(overview(database).running) == 1


async def test_c_starts_a_consensus_meeting_of_the_selected_team(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("c")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Forecast · Consensus", "▐ Ready ▌")


async def test_arrows_and_hjkl_choose_another_team(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("k", "up")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Tidewater Charts · Stand-up")


async def test_a_paused_meeting_is_offered_too(sample_url: str) -> None:
    with Database(sample_url) as database:
        moving.pause_or_resume(database, enter(database, "standup", "Forecast").live.id)
    async with program(sample_url) as pilot:
        await shows(pilot, "‖ Stand-up of Forecast is paused", "enter resume")


async def test_a_click_on_a_running_team_resumes(sample_url: str) -> None:
    with Database(sample_url) as database:
        enter(database, "standup", "Forecast")
    async with program(sample_url) as pilot:
        await shows(pilot, "Stand-up of Forecast is running", "resumes it")
        teams = (await at_home(pilot)).query_one("#teams", Rows)
        await until(pilot, lambda: teams.has_focus and teams.selected is not None)
        line = next(line for line in range(9) if teams.id_at(line) == teams.selected)
        # The list has found its place when the line above it is all there, and its own stands where it says.
        await until(pilot, lambda: "● Forecast" in words(pilot).splitlines()[teams.region.y + line])
        await pilot.click("#teams", offset=(8, line))
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))


async def test_w_starts_the_weekly_of_the_selected_team(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast", "w weekly")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Forecast · Weekly meeting", "Last week")


@pytest.mark.parametrize("key", ["s", "w"])
async def test_a_personal_unit_has_a_week_of_its_own(url: str, key: str) -> None:
    with Database(url) as database:
        alone = people_writing.add_team(database, "Just me")
        people_writing.add_people(database, alone, ["Nora"])
        people_writing.set_level(database, alone, "personal")
    async with program(url) as pilot:
        await shows(pilot, "Just me", "s your week")
        await pilot.press(key)
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Just me · Personal weekly", "Your week")


async def test_i_asks_who_it_is(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("i")
        await shows(pilot, "Who are you?")
        await pilot.press(*"hanna")
        await until(pilot, lambda: "Priya" not in words(pilot))
        await pilot.press("enter")
        await until(pilot, lambda: type(pilot.app.screen).__name__ == "CheckinScreen")
        await shows(pilot, "Hanna Lindqvist")


async def test_names_are_no_markup(url: str) -> None:
    with Database(url) as database:
        team = people_writing.add_team(database, "[b]Team[/] a[/]b")
        people_writing.add_people(database, team, ["[@click=app.quit]Ada[/]", "王小明"])
        people_writing.set_manager(database, team, 1)
    async with program(url) as pilot:
        await shows(pilot, "[b]Team[/] a[/]b  [@click=app")


async def test_q_leaves_with_0(url: str) -> None:
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        await pilot.press("q")
        await until(pilot, lambda: pilot.app._exit)
    assert pilot.app.return_code == 0


async def test_units_tied_in_a_knot_are_still_listed(database: Database) -> None:
    one = people_writing.add_team(database, "One")
    two = people_writing.add_team(database, "Two", one)
    with database.writing() as session:
        from facilitator.tables.people import Unit

        session.get_one(Unit, one).parent_id = two
    assert sorted(team.name for team in overview(database).teams) == ["One", "Two"]


RETRO = (
    'name = "retro"\ntitle = "Retrospective"\nminutes = 45\n[[steps]]\nkind = "gather"\nminutes = 3\n'
    '[[steps]]\nkind = "round"\nminutes = "rest"\nprompts = [{key = "weather", text = "How did it feel?"}]\n'
)


async def test_a_mode_of_ones_own_stands_at_home_and_in_the_palette(sample_url: str) -> None:
    folder = settings_folder() / "modes"
    folder.mkdir(parents=True)
    (folder / "retro.toml").write_text(RETRO, encoding="utf-8")
    async with program(sample_url) as pilot:
        await shows(pilot, "1  Retrospective", "2  Review and consensus")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: "Start a meeting: Retrospective" in words(pilot))
        await pilot.press("escape")
        await at_home(pilot)
        await pilot.press("1")
        await shows(pilot, "Retrospective", "Who is here")
        assert isinstance(pilot.app.screen, MeetingScreen)
