"""Promises on screen: whose they are, what is late, and what becomes of them; in the gathering and in check-ins too."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from textual.widgets import Input

from facilitator.promises import reading as promises_reading
from facilitator.promises import writing as promises_writing
from facilitator.steps import outcomes
from facilitator.store.database import Database
from screens.minutes.screen import MinutesScreen
from screens.program import Opening
from screens.promises.screen import PromisesScreen
from screens.steps.gather.panel import CarriedOver
from screens.steps.promises.form import PromisesForm
from screens.widgets.rows import Rows
from tests.moments import today, yesterday
from tests.screens.showing import SIZES, AppPilot, fits, program, shows, words
from tests.screens.waiting import until
from tests.steps import conftest
from tests.steps.conftest import ADA, JOSE, WANG, Team

team = conftest.team


async def opened(pilot: AppPilot, name: str) -> None:
    await shows(pilot, name, "open action")
    await pilot.press("a")
    await until(pilot, lambda: isinstance(pilot.app.screen, PromisesScreen))
    await until(pilot, lambda: pilot.app.screen.query_one("#promises").has_focus)


def state(database: Database, text: str) -> tuple[str, str]:
    return next(
        (promise.state, promise.reason) for promise in promises_reading.of_all(database) if promise.text == text
    )


@pytest.fixture
def kept(team: Team) -> Team:
    """Two promises kept, one overdue with markup in it, one open."""
    meeting = team.meet()
    for line in (f"write it @{ADA}", f"read it @{JOSE}", f"[b]open[/b] logs @{ADA} by {yesterday()}", f"wait @{WANG}"):
        outcomes.record_action(team.database, meeting, line)
    for action in (1, 2):
        promises_writing.set_state(team.database, "action", action, "done", meeting_id=meeting)
    team.end(meeting)
    return team


def url(team: Team) -> str:
    return team.database.url.render_as_string(hide_password=False)


async def test_a_team_sees_what_it_has_promised(kept: Team) -> None:
    async with program(url(kept)) as pilot:
        await opened(pilot, "Platform")
        await fits(
            pilot,
            "Promises   Platform",
            "▲ overdue",
            "[b]open[/b] logs",
            "2 open, 1 overdue",
            "2 of 3 promises",
            sizes=SIZES[1:],
        )
        shown = words(pilot)
        assert shown.index(ADA) < shown.index(WANG)
        assert "read it" not in shown
        await pilot.press("f")
        await until(pilot, lambda: WANG not in words(pilot))
        await pilot.press("f", "v")
        await fits(pilot, f"{JOSE}: read it", "☑ done", sizes=SIZES[1:])
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, MinutesScreen))


async def test_it_is_dropped_with_a_reason_only_and_that_is_taken_back(kept: Team) -> None:
    async with program(url(kept)) as pilot:
        await opened(pilot, "Platform")
        await shows(pilot, "▲ overdue")
        await pilot.press("x")
        await shows(pilot, "Why is it dropped?")
        await pilot.press("enter", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, PromisesScreen))
        assert state(kept.database, "[b]open[/b] logs") == ("open", "")
        await pilot.press("x")
        await shows(pilot, "Why is it dropped?")
        await pilot.press(*"late", "enter")
        await until(pilot, lambda: state(kept.database, "[b]open[/b] logs") == ("dropped", "late"))
        await until(pilot, lambda: "▲ overdue" not in words(pilot))
        await pilot.press("u")
        await shows(pilot, "▲ overdue", "taken back")
        assert state(kept.database, "[b]open[/b] logs") == ("open", "")


async def test_a_date_moves_and_it_goes_to_other_hands(kept: Team) -> None:
    async with program(url(kept)) as pilot:
        await opened(pilot, "Platform")
        await shows(pilot, "▲ overdue")
        await pilot.press("w")
        await shows(pilot, "By when?")
        await pilot.press(*["backspace"] * 10, *"tomorrow", "enter")
        await shows(pilot, f"was {yesterday().isoformat()}", (today() + timedelta(days=1)).isoformat())
        await pilot.press("h")
        await shows(pilot, "Who does it instead?")
        await pilot.press(*"Jos", "enter")
        await shows(pilot, JOSE)
        assert [promise.text for promise in promises_reading.of_person(kept.database, kept.jose, only_open=True)] == [
            "[b]open[/b] logs"
        ]


async def test_nobody_sees_figures_of_one_person(kept: Team) -> None:
    async with program(url(kept)) as pilot:
        await opened(pilot, "Platform")
        await shows(pilot, "2 of 3 promises")
        await pilot.press("t")
        await shows(pilot, "Promises   all teams")
        await pilot.press("t")
        await shows(pilot, "Who are you?")
        await pilot.press(*"Ada", "enter")
        await shows(pilot, f"Promises   {ADA}", "▲ overdue")
        assert "kept" not in words(pilot)


async def test_a_gathering_asks_why_something_is_dropped(kept: Team) -> None:
    async with program(url(kept), Opening(mode="standup", team="Platform"), size=(120, 40)) as pilot:
        await shows(pilot, "▲ [b]open[/b] logs", "☐ wait", "▲ 1 overdue")
        shown = words(pilot)
        assert shown.index("logs") < shown.index("wait")
        await pilot.press("tab", "left")
        await shows(pilot, "Why is it dropped")
        await pilot.press("escape")
        assert state(kept.database, "[b]open[/b] logs") == ("open", "")
        await until(pilot, lambda: not isinstance(pilot.app.focused, Input))
        pilot.app.screen.query_one("#carried").focus()
        await pilot.press("left")
        await shows(pilot, "Why is it dropped")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press(*"late", "enter")
        await shows(pilot, "☒ [b]open[/b] logs", "dropped  Ada", "because:", "late")
        assert state(kept.database, "[b]open[/b] logs") == ("dropped", "late")


async def test_they_come_up_in_the_owners_check_in(kept: Team) -> None:
    async with program(url(kept), Opening(checkin=ADA), size=(80, 50)) as pilot:
        await shows(pilot, "I have promised  1", "▲ overdue", "[b]open[/b] logs")
        pilot.app.screen.query_one(PromisesForm).query_one(Rows).focus()
        await pilot.press("x")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        await pilot.press(*"late", "enter")
        await until(pilot, lambda: state(kept.database, "[b]open[/b] logs") == ("dropped", "late"))
        await until(pilot, lambda: "I have promised" not in words(pilot))


async def test_what_two_settle_at_once_stays_as_the_first_said(kept: Team) -> None:
    async with program(url(kept), Opening(mode="standup", team="Platform"), size=(120, 40)) as pilot:
        await shows(pilot, "▲ [b]open[/b] logs", "☐ wait")
        await pilot.press("tab")
        carried = pilot.app.screen.query_one(CarriedOver)
        action = next(row.id[1] for row in carried.rows if isinstance(row.id, tuple) and row.id[0] == "action")
        pilot.app.simulate_key("right")
        promises_writing.set_state(kept.database, "action", action, "dropped", "no need")
        await shows(pilot, "was quicker: it is dropped now")
        assert state(kept.database, "[b]open[/b] logs") == ("dropped", "no need")


async def test_the_second_who_moves_a_date_sees_the_firsts_and_chooses(kept: Team) -> None:
    def due() -> set[date | None]:
        return {promise.due for promise in promises_reading.of_all(kept.database) if promise.text == "[b]open[/b] logs"}

    async with program(url(kept)) as pilot:
        await opened(pilot, "Platform")
        await shows(pilot, "▲ overdue")
        await pilot.press("w")
        await shows(pilot, "By when?")
        promises_writing.set_due(kept.database, "action", 3, date(2099, 12, 4))
        await pilot.press(*["backspace"] * 10, *"tomorrow", "enter")
        await shows(pilot, "was quicker: it is due 2099-12-04 now", "enter keeps yours")
        assert due() == {date(2099, 12, 4)}
        await pilot.press("enter")
        await until(pilot, lambda: due() == {today() + timedelta(days=1)})


async def test_what_another_window_has_settled_is_not_settled_again(kept: Team) -> None:
    async with program(url(kept)) as pilot:
        await opened(pilot, "Platform")
        await shows(pilot, "▲ overdue")
        screen = pilot.app.screen
        assert isinstance(screen, PromisesScreen)
        promises_writing.set_state(kept.database, "action", 3, "dropped", "no need")
        screen.action_done()
        await shows(pilot, "was quicker: it is dropped now")
        assert state(kept.database, "[b]open[/b] logs") == ("dropped", "no need")


async def test_what_the_meeting_has_settled_is_not_settled_again_in_a_check_in(kept: Team) -> None:
    async with program(url(kept), Opening(checkin=ADA), size=(80, 50)) as pilot:
        await shows(pilot, "I have promised  1", "[b]open[/b] logs")
        pilot.app.screen.query_one(PromisesForm).query_one(Rows).focus()
        await until(pilot, lambda: pilot.app.screen.query_one(PromisesForm).query_one(Rows).has_focus)
        pilot.app.simulate_key("d")
        promises_writing.set_state(kept.database, "action", 3, "dropped", "no need")
        await shows(pilot, "was quicker: it is dropped now")
        assert state(kept.database, "[b]open[/b] logs") == ("dropped", "no need")
