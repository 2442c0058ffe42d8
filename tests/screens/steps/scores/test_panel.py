"""Scores by keyboard: one after another in a check-in, and agreement on the shared screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.widgets import Input

from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.scores import reading
from facilitator.steps.scores import writing as scores_writing
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person
from screens.program import Opening
from screens.steps.scores.form import OwnScores, ScoreField
from screens.steps.scores.panel import ScoresPanel
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import unheard, until
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SIGNED, UPTIME, Quarter, commit, furnish


@pytest.fixture
def quarter(url: str) -> Iterator[Quarter]:
    with Database(url) as database:
        yield furnish(database)


def opening(name: str = ADA) -> Opening:
    return Opening(checkin=name)


async def to_the_list(pilot: AppPilot) -> OwnScores:
    await until(pilot, lambda: pilot.app.screen.query(OwnScores) and pilot.app.screen.query_one(OwnScores).rows)
    rows = pilot.app.screen.query_one(OwnScores)
    rows.focus()
    await until(pilot, lambda: rows.has_focus)
    return rows


async def score(pilot: AppPilot, rows: OwnScores, *keys: str, why: str = "w") -> None:
    await pilot.press(*keys)
    field = pilot.app.screen.query_one(ScoreField)
    assert field.has_focus
    await pilot.press(*why, "enter")
    await until(pilot, lambda: rows.has_focus)


async def test_every_key_result_takes_three_keys_beside_the_reason(url: str, quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        for objective_number in range(2):
            objective = Objective(
                cycle_id=quarter.cycle,
                owner_person_id=quarter.people[JOSE],
                title=f"Objective {objective_number}",
                position=5 + objective_number,
            )
            session.add(objective)
            session.flush()
            session.add_all(
                KeyResult(objective_id=objective.id, title=f"KR {objective_number}.{number}", position=number)
                for number in range(3)
            )
    async with program(url, opening(JOSE), size=(100, 40)) as pilot:
        rows = await to_the_list(pilot)
        await pilot.press("home")
        for number in range(7):
            await score(pilot, rows, str(number % 10))
        await shows(pilot, "7 of 7", "all scored")
    assert quarter.score(UPTIME) == (0.0, "w")
    with quarter.database.reading() as session:
        found = {row.title: row.score for row in session.query(KeyResult).filter(KeyResult.title.like("KR %"))}
    assert [found[f"KR {number // 3}.{number % 3}"] for number in range(6)] == [
        (number + 1) % 10 / 10 for number in range(6)
    ]


async def test_every_way_of_typing_a_score(url: str, quarter: Quarter) -> None:
    async with program(url, opening(), size=(100, 40)) as pilot:
        rows = await to_the_list(pilot)
        await pilot.press("home")
        await score(pilot, rows, "1", "0")
        await score(pilot, rows, "0", "comma", "6", "5", "space")
        await score(pilot, rows, "plus")
        await until(pilot, lambda: quarter.score(SIGNED)[0] == 1.0)
        assert [quarter.score(title) for title in (LEAD, CANARY)] == [(1.0, "w"), (0.65, "w")]
        await pilot.press("home", "full_stop", "5", "space", "h", "enter")
        await until(pilot, lambda: quarter.score(LEAD) == (0.5, "h"))
        # `enter` opens what stands there.
        await pilot.press("home", "enter")
        assert pilot.app.screen.query_one(ScoreField).value == "0.5 h"
        await pilot.press("escape", "backspace")
        await until(pilot, lambda: quarter.score(LEAD) == (None, ""))


async def test_no_reason_no_score_and_the_field_stays(url: str, quarter: Quarter) -> None:
    async with program(url, opening(), size=(100, 40)) as pilot:
        await to_the_list(pilot)
        await pilot.press("home", "7", "enter")
        await shows(pilot, "no reason, no score")
        field = pilot.app.screen.query_one(ScoreField)
        assert field.has_focus
        await pilot.press("home", "x", "enter")
        await shows(pilot, "begin with the score")
        assert quarter.score(LEAD) == (None, "")


async def test_what_was_typed_is_there_again(url: str, quarter: Quarter) -> None:
    async with program(url, opening(), size=(100, 40)) as pilot:
        await to_the_list(pilot)
        await pilot.press("home", "7", *"half a", "escape")
        await pilot.press("enter")
        assert pilot.app.screen.query_one(ScoreField).value == "0.7 half a"
        await pilot.press("escape", "q")
    async with program(url, opening(), size=(100, 40)) as pilot:
        await to_the_list(pilot)
        await pilot.press("home", "enter")
        assert pilot.app.screen.query_one(ScoreField).value == "0.7 half a"
        await pilot.press(*" reason", "enter")
        await until(pilot, lambda: quarter.score(LEAD) == (0.7, "half a reason"))


async def test_text_that_looks_like_markup_is_shown_as_it_is(url: str, quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        session.get_one(KeyResult, quarter.key_results[LEAD]).title = "[bold]Lead[/] [x"
        session.get_one(Person, quarter.people[ADA]).name = ADA
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.5, "[@click=app.quit]x[/]")
    async with program(url, opening(), size=(120, 40)) as pilot:
        await shows(pilot, "[bold]Lead[/] [x", "[@click=app.quit]x[/]")


# -- agreement ---------------------------------------------------------------------------------------------------------


def agreeing(pilot: AppPilot) -> bool:
    return any(panel.rows.has_focus for panel in pilot.app.screen.query(ScoresPanel))


def prepare(quarter: Quarter) -> int:
    commit(quarter)
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.4, "reviews waited")
    scores_writing.give(quarter.database, JOSE, quarter.key_results[UPTIME], 1.0, "nobody called")
    meeting_id = quarter.meet()
    quarter.go_to(meeting_id, "scores")
    return meeting_id


async def test_how_often_confidence_came_true_is_told_of_the_unit(url: str, quarter: Quarter) -> None:
    prepare(quarter)
    progress_writing.update(quarter.database, quarter.key_results[LEAD], confidence=8)
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        await until(pilot, lambda: agreeing(pilot))
        await shows(pilot, "how often it came true", "too few to tell")


async def test_enter_agrees_objective_by_objective_and_then_goes_on(url: str, quarter: Quarter) -> None:
    meeting_id = prepare(quarter)
    async with program(url, Opening(mode="review", team="Platform"), size=SMALLEST) as pilot:
        await until(pilot, lambda: agreeing(pilot))
        await fits(pilot, "2 of 2 objectives", "sure 8", "agree on 1 score")
        await pilot.press("enter")
        await until(pilot, lambda: len(reading.of_meeting(quarter.database, meeting_id)[0].to_agree) == 0)
        await fits(pilot, "1 of 2 objectives")
        await pilot.press("enter")
        await fits(pilot, "What has a score")
        await pilot.press("enter")
        await shows(pilot, "Unfinished")
        await until(pilot, lambda: not pilot.app.screen.query_one(ScoresPanel).rows.has_focus)
    found = {
        one.key_result.title: one
        for each in reading.of_meeting(quarter.database, meeting_id)
        for one in each.key_results
    }
    assert [found[title].agreed_score for title in (LEAD, CANARY, SIGNED, UPTIME)] == [0.4, None, None, 1.0]


async def test_another_score_is_agreed_on_with_a_reason_and_u_takes_it_back(url: str, quarter: Quarter) -> None:
    prepare(quarter)
    async with program(url, Opening(mode="review", team="Platform")) as pilot:
        await until(pilot, lambda: agreeing(pilot))
        pilot.app.screen.query_one(ScoresPanel).rows.select(quarter.key_results[LEAD])
        await pilot.press("g")
        line = pilot.app.screen.query_one("#line", Input)
        await until(pilot, lambda: line.has_focus)
        assert line.value == "0.4 reviews waited"
        line.value = "0.6"
        await pilot.press("enter")
        await shows(pilot, "no reason, no score")
        line.value = "0.6 the last week counts"
        await pilot.press("enter")
        await shows(pilot, "0.4 ≠  0.6 ", "week counts", "the owner: “reviews waited”")
        assert quarter.score(LEAD) == (0.6, "the last week counts")
        await pilot.press("u")
        await until(pilot, lambda: "0.4 →   – " in words(pilot))
        assert quarter.score(LEAD) == (0.4, "reviews waited")


async def test_the_room_agrees_only_on_scores_that_it_has_seen(url: str, quarter: Quarter) -> None:
    meeting_id = prepare(quarter)
    async with program(url, Opening(mode="review", team="Platform"), size=(100, 30)) as pilot:
        await until(pilot, lambda: agreeing(pilot))
        await shows(pilot, "reviews waited")
        rows = pilot.app.screen.query_one(ScoresPanel).rows
        rows.select(quarter.key_results[LEAD])
        async with unheard(pilot):
            scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.9, "[b]I forgot[/b]")
            await pilot.press("enter")
            await shows(pilot, f'"{LEAD}" has 0.9 [b]I forgot[/b] now')
        assert not any(
            one.agreed for each in reading.of_meeting(quarter.database, meeting_id) for one in each.key_results
        )
        rows.select(quarter.key_results[LEAD])
        await pilot.press("g")
        line = pilot.app.screen.query_one("#line", Input)
        await until(pilot, lambda: line.has_focus)
        async with unheard(pilot):
            other = "0.5 as the other window says"
            scores_writing.settle(quarter.database, meeting_id, quarter.key_results[LEAD], other)
            line.value = "0.6 half"
            await pilot.press("enter")
            await shows(pilot, "enter keeps yours", "has 0.5 as the other window says now")
        assert quarter.score(LEAD) == (0.5, "as the other window says")
        await pilot.press("enter")
        await until(pilot, lambda: quarter.score(LEAD) == (0.6, "half"))
