"""A vote on the shared screen and in somebody's own check-in, by the keys that users rely on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from textual.widgets import Input

from facilitator.meeting import moving, running
from facilitator.okr import votes
from facilitator.steps.confidence import writing as confidence_writing
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person
from screens.program import Opening
from screens.steps.confidence.form import OwnVotes
from screens.widgets.rows import Rows
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import until
from tests.steps.balloting import ADA, CANARY, JOSE, KR, LEAD, WANG, Room, furnish


@dataclass
class Vote:
    """A meeting that has come to its vote, on the screen."""

    room: Room
    meeting: int
    pilot: AppPilot

    async def cast(self, **figures: int) -> None:
        names = {"ada": ADA, "wang": WANG, "jose": JOSE}
        for name, figure in figures.items():
            item = {self.room.key_results[LEAD]: figure}
            confidence_writing.vote(self.room.database, self.room.people[names[name]], KR, item)
        have = len(figures)
        await shows(self.pilot, "all have voted" if have == 3 else f"{have} of 3 here have voted")

    def step(self) -> str:
        live = running.load(self.room.database, self.meeting)
        return live.agenda.steps[live.position().step].kind

    async def asked(self) -> None:
        await until(self.pilot, lambda: self.pilot.app.screen.is_modal)


@pytest.fixture
def room(url: str) -> Iterator[Room]:
    with Database(url) as database:
        yield furnish(database)


@asynccontextmanager
async def vote(room: Room, size: tuple[int, int] = (80, 24), per: str = KR) -> AsyncIterator[Vote]:
    meeting = room.meet(per=per)
    url = room.database.url.render_as_string()
    async with program(url, Opening(mode="consensus", team="Platform"), size=size) as pilot:
        await until(pilot, lambda: bool(pilot.app.screen.query("MeetingScreen #voters")))
        await shows(pilot, "1 OF 2")
        yield Vote(room, meeting, pilot)


async def test_a_vote_from_the_first_figure_to_the_agreed_one(room: Room) -> None:
    async with vote(room) as here:
        await shows(here.pilot, LEAD, "◆ Ada Lovelace", "0 of 3 here have voted", "5 = 50 % sure, very hard")
        await shows(here.pilot, "KEY RESULT 1 OF 2", "VOTE NOW  round 1", "enter next key result")
        await here.cast(ada=8, wang=3, jose=6)
        await shows(here.pilot, "enter reveal")
        await here.pilot.press("enter")
        await shows(here.pilot, "KEY RESULT 1 OF 2", "REVEALED  round 1, 3 of 3 voted")
        await shows(here.pilot, "First   王小明 3 ", "Then    Ada 8 ", "Round 1  3 6 8", "Agreed  –")
        await shows(here.pilot, "median  6    spread  5    wide: talk before you vote again")
        assert [line for line in words(here.pilot).splitlines() if "● 王小明" in line and "◆ Ada" in line]
        await here.pilot.press("v")
        await shows(here.pilot, "Round 1  3 6 8   Round 2  –", "0 of 3 here have voted")
        await here.cast(ada=7, wang=7, jose=7)
        await here.pilot.press("enter")
        await shows(here.pilot, "All say 7", "Round 2  7 7 7")
        await here.pilot.press("g")
        await shows(here.pilot, "enter agrees on 7, or type 1 to 10   median 7, Ada Lovelace voted 7")
        await here.pilot.press("enter")
        await shows(here.pilot, "AGREED ON 7", "g change the 7")
        await here.pilot.press("enter")
        await shows(here.pilot, CANARY, "2 OF 2")
        await here.pilot.press("enter")
        await shows(here.pilot, f"{CANARY}: nobody voted, not agreed")
        await until(here.pilot, lambda: here.step() == "commitment")
        await here.pilot.press("b")
        await shows(here.pilot, "All 2 key results done, 1 agreed")
        await here.pilot.press("left")
        await shows(here.pilot, CANARY, "0 of 3 here have voted")
        await here.pilot.press("left")
        await shows(here.pilot, "Round 2  7 7 7")
    assert room.records(here.meeting)[0] == {
        KR: LEAD,
        "owner": ADA,
        "rounds": [{"votes": {ADA: 8, WANG: 3, JOSE: 6}}, {"votes": {ADA: 7, WANG: 7, JOSE: 7}}],
        "agreed": 7,
    }


async def test_round_the_table_nothing_shows_but_that_somebody_has_voted(room: Room) -> None:
    async with vote(room) as here:
        for key, told in (("4", "1 of 3 here have voted"), ("0", "2 of 3 here have voted"), ("7", "all have voted")):
            await here.pilot.press(key)
            await shows(here.pilot, told)
        listed = [line for line in words(here.pilot).splitlines() if "● voted" in line]
        assert [line.strip() for line in listed] == [
            "● voted    Ada Lovelace  ◆ owner",
            "● voted    王小明",
            "● voted    José Müller",
        ]
        await shows(here.pilot, "ALL HAVE VOTED")
        await here.pilot.press("enter")
        await shows(here.pilot, "Round 1  4 7 10")
        await here.pilot.press("5")
    assert room.records(here.meeting)[0]["rounds"] == [{"votes": {ADA: 4, WANG: 10, JOSE: 7}}]


async def seen(room: Room, figures: dict[str, int], size: tuple[int, int]) -> str:
    """The panel before the reveal."""
    async with vote(room, size) as here:
        await here.cast(**figures)
        await until(here.pilot, lambda: words(here.pilot).count("● voted") == len(figures))
        lines = words(here.pilot).splitlines()[6:20]
        moving.end(room.database, here.meeting)
        return "\n".join([*lines, here.pilot.app.title, here.pilot.app.sub_title])


async def test_the_screen_is_the_same_whatever_was_voted(room: Room) -> None:
    shown = [await seen(room, figures, (80, 24)) for figures in ({"ada": 1, "wang": 9}, {"ada": 10, "wang": 2})]
    assert shown[0] == shown[1]


async def test_who_has_not_voted_is_asked_for_once_before_a_reveal(room: Room) -> None:
    async with vote(room) as here:
        await here.cast(ada=8)
        await here.pilot.press("enter")
        await shows(here.pilot, "2 have not voted: reveal anyway?", "王小明, José Müller")
        await here.pilot.press("n")
        await shows(here.pilot, "1 of 3 here have voted")
        await here.pilot.press("enter")
        await here.asked()
        await here.pilot.press("enter")
        await shows(here.pilot, "One vote: 8")


async def test_who_is_absent_is_not_waited_for(room: Room) -> None:
    async with vote(room) as here:
        moving.set_attendance(room.database, here.meeting, room.people[JOSE], "absent")
        await shows(here.pilot, "0 of 2 here have voted")
        confidence_writing.vote(room.database, room.people[JOSE], KR, {room.key_results[LEAD]: 9})
        await shows(here.pilot, "0 of 2 here have voted, and 1 not here")
        for name in (ADA, WANG):
            confidence_writing.vote(room.database, room.people[name], KR, {room.key_results[LEAD]: 10})
        await shows(here.pilot, "all have voted")
        await here.pilot.press("enter")
        await shows(here.pilot, "Round 1  9 10 10", votes.NOT_CHALLENGING)


async def test_a_vote_that_is_there_is_replaced_after_a_question_only(room: Room) -> None:
    async with vote(room) as here:
        await here.cast(ada=8)
        here.pilot.app.screen.query_one("#voters", Rows).select(room.people[ADA])
        await here.pilot.press("3")
        await shows(here.pilot, "Ada Lovelace has voted: replace the vote?")
        await here.pilot.press("n")
        await here.pilot.press("3")
        await here.asked()
        await here.pilot.press("n")
        confidence_writing.reveal(room.database, here.meeting, KR, room.key_results[LEAD], 1)
        await shows(here.pilot, "One vote: 8")


async def test_what_figures_mean_is_changed_with_a_key(room: Room) -> None:
    async with vote(room) as here:
        await here.pilot.press("m")
        field = here.pilot.app.screen.query_one("#line", Input)
        await until(here.pilot, lambda: field.value == "1 = hardly; 5 = 50 % sure, very hard; 10 = certain")
        field.value = "5 = a [b]coin[/b]"
        await here.pilot.press("enter")
        await shows(here.pilot, "5 = a [b]coin[/b]")
        assert "hardly" not in words(here.pilot)


async def test_g_agrees_on_the_median_or_on_the_figure_typed(room: Room) -> None:
    async with vote(room) as here:
        await here.cast(ada=8, wang=5)
        await here.pilot.press("enter")
        await here.asked()
        await here.pilot.press("y")
        # Half a figure goes up.
        await shows(here.pilot, "median  6.5 ", "g agree on 7")
        field = here.pilot.app.screen.query_one("#line", Input)
        await here.pilot.press("g")
        await until(here.pilot, lambda: field.value == "7" and field.has_focus)
        await here.pilot.press("1", "0", "enter")
        await shows(here.pilot, "AGREED ON 10")
        await here.pilot.press("g")
        await until(here.pilot, lambda: field.value == "7" and field.has_focus)
        await here.pilot.press("enter")
        await shows(here.pilot, "AGREED ON 7")
    assert room.records(here.meeting)[0]["agreed"] == 7


async def test_names_and_who_speaks_are_read_in_every_window(room: Room) -> None:
    async with vote(room) as here:
        await here.cast(ada=8, wang=3, jose=8)
        await here.pilot.press("enter")
        await fits(
            here.pilot,
            "◆ Ada",
            "● José",
            "● 王小明",
            "hardly",
            "certain",
            "median  8 ",
            "First ",
            "Then ",
            "enter next",
        )


async def test_no_figure_but_one_to_ten_is_agreed(room: Room) -> None:
    async with vote(room) as here:
        await here.pilot.press("g")
        await shows(here.pilot, "No votes: how sure is Ada Lovelace, 1 to 10?")
        await here.pilot.press("1", "1", "enter")
        await shows(here.pilot, "write a whole number from 1 to 10")
        await here.pilot.press("escape", "n")
        await until(here.pilot, lambda: here.step() == "commitment")


async def test_steps_go_on_and_back_whatever_was_voted(room: Room) -> None:
    async with vote(room) as here:
        await here.cast(ada=8)
        await here.pilot.press("full_stop", "n")
        await until(here.pilot, lambda: here.step() == "commitment")
        await here.pilot.press("b")
        await until(here.pilot, lambda: here.step() == "confidence")
        await shows(here.pilot, "1 of 3 here have voted")
        await here.pilot.press("b")
        await until(here.pilot, lambda: here.step() == "requests")


async def test_forty_people_can_be_read_in_any_window(room: Room) -> None:
    with room.database.writing() as session:
        people = [Person(name=f"Person {chr(65 + n)} [b]", unit_id=room.units["Platform"]) for n in range(37)]
        session.add_all(people)
        session.flush()
        ids = [one.id for one in people]
    async with vote(room, SMALLEST) as here:
        for place, one in enumerate(ids):
            figure = (5, 6, 6, 7)[place % 4]
            confidence_writing.vote(room.database, one, KR, {room.key_results[LEAD]: figure}, meeting_id=here.meeting)
        await fits(here.pilot, "37 of 40 here have voted")
        await here.pilot.press("enter")
        await here.asked()
        await here.pilot.press("y")
        await fits(here.pilot, "×18", "median  6 ", "37 of 40 voted", "First ", "close: ")


async def test_a_meeting_without_okrs_goes_on(room: Room) -> None:
    with room.database.writing() as session:
        for title, key_result in room.key_results.items():
            session.get_one(KeyResult, key_result).dropped = title != "Contract signed"
    meeting = room.meet()
    url = room.database.url.render_as_string()
    async with program(url, Opening(mode="consensus", team="Platform")) as pilot:
        await shows(pilot, "Nobody here has key results in this cycle.", "enter on to Commitment")
        await pilot.press("v", "g", "left", "enter")
        here = Vote(room, meeting, pilot)
        await until(pilot, lambda: here.step() == "commitment")


# -- the check-in ------------------------------------------------------------------------------------------------------


async def test_somebody_votes_in_their_own_check_in(room: Room) -> None:
    url = room.database.url.render_as_string()
    meeting = room.meet()
    async with program(url, Opening(checkin=WANG), size=(80, 30)) as pilot:
        await shows(pilot, "Vote now, round 1", LEAD, "0 of 2 voted")
        pilot.app.screen.query_one("#own-votes").focus()
        await pilot.press("7")
        await shows(pilot, "● voted, sealed", "1 of 2 voted")
        await pilot.press("down", "0")
        await shows(pilot, "2 of 2 voted")
        confidence_writing.reveal(room.database, meeting, KR, room.key_results[LEAD], 1)
        await shows(pilot, "The votes are revealed, on the shared screen")
        confidence_writing.again(room.database, meeting, KR, room.key_results[LEAD], 1)
        await shows(pilot, "Vote now, round 2")
        confidence_writing.move_on(room.database, meeting, KR, room.key_results[LEAD])
        await shows(pilot, "● voted, sealed", CANARY)
        confidence_writing.reveal(room.database, meeting, KR, room.key_results[CANARY], 1)
    assert [one["rounds"] for one in room.records(meeting)] == [[{"votes": {WANG: 7}}], [{"votes": {WANG: 10}}]]


async def test_before_a_meeting_everything_of_the_next_cycle_can_be_voted_on(room: Room) -> None:
    url = room.database.url.render_as_string()
    async with program(url, Opening(checkin=WANG), size=(80, 30)) as pilot:
        await shows(pilot, "0 of 3 voted, sealed until the reveal", LEAD, CANARY, "Contract signed")
        pilot.app.screen.query_one("#own-votes").focus()
        await pilot.press("4")
        await shows(pilot, "1 of 3 voted")
    meeting = room.meet()
    confidence_writing.reveal(room.database, meeting, KR, room.key_results[LEAD], 1)
    assert room.records(meeting)[0]["rounds"] == [{"votes": {WANG: 4}}]


async def test_votes_in_one_burst_go_where_the_cursor_was_when_each_was_pressed(room: Room) -> None:
    url = room.database.url.render_as_string()
    async with program(url, Opening(checkin=WANG), size=(80, 30)) as pilot:
        await shows(pilot, "0 of 3 voted, sealed until the reveal", LEAD, CANARY, "Contract signed")
        votes = pilot.app.screen.query_one(OwnVotes)
        votes.focus()
        await until(pilot, lambda: votes.has_focus)
        for key in ("4", "down", "7", "down", "up", "9", "down", "0"):
            pilot.app.simulate_key(key)
        await shows(pilot, "3 of 3 voted")
    meeting = room.meet()
    found = {}
    for key_result in (LEAD, CANARY):
        confidence_writing.reveal(room.database, meeting, KR, room.key_results[key_result], 1)
        confidence_writing.move_on(room.database, meeting, KR, room.key_results[key_result])
    for one in room.records(meeting):
        found[one["key_result"]] = one["rounds"]
    assert found == {LEAD: [{"votes": {WANG: 4}}], CANARY: [{"votes": {WANG: 9}}]}
