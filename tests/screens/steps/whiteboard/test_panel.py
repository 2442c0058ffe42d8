"""The whiteboard on the shared screen: the keys are about the selected card, and it stays selected."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual import events
from textual.widgets import Input

from facilitator.meeting import moving, running
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.steps import entering
from facilitator.steps.whiteboard import reading as whiteboard_reading
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.steps.whiteboard.reading import CardView
from facilitator.store.database import Database
from screens.program import Opening
from screens.steps.whiteboard.panel import Column
from tests.company import build
from tests.screens.showing import AppPilot, fill, program, shows, words
from tests.screens.waiting import until


@dataclass
class Board:
    """A stand-up at its whiteboard, with a card `a` in To do, `b` and `c` in Doing."""

    database: Database
    meeting: int
    pilot: AppPilot
    cards: dict[str, int]

    @property
    def columns(self) -> dict[str, str]:
        return {card.title: card.column for card in whiteboard_reading.of_meeting(self.database, self.meeting)}

    def card(self, title: str) -> CardView:
        return next(card for card in whiteboard_reading.of_meeting(self.database, self.meeting) if card.title == title)

    @property
    def selected(self) -> str | None:
        """The card that the keys are about."""
        focused = self.pilot.app.focused
        card = focused.selected if isinstance(focused, Column) else None
        return next((title for title, known in self.cards.items() if known == card), None)

    async def select(self, title: str) -> None:
        for index in range(3):
            column = self.pilot.app.screen.query_one(f"#column-{index}", Column)
            if any(row.id == self.cards[title] for row in column.rows):
                column.select(self.cards[title])
                column.focus()
        await until(self.pilot, lambda: self.selected == title)

    async def write(self, key: str, line: str) -> None:
        await self.pilot.press(key)
        await fill(self.pilot, line)
        await until(self.pilot, lambda: not self.pilot.app.screen.has_class("asking"))


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database(url) as opened:
        with opened.writing() as session:
            build(session, {"Platform": None}, dict.fromkeys(("Ada", "Yusuf Demir", "Émile"), "Platform"))
        yield opened


@asynccontextmanager
async def board(database: Database, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Board]:
    live = entering.enter(database, "standup", "Platform").live
    while live.agenda.steps[live.position().step].kind != "whiteboard":
        live = moving.next_step(database, live.id)
    cards = {
        title: whiteboard_writing.add(database, title, meeting_id=live.id, column=column) or 0
        for title, column in (("a", "To do"), ("b", "Doing"), ("c", "Doing"))
    }
    async with program(database.url.render_as_string(), Opening(mode="standup", team="Platform"), size=size) as pilot:
        await shows(pilot, "Doing  2")
        await until(pilot, lambda: isinstance(pilot.app.focused, Column))
        yield Board(database, live.id, pilot, cards)


async def test_the_selected_card_stays_selected_whatever_is_recorded(database: Database) -> None:
    async with board(database) as here:
        for key in ("a", "d", "p"):
            await here.select("c")
            await here.write(key, "something else")
            await until(here.pilot, lambda: here.selected == "c")
        await here.pilot.press("c")
        await until(here.pilot, lambda: isinstance(here.pilot.app.focused, Input))
        await here.pilot.press("escape")
        await until(here.pilot, lambda: here.selected == "c")
        whiteboard_writing.change(database, here.cards["b"], column="Done", meeting_id=here.meeting)
        await shows(here.pilot, "Doing  1")
        await here.pilot.resize_terminal(80, 24)
        await here.pilot.press("L")
        await until(here.pilot, lambda: here.columns == {"a": "To do", "b": "Done", "c": "Done"})
        await until(here.pilot, lambda: here.selected == "c")
        await here.pilot.press("H", "H")
        await until(here.pilot, lambda: here.columns == {"a": "To do", "b": "Done", "c": "To do"})


async def test_a_new_card_is_pinned_in_the_first_column_and_selected(database: Database) -> None:
    async with board(database) as here:
        await here.select("c")
        await here.pilot.press("c")
        await shows(here.pilot, "Card in To do")
        await fill(here.pilot, "d")
        await shows(here.pilot, "To do  2")
        here.cards["d"] = here.card("d").id
        await until(here.pilot, lambda: here.selected == "d")
        await here.pilot.press("L")
        await until(here.pilot, lambda: here.columns == {"a": "To do", "b": "Doing", "c": "Doing", "d": "Doing"})


async def test_a_card_that_somebody_takes_off_hands_its_keys_to_no_other(database: Database) -> None:
    async with board(database) as here:
        await here.select("b")
        whiteboard_writing.change(database, here.cards["b"], archived=True, meeting_id=here.meeting)
        await shows(here.pilot, "Doing  1")
        await here.pilot.press("L", "backspace", "t", "r", "o")
        await shows(here.pilot, "no card is selected")
        assert here.columns == {"a": "To do", "c": "Doing"}
        await here.pilot.press("down", "L")
        await until(here.pilot, lambda: here.columns == {"a": "To do", "c": "Done"})


async def test_a_card_that_somebody_moves_is_followed(database: Database) -> None:
    async with board(database) as here:
        await here.select("a")
        whiteboard_writing.change(database, here.cards["a"], column="Done", meeting_id=here.meeting)
        await shows(here.pilot, "Done  1")
        await until(here.pilot, lambda: here.selected == "a")
        await here.pilot.press("H")
        await until(here.pilot, lambda: here.columns["a"] == "Doing")


async def test_a_card_in_a_column_of_another_board_stands_in_the_first_everywhere(database: Database) -> None:
    async with board(database) as here:
        whiteboard_writing.change(database, here.cards["c"], column="Waiting", meeting_id=here.meeting)
        await shows(here.pilot, "To do  2", "Doing  1")
        told = minutes_reading.read(database, here.meeting)
        assert "Waiting" not in minutes_forms.as_markdown(told)
        steps = minutes_json.as_table(told)["steps"]
        (records,) = [step["records"] for step in steps if step["kind"] == "whiteboard"]
        assert {one["card"]: one["column"] for one in records} == {"a": "To do", "b": "Doing", "c": "To do"}
        await here.select("c")
        await here.pilot.press("L")
        await until(here.pilot, lambda: here.columns["c"] == "Doing")


async def test_of_two_who_move_a_card_at_once_the_second_is_told(database: Database) -> None:
    async with board(database) as here, another(database) as other:
        await here.select("a")
        for pilot in (here.pilot, other):
            pilot.app.post_message(events.Key("L", "L"))
        await until(here.pilot, lambda: "Doing  3" in words(here.pilot) and "Doing  3" in words(other))
        await until(here.pilot, lambda: "was quicker" in words(here.pilot) + words(other))
        assert here.columns["a"] == "Doing"


@asynccontextmanager
async def another(database: Database) -> AsyncIterator[AppPilot]:
    """The same board in another window."""
    url = database.url.render_as_string()
    async with program(url, Opening(mode="standup", team="Platform"), size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.focused, Column))
        yield pilot


async def test_who_rewords_second_sees_the_first_ones_words_and_chooses(database: Database) -> None:
    async with board(database) as here:
        await here.select("a")
        await here.pilot.press("r")
        await until(here.pilot, lambda: isinstance(here.pilot.app.focused, Input))
        whiteboard_writing.change(database, here.cards["a"], title="theirs", meeting_id=here.meeting)
        await fill(here.pilot, "mine")
        await shows(here.pilot, "it says “theirs”", "enter keeps yours")
        field = here.pilot.app.focused
        assert isinstance(field, Input)
        assert field.value == "mine"
        assert "theirs" in here.columns
        await here.pilot.press("enter")
        await until(here.pilot, lambda: "mine" in here.columns)


def place(here: Board, title: str, column: int) -> tuple[int, int]:
    """Where a card stands on the screen, in a column."""
    shown = here.pilot.app.screen.query_one(f"#column-{column}", Column)
    (line,) = [y for y in range(shown.size.height) if shown.id_at(y) == here.cards[title]][:1]
    return shown.region.x + 3, shown.region.y + line


async def test_a_card_is_dragged_and_shows_where_it_will_land(database: Database) -> None:
    async with board(database) as here:
        done = here.pilot.app.screen.query_one("#column-2", Column)
        landing = done.region.x + 5, done.region.y + 9
        await here.pilot.mouse_down(offset=place(here, "b", 1))
        await here.pilot.hover(offset=landing)
        await shows(here.pilot, "▼ Done  0", "┏╍")
        assert here.columns["b"] == "Doing"
        # Let go of outside the board, it stays; let go of over a column, it goes there.
        await here.pilot.hover(offset=(2, 1))
        await shows(here.pilot, "● Done  0")
        await here.pilot.mouse_up(offset=(2, 1))
        await here.pilot.mouse_down(offset=place(here, "b", 1))
        await here.pilot.hover(offset=landing)
        await here.pilot.mouse_up(offset=landing)
        await until(here.pilot, lambda: here.columns == {"a": "To do", "b": "Done", "c": "Doing"})
        await shows(here.pilot, "● Done  1")
        await until(here.pilot, lambda: here.selected == "b")


async def test_a_card_says_whose_it_is_and_lies_closer_to_others_where_there_are_many(database: Database) -> None:
    async with board(database) as here:
        whiteboard_writing.give(database, here.cards["a"], "yus", here.meeting)
        await shows(here.pilot, "━ Yusuf ━")
        many = 30
        for number in range(many):
            whiteboard_writing.add(database, f"card {number}", meeting_id=here.meeting, column="Done")
        await shows(here.pilot, f"Done  {many}", "card 4")
        await here.pilot.press("right", "right", "end")
        await shows(here.pilot, f"┃ card {many - 1} ")
        done = here.pilot.app.screen.query_one("#column-2", Column)
        # What is out of sight is not drawn.
        assert len(done._drawn) < done.size.height


async def test_a_card_is_given_to_whom_a_part_of_a_name_means(database: Database) -> None:
    async with board(database) as here:
        await here.select("a")
        await here.write("o", "emi")
        await until(here.pilot, lambda: here.card("a").owner == "Émile")
        await here.pilot.press("o")
        await fill(here.pilot, "mir")
        await shows(here.pilot, "nobody called 'mir'")
        assert running.load(database, here.meeting).id == here.meeting
        assert here.card("a").owner == "Émile"
