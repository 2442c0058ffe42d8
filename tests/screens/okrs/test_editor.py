"""Tests the editor of an objective and its key results, by keys."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select
from textual import events

from facilitator.okr import reading
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle
from facilitator.tables.people import Person
from facilitator.tables.review import Reflection
from screens.okrs.fields import RecordedLine
from tests.screens.okrs.steering import SHIPS, editor, objectives, okrs, selects, types
from tests.screens.showing import program, shows, words
from tests.screens.waiting import until


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
        await until(pilot, lambda: row.fields["confidence"].has_focus and len(screen.rows) > 1)
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
        assert not any("!" in key_result.title for key_result in objectives(acme)[SHIPS].key_results)
        screen.rows[0].fields["title"].focus()
        await pilot.press("end", "x", "escape")
        await shows(pilot, "Why does it change?")
        await types(pilot, "we know better")
        await pilot.press("enter")
        await shows(pilot, "agreed as  Median lead time from 9 days to 2")
        assert any("!" in key_result.title for key_result in objectives(acme)[SHIPS].key_results)


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
        screen.query_one("#title", RecordedLine).post_message(events.Paste("We\x1b[31m [b]win[/b]\r\n\u202etoday"))
        await until(pilot, lambda: screen.query_one("#title", RecordedLine).value == "We[31m [b]win[/b] today")
        await pilot.press("enter")
        await until(pilot, lambda: screen.rows[0].fields["title"].has_focus)
        screen.rows[0].fields["title"].post_message(events.Paste("A from 1 to 2\n\n  B [/]\x00\nC"))
        await until(pilot, lambda: len(screen.rows) == 4)
        await pilot.press("escape", "q")
        title = "We[31m [b]win[/b] today"
        await until(pilot, lambda: title in objectives(acme) and len(objectives(acme)[title].key_results) == 3)
        assert [row.title for row in objectives(acme)[title].key_results] == [
            "A from 1 to 2",
            "B [/]",
            "C",
        ]
        await shows(pilot, "[b]win[/b] today", "B [/]")


async def test_what_the_coach_says_is_answered_and_rests(acme: str) -> None:
    async with program(acme, size=(120, 40)) as pilot:
        await okrs(pilot, "priya")
        await pilot.press("n", "enter")
        screen = await editor(pilot)
        await types(pilot, "Customers call us first")
        await shows(pilot, "? The objective has no source yet.", "this is right because", "Ask yourself")
        screen.query_one("#source").focus()
        await pilot.press("right", "right")
        await until(pilot, lambda: "no source yet" not in words(pilot).partition("Ask yourself")[0])
        screen.rows[0].fields["title"].focus()
        await types(pilot, "Hold weekly meetings")
        await shows(pilot, "is the work of every")
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
        row = "Sales can try every release without asking us"
        await until(pilot, lambda: objectives(acme)[row].source == "own")
        supports = objectives(acme)[row].supports
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
