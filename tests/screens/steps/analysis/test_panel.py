"""What is unfinished, by keys: what lacks is asked in its order, and nothing is forgotten at the end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from textual.widgets import Input

from facilitator.meeting import running
from facilitator.steps import outcomes
from facilitator.steps.analysis import reading as analysis_reading
from facilitator.steps.analysis import writing as analysis_writing
from facilitator.steps.scores import writing as scores_writing
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle, KeyResult, Objective
from screens.program import Opening
from screens.steps.analysis.form import AnalysisForm
from screens.steps.analysis.panel import AnalysisPanel
from screens.steps.fields import Field
from screens.widgets.rows import Rows
from tests.screens.showing import SMALLEST, AppPilot, fits, program, shows, words
from tests.screens.waiting import until
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SHIPS, SIGNED, TRUST, UPTIME, Quarter, commit, furnish


@pytest.fixture
def quarter(url: str) -> Iterator[Quarter]:
    with Database(url) as database:
        yield furnish(database)


def prepare(quarter: Quarter, mode: str = "review") -> int:
    """Two key results are left: LEAD at 0.4, and SIGNED without a score."""
    commit(quarter)
    for title, score, name in ((LEAD, 0.4, ADA), (CANARY, 1.0, ADA), (UPTIME, 1.0, JOSE)):
        scores_writing.give(quarter.database, name, quarter.key_results[title], score, "so it went")
    meeting_id = quarter.meet(mode)
    quarter.go_to(meeting_id, "analysis")
    return meeting_id


async def front(pilot: AppPilot) -> Rows:
    await until(pilot, lambda: pilot.app.focused is not None and isinstance(pilot.app.focused.parent, AnalysisPanel))
    return pilot.app.screen.query_one(AnalysisPanel).rows


async def type_line(pilot: AppPilot, text: str) -> None:
    line = pilot.app.screen.query_one("#line", Input)
    await until(pilot, lambda: line.has_focus)
    line.value = text
    await pilot.press("enter")


async def test_enter_asks_for_what_lacks_in_its_order_and_then_goes_on(url: str, quarter: Quarter) -> None:
    meeting_id = prepare(quarter)
    async with program(url, Opening(mode="review", team="Platform"), size=SMALLEST) as pilot:
        rows = await front(pilot)
        await fits(pilot, "2 of 2 need work", "☐ own part")
        await shows(pilot, "next unfinished")
        await pilot.press("enter")
        await until(pilot, lambda: rows.selected == quarter.key_results[LEAD])
        await shows(pilot, "add own part")
        for key, line in (
            ("own part", "did not hand over"),
            ("help needed", "a second reviewer"),
            ("solution", "two reviewers"),
        ):
            await pilot.press("enter")
            await fits(pilot, f"{LEAD}: {key}")
            await type_line(pilot, line)
            await front(pilot)
            await until(pilot, lambda line=line: line in str(told(quarter, meeting_id, LEAD).written))  # type: ignore[misc]
        await pilot.press("enter")
        await type_line(pilot, "name reviewers")
        await shows(pilot, "by when?")
        await type_line(pilot, "name reviewers by 2099-01-15")
        # What is complete makes room for the next.
        await until(pilot, lambda: rows.selected == quarter.key_results[SIGNED])
        await fits(pilot, "1 of 2 needs work")
        for line in ("mine", "none", "call them", f"call @{JOSE} by 2099-01-16", "0.3 they wait for a lawyer"):
            await pilot.press("enter")
            await type_line(pilot, line)
            await front(pilot)
        await fits(pilot, "All 2 are complete")
        await pilot.press("enter")
        await until(pilot, lambda: running.load(quarter.database, meeting_id).position().step == 6)
    assert analysis_reading.of_meeting(quarter.database, meeting_id).lacking == ()
    assert [(one["text"], one["owner"], one["key_result"]) for one in quarter.actions(meeting_id)] == [
        ("name reviewers", ADA, LEAD),
        ("call", JOSE, SIGNED),
    ]


def told(quarter: Quarter, meeting_id: int, title: str) -> analysis_reading.Unfinished:
    found = analysis_reading.of_meeting(quarter.database, meeting_id).objectives
    return next(one for each in found for one in each.unfinished if one.scored.key_result.title == title)


async def test_leaving_asks_once_and_the_close_says_what_lacks(url: str, quarter: Quarter) -> None:
    meeting_id = prepare(quarter)
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        await front(pilot)
        await pilot.press("n")
        await shows(pilot, f"{LEAD}: no own part, help needed, solution, action", "n again")
        assert running.load(quarter.database, meeting_id).position().step == 5
        await pilot.press("n")
        await shows(pilot, "Unfinished, and still without", SIGNED, "score and reason")


async def test_what_becomes_of_an_objective_is_decided_and_taken_back(url: str, quarter: Quarter) -> None:
    meeting_id = prepare(quarter, "review-consensus")

    def following() -> list[str]:
        with quarter.database.reading() as session:
            now = session.scalars(select(Cycle.id).where(Cycle.name == "now")).one()
            return list(session.scalars(select(Objective.title).where(Objective.cycle_id == now)))

    def decided() -> list[str]:
        return [one.text for one in outcomes.recorded(quarter.database, meeting_id) if one.kind == "decision"]

    async with program(url, Opening(mode="review-consensus", team="Platform"), size=SMALLEST) as pilot:
        rows = await front(pilot)
        rows.select(("objective", quarter.objectives[SHIPS]))
        await pilot.press("C")
        await until(pilot, lambda: following() == [SHIPS])
        await fits(pilot, "→ carried")
        await pilot.press("u")
        await until(pilot, lambda: following() == [])
        await pilot.press("R")
        line = pilot.app.screen.query_one("#line", Input)
        await until(pilot, lambda: line.has_focus)
        assert line.value == SHIPS
        await type_line(pilot, "Ship daily")
        await until(pilot, lambda: following() == ["Ship daily"])
        await front(pilot)
        rows.select(("objective", quarter.objectives[TRUST]))
        await pilot.press("D")
        await until(pilot, lambda: len(decided()) == 2)
        assert decided() == [f"changed: {SHIPS} → Ship daily (into now)", f"dropped: {TRUST}"]
        # While the next cycle is agreed, it stands in sight.
        await pilot.press("n", "n")
        await until(pilot, lambda: running.load(quarter.database, meeting_id).position().step == 6)
        await fits(pilot, "dropped: A platform")


async def test_three_fields_for_everything_that_was_not_reached(url: str, quarter: Quarter) -> None:
    for title, score in ((LEAD, 0.4), (CANARY, 1.0), (SIGNED, 1.0)):
        scores_writing.give(quarter.database, ADA, quarter.key_results[title], score, "so it went")
    async with program(url, Opening(checkin=ADA), size=(120, 90)) as pilot:
        await until(pilot, lambda: len(pilot.app.screen.query("AnalysisForm Field")) == 3)
        await shows(pilot, f"{LEAD}: own part", f"{LEAD}: help needed", "score 0.4")
        field = pilot.app.screen.query_one(AnalysisForm).query(Field).first(Field)
        field.focus()
        await pilot.press(*"mine [b]")
        meeting_id = 0

        def said() -> str:
            from facilitator.steps.analysis import writing as analysis_writing

            with quarter.database.reading() as session:
                rows = analysis_writing.latest(session, quarter.key_results.values(), None)
                return rows[quarter.key_results[LEAD]].own_part if quarter.key_results[LEAD] in rows else ""

        await until(pilot, lambda: said() == "mine [b]")
        meeting_id = quarter.meet()
    quarter.go_to(meeting_id, "analysis")
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        await front(pilot)
        await pilot.press("down")
        await shows(pilot, "1 Own part       mine [b]")
        assert "☐ own part" not in words(pilot).split(LEAD)[1].split("\n")[0]


async def test_how_sure_somebody_was_is_for_their_own_eyes(url: str, quarter: Quarter) -> None:
    with quarter.database.writing() as session:
        for title in (LEAD, UPTIME):
            session.get_one(KeyResult, quarter.key_results[title]).confidence = 8
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.4, "so it went")
    async with program(url, Opening(checkin=ADA), size=(120, 130)) as pilot:
        await shows(pilot, "How sure I was", "for your own eyes", "too few to tell: 1 of 10")
    quarter.go_to(quarter.meet(), "analysis")
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        await front(pilot)
        assert "too few" not in words(pilot)


async def test_what_two_write_of_an_analysis_keeps_the_firsts_words_until_the_second_chooses(
    url: str, quarter: Quarter
) -> None:
    meeting_id = prepare(quarter)
    lead = quarter.key_results[LEAD]
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        rows = await front(pilot)
        rows.select(lead)
        pilot.app.screen.query_one(AnalysisPanel).action_ask("solution")
        await shows(pilot, f"{LEAD}: solution")
        analysis_writing.say(quarter.database, meeting_id, lead, "solution", "[b]theirs[/b]")
        await type_line(pilot, "ours")
        await shows(pilot, "enter keeps yours", "it says “[b]theirs[/b]” now")
        assert told(quarter, meeting_id, LEAD).written["solution"] == "[b]theirs[/b]"
        await pilot.press("enter")
        await until(pilot, lambda: told(quarter, meeting_id, LEAD).written["solution"] == "ours")
        await front(pilot)
        pilot.app.screen.query_one(AnalysisPanel).action_ask("action")
        await shows(pilot, f"{LEAD}: action")
        analysis_writing.act(quarter.database, meeting_id, lead, f"theirs @{JOSE} by 2099-12-04", None)
        await type_line(pilot, f"ours @{ADA} by 2099-12-05")
        await shows(pilot, "enter keeps yours", "it has an action now")
        await pilot.press("enter")
        await until(pilot, lambda: [one["text"] for one in quarter.actions(meeting_id)] == ["ours"])
