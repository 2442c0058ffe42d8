"""History on screen: the meetings, their minutes, two side by side, and the search from everywhere."""

from __future__ import annotations

import re
from datetime import date

import pytest
from textual.containers import VerticalScroll

import screens.minutes.history
from facilitator.minutes import compare as minutes_compare
from facilitator.minutes.corrections import writing as corrections_writing
from facilitator.reports import meetings as reports_meetings
from facilitator.store.database import Database
from screens.home.screen import HomeScreen
from screens.meeting.screen import MeetingScreen
from screens.minutes.history import HistoryScreen
from screens.minutes.screen import MinutesScreen
from screens.okrs.screen import OkrsScreen
from screens.search.screen import SearchScreen
from screens.widgets.document import drawn
from screens.widgets.rows import Rows
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import until

MARKUP = "[b]bold[/b] a[/]b [@click=app.quit]x[/] `md` **no**"


async def at(pilot: AppPilot, screen: type[object]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, screen))


async def meetings(pilot: AppPilot) -> None:
    await shows(pilot, "Forecast")
    await pilot.press("m")
    await at(pilot, HistoryScreen)
    await shows(pilot, "Forecast stand-up")
    await until(pilot, lambda: pilot.app.screen.query_one("#meetings").has_focus)


async def searches(pilot: AppPilot, *keys: str) -> None:
    await pilot.press("slash")
    await at(pilot, SearchScreen)
    await until(pilot, lambda: pilot.app.screen.query_one("#words").has_focus)
    await pilot.press(*keys)


def listed(pilot: AppPilot) -> list[str]:
    return re.findall(r"\w{3} (\d{4}-\d\d-\d\d) \d\d:\d\d .*Forecast stand-up", words(pilot))


async def test_the_minutes_of_the_newest_meeting_are_two_keys_away(sample_url: str) -> None:
    async with program(sample_url, size=SMALLEST) as pilot:
        await meetings(pilot)
        days = listed(pilot)
        assert len(days) == 11
        assert days == sorted(days, reverse=True)
        await pilot.press("enter")
        await at(pilot, MinutesScreen)
        await fits(pilot, f"Forecast stand-up, {days[0]}", "Decisions", "no switch without a complete duty roster")
        await pilot.press("q")
        await at(pilot, HistoryScreen)
        await pilot.press("q")
        await at(pilot, HomeScreen)


async def test_a_long_history_goes_on_where_the_cursor_comes_to_its_end(
    sample_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens.minutes.history, "PAGE", 3)
    with Database(sample_url) as database:
        ids = [one.id for one in reports_meetings.meetings(database)]
    async with program(sample_url) as pilot:
        await meetings(pilot)
        await shows(pilot, f"{len(ids) - 3} more: go on down")
        rows = pilot.app.screen.query_one("#meetings", Rows)
        assert [row.id for row in rows.rows] == [*ids[:3], None]
        while rows.selected != ids[-1]:
            before = rows.selected
            await pilot.press("down")
            await until(pilot, lambda before=before: rows.selected != before)  # type: ignore[misc]  # bound now
        await until(pilot, lambda: [row.id for row in rows.rows] == ids)
        assert "more" not in words(pilot)


async def test_minutes_scroll_to_their_end(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await meetings(pilot)
        await pilot.press("enter")
        await shows(pilot, "Decisions")
        paper = pilot.app.screen.query_one("#later", VerticalScroll)
        await pilot.press("j", "j", "k")
        await until(pilot, lambda: paper.scroll_offset.y == 1)
        await pilot.press("space")
        await until(pilot, lambda: paper.scroll_offset.y == 16)
        await pilot.press("end")
        await shows(pilot, "Whole meeting")


@pytest.mark.parametrize(("size", "beside"), [((80, 24), False), ((120, 40), True)])
async def test_what_changed_since_the_meeting_before(sample_url: str, size: tuple[int, int], beside: bool) -> None:
    async with program(sample_url, size=size) as pilot:
        await meetings(pilot)
        newer, older, *_ = listed(pilot)
        await pilot.press("c")
        await at(pilot, MinutesScreen)
        await shows(pilot, f"{newer} beside {older}", f"What changed since {older}", "Decided", "New actions")
        later, earlier = (pilot.app.screen.query_one(where).region for where in ("#later", "#earlier"))
        assert (later.y == earlier.y) == beside
        assert later.width > 0
        assert earlier.height > 0
        await shows(pilot, "→ other one")
        await pilot.press("right")
        await until(pilot, lambda: pilot.app.screen.query_one("#earlier").has_focus)
        pilot.app.screen.query_one("#later", VerticalScroll).scroll_to(y=30, animate=False)
        await shows(pilot, "+ no switch without a complete duty roster")


async def test_any_two_meetings_stand_side_by_side(sample_url: str) -> None:
    async with program(sample_url, size=(120, 40)) as pilot:
        await meetings(pilot)
        newest, *_, oldest = listed(pilot)
        await pilot.press("equals_sign")
        await shows(pilot, f"= {date.fromisoformat(newest):%a} {newest}", "marked")
        await pilot.press("end", "equals_sign")
        await shows(pilot, f"{newest} beside {oldest}")


async def test_filters_by_team_mode_time_and_words(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await meetings(pilot)
        await pilot.press("t", "m")
        await shows(pilot, "team Forecast", "mode standup")
        await pilot.press("f")
        await until(pilot, lambda: pilot.app.screen.query_one("#line").has_focus)
        await pilot.press(*"zebra")
        await until(pilot, lambda: "No match" in words(pilot))
        await pilot.press("escape")
        await until(pilot, lambda: len(listed(pilot)) == 11)
        await pilot.press("f")
        await pilot.press(*"friday")
        await shows(pilot, "7 of 11 meetings")
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.screen.query_one("#meetings").has_focus)
        await shows(pilot, "with friday")


async def test_an_empty_history_says_what_to_do(url: str) -> None:
    async with program(url) as pilot:
        await shows(pilot, "make your team")
        await pilot.press("m")
        await shows(pilot, "No meeting has been held yet")
        await pilot.press("enter", "c", "equals_sign", "t", "m", "w", "q")
        await at(pilot, HomeScreen)


async def test_search_finds_as_one_types_and_goes_to_the_minutes(sample_url: str) -> None:
    async with program(sample_url, size=SMALLEST) as pilot:
        await shows(pilot, "Forecast")
        await searches(pilot, *"staging")
        await fits(pilot, "found:", "▸ ", "no access to the staging logs")
        await pilot.press("space", *"logs")
        await until(pilot, lambda: "grants access" not in words(pilot))
        await pilot.press("down", "enter")
        await at(pilot, MinutesScreen)
        await fits(pilot, "Forecast stand-up")
        await pilot.press("escape")
        await shows(pilot, "no access to the staging logs")
        await pilot.press("escape")
        await at(pilot, HomeScreen)


async def test_search_says_when_there_is_nothing_and_takes_any_sign(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await searches(pilot, *"zebra")
        await shows(pilot, "nothing found with all these words")
        await pilot.press("enter", *(["backspace"] * 5), "quotation_mark", "left_parenthesis", "asterisk")
        await shows(pilot, "nothing found with all these words")
        await pilot.press(*(["backspace"] * 3))
        await shows(pilot, "Type words")


async def test_search_opens_over_a_running_meeting_and_comes_back(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        await pilot.press("s")
        await at(pilot, MeetingScreen)
        await searches(pilot, *"canary")
        await pilot.press("escape")
        await at(pilot, MeetingScreen)


async def test_the_okrs_keep_their_own_find(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await shows(pilot, "Forecast")
        pilot.app.person = "Hanna Lindqvist"  # type: ignore[attr-defined]  # it is this program
        await pilot.press("o")
        await at(pilot, OkrsScreen)
        await pilot.press("slash")
        await pilot.pause()
        assert not any(isinstance(one, SearchScreen) for one in pilot.app.screen_stack)


@pytest.mark.parametrize("width", [20, 37, 60, 100])
async def test_what_people_wrote_is_no_markup_in_minutes_and_search(sample_url: str, width: int) -> None:
    with Database(sample_url) as database:
        last = reports_meetings.latest(database)
        corrections_writing.add(database, last, "decision", MARKUP, by="Hanna Lindqvist")
        told = minutes_compare.read(database, last)
    shown = "".join(drawn(told.blocks, width).plain.split())
    assert "".join(MARKUP.split()) in shown
    assert max(line.cell_length for line in drawn(told.blocks, width).split("\n")) <= width
    if width == 60:
        async with program(sample_url) as pilot:
            await meetings(pilot)
            await pilot.press("enter")
            await shows(pilot, MARKUP)
            await searches(pilot, *"bold")
            await shows(pilot, MARKUP)
