"""Two people who change the same thing at once: the second is told, sees what stands there now, and chooses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual.widgets import Input

from facilitator.meeting import moving
from facilitator.steps import entering, outcomes
from facilitator.steps.round import reading as round_reading
from facilitator.steps.round import writing as rounds
from facilitator.store.database import Database
from screens.program import Opening
from screens.widgets.rows import Rows
from tests.company import build
from tests.screens.showing import AppPilot, fill, program, shows
from tests.screens.waiting import until


@dataclass
class Turn:
    """Ada's turn in a stand-up, on the shared screen."""

    database: Database
    meeting: int
    pilot: AppPilot
    person: int

    def said(self, key: str = "difficulties") -> list[tuple[str, str | None]]:
        turn = round_reading.of_meeting(self.database, self.meeting)[self.person]
        return [(one.text, one.outcome) for one in turn.sentences.get(key, ())]

    def sentence(self) -> int:
        return round_reading.of_meeting(self.database, self.meeting)[self.person].sentences["difficulties"][0].id


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    with Database(url) as opened:
        with opened.writing() as session:
            build(session, {"Platform": None}, dict.fromkeys(("Ada", "Kim"), "Platform"))
        yield opened


@asynccontextmanager
async def turn(database: Database) -> AsyncIterator[Turn]:
    live = entering.enter(database, "standup", "Platform").live
    while (person := live.position().speaker) is None:
        live = moving.next_step(database, live.id)
    said = {"difficulties": ["no access"], "done": ["the cache"]}
    rounds.add(database, live.people[person], said, "meeting")
    url = database.url.render_as_string()
    async with program(url, Opening(mode="standup", team="Platform"), size=(100, 30)) as pilot:
        await shows(pilot, "no access")
        await until(pilot, lambda: isinstance(pilot.app.focused, Rows))
        yield Turn(database, live.id, pilot, person)


async def test_a_sentence_that_two_reword_keeps_the_firsts_words_until_the_second_chooses(
    database: Database,
) -> None:
    async with turn(database) as here:
        here.pilot.app.screen.query_one(Rows).select(here.sentence())
        await here.pilot.press("r")
        await until(here.pilot, lambda: isinstance(here.pilot.app.focused, Input))
        rounds.amend(here.database, here.sentence(), "no access to [b]logs[/b]")
        field = await fill(here.pilot, "no key")
        await shows(here.pilot, "it says “no access to [b]logs[/b]”", "esc keeps theirs")
        assert (field.value, here.said()) == ("no key", [("no access to [b]logs[/b]", None)])
        await here.pilot.press("enter")
        await until(here.pilot, lambda: here.said() == [("no key", None)])


async def test_a_difficulty_is_settled_only_where_it_is_selected(database: Database) -> None:
    async with turn(database) as here:
        await here.pilot.press("home", "D", "E", "P", "A", "H")
        await shows(here.pilot, "select a difficulty")
        assert here.said() == [("no access", None)]
        await here.pilot.press("end", "D")
        await until(here.pilot, lambda: here.said() == [("no access", "dropped")])


@pytest.mark.parametrize("key", ["A", "H"])
async def test_what_was_parked_meanwhile_becomes_something_else_only_on_purpose(database: Database, key: str) -> None:
    async with turn(database) as here:
        here.pilot.app.screen.query_one(Rows).select(here.sentence())
        await here.pilot.press(key)
        await until(here.pilot, lambda: isinstance(here.pilot.app.focused, Input))
        outcomes.park(here.database, here.meeting, "no access", sentence_id=here.sentence())
        await fill(here.pilot, "a key @Kim")
        await shows(here.pilot, "it is settled already: parked", "esc keeps theirs")
        assert [one.kind for one in outcomes.recorded(here.database, here.meeting)] == ["parked"]
        await here.pilot.press("enter")
        await until(here.pilot, lambda: here.said() == [("no access", "action" if key == "A" else "request")])
