"""Tests what becomes of OKRs that two windows change at once."""

from __future__ import annotations

import pytest

from facilitator.okr import writing
from facilitator.store.database import Database
from screens.okrs.fields import RecordedLine
from tests.screens.okrs.steering import SHIPS, editor, objectives, okrs, selects, types
from tests.screens.showing import program, shows
from tests.screens.waiting import until


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
        title = screen.query_one("#title", RecordedLine)
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
        await shows(pilot, "where is it now?")
        row = objectives(acme)[SHIPS].key_results[0]
        with Database(acme) as other:
            writing.change_key_result(other, row.id, current=3.5)
        await pilot.press(*"5 c4", "enter")
        await shows(pilot, "it stands at 3.5 now", "enter keeps yours")
        assert objectives(acme)[SHIPS].key_results[0].current == 3.5
        await pilot.press("enter")
        await until(pilot, lambda: objectives(acme)[SHIPS].key_results[0].current == 5)
