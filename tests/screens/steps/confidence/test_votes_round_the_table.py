"""Votes typed round the table: every figure goes to the person and the round that it was meant for."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual import events

from facilitator.meeting import moving, running
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person
from screens.program import Opening
from screens.widgets.rows import Rows
from tests.screens.showing import AppPilot, program, shows, words
from tests.screens.waiting import until
from tests.steps.balloting import ADA, CANARY, JOSE, KR, LEAD, WANG, Room, furnish

SIX = (ADA, WANG, JOSE, "Kim", "Lea", "Moe")


@dataclass
class Table:
    """Six people round a table, the shared screen before them."""

    room: Room
    meeting: int
    pilot: AppPilot

    def type(self, keys: str) -> None:
        """Press keys faster than anything can be done; `⏎` is enter."""
        for key in keys:
            event = events.Key("enter", "\r") if key == "⏎" else events.Key(key, key)
            self.pilot.app.post_message(event)

    @property
    def selected(self) -> str | None:
        """Who votes next."""
        person = self.pilot.app.screen.query_one("#voters", Rows).selected
        return next((name for name, known in self.room.people.items() if known == person), None)

    async def selects(self, name: str | None) -> None:
        await until(self.pilot, lambda: self.selected == name)

    def in_a_check_in(self, name: str, title: str, figure: int) -> None:
        confidence_writing.vote(self.room.database, self.room.people[name], KR, {self.room.key_results[title]: figure})

    def attends(self, name: str, state: str) -> None:
        moving.set_attendance(self.room.database, self.meeting, self.room.people[name], state)

    def rounds(self, title: str = LEAD) -> list[dict[str, int]]:
        records = self.room.records(self.meeting)
        return next(([one["votes"] for one in each["rounds"]] for each in records if each[KR] == title), [])


@pytest.fixture
def room(url: str) -> Iterator[Room]:
    with Database(url) as database:
        found = furnish(database)
        with database.writing() as session:
            more = [Person(name=name, unit_id=found.units["Platform"]) for name in SIX[3:]]
            session.add_all(more)
            session.flush()
            found.people.update({one.name: one.id for one in more})
        yield found


@asynccontextmanager
async def table(room: Room) -> AsyncIterator[Table]:
    meeting = room.meet()
    url = room.database.url.render_as_string()
    async with program(url, Opening(mode="consensus", team="Platform"), size=(80, 30)) as pilot:
        await shows(pilot, "0 of 6 here have voted")
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "voters")
        yield Table(room, meeting, pilot)


def named(figures: Sequence[int]) -> dict[str, int]:
    return dict(zip(SIX, figures, strict=True))


def keys(figures: Sequence[int]) -> str:
    return "".join(str(figure % 10) for figure in figures)


async def test_six_people_vote_three_rounds_over_key_results(room: Room) -> None:
    titles = [LEAD, CANARY, "A key result more"]
    with room.database.writing() as session:
        session.add(KeyResult(objective_id=room.objectives["Every team ships"], title=titles[2], position=10))
    meant = {
        title: [[(place * 7 + number * 3 + voter * (place + 2)) % 10 + 1 for voter in range(6)] for number in range(3)]
        for place, title in enumerate(titles)
    }
    async with table(room) as here:
        for place, title in enumerate(titles):
            # In one burst, as somebody types who does not wait for the screen.
            here.type("⏎v".join(map(keys, meant[title])) + "⏎⏎")
            await until(here.pilot, functools.partial(closed, here, place))
        assert {title: here.rounds(title) for title in titles} == {
            title: [named(figures) for figures in meant[title]] for title in titles
        }


def closed(here: Table, place: int) -> bool:
    return here.room.ballots(here.meeting).ballots[place].state == "closed"


def step(here: Table) -> str:
    live = running.load(here.room.database, here.meeting)
    return live.agenda.steps[live.position().step].kind


async def test_every_ballot_begins_with_the_first_person_and_is_full_after_the_last(room: Room) -> None:
    async with table(room) as here:
        await here.selects(ADA)
        await here.pilot.press(*"123456")
        await shows(here.pilot, "all have voted", "The ballot is full")
        await here.selects(None)
        await here.pilot.press("9", "9")
        await shows(here.pilot, "the ballot is full: enter reveals")
        await here.pilot.press("enter")
        await shows(here.pilot, "Round 1  1 2 3 4 5 6")
        await here.pilot.press("enter")
        await shows(here.pilot, CANARY, "0 of 6 here have voted")
        await here.selects(ADA)
        await here.pilot.press(*"654321", "enter")
        await shows(here.pilot, "Round 1  1 2 3 4 5 6")
        await here.pilot.press("v")
        await here.selects(ADA)
        assert here.rounds() == [named([1, 2, 3, 4, 5, 6])]
        assert here.rounds(CANARY) == [named([6, 5, 4, 3, 2, 1])]


async def test_who_votes_in_a_check_in_is_passed_over(room: Room) -> None:
    async with table(room) as here:
        here.in_a_check_in(WANG, LEAD, 9)
        await shows(here.pilot, "1 of 6 here have voted")
        await here.pilot.press("1")
        await here.selects(JOSE)
        here.in_a_check_in(JOSE, LEAD, 9)
        await here.selects("Kim")
        await here.pilot.press(*"456", "7", "enter")
        await shows(here.pilot, "Round 1  1 4 5 6 9 9")
        assert here.rounds() == [named([1, 9, 9, 4, 5, 6])]


async def test_who_leaves_is_passed_over_and_who_arrives_is_asked(room: Room) -> None:
    async with table(room) as here:
        here.attends("Moe", "absent")
        await here.pilot.press("1")
        await here.selects(WANG)
        here.attends(WANG, "absent")
        await here.selects(JOSE)
        await here.pilot.press(*"345")
        await here.selects(None)
        here.attends("Moe", "present")
        await here.selects("Moe")
        await here.pilot.press("6")
        await here.selects(None)
        here.attends(WANG, "late")
        await here.pilot.press("7", "enter")
        await shows(here.pilot, "Round 1  1 3 4 5 6")


async def test_a_vote_is_changed_by_selecting_whose_it_is(room: Room) -> None:
    async with table(room) as here:
        await here.pilot.press(*"123456")
        await here.selects(None)
        await here.pilot.press("home", "down", "8")
        await shows(here.pilot, f"{WANG} has voted: replace the vote?")
        await here.pilot.press("y")
        await here.selects(None)
        await here.pilot.press("9", "enter")
        await shows(here.pilot, "Round 1  1 3 4 5 6 8")
        assert here.rounds() == [named([1, 8, 3, 4, 5, 6])]


async def test_a_vote_that_is_taken_back_is_asked_for_again(room: Room) -> None:
    async with table(room) as here:
        await here.pilot.press("1", "9", "u")
        await here.selects(WANG)
        await here.pilot.press(*"23456", "enter")
        await shows(here.pilot, "Round 1  1 2 3 4 5 6")
        assert here.rounds() == [named([1, 2, 3, 4, 5, 6])]


async def test_a_vote_that_is_refused_is_not_shown_as_given(room: Room) -> None:
    async with table(room) as here:
        with room.database.writing() as session:
            session.get_one(KeyResult, room.key_results[LEAD]).dropped = True
        here.type("1")
        await shows(here.pilot, f'"{LEAD}" is not voted on in this meeting')
        journal.undo(room.database, here.meeting)


async def test_two_windows_go_on_once(room: Room) -> None:
    async with table(room) as here, another(room) as other:
        await here.pilot.press(*"123456")
        await shows(other, "all have voted")
        for pilot in (here.pilot, other):
            pilot.app.post_message(events.Key("enter", "\r"))
        for pilot in (here.pilot, other):
            await shows(pilot, "Round 1  1 2 3 4 5 6")
        for pilot in (here.pilot, other):
            pilot.app.post_message(events.Key("enter", "\r"))
        await until(here.pilot, lambda: "another window was quicker" in words(here.pilot) + words(other))
        for pilot in (here.pilot, other):
            await shows(pilot, CANARY, "0 of 6 here have voted")
        assert step(here) == "confidence"


@asynccontextmanager
async def another(room: Room) -> AsyncIterator[AppPilot]:
    """The same meeting in another window."""
    url = room.database.url.render_as_string()
    async with program(url, Opening(mode="consensus", team="Platform"), size=(80, 30)) as pilot:
        await shows(pilot, "0 of 6 here have voted")
        yield pilot
