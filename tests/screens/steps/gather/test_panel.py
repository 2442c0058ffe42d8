"""Gathering on the shared screen: who is here and has prepared, beside what comes back from last time."""

from __future__ import annotations

from facilitator.store.database import Database
from screens.program import Opening
from screens.steps.gather.panel import CarriedOver
from tests.company import build
from tests.screens.showing import SMALLEST, fits, program, shows, words
from tests.screens.waiting import until


async def test_people_stand_beside_what_comes_back_at_every_size(sample_url: str) -> None:
    async with program(sample_url, Opening(mode="standup", team="Forecast"), size=SMALLEST) as pilot:
        await fits(pilot, "Who is here  6 of 6", "3 prepared", "★", "▲ 1 overdue", "▲ write down how", "→ done")
        await fits(pilot, "Hanna Lindqvist  ★ facilitates", "Open from last time  5", sizes=((120, 40), (200, 60)))
        await pilot.press("right", "right", "right")
        await fits(pilot, "Who is here  5 of 6", "absent")
        await pilot.press("o")
        await fits(pilot, "order shuffled", sizes=((120, 40), (200, 60)))
        await pilot.press("tab", "right")
        await until(pilot, lambda: isinstance(pilot.app.focused, CarriedOver))
        await shows(pilot, "☑ write down how", "done  María")
        await fits(pilot, "Open from last time  4", sizes=((120, 40), (200, 60)))
        assert "overdue" not in words(pilot)


async def test_a_first_meeting_says_that_nothing_can_come_back(url: str) -> None:
    with Database(url) as database, database.writing() as session:
        build(session, {"Platform": None}, {"Ada Lovelace": "Platform"})
    async with program(url, Opening(mode="standup", team="Platform")) as pilot:
        await fits(pilot, "Who is here  1 of 1", "First meeting", sizes=((80, 24), (120, 40)))
