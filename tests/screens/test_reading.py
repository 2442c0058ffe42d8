"""Owner and day are shown while a line is typed, wherever they are asked; what is not understood is not slipped in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from textual import events
from textual.widgets import Input

from facilitator.promises import reading as promises_reading
from facilitator.steps import outcomes
from facilitator.steps.round import writing as rounds
from facilitator.store.database import Database
from facilitator.tables.meeting import Action, Request
from screens.program import Opening
from screens.promises.screen import PromisesScreen
from tests.screens.meeting import test_screen
from tests.screens.meeting.test_screen import at, meeting
from tests.screens.minutes.test_correcting import begin
from tests.screens.showing import SIZES, AppPilot, fits, program, shows, words
from tests.screens.steps.reflection.test_panel import field as reflection_field
from tests.screens.steps.reflection.test_panel import quarter as quarter  # noqa: PLC0414  # a fixture
from tests.screens.steps.requests import test_panel
from tests.screens.steps.requests.test_panel import (
    checkin,  # a fixture
)
from tests.screens.steps.requests.test_panel import company as company  # noqa: PLC0414  # a fixture
from tests.screens.waiting import until
from tests.steps.asking_company import ADA, AskingCompany
from tests.steps.reviewing import ADA as REVIEWER
from tests.steps.reviewing import Quarter

team = test_screen.team
DAY = "Fri 4 Dec 2026"


async def paste(pilot: AppPilot, line: str, *, over: bool = False) -> Input:
    """Put a line into the field that has the focus."""
    await until(pilot, lambda: isinstance(pilot.app.focused, Input))
    field = pilot.app.focused
    assert isinstance(field, Input)
    if over:
        field.clear()
    expected = field.value + line
    field.post_message(events.Paste(line))
    await until(pilot, lambda: field.value == expected)
    return field


def actions(database: Database) -> list[tuple[str, str]]:
    """What is recorded, with its day."""
    with database.reading() as session:
        return [(row.text, str(row.due)) for row in session.scalars(select(Action).order_by(Action.id))]


async def test_owner_and_day_stand_there_as_they_will_be_recorded(team: Database) -> None:
    async with meeting(team, SIZES[1]) as pilot:
        await at(pilot, team, "gather")
        await pilot.press("a")
        await fits(pilot, "→ nobody yet · no day", sizes=SIZES[1:])
        await paste(pilot, "ship it @emi")
        await shows(pilot, "ship it @emi", "→ Émile · no day")
        await paste(pilot, " by 4. Dezember 2026")
        await fits(pilot, f"→ Émile · {DAY}", sizes=SIZES[1:])
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.screen.has_class("asking"))
        assert actions(team) == [("ship it", "2026-12-04")]
        # The next field reads nothing.
        await pilot.press("d")
        await until(pilot, lambda: pilot.app.screen.has_class("asking"))
        assert "nobody yet" not in words(pilot)


async def test_what_is_not_understood_is_recorded_after_a_second_enter(team: Database) -> None:
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        await pilot.press("a")
        await paste(pilot, "call @Bob by 2026-02-30")
        await shows(pilot, "? “by 2026-02-30” is not a day; nobody is called “Bob”")
        await pilot.press("enter")
        await shows(pilot, "enter again keeps it as text")
        assert actions(team) == []
        # Another line is another question.
        await paste(pilot, "5")
        await pilot.press("enter")
        await shows(pilot, "“by 2026-02-305” is not a day")
        assert actions(team) == []
        await pilot.press("enter")
        await until(pilot, lambda: not pilot.app.screen.has_class("asking"))
        assert actions(team) == [("call @Bob by 2026-02-305", "None")]


async def test_a_name_is_completed_behind_an_at(team: Database) -> None:
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        await pilot.press("a")
        field = await paste(pilot, "ship it @em")
        await pilot.press("tab")
        await until(pilot, lambda: field.value == "ship it @emile")
        assert field.has_focus
        await paste(pilot, " and @王")
        await shows(pilot, "@王小明")
        await pilot.press("right")
        await until(pilot, lambda: field.value == "ship it @emile and @王小明")
        # Where nothing is offered, tab goes round.
        await pilot.press("tab")
        await until(pilot, lambda: not field.has_focus)


async def test_a_difficulty_is_its_speakers_unless_the_line_says_whose(team: Database) -> None:
    rounds.add(team, "Ada", {"difficulties": ["no access"]})
    async with meeting(team) as pilot:
        for kind in ("gather", "progress"):
            await at(pilot, team, kind)
            await pilot.press("enter")
        await at(pilot, team, "round")
        await shows(pilot, "no access")
        await pilot.press("A")
        await shows(pilot, "→ Ada · no day")
        await paste(pilot, " @王 by 2026-12-04")
        await shows(pilot, f"→ 王小明 · {DAY}")
        await pilot.press("enter")
        await until(pilot, lambda: actions(team) == [("no access", "2026-12-04")])


async def test_a_promise_moves_to_a_day_and_to_nothing_else(team: Database) -> None:
    today = datetime.now().astimezone().date()
    async with meeting(team) as pilot:
        await at(pilot, team, "gather")
        outcomes.record_action(team, test_screen.live(team).id, f"ship it @Ada by {today}")
        await pilot.press("q")
        await shows(pilot, "open action")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, PromisesScreen))
        await shows(pilot, "ship it")
        await pilot.press("w")
        await shows(pilot, "By when?", f"→ {today:%a} {today.day} {today:%b} {today.year}")
        await paste(pilot, "soon", over=True)
        await shows(pilot, "? “soon” is not a day")
        await pilot.press("enter", "enter")
        await shows(pilot, "By when?")
        await paste(pilot, "in zwei Wochen", over=True)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, PromisesScreen))
        due = today + timedelta(days=14)
        await until(pilot, lambda: [one.due for one in promises_reading.of_all(team)] == [due])


async def test_a_correction_shows_whose_an_action_is_and_by_when(sample_url: str) -> None:
    async with program(sample_url) as pilot:
        await begin(pilot, "add an action")
        await shows(pilot, "→ nobody yet · no day")
        await paste(pilot, "count the boxes @hanna by 2026-12-04")
        await shows(pilot, f"→ Hanna Lindqvist · {DAY}")
        await paste(pilot, "4")
        await shows(pilot, "? “by 2026-12-044” is not a day")


async def test_a_request_in_a_check_in_says_whom_it_asks(company: AskingCompany) -> None:
    async with checkin(company, ADA) as pilot:
        await test_panel.focus(pilot)
        await pilot.press("s")
        await paste(pilot, "two pilots @Sales by 2026-12-04")
        await shows(pilot, f"→ Sales · {DAY}")
        await paste(pilot, " @Nobody")
        await shows(pilot, "? nobody is called “Nobody”")
        field = await paste(pilot, "two pilots @Sales by 2026-12-04", over=True)
        await pilot.press("enter")
        await until(pilot, lambda: not field.value)
        with company.database.reading() as session:
            assert [(row.what, str(row.due)) for row in session.scalars(select(Request))] == [
                ("two pilots", "2026-12-04")
            ]


async def test_actions_of_an_own_review_show_whose_they_are(url: str, quarter: Quarter) -> None:
    async with program(url, Opening(checkin=REVIEWER), size=(120, 60)) as pilot:
        field = await reflection_field(pilot, "action")
        field.insert("write it down by 2026-12-04\nread it @王 by 2026-02-30")
        await shows(pilot, f"→ {REVIEWER} · {DAY}", "→ 王小明 · no day", "? “by 2026-02-30” is not a day")
        assert quarter.people
