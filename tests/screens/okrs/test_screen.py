"""OKRs on screen: seen, written, suggested, answered, taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from textual import events

from facilitator.exchange import importing
from facilitator.okr import reading, suggestions, writing
from facilitator.okr.views import ObjectiveView
from facilitator.people import writing as people_writing
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle
from facilitator.tables.people import Person
from facilitator.tables.review import Reflection
from screens.home.screen import HomeScreen
from screens.okrs.editor import EditorScreen
from screens.okrs.fields import KeyResultFields, Line
from screens.okrs.screen import OkrsScreen
from screens.widgets.rows import Rows
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import until

ACME = Path(__file__).parents[3] / "examples" / "acme.toml"
SHIPS = "Every team ships on the day it is ready"


@pytest.fixture
def acme(url: str) -> str:
    """The URL of a database with the example company."""
    with Database(url) as database:
        importing.import_file(database, ACME)
    return url


def objectives(url: str) -> dict[str, ObjectiveView]:
    with Database(url) as database:
        okrs = reading.of_cycle(database)
    return {one.title: one for one in okrs.objectives} if okrs else {}


async def types(pilot: AppPilot, line: str) -> None:
    await pilot.press(*line)


async def okrs(pilot: AppPilot, me: str) -> None:
    """Open the OKRs and say who is at the keys."""
    await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
    await shows(pilot, "o OKRs", "Acme")
    await pilot.press("o")
    await shows(pilot, "Who are you?")
    await types(pilot, me)
    await pilot.press("enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, OkrsScreen) and pilot.app.screen.desk.me)


async def selects(pilot: AppPilot, kind: str, title: str, url: str) -> None:
    """Select that objective or key result in the list."""
    found = objectives(url).values()
    ids = {("objective", one.title): one.id for one in found}
    ids |= {("key_result", each.title): each.id for one in found for each in one.key_results}
    rows = pilot.app.screen.query_one("#okrs", Rows)
    await until(pilot, lambda: rows.has_focus)
    await pilot.press("home")
    while rows.selected != (kind, ids[kind, title]):
        await pilot.press("down")


async def editor(pilot: AppPilot) -> EditorScreen:
    await until(pilot, lambda: isinstance(pilot.app.screen, EditorScreen) and pilot.app.screen.query(KeyResultFields))
    screen = pilot.app.screen
    assert isinstance(screen, EditorScreen)
    await until(pilot, lambda: screen.focused is not None)
    return screen


async def test_the_four_views_are_one_key_apart(acme: str) -> None:
    async with program(acme, size=SMALLEST) as pilot:
        await okrs(pilot, "ada")
        await fits(pilot, "OKRs  2026-Q4", "Mine", SHIPS[:24], "● agreed", "43 %", "c5", "e edit")
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


async def test_an_objective_and_its_key_results_are_typed(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("n")
        await shows(pilot, "Whose objective is it?")
        await pilot.press("enter")
        screen = await editor(pilot)
        await types(pilot, "Nobody waits")
        await pilot.press("enter")
        await types(pilot, "Open calls from 40 to 4 calls")
        row = screen.rows[0]
        await until(
            pilot, lambda: [row.fields[name].value for name in ("start", "target", "unit")] == ["40", "4", "calls"]
        )
        await pilot.press("enter", "enter", "enter", "enter", "enter")
        await until(pilot, lambda: row.fields["confidence"].has_focus)
        await pilot.press("6", "enter")
        await until(pilot, lambda: len(screen.rows) > 1 and screen.rows[1].fields["title"].has_focus)
        await types(pilot, "The hotline is live")
        await pilot.press("escape")
        await shows(pilot, "✓ recorded", "> state on")
        await pilot.press(">")
        await shows(pilot, "◔ submitted")
        await pilot.press("q")
        await shows(pilot, "Nobody waits", "◔ submitted")
        made = objectives(acme)["Nobody waits"]
        first, second = made.key_results
        assert (first.title, first.start, first.target, first.current, first.unit, first.confidence) == (
            "Open calls from 40 to 4 calls", 40, 4, 40, "calls", 6,
        )  # fmt: skip
        assert (second.title, second.milestone, made.owner, made.state) == (
            "The hotline is live", True, "Ada Lovelace", "submitted",
        )  # fmt: skip
        await pilot.press("u")
        await until(pilot, lambda: objectives(acme)["Nobody waits"].state == "draft")
        await pilot.press("u")
        await until(pilot, lambda: len(objectives(acme)["Nobody waits"].key_results) == 1)


async def test_a_key_result_gets_a_description_and_another_owner(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("j", "e")
        screen = await editor(pilot)
        row = screen.rows[0]
        await until(pilot, lambda: row.fields["title"].has_focus)
        row.fields["confidence"].focus()
        await shows(pilot, "what counts, and where the figure comes from")
        await pilot.press("tab")
        await until(pilot, lambda: row.description.has_focus)
        await types(pilot, "By CI")
        await pilot.press("enter", "x", "down")
        await shows(pilot, "Why does it change?")
        await types(pilot, "unclear")
        await pilot.press("enter")
        first = screen.rows[0].key_result
        assert first is not None
        title = first.title
        await until(pilot, lambda: objectives(acme)[SHIPS].key_results[0].description == "By CI\nx")
        row.fields["title"].focus()
        await pilot.press("ctrl+o")
        await shows(pilot, f"Whose is “{title}”?")
        await types(pilot, "Grace")
        await pilot.press("enter")
        await shows(pilot, "Why does it change?")
        await types(pilot, "she knows")
        await pilot.press("enter")
        await shows(pilot, "owner  Grace Hopper")
        assert objectives(acme)[SHIPS].key_results[0].owner == "Grace Hopper"


async def test_a_change_of_what_was_agreed_asks_why_and_keeps_the_wording(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("j", "e")
        screen = await editor(pilot)
        await until(pilot, lambda: screen.rows[0].fields["title"].has_focus)
        await pilot.press("end", "space", "!", "tab")
        await pilot.press("escape")
        await shows(pilot, "Why does it change?", "is agreed")
        await pilot.press("escape")
        await shows(pilot, "say why it changes", "kept as typed")
        assert not any("!" in each.title for each in objectives(acme)[SHIPS].key_results)
        screen.rows[0].fields["title"].focus()
        await pilot.press("end", "x", "escape")
        await shows(pilot, "Why does it change?")
        await types(pilot, "we know better")
        await pilot.press("enter")
        await shows(pilot, "agreed as  Median lead time from 9 days to 2")
        assert any("!" in each.title for each in objectives(acme)[SHIPS].key_results)


async def test_what_was_typed_is_there_after_a_kill(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("n", "enter")
        await editor(pilot)
        await pilot.press("enter")
        await types(pilot, "half a key res")
        with Database(acme) as other:
            from facilitator.store import drafts as store_drafts

            ada = reading.owners_for(other, "Ada Lovelace")[0]
            okr_cycle = reading.cycles(other)[0].id
            scope = f"okr new person {ada.id} {okr_cycle}"
            await until(pilot, lambda: store_drafts.load(other, scope).get("new 0 title") == "half a key res")
        pilot.app.exit()
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("n", "enter")
        screen = await editor(pilot)
        await until(pilot, lambda: screen.rows[0].fields["title"].value == "half a key res")
        await types(pilot, "Now it has words")
        await pilot.press("escape", "q")
        await until(pilot, lambda: "Now it has words" in objectives(acme))
        await until(pilot, lambda: objectives(acme)["Now it has words"].key_results)
        with Database(acme) as other:
            assert store_drafts.load(other, scope) == {}


async def test_pasted_lines_are_key_results_and_rubbish_is_cleaned(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("n", "enter")
        screen = await editor(pilot)
        screen.query_one("#title", Line).post_message(events.Paste("We\x1b[31m [b]win[/b]\r\n\u202etoday"))
        await until(pilot, lambda: screen.query_one("#title", Line).value == "We[31m [b]win[/b] today")
        await pilot.press("enter")
        await until(pilot, lambda: screen.rows[0].fields["title"].has_focus)
        screen.rows[0].fields["title"].post_message(events.Paste("A from 1 to 2\n\n  B [/]\x00\nC"))
        await until(pilot, lambda: len(screen.rows) == 4)
        await pilot.press("escape", "q")
        title = "We[31m [b]win[/b] today"
        await until(pilot, lambda: title in objectives(acme) and len(objectives(acme)[title].key_results) == 3)
        assert [each.title for each in objectives(acme)[title].key_results] == ["A from 1 to 2", "B [/]", "C"]
        await shows(pilot, "[b]win[/b] today", "B [/]")


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
        await shows(pilot, "How does it read then?", "We ship when ready")
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
        await shows(pilot, "reached?", "now 6, target 2 days")
        await types(pilot, "soon")
        await pilot.press("enter")
        await shows(pilot, "that is no figure")
        await pilot.press("ctrl+u")
        await types(pilot, "4 c7 the vault is open")
        await pilot.press("enter")
        await shows(pilot, "4 → 2 days", "c7")
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
        await shows(pilot, "is no cycle")
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
        assert (team.level, [one.name for one in team.people]) == ("personal", ["Zoe"])


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


async def test_what_the_coach_says_is_answered_and_rests(acme: str) -> None:
    async with program(acme, size=(120, 40)) as pilot:
        await okrs(pilot, "priya")
        await pilot.press("n", "enter")
        screen = await editor(pilot)
        await types(pilot, "Customers call us first")
        await shows(pilot, "? The objective has no source yet.", "M5", "this is right because", "Ask yourself")
        screen.query_one("#source").focus()
        await pilot.press("right", "right")
        await until(pilot, lambda: "no source yet" not in words(pilot).partition("Ask yourself")[0])
        screen.rows[0].fields["title"].focus()
        await types(pilot, "Hold weekly meetings")
        await shows(pilot, "is the work of every", "M7")
        await pilot.press("ctrl+g")
        await shows(pilot, "This is right because …")
        await types(pilot, "we never did")
        await pilot.press("enter")
        await until(pilot, lambda: "is the work of every" not in words(pilot))
        await pilot.press("escape", "q")
        await shows(pilot, "Customers call us first")
        await selects(pilot, "key_result", "Hold weekly meetings", acme)
        await shows(pilot, "✓", "because we never did")


async def test_the_source_is_linked_to_the_very_thing(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "rosa")
        await shows(pilot, "Sales can try")
        await pilot.press("e")
        screen = await editor(pilot)
        screen.query_one("#source").focus()
        await pilot.press("enter")
        await shows(pilot, "Where does it come from?")
        await types(pilot, "median lead")
        await pilot.press("enter")
        await shows(pilot, "supports KR Median lead time from 9 days to 2")
        await pilot.press("left")
        await shows(pilot, "◂ own initiative ▸")
        await pilot.press("escape", "q")
        one = "Sales can try every release without asking us"
        await until(pilot, lambda: objectives(acme)[one].source == "own")
        supports = objectives(acme)[one].supports
        assert supports is not None
        assert (supports.kind, supports.title) == ("key_result", "Median lead time from 9 days to 2")


async def test_rules_of_earlier_cycles_stand_beside_what_is_written(acme: str) -> None:
    with Database(acme) as database, database.writing() as session:
        ada = session.scalars(select(Person.id).where(Person.name == "Ada Lovelace")).one()
        before = Cycle(name="2026-Q3", start=date(2026, 7, 1), end=date(2026, 9, 30))
        session.add(before)
        session.flush()
        session.add(
            Reflection(
                cycle_id=before.id,
                person_id=ada,
                part="rules",
                text="canary first, refactoring second",
                changed_at=datetime.now(UTC),
            )
        )
    async with program(acme, size=(120, 40)) as pilot:
        await okrs(pilot, "ada")
        await pilot.press("e")
        await editor(pilot)
        await shows(pilot, "Rules from earlier cycles", "canary first, refactoring second", "2026-Q3")


@pytest.mark.parametrize(("keys", "stays"), [(("enter",), "Ours"), (("down", "enter"), "[b]Theirs[/b]")])
async def test_the_second_who_rewords_an_objective_sees_the_firsts_words_and_chooses(
    acme: str, keys: tuple[str, ...], stays: str
) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("n", "enter")
        screen = await editor(pilot)
        await types(pilot, "Ships")
        await pilot.press("escape")
        await until(pilot, lambda: screen.objective.id and not screen.recording)
        title = screen.query_one("#title", Line)
        title.focus()
        title.value = "Ours"
        assert screen.objective.id
        with Database(acme) as other:
            writing.change_objective(other, screen.objective.id, title="[b]Theirs[/b]")
        await pilot.press("escape")
        await shows(pilot, "another window was quicker: it says “[b]Theirs[/b]” now", "mine: “Ours”")
        assert "Ours" not in objectives(acme)
        await pilot.press(*keys)
        await until(pilot, lambda: stays in objectives(acme) and title.value == stays and not screen.dirty)


async def test_the_second_who_rewords_a_key_result_does_not_undo_the_firsts_words(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("j", "e")
        screen = await editor(pilot)
        row = screen.rows[0]
        assert row.key_result is not None
        row.fields["confidence"].focus()
        row.fields["confidence"].value = "9"
        with Database(acme) as other:
            writing.change_key_result(other, row.key_result.id, confidence=2)
        await pilot.press("escape")
        await shows(pilot, "the confidence is 2 now", "mine: “9”")
        await pilot.press("escape")
        await shows(pilot, "kept as typed")
        assert objectives(acme)[SHIPS].key_results[0].confidence == 2
        row.fields["confidence"].focus()
        row.fields["confidence"].value = "8"
        await pilot.press("escape")
        await shows(pilot, "mine: “8”")
        await pilot.press("enter")
        await until(pilot, lambda: objectives(acme)[SHIPS].key_results[0].confidence == 8)


async def test_a_source_that_another_window_chose_stays(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await shows(pilot, SHIPS)
        await pilot.press("n", "enter")
        screen = await editor(pilot)
        await types(pilot, "Ships")
        await pilot.press("escape")
        await until(pilot, lambda: screen.objective.id and not screen.recording)
        assert screen.objective.id
        with Database(acme) as other:
            writing.change_objective(other, screen.objective.id, source="own")
        await until(pilot, lambda: screen.source == "own")
        assert not screen.dirty


async def test_a_figure_that_another_window_was_quicker_with_is_shown_first(acme: str) -> None:
    async with program(acme) as pilot:
        await okrs(pilot, "ada")
        await selects(pilot, "key_result", objectives(acme)[SHIPS].key_results[0].title, acme)
        await pilot.press("f")
        await shows(pilot, "reached?")
        one = objectives(acme)[SHIPS].key_results[0]
        with Database(acme) as other:
            writing.change_key_result(other, one.id, current=3.5)
        await pilot.press(*"5 c4", "enter")
        await shows(pilot, "it stands at 3.5 now")
        assert objectives(acme)[SHIPS].key_results[0].current == 3.5
        await pilot.press("enter")
        await until(pilot, lambda: objectives(acme)[SHIPS].key_results[0].current == 5)
