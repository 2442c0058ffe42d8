"""The own review on the screens: typed in the check-in, shown in the turn and not before."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.widgets import Input

from facilitator.meeting import moving
from facilitator.steps.reflection import reading as reflection_reading
from facilitator.steps.reflection import writing as reflection_writing
from facilitator.steps.scores import writing as scores_writing
from facilitator.store.database import Database
from screens.program import Opening
from screens.steps.fields import Field
from screens.steps.reflection.form import Offers
from screens.steps.reflection.panel import ReflectionPanel
from screens.widgets.rows import Rows
from tests.screens.showing import SMALLEST, AppPilot, fill, fits, program, resize, shows, words
from tests.screens.waiting import until
from tests.steps.reviewing import ADA, CANARY, LEAD, SHIPS, WANG, Quarter, adjust, furnish

UNSAID = "own part: I kept the reviews"


@pytest.fixture
def quarter(url: str) -> Iterator[Quarter]:
    with Database(url) as database:
        yield furnish(database)


def said(quarter: Quarter, meeting_id: int, part: str, name: str = ADA) -> list[str]:
    review = reflection_reading.of_meeting(quarter.database, meeting_id)[quarter.people[name]]
    return [one.text for one in review.reflections.get(part, ())]


def prepared(quarter: Quarter, part: str, name: str = ADA) -> list[str]:
    from facilitator.checkin import session as checkin_session

    asked = checkin_session.own(quarter.database, name).asked["reflection"]
    return [one.line for one in asked.review.reflections.get(part, ())]


async def field(pilot: AppPilot, key: str) -> Field:
    await until(pilot, lambda: pilot.app.screen.query(f"#field-{key}"))
    found = pilot.app.screen.query_one(f"#field-{key}", Field)
    found.focus()
    await until(pilot, lambda: found.has_focus)
    return found


async def test_what_is_typed_is_saved_and_what_is_offered_taken_over(url: str, quarter: Quarter) -> None:
    adjust(quarter)
    async with program(url, Opening(checkin=ADA), size=(120, 60)) as pilot:
        await field(pilot, "shortcomings")
        await shows(pilot, "own part: what did I not do?")
        await pilot.press(*"own part", "enter", *"help needed")
        await until(pilot, lambda: prepared(quarter, "shortcomings") == ["own part", "help needed"])
        changes = await field(pilot, "changes")
        await pilot.press(*"none, but:")
        await until(pilot, lambda: prepared(quarter, "changes") == ["none, but:"])
        question = changes.parent
        assert question is not None
        offers = question.query_one(Offers)
        assert len(offers.rows) == 1
        offers.focus()
        await until(pilot, lambda: offers.has_focus)
        await pilot.press("enter")
        await until(pilot, lambda: len(prepared(quarter, "changes")) == 2)
        assert "target 20 → 25 (Sales joined)" in prepared(quarter, "changes")[1]
        await until(pilot, lambda: not offers.rows)


async def test_it_is_shown_in_the_turn_and_not_before(url: str, quarter: Quarter) -> None:
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.4, "reviews waited")
    reflection_writing.add(quarter.database, ADA, {"shortcomings": [UNSAID], "action": ["hand over by 2099-01-15"]})
    meeting_id = quarter.meet()
    async with program(url, Opening(mode="review", team="Platform"), size=SMALLEST) as pilot:
        await fits(pilot, "Who is here", "✎")
        assert "hand over" not in words(pilot)
        moving.set_order(quarter.database, meeting_id, "chosen", [quarter.people[WANG]])
        quarter.go_to(meeting_id, "reflection")
        await fits(pilot, WANG, "1 Highlights")
        assert UNSAID[:12] not in words(pilot)
        assert "hand over" not in words(pilot)
        quarter.speaks(meeting_id, ADA)
        await fits(pilot, SHIPS[:30], "“reviews", "→ hand over")
        await pilot.press("end")
        await shows(pilot, "hand over", "2099-01-15")


async def test_parts_are_added_reworded_and_undone_by_keys(url: str, quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    async with program(url, Opening(mode="review", team="Platform"), size=(100, 40)) as pilot:
        await until(pilot, lambda: pilot.app.screen.query(ReflectionPanel) and isinstance(pilot.app.focused, Rows))
        line = pilot.app.screen.query_one("#line", Input)
        for key, text in (("4", "canary first"), ("5", "hand over reviews @José by 2099-01-15")):
            await pilot.press(key)
            await until(pilot, lambda: line.has_focus)
            line.value = text
            await pilot.press("enter")
            await until(pilot, lambda: not pilot.app.screen.has_class("asking"))
        await shows(pilot, "hand over reviews  José Müller", "by 2099-01-15")
        assert [one["text"] for one in quarter.actions(meeting_id)] == ["hand over reviews"]
        # What was said last is selected.
        await pilot.press("r")
        await until(pilot, lambda: line.has_focus)
        assert line.value == "hand over reviews @José by 2099-01-15"
        line.value = "write the list"
        await pilot.press("enter")
        await until(pilot, lambda: said(quarter, meeting_id, "action") == ["write the list"])
        await pilot.press("u", "u")
        await until(pilot, lambda: said(quarter, meeting_id, "action") == [])
        assert said(quarter, meeting_id, "rules") == ["canary first"]


async def test_a_score_is_given_where_the_key_result_stands(url: str, quarter: Quarter) -> None:
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        await shows(pilot, "no score yet (0 of 2)", "g scores it, progress says 0.42")
        for line in ("7 reviews waited", "+ all of them"):
            await pilot.press("g")
            await fill(pilot, line)
            await until(pilot, lambda: not pilot.app.screen.has_class("asking"))
        # What has been scored makes room for the next one that has no score.
        await until(pilot, lambda: quarter.score(CANARY) == (1.0, "all of them"))
        assert quarter.score(LEAD) == (0.7, "reviews waited")
        await shows(pilot, " 0.7   Median", "“reviews waited”", " 1.0   Services")
        await pilot.press("u")
        await until(pilot, lambda: quarter.score(CANARY) == (None, ""))


async def test_the_parts_stand_side_by_side_where_there_is_room(url: str, quarter: Quarter) -> None:
    reflection_writing.add(quarter.database, ADA, {"highlights": ["a success"], "rules": ["canary first"]})
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    async with program(url, Opening(mode="review", team="Platform"), size=(200, 60)) as pilot:
        await shows(pilot, "a success", "canary first")
        panel = pilot.app.screen.query_one(ReflectionPanel)
        heading = next(line for line in words(pilot).split("\n") if "1 Highlights" in line)
        assert all(title in heading for title in ("2 Shortcomings", "3 Changes", "4 Rules", "5 Action"))
        panel.rows.select(("part", 0))
        await pilot.press("down", "right", "right", "right")
        await pilot.press("r")
        line = pilot.app.screen.query_one("#line", Input)
        await until(pilot, lambda: line.has_focus)
        assert line.value == "canary first"
        await pilot.press("escape")
        # The mouse reaches them too: once selects, twice does what the key does.
        lines = words(pilot).split("\n")
        at = heading.index("5 Action"), lines.index(heading)
        await pilot.click(offset=at)
        await until(pilot, lambda: panel.selected == ("part", 4))
        await pilot.click(offset=at)
        await shows(pilot, "Action: what to do next cycle")
        await pilot.press("escape")
        panel.rows.select(next(row.id for row in panel.rows.rows if "canary first" in row.content.plain))
        # Where there is not, they stand below one another, and what was selected stays selected.
        await resize(pilot, 80, 24)
        await shows(pilot, "4 Rules         · canary first")
        assert panel.enter_words() == ""
        await pilot.press("r")
        await until(pilot, lambda: line.value == "canary first")


async def test_enter_confirms_the_changes_and_then_gives_the_word_on(url: str, quarter: Quarter) -> None:
    adjust(quarter)
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    async with program(url, Opening(mode="review", team="Platform"), size=(100, 50)) as pilot:
        await shows(pilot, "target 20 → 25 (Sales joined)", "t or enter", "confirm 1 change")
        await pilot.press("t")
        await shows(pilot, "t again takes it over")
        assert said(quarter, meeting_id, "highlights") == []
        await pilot.press("t")
        await until(pilot, lambda: len(said(quarter, meeting_id, "highlights")) == 1)
        await shows(pilot, f"· {CANARY}")
        await pilot.press("enter")
        await until(pilot, lambda: len(said(quarter, meeting_id, "changes")) == 1)
        await until(pilot, lambda: "t or enter" not in words(pilot))
        await pilot.press("enter")
        await shows(pilot, "2 of 3")
        await pilot.press("enter", "enter")
        await shows(pilot, "Manager")


async def test_text_that_looks_like_markup_is_shown_as_it_is(url: str, quarter: Quarter) -> None:
    reflection_writing.add(quarter.database, ADA, {"highlights": ["[bold]all[/] [@click=app.quit]x[/] [y"]})
    meeting_id = quarter.meet()
    quarter.speaks(meeting_id, ADA)
    async with program(url, Opening(mode="review", team="Platform"), size=(120, 40)) as pilot:
        await shows(pilot, "[bold]all[/]", "[y")
