"""Insight on screen: four pictures, in every size, of a team that has met and of one that has not."""

from __future__ import annotations

from pathlib import Path

from facilitator.people import writing as people_writing
from facilitator.store.database import Database
from screens.insight.screen import InsightScreen
from screens.minutes.history import HistoryScreen
from screens.minutes.screen import MinutesScreen
from tests.moments import today
from tests.reports.insight import company
from tests.screens.showing import AppPilot, fits, program, shows, words
from tests.screens.waiting import until

SIZES = [(60, 18), (80, 24), (120, 40), (200, 60)]


async def at(pilot: AppPilot, screen: type[object]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, screen))


async def insight(pilot: AppPilot) -> None:
    await shows(pilot, "Forecast")
    await pilot.press("g")
    await at(pilot, InsightScreen)
    await shows(pilot, "an equal share was")


async def test_every_picture_tells_in_a_sentence_what_it_shows(sample_url: str) -> None:
    async with program(sample_url, size=SIZES[0]) as pilot:
        await insight(pilot)
        await fits(pilot, "Hanna", "王小明", "week of", sizes=SIZES)
        await pilot.press("2")
        await fits(pilot, "The last 6 stand-ups took", "of 15:00", "OKR first", sizes=SIZES)
        await pilot.press("3")
        await fits(pilot, "difficulties in these weeks", "▶ open", "how long", sizes=SIZES)
        await pilot.press("4")
        await fits(pilot, "of the cycle is gone", "sure│", sizes=SIZES)
        await pilot.press("tab")
        await fits(pilot, "an equal share was", sizes=SIZES)


async def test_enter_opens_the_minutes_that_a_line_is_about(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await insight(pilot)
        await pilot.press("2", "enter")
        await at(pilot, MinutesScreen)
        await shows(pilot, "Forecast stand-up, 20")
        await pilot.press("q")
        await at(pilot, InsightScreen)
        await pilot.press("3", "end", "enter")
        await at(pilot, MinutesScreen)
        await shows(pilot, "Forecast stand-up, 20")


async def test_span_and_team(sample_url: str) -> None:
    async with program(sample_url, size=(120, 40)) as pilot:
        await insight(pilot)
        await pilot.press("w")
        await shows(pilot, "the cycle: ")
        await pilot.press("w")
        await shows(pilot, "a year: ", "4 weeks from")
        await pilot.press("t")
        await shows(pilot, "Tidewater Charts and 2 units below")


async def test_from_history_and_back(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("m")
        await shows(pilot, "Forecast stand-up")
        await pilot.press("g")
        await at(pilot, InsightScreen)
        await shows(pilot, "Insight  Forecast")
        await pilot.press("escape")
        await at(pilot, HistoryScreen)


async def test_a_team_that_has_not_met_is_told_what_to_do(url: str) -> None:
    with Database(url) as database:
        people_writing.add_people(database, people_writing.add_team(database, "Team"), ["Ada"])
    async with program(url) as pilot:
        await shows(pilot, "Team")
        await pilot.press("g")
        await shows(pilot, "No talking time is known", "s at home starts one")
        await pilot.press("2")
        await shows(pilot, "No meeting ended")
        await pilot.press("3")
        await shows(pilot, "No difficulty was told")
        await pilot.press("4")
        await shows(pilot, "There is no cycle yet")


async def test_what_people_wrote_is_no_markup_and_sizes_change_at_any_time(url: str, tmp_path: Path) -> None:
    assert tmp_path
    with Database(url) as database:
        company.make(database, people=30, today=today())
    async with program(url, size=(80, 24)) as pilot:
        await shows(pilot, company.TEAM)
        await pilot.press("g")
        await shows(pilot, "Insight  ")
        for size in [(60, 18), (40, 10), (200, 60), (120, 40)]:
            for page in "1234":
                await pilot.resize_terminal(*size)
                await pilot.press(page)
        await pilot.press("1")
        await until(pilot, lambda: "Zoë [b]Bold[/b]" in words(pilot) or "Ada Lovelace" in words(pilot))
