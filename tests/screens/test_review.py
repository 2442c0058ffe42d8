"""A review from the first to the last key: who must be there, own review, feedback, agreement, unfinished, close."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from textual.widgets import Input

from facilitator.meeting import moving, running
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.okr.calibration import Case, calibrate
from facilitator.steps.analysis import carry_over as analysis_carry_over
from facilitator.steps.scores import reading as scores_reading
from facilitator.steps.scores import writing as scores_writing
from facilitator.store.database import Database
from screens.home.screen import HomeScreen
from screens.meeting.screen import MeetingScreen
from screens.widgets.calibration_chart import calibration_chart
from tests.screens.showing import AppPilot, program, shows
from tests.screens.waiting import until
from tests.steps.reviewing import ADA, CANARY, JOSE, LEAD, SHIPS, SIGNED, UPTIME, Quarter, furnish


@pytest.fixture
def quarter(url: str) -> Iterator[Quarter]:
    with Database(url) as database:
        yield furnish(database)


async def type_line(pilot: AppPilot, text: str) -> None:
    line = pilot.app.screen.query_one("#line", Input)
    await until(pilot, lambda: line.has_focus)
    line.value = text
    await pilot.press("enter")
    await until(pilot, lambda: not line.has_focus)


async def test_a_whole_review_by_keys(url: str, quarter: Quarter) -> None:
    for title, score, name in ((LEAD, 0.4, ADA), (CANARY, 1.0, ADA), (SIGNED, 1.0, ADA), (UPTIME, 1.0, JOSE)):
        scores_writing.give(quarter.database, name, quarter.key_results[title], score, "so it went")
    async with program(url, size=(200, 60)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, HomeScreen))
        await shows(pilot, "Platform")
        await pilot.press("r")
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        live = running.running(quarter.database)
        assert live is not None
        meeting_id = live.id

        def step() -> int:
            return running.load(quarter.database, meeting_id).position().step

        async def at(index: int) -> None:
            await until(pilot, lambda: step() == index)
            screen = pilot.app.screen
            assert isinstance(screen, MeetingScreen)
            await until(pilot, lambda: screen.shown.live.position().step == index)

        # Ada manages Platform and is late: a reason, or wait.
        await shows(pilot, f"✓ {ADA}, manager, is here")
        await pilot.press("right", "right", "right")
        await shows(pilot, f"! {ADA} must be here: a reason, or wait")
        await pilot.press("enter")
        await type_line(pilot, "on a flight")
        await shows(pilot, "is not here: on a flight")
        await pilot.press("enter")
        await at(1)
        for _ in range(2):
            await pilot.press("full_stop")
        await at(2)
        await pilot.press("c")
        await type_line(pilot, f"ask sooner @{JOSE}")
        await pilot.press("n")
        await at(3)
        await shows(pilot, "ask sooner")
        await pilot.press("enter", "enter")
        await at(4)
        await pilot.press("enter")
        await shows(pilot, "1 of 2 objectives to agree on")
        await pilot.press("enter")
        await until(
            pilot, lambda: not any(one.to_agree for one in scores_reading.of_meeting(quarter.database, meeting_id))
        )
        await shows(pilot, "agreed")
        await pilot.press("enter")
        await at(5)
        await pilot.press("down")
        for line in ("mine", "a reviewer", "two reviewers", "name two by 2099-01-15"):
            await pilot.press("enter")
            await type_line(pilot, line)
        await shows(pilot, "✓ Complete")
        await pilot.press("C")
        await shows(pilot, "carried over into now")
        await pilot.press("enter")
        await at(6)
        await pilot.press("e")
        await shows(pilot, "End the meeting?")
        await pilot.press("y")
        await shows(pilot, "The meeting has ended")
        await until(pilot, lambda: running.load(quarter.database, meeting_id).position().state == "ended")
    text = minutes_forms.as_markdown(minutes_reading.read(quarter.database, meeting_id))
    order = ["carried over", "on a flight", "ask sooner", "Agreed", "Own part: mine"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    (told,) = quarter.told(meeting_id, "analysis")
    assert told["action"] == {"text": "name two", "owner": ADA, "due": "2099-01-15"}


def test_minutes_of_a_combined_meeting_are_in_two_parts(quarter: Quarter) -> None:
    scores_writing.give(quarter.database, ADA, quarter.key_results[LEAD], 0.4, "reviews waited")
    meeting_id = quarter.meet("review-consensus")
    quarter.go_to(meeting_id, "analysis")
    analysis_carry_over.carry_over(quarter.database, meeting_id, quarter.objectives[SHIPS], 1.0)
    moving.end(quarter.database, meeting_id)
    lines = minutes_forms.as_markdown(minutes_reading.read(quarter.database, meeting_id)).splitlines()
    headings = [line for line in lines if line.startswith("#")]
    assert "## Part one: review of last" in headings
    assert "### Unfinished" in headings
    levels = [len(line) - len(line.lstrip("#")) for line in headings]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert "- Cycles: last reviewed, now agreed" in lines


@pytest.mark.parametrize("width", [10, 40, 80, 200])
def test_the_chart_of_confidence_keeps_to_its_width_and_claims_nothing_below_ten(width: int) -> None:
    cases = [Case("", "", 8, (), score / 12) for score in range(12)] + [Case("", "", 6, (), 0.9)] * 9
    lines = calibration_chart(calibrate(cases), width).plain.split("\n")
    assert "3 of 12 came true, 25 %" in lines[1]
    assert "too few to tell: 9 of 10" in lines[2]
    assert "█" not in lines[2]
    assert all(len(line) <= max(width, 36) for line in lines[1:])
    assert "No key result" in calibration_chart(calibrate([]), width).plain
