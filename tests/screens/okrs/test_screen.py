"""OKRs on screen: seen, written, suggested, answered, taken back."""

from __future__ import annotations

import pytest

from facilitator.okr import suggestions
from facilitator.people import writing as people_writing
from facilitator.store.database import Database
from screens.home.screen import HomeScreen
from tests.screens.okrs.steering import SHIPS, editor, objectives, okrs, selects, types
from tests.screens.showing import SMALLEST, fits, program, shows, words
from tests.screens.waiting import until


async def test_the_four_views_are_one_key_apart(acme: str) -> None:
    async with program(acme, size=SMALLEST) as pilot:
        await okrs(pilot, "ada")
        await fits(pilot, "OKRs  2026-Q4", "Mine", SHIPS[:24], "● agreed", "43 %", "sure 5", "e edit")
        assert "Sales" not in words(pilot)
        await pilot.press("l")
        await fits(pilot, "Acme  the unit", "Customers recommend us")
        await pilot.press("right")
        await fits(pilot, "└─ O", "through the key result Median")
        await pilot.press("v")
        await fits(pilot, "behind pace", "Rosa Okafor, of")
        await pilot.press("h", "left", "V")
        await until(pilot, lambda: "through the key result" not in words(pilot) and "Sales" not in words(pilot))


async def test_whoever_does_not_say_who_they_are_reads_everybodys(acme: str) -> None:
    async with program(acme) as pilot:
        await shows(pilot, "o OKRs", "Acme")
        await pilot.press("o")
        await shows(pilot, "Who are you?")
        await pilot.press("escape")
        await shows(pilot, "Acme  the unit", "q home")
        await pilot.press("h")
        await shows(pilot, "Who are you?")
        await pilot.press("escape", "q")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def test_a_click_takes_a_view_and_a_row(acme: str) -> None:
    async with program(acme, size=(120, 40)) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        tabs = words(pilot).splitlines()[1]
        await pilot.click("#tabs", offset=(tabs.index("Everybody") + 2, 0))
        await shows(pilot, "Two pilot customers")
        row = next(place for place, line in enumerate(words(pilot).splitlines()) if "Two pilot customers" in line)
        await pilot.click(offset=(10, row))
        await shows(pilot, "KR  Two pilot customers", "Owner  Priya Nair", "What changed")


async def test_a_small_window_opens_a_page(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("enter")
        await shows(pilot, "Source  from the leader", "Supports  O Customers recommend us", "e edit", "q back")
        await pilot.press("q")
        await shows(pilot, "Mine")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))


async def test_a_suggestion_is_left_and_taken_into_the_wording(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "mary")
        await pilot.press("l")
        await shows(pilot, SHIPS)
        await selects(pilot, "objective", SHIPS, acme)
        await shows(pilot, "s suggest")
        assert "e edit" not in words(pilot)
        await pilot.press("s")
        await shows(pilot, "What do you suggest to Ada Lovelace?")
        await types(pilot, "We ship when ready")
        await pilot.press("enter")
        await shows(pilot, "✎1")
        await pilot.press("w")
        await shows(pilot, "Who are you?")
        await types(pilot, "ada")
        await pilot.press("enter")
        await shows(pilot, "a suggestion")
        await pilot.press("a")
        await shows(pilot, "accept it, and put it into the wording")
        await pilot.press("enter")
        await shows(pilot, "How should it read?", "We ship when ready")
        await pilot.press("enter")
        await shows(pilot, "Why does it change?")
        await types(pilot, "shorter")
        await pilot.press("enter")
        await until(pilot, lambda: "We ship when ready" in objectives(acme))
        assert objectives(acme)["We ship when ready"].suggestions[0].state == "accepted"
        await pilot.press("u")
        await until(pilot, lambda: SHIPS in objectives(acme))


async def test_a_suggestion_is_answered(acme: str) -> None:
    with Database(acme) as database:
        suggestions.suggest(database, objectives(acme)[SHIPS].id, "Say when", by_id=1)
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, "✎1")
        await pilot.press("a")
        await shows(pilot, "Say when", "answer it")
        await pilot.press("down", "down", "enter")
        await shows(pilot, "What is the answer?")
        await types(pilot, "later")
        await pilot.press("enter")
        await until(pilot, lambda: objectives(acme)[SHIPS].suggestions[0].answer == "later")


async def test_a_figure_is_said_with_why(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("j", "f")
        await shows(pilot, "where is it now?", "now 6, target 2 days")
        await types(pilot, "soon")
        await pilot.press("enter")
        await shows(pilot, "that is not a number")
        await pilot.press("ctrl+u")
        await types(pilot, "4 c7 the vault is open")
        await pilot.press("enter")
        await shows(pilot, "4 → 2 days", "sure 7")
        assert objectives(acme)[SHIPS].key_results[0].ratio == pytest.approx(5 / 7)


async def test_what_is_dropped_and_closed(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "rosa")
        title = "Sales can try every release without asking us"
        await shows(pilot, "Sales can try")
        await pilot.press("j", "x")
        await until(pilot, lambda: len(objectives(acme)[title].key_results) == 1)
        await shows(pilot, "taken out")
        await pilot.press("u")
        await until(pilot, lambda: len(objectives(acme)[title].key_results) == 2)
        await pilot.press("home", "J")
        await pilot.press(">")
        await shows(pilot, "● agreed")
        await pilot.press(">")
        await shows(pilot, "■ closed")
        assert "e edit" not in words(pilot)
        await pilot.press("<")
        await shows(pilot, "Why does it change?")


async def test_a_person_alone_comes_to_an_objective(url: str) -> None:
    async with program(url) as pilot:
        await shows(pilot, "just me", "p just me")
        await pilot.press("p")
        await shows(pilot, "What is your name?")
        await types(pilot, "Zoe")
        await pilot.press("enter")
        await shows(pilot, "There is no cycle yet", "type next quarter")
        await pilot.press("c")
        await shows(pilot, "Which cycle is it?")
        await types(pilot, "soonish")
        await pilot.press("enter")
        await shows(pilot, "is not a cycle")
        await pilot.press("ctrl+u")
        await types(pilot, "next quarter")
        await pilot.press("enter")
        await shows(pilot, "There is no objective of yours", "begins the 3 x 3 exercise")
        await pilot.press("n")
        await editor(pilot)
        await types(pilot, "I am fit")
        await pilot.press("escape", "q")
        await shows(pilot, "O I am fit", "○ draft")
        await pilot.press("q")
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        await shows(pilot, "o OKRs")
    with Database(url) as database:
        (team,) = people_writing.roster(database).teams
        assert (team.level, [person.name for person in team.people]) == ("personal", ["Zoe"])


async def test_three_goals_of_three_can_be_left_and_become_drafts(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "priya")
        await pilot.press("3")
        await shows(pilot, "Whose goals are they?")
        await pilot.press("enter")
        await shows(pilot, "1 of 3")
        await pilot.press("ctrl+n")
        await shows(pilot, "list some work first")
        for line in ("Call everybody", "Clean the list", "Learn Spanish", "Pay bills"):
            await types(pilot, line)
            await pilot.press("enter")
        await pilot.press("ctrl+n")
        await shows(pilot, "2 of 3", "☐ Pay bills", "0 of 3 chosen")
        await pilot.press("enter", "j", "j", "space")
        await shows(pilot, "2 of 3 chosen", "☑ Learn Spanish")
        await pilot.press("n")
        await shows(pilot, "3 of 3", "1  Call everybody", "Goal 1 has 0 of 3")
        await types(pilot, "Calls a day from 2 to 9 calls")
        await pilot.press("escape", "q")
        await shows(pilot, "Mine")
        await pilot.press("3", "enter")
        await shows(pilot, "3 of 3", "Calls a day from 2 to 9 calls", "Goal 1 has 1 of 3")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: "Learn Spanish" in objectives(acme))
        await shows(pilot, "O Call everybody", "O Learn Spanish")
    made = objectives(acme)["Call everybody"]
    assert (made.owner, made.state, made.key_results[0].start, made.key_results[0].target) == (
        "Priya Nair",
        "draft",
        2,
        9,
    )
