"""Tests the check-in of a person, by keys."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from facilitator.checkin import session as checkin_session
from facilitator.meeting import moving, starting
from facilitator.modes import find
from facilitator.modes.parsing import parse_mode
from facilitator.steps.progress import reading as progress_reading
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.steps.whiteboard.reading import CardView
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit
from screens.app import FacilitatorApp
from screens.checkin.screen import CheckinScreen
from screens.program import Opening
from screens.steps.fields import Field
from screens.steps.progress.form import OwnKeyResults, ProgressForm
from screens.steps.whiteboard.form import OwnCards
from tests import moments
from tests.screens.ahead import Ahead
from tests.screens.showing import resize
from tests.screens.waiting import unheard, until

ADA, EMILE = "Ada Lovelace", "Émile Durand"


@pytest.fixture
def team(url: str) -> Iterator[Database]:
    today = moments.today()
    with Database(url) as database:
        database.upgrade()
        with database.writing() as session:
            unit = Unit(name="Platform")
            cycle = Cycle(name="now", start=today - timedelta(days=30), end=today + timedelta(days=60))
            session.add_all((unit, cycle))
            session.flush()
            ada = Person(name=ADA, unit_id=unit.id)
            session.add_all((ada, Person(name=EMILE, unit_id=unit.id)))
            session.flush()
            objective = Objective(cycle_id=cycle.id, owner_person_id=ada.id, title="Ship on the day it is ready")
            session.add(objective)
            session.flush()
            session.add(
                KeyResult(
                    objective_id=objective.id,
                    title="Services with a canary",
                    start=0,
                    target=20,
                    current=3,
                    unit="services",
                    confidence=5,
                )
            )
        yield database


@asynccontextmanager
async def checkin(url: str, name: str = ADA, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[int]]:
    app = FacilitatorApp(url, Opening(checkin=name))
    async with app.run_test(size=size, notifications=True, tooltips=True) as pilot:
        await until(pilot, lambda: len(pilot.app.screen.query(Field)) == 4 and focused(pilot) == "field-done")
        yield pilot


def focused(pilot: Pilot[int]) -> str:
    return (pilot.app.focused.id or "") if pilot.app.focused else ""


def said(database: Database, key: str, name: str = ADA) -> list[str]:
    return [one.text for one in round_reading.prepared(database, name).sentences.get(key, ())]


def shown(pilot: Pilot[int]) -> str:
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


async def test_what_is_typed_is_recorded_without_leaving_the_field(url: str, team: Database) -> None:
    async with checkin(url) as pilot:
        await pilot.press(*"canary", "enter", *"docs")
        await until(pilot, lambda: said(team, "done") == ["canary", "docs"])
        assert focused(pilot) == "field-done"
        await pilot.press("tab", *"more", "tab")
        await until(pilot, lambda: said(team, "today") == ["more"])
        assert focused(pilot) == "field-difficulties"


async def test_it_is_recorded_while_somebody_goes_on_typing(url: str, team: Database) -> None:
    async with checkin(url) as pilot:
        typed = 0
        async with asyncio.timeout(10):
            while not said(team, "done"):
                await pilot.press("x")
                typed += 1
        assert typed < 200


async def test_what_is_typed_last_is_saved_before_the_program_goes(url: str, team: Database) -> None:
    async with checkin(url) as pilot:
        await pilot.press(*"vault")
        screen = pilot.app.screen
        assert isinstance(screen, CheckinScreen)
        await screen.flush()
        assert isinstance(pilot.app, FacilitatorApp)
        assert await pilot.app.outbox.settle(20.0)
        assert said(team, "done") == ["vault"]


async def test_what_flags_add_meanwhile_shows_and_stays(url: str, team: Database) -> None:
    async with checkin(url) as pilot:
        await pilot.press(*"mine")
        rounds.add(team, ADA, {"done": ["by flag"], "today": ["also by flag"]})
        field = pilot.app.screen.query_one("#field-done", Field)
        await until(pilot, lambda: field.text.startswith("mine") and "by flag" in field.text)
        await until(pilot, lambda: pilot.app.screen.query_one("#field-today", Field).text == "also by flag")
        await pilot.press(*"!")
        await until(pilot, lambda: sorted(said(team, "done")) == ["by flag", "mine!"])
        assert field.text.splitlines() == ["mine!", "by flag"]


async def test_what_the_facilitator_rewords_is_taken_over(url: str, team: Database) -> None:
    rounds.add(team, ADA, {"done": ["one", "two"]})
    async with checkin(url) as pilot:
        field = pilot.app.screen.query_one("#field-done", Field)
        await until(pilot, lambda: field.text == "one\ntwo")
        rounds.amend(team, round_reading.prepared(team, ADA).sentences["done"][0].id, "first")
        await until(pilot, lambda: field.text == "first\ntwo")


async def test_nothing_typed_is_markup(url: str, team: Database) -> None:
    text = "[b]x[/b] a[/]b"
    rounds.add(team, ADA, {"today": [text], "difficulties": [text]})
    live = starting.start(team, parse_mode(*find("standup", Path("none"))), "Platform")
    moving.end(team, live.id)
    rounds.add(team, ADA, {"difficulties": [text]})
    whiteboard_writing.add(team, text, name=ADA)
    async with checkin(url, size=(120, 40)) as pilot:
        await until(pilot, lambda: shown(pilot).count(text) >= 4)


async def test_ready_is_recorded_and_shown(url: str, team: Database) -> None:
    async with checkin(url) as pilot:
        await pilot.press(*"x", "ctrl+r")
        await until(pilot, lambda: "✓ ready" in shown(pilot))
        assert round_reading.prepared(team, ADA).ready
        assert said(team, "done") == ["x"]
        await pilot.press("ctrl+r")
        await until(pilot, lambda: not round_reading.prepared(team, ADA).ready)


async def test_own_turn_is_said_big(url: str, team: Database) -> None:
    live = starting.start(team, parse_mode(*find("standup", Path("none"))), "Platform")
    for _ in range(2):
        live = moving.next_step(team, live.id)
    async with checkin(url) as pilot:
        await until(pilot, lambda: "It is your turn" in shown(pilot) and "left of" in shown(pilot))
        moving.next_speaker(team, live.id)
        await until(pilot, lambda: "Émile speaks" in shown(pilot))
        assert not pilot.app.screen.query_one("#turn").display


async def test_it_says_when_it_was_saved_and_what_is_still_to_do(url: str, team: Database, ahead: Ahead) -> None:
    assert not said(team, "done")
    async with checkin(url, size=(60, 20)) as pilot:
        await until(pilot, lambda: "still to do: what you will say" in shown(pilot))
        assert "esc, then q: leave" in shown(pilot)
        await pilot.press(*"vault")
        await until(pilot, lambda: re.search(r"saved \d+ s ago", shown(pilot)) and "nothing left to do" in shown(pilot))
        ahead.wait(70)
        screen = pilot.app.screen
        assert isinstance(screen, CheckinScreen)
        screen._show_where()
        await until(pilot, lambda: re.search(r"saved \d\d:\d\d ", shown(pilot)))


async def test_text_areas_wrap_for_another_size_at_once(url: str, team: Database) -> None:
    rounds.add(team, ADA, {"done": ["canary " * 30], "today": ["quartz " * 30]})
    async with checkin(url) as pilot:
        for width, height in ((60, 20), (120, 40), (200, 60), (80, 24)):
            await resize(pilot, width, height)
            lines = [line.rstrip() for line in shown(pilot).splitlines()]
            # No word is cut off at the right edge of its field.
            assert not [line for line in lines if re.search(r"\b(ca|can|cana|canar|qu|qua|quar|quart)\b", line)]


async def test_the_head_says_which_cycle_a_review_is_about(url: str, team: Database) -> None:
    starting.start(team, parse_mode(*find("review", Path("none"))), "Platform", cycle="now")
    app = FacilitatorApp(url, Opening(checkin=ADA))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Review · now" in shown(pilot) and "My review of now" in shown(pilot))
        assert "your score for 1 key result" in shown(pilot)


async def test_a_key_result_is_changed_in_place(url: str, team: Database) -> None:
    def status() -> tuple[float | None, int | None]:
        one = progress_reading.of_person(team, ADA)[0]
        return one.key_result.current, one.key_result.confidence

    async with checkin(url) as pilot:
        pilot.app.screen.query_one(OwnKeyResults).focus()
        await pilot.press("+", "+")
        await until(pilot, lambda: status() == (3, 7))
        await pilot.press("4")
        await until(pilot, lambda: status() == (3, 4))
        await pilot.press("enter", *"5 c6", "enter")
        await until(pilot, lambda: status() == (5, 6))
        await until(pilot, lambda: focused(pilot) == "own-key-results")


def own_cards(team: Database) -> tuple[CardView, ...]:
    cards: tuple[CardView, ...] = checkin_session.own(team, ADA).asked["whiteboard"].cards
    return cards


async def test_own_cards_are_added_and_moved(url: str, team: Database) -> None:
    def columns() -> list[str]:
        return [card.column for card in own_cards(team)]

    async with checkin(url) as pilot:
        pilot.app.screen.query_one("#new-card", Input).focus()
        await pilot.press(*"write docs", "enter")
        await until(pilot, lambda: columns() == ["To do"])
        await until(pilot, lambda: pilot.app.screen.query_one(OwnCards).selected is not None)
        pilot.app.screen.query_one(OwnCards).focus()
        await pilot.press("right")
        await until(pilot, lambda: columns() == ["Doing"])
        await pilot.press("h")
        await until(pilot, lambda: columns() == ["To do"])
        await until(pilot, lambda: "○ To do  1" in shown(pilot))
        await pilot.click(OwnCards, offset=(5, 1))
        await until(pilot, lambda: columns() == ["Doing"])


async def test_somebody_unknown_is_told_in_a_sentence(url: str, team: Database) -> None:
    assert team.name
    app = FacilitatorApp(url, Opening(checkin="Nobody"))
    async with app.run_test() as pilot:
        await until(pilot, lambda: app.return_code == 1)


async def test_a_figure_comes_with_its_why_and_a_fall_asks_for_one(url: str, team: Database) -> None:
    def status() -> progress_reading.KeyResultStatus:
        return progress_reading.of_person(team, ADA)[0]

    async with checkin(url) as pilot:
        pilot.app.screen.query_one(OwnKeyResults).focus()
        await pilot.press("2")
        await until(pilot, lambda: "confidence fell by 3: y says why" in shown(pilot))
        await pilot.press("y", *"vault", "enter")
        await until(pilot, lambda: status().why == "vault" and "y says why" not in shown(pilot))
        await until(pilot, lambda: focused(pilot) == "own-key-results")
        await pilot.press("enter", *"5 c6 pilots", "enter")
        await until(
            pilot,
            lambda: (status().key_result.current, status().key_result.confidence, status().why) == (5, 6, "pilots"),
        )


async def test_another_meetings_questions_take_their_places(url: str, team: Database) -> None:
    async with checkin(url) as pilot:
        assert [field.prompt.key for field in pilot.app.screen.query(Field)][-1] == "help_needed"
        starting.start(team, parse_mode(*find("weekly", Path("none"))), "Platform")
        wanted = ["commitments", "risks", "priorities", "help_needed"]
        await until(pilot, lambda: [field.prompt.key for field in pilot.app.screen.query(Field)] == wanted)
        pilot.app.screen.query_one("#field-priorities", Field).focus()
        await pilot.press(*"a", "enter", *"b", "enter", *"c", "enter", *"d")
        await until(pilot, lambda: "4 of them; three are easier to keep" in shown(pilot))


async def test_a_confidence_that_another_window_changed_meanwhile_stays(url: str, team: Database) -> None:
    (one,) = progress_reading.of_person(team, ADA)
    async with checkin(url) as pilot:
        async with unheard(pilot):
            progress_writing.update(team, one.key_result.id, confidence=2, note="no vault")
            pilot.app.screen.query_one(ProgressForm).sway(one.key_result.id, to=9)
            await until(pilot, lambda: "was quicker: the confidence is 2 now" in shown(pilot))
        assert progress_reading.of_person(team, ADA)[0].key_result.confidence == 2
        await until(pilot, lambda: "sure 2" in shown(pilot))
        pilot.app.screen.query_one(OwnKeyResults).focus()
        await pilot.press("9")
        await until(pilot, lambda: progress_reading.of_person(team, ADA)[0].key_result.confidence == 9)


async def test_the_second_who_says_a_figure_sees_the_firsts_and_chooses(url: str, team: Database) -> None:
    def current() -> float | None:
        return progress_reading.of_person(team, ADA)[0].key_result.current

    (one,) = progress_reading.of_person(team, ADA)
    async with checkin(url) as pilot:
        pilot.app.screen.query_one(OwnKeyResults).focus()
        await pilot.press("enter")
        await until(pilot, lambda: focused(pilot) == "figure")
        async with unheard(pilot):
            progress_writing.update(team, one.key_result.id, current=4.5)
            await pilot.press("7", "enter")
            await until(pilot, lambda: "enter keeps yours" in shown(pilot) and "at 4.5 now" in shown(pilot))
        assert current() == 4.5
        await pilot.press("enter")
        await until(pilot, lambda: current() == 7)


async def test_a_card_that_another_window_moved_meanwhile_stays_there(url: str, team: Database) -> None:
    whiteboard_writing.add(team, "docs", name=ADA, column="To do")
    (card,) = own_cards(team)
    async with checkin(url) as pilot:
        cards = pilot.app.screen.query_one(OwnCards)
        cards.focus()
        await until(pilot, lambda: cards.has_focus and cards.selected == card.id)
        async with unheard(pilot):
            whiteboard_writing.change(team, card.id, column="Done")
            await pilot.press("right")
            await until(pilot, lambda: "was quicker: it stands in “Done” now" in shown(pilot))
        assert [one.column for one in own_cards(team)] == ["Done"]
        await until(pilot, lambda: "● Done  1" in shown(pilot))
        await pilot.press("left", "left")
        await until(pilot, lambda: [one.column for one in own_cards(team)] == ["To do"])
