"""The weekly meeting on the shared screen: what was planned, progress and why, units by whoever speaks for them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.widgets import Input

from facilitator.meeting import moving, running
from facilitator.steps.entering import enter
from facilitator.steps.progress import reading as progress_reading
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.progress.reading import KeyResultStatus
from facilitator.steps.round import writing as rounds
from facilitator.store.database import Database
from screens.meeting.screen import MeetingScreen
from screens.program import Opening
from screens.steps.progress.panel import ProgressPanel, parse_value
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import until

COMPANY = "Tidewater Charts"


@asynccontextmanager
async def weekly(url: str, team: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[AppPilot]:
    async with program(url, Opening(mode="weekly", team=team), size=size) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        await shows(pilot, "Weekly meeting")
        yield pilot


async def write(pilot: AppPilot, line: str) -> None:
    """Type a line into the field that is open, and record it."""
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    field = pilot.app.focused
    assert isinstance(field, Input)
    field.post_message(events.Paste(line))
    await until(pilot, lambda: field.value == line)
    await pilot.press("enter")
    await until(pilot, lambda: not pilot.app.screen.has_class("asking"))


def status(url: str, title: str) -> KeyResultStatus:
    with Database(url) as database:
        live = running.running(database)
        assert live is not None
        return next(
            one for one in progress_reading.of_meeting(database, live.id) if one.key_result.title.startswith(title)
        )


async def to_key_results(pilot: AppPilot, url: str, title: str) -> None:
    await pilot.press("n")
    await until(pilot, lambda: isinstance(getattr(pilot.app.focused, "parent", None), ProgressPanel))
    pilot.app.screen.query_one(ProgressPanel).rows.select(status(url, title).key_result.id)


@pytest.mark.parametrize(
    ("line", "unit", "told"),
    [
        ("7", "", (7, None, "")),
        ("12,5", "", (12.5, None, "")),
        ("-85 c2", "", (-85, 2, "")),
        ("3 440 219 c10", "", (3440219, 10, "")),
        ("7c6", "", (7, 6, "")),
        ("c6", "", (None, 6, "")),
        ("7 c6 reviews waited", "", (7, 6, "reviews waited")),
        ("c6 reviews waited", "", (None, 6, "reviews waited")),
        ("7, c6: reviews waited", "", (7, 6, "reviews waited")),
        ("7 3 of them late", "", (7, None, "3 of them late")),
        ("7 canaries died", "", (7, None, "canaries died")),
        ("7 days c6 holidays", "days", (7, 6, "holidays")),
        ("30 % c4", "%", (30, 4, "")),
        ("7 c6 评审在等", "", (7, 6, "评审在等")),
        ("c66 x", "", (None, 66, "x")),
        ("reviews waited", "", None),
        ("1e5", "", None),
        ("1.2.3", "", None),
        ("3,440,219", "", None),
        ("", "", None),
    ],
)
def test_value_confidence_and_why_are_taken_apart(
    line: str, unit: str, told: tuple[float | None, int | None, str] | None
) -> None:
    assert parse_value(line, unit) == told


async def test_v_takes_value_confidence_and_why(sample_url: str) -> None:
    async with weekly(sample_url, "Forecast") as pilot:
        await to_key_results(pilot, sample_url, "Nightly run")
        await pilot.press("v")
        await shows(pilot, "New value, confidence, reason, e.g. 128 c6 reviews waited (now 138)")
        await write(pilot, "120 minutes c5 [b]the[/b] grid a[/]b")
        await shows(pilot, "“[b]the[/b] grid a[/]b”", "sure 5 ▼ was 7")
        # Each has a line; whose it is, and why, stands below the list for the one that is selected.
        await shows(pilot, "75 % Nightly run", "María · ▲ 138 → 120 minutes, target 90", "Calls at night")
        assert "Émile ·" not in words(pilot)
        found = status(sample_url, "Nightly run")
        assert (found.key_result.current, found.key_result.confidence, found.why) == (120, 5, "[b]the[/b] grid a[/]b")
        # Who said why is not asked again.
        assert not pilot.app.screen.has_class("asking")
        await pilot.press("y")
        await write(pilot, "and the disk")
        await shows(pilot, "“and the disk”")


async def test_a_fall_by_two_asks_why_once_and_may_be_left(sample_url: str) -> None:
    async with weekly(sample_url, "Forecast") as pilot:
        await to_key_results(pilot, sample_url, "Nightly run")
        await pilot.press("left")
        await until(pilot, lambda: status(sample_url, "Nightly run").key_result.confidence == 6)
        assert not pilot.app.screen.has_class("asking")
        await pilot.press("left")
        await shows(pilot, "Confidence fell by 2. Why?")
        await pilot.press("escape", "2")
        await until(pilot, lambda: status(sample_url, "Nightly run").key_result.confidence == 2)
        await shows(pilot, "sure 2 ▼ was 7")
        assert not pilot.app.screen.has_class("asking")
        pilot.app.screen.query_one(ProgressPanel).rows.select(status(sample_url, "Out by").key_result.id)
        await pilot.press("1")
        await shows(pilot, "Confidence fell by 5. Why?")
        await write(pilot, "the web host")
        await until(pilot, lambda: status(sample_url, "Out by").why == "the web host")


async def test_a_companys_units_are_called_by_unit_and_name(sample_url: str) -> None:
    async with weekly(sample_url, COMPANY, SMALLEST) as pilot:
        # Long names wrap where there is no room.
        await fits(pilot, "Tidewater", "Ingrid", "Product", "Priya")
        await pilot.press("n")
        await fits(pilot, f"■ {COMPANY}", "key results")
        await pilot.press("n")
        await fits(pilot, "next", "left of 30:00")
        assert "Hanna" not in words(pilot)


async def test_what_was_planned_comes_back_and_a_fourth_priority_is_pointed_out(sample_url: str) -> None:
    with Database(sample_url) as database:
        live = enter(database, "weekly", COMPANY).live
        rounds.add(database, "Priya Raman", {"priorities": ["talk to [b]Oslo[/b]"]})
        moving.end(database, live.id)
    async with weekly(sample_url, COMPANY) as pilot:
        await shows(pilot, "Planned last time", "Product · Priya Raman", "talk to [b]Oslo[/b]")
        await pilot.press("n", "n", "full_stop")
        await shows(pilot, "○ talk to [b]Oslo[/b]  as planned, enter takes it over")
        for number in range(4):
            await pilot.press("3")
            await write(pilot, f"priority {number}")
        await shows(pilot, "4 of them; three are easier to keep")


async def test_figures_that_another_window_changed_meanwhile_stay_until_one_chooses(sample_url: str) -> None:
    async with weekly(sample_url, COMPANY) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(getattr(pilot.app.focused, "parent", None), ProgressPanel))
        rows = pilot.app.screen.query_one(ProgressPanel).rows
        known = pilot.app.screen.query_one(ProgressPanel)._known
        one = next(each for each in known.values() if not each.key_result.milestone)
        rows.select(one.key_result.id)
        title = one.key_result.title
        sure = 3 if one.key_result.confidence == 4 else 4
        pilot.app.simulate_key("9")
        with Database(sample_url) as database:
            progress_writing.update(database, one.key_result.id, confidence=sure, note="no vault")
            await shows(pilot, f"was quicker: the confidence is {sure} now")
            assert status(sample_url, title).key_result.confidence == sure
            await pilot.press("v")
            await until(pilot, lambda: isinstance(pilot.app.focused, Input))
            progress_writing.update(database, one.key_result.id, current=1.5)
        field = pilot.app.focused
        assert isinstance(field, Input)
        field.post_message(events.Paste("2.5 we counted"))
        await until(pilot, lambda: field.value == "2.5 we counted")
        await pilot.press("enter")
        await shows(pilot, "enter keeps yours", "it stands at 1.5 now")
        assert status(sample_url, title).key_result.current == 1.5
        await pilot.press("enter")
        await until(pilot, lambda: status(sample_url, title).key_result.current == 2.5)
