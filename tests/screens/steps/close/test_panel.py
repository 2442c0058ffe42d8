"""The closing summary: read from the back of the room, and put right with a key each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from facilitator.meeting import moving, running
from facilitator.minutes import formats as minutes_forms
from facilitator.minutes import reading as minutes_reading
from facilitator.okr.progress import share
from facilitator.steps import outcomes
from facilitator.steps.outcomes import Outcome
from facilitator.steps.progress import reading as progress_reading
from facilitator.steps.progress import writing as progress_writing
from facilitator.store.database import Database
from screens.meeting.screen import MeetingScreen
from screens.program import Opening
from screens.steps.close.sections import Sections, columns_in, divided
from tests.screens.showing import SIZES, AppPilot, fill, program, resize, shows, words
from tests.screens.waiting import until

LINES = ("order two disks @Joe by 2099-12-04", "call the vendor", "open the staging logs @Yusuf")


@asynccontextmanager
async def closing(url: str, size: tuple[int, int] = (120, 40)) -> AsyncIterator[tuple[AppPilot, Database, int]]:
    """The program in the last step of a stand-up in which something of every kind came out."""
    with Database(url) as database:
        async with program(url, Opening(mode="standup", team="Forecast"), size=size) as pilot:
            await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
            live = running.running(database)
            assert live is not None
            for line in LINES:
                outcomes.record_action(database, live.id, line)
            outcomes.record_decision(database, live.id, "no switch without a roster")
            outcomes.park(database, live.id, "who stands by")
            outcomes.request_help(database, live.id, "confirm the roster @Ingrid", from_id=next(iter(live.people)))
            while (live := running.load(database, live.id)).position().step + 1 < len(live.agenda.steps):
                moving.next_step(database, live.id)
            await shows(pilot, "▸Close", "Help asked for  1")
            yield pilot, database, live.id


def recorded(database: Database, meeting: int, text: str) -> Outcome | None:
    return next((one for one in outcomes.recorded(database, meeting) if one.text == text), None)


def selected(pilot: AppPilot) -> object:
    return pilot.app.screen.query_one(Sections).selected


async def end(pilot: AppPilot) -> None:
    await pilot.press("e")
    await until(pilot, lambda: pilot.app.screen.is_modal)
    await pilot.press("y")
    await shows(pilot, "ENDED", "y copy  o open  f another format")
    await until(pilot, lambda: isinstance(pilot.app.focused, Sections))


async def test_what_lacks_an_owner_is_selected_and_mended_with_one_key(sample_url: str) -> None:
    async with closing(sample_url) as (pilot, database, number):
        await shows(
            pilot, "Actions  3  ! 2 without owner or day", "! nobody, no day  @ says who, when", "end the meeting"
        )
        await pilot.press("at")
        await shows(pilot, "Who, and by when?")
        await fill(pilot, "@Hanna by 2099-12-05")
        await shows(pilot, "Hanna Lindqvist  by 2099-12-05", "! 1 without owner or day")
        mended = recorded(database, number, "call the vendor")
        assert mended is not None
        assert mended.who == "Hanna Lindqvist"
        await pilot.press("u")
        await shows(pilot, "! 2 without owner or day")


async def test_what_came_out_is_reworded_and_taken_out_before_the_end(sample_url: str) -> None:
    async with closing(sample_url) as (pilot, database, number):
        await pilot.press("home")
        assert selected(pilot)[0] == "decision"  # type: ignore[index]
        await pilot.press("r")
        await fill(pilot, "no switch without two rosters")
        await shows(pilot, "✔ no switch without two rosters")
        await pilot.press("x")
        await until(pilot, lambda: not recorded(database, number, "no switch without two rosters"))
        await shows(pilot, "Decisions  none yet: d records one")
        await pilot.press("u")
        await shows(
            pilot, "✔ no switch without two rosters", 'taken back: decision "no switch without two rosters" taken'
        )


async def test_after_the_end_it_is_put_right_in_the_minutes(sample_url: str) -> None:
    async with closing(sample_url) as (pilot, database, number):
        await end(pilot)
        await pilot.press("at")
        await fill(pilot, "call the vendor @Hanna by 2099-12-05")
        await shows(pilot, "correction 1 is recorded", "Hanna Lindqvist  by 2099-12-05", "correction-1.md")
        await until(pilot, lambda: isinstance(pilot.app.focused, Sections))
        await pilot.press("home", "r")
        await fill(pilot, "no switch without two rosters")
        await shows(pilot, "correction 2 is recorded", "✔ no switch without two rosters")
        await until(pilot, lambda: isinstance(pilot.app.focused, Sections))
        await pilot.press("x")
        await shows(pilot, "Take it out? decision: no switch without two rosters")
        await pilot.press("y")
        await until(pilot, lambda: not recorded(database, number, "no switch without two rosters"))
        told = minutes_forms.as_markdown(minutes_reading.read(database, number))
        assert "put right at the close of the meeting" in told


async def test_the_arrows_go_through_all_lists_at_every_size(sample_url: str) -> None:
    async with closing(sample_url) as (pilot, database, number):
        progress = progress_reading.of_meeting(database, number)[0].key_result
        progress_writing.update(database, progress.id, confidence=1, meeting_id=number)
        sections = "Decisions  1", "Actions  3", "Help asked for  1", "Parked  1"
        for size in SIZES:
            await resize(pilot, *size)
            await until(pilot, lambda: len(pilot.app.screen.query_one(Sections).rows) == 7)
            await pilot.press("home")
            seen = {selected(pilot)}
            for _ in range(6):
                await pilot.press("down")
                seen.add(selected(pilot))
            assert len(seen) == 7
            await pilot.press("home")
            await until(pilot, partial(_beside, pilot, columns_in(size[0] - 1)))
        await shows(pilot, *sections, "What moved  1 key result", share(progress.ratio), "→ 1 ▼")
        await pilot.press("home", "right")
        assert selected(pilot)[0] == "action"  # type: ignore[index]
        line = next(y for y, line in enumerate(words(pilot).splitlines()) if "▪ who stands by" in line)
        await pilot.click(offset=(words(pilot).splitlines()[line].index("▪ who") + 3, line))
        await until(pilot, lambda: selected(pilot)[0] == "parked")  # type: ignore[index]


def _beside(pilot: AppPilot, many: int) -> bool:
    """Whether the bands of so many lists stand in the same line somewhere, and of no more."""
    bands = ("Decisions  ", "Actions  ", "Help asked", "Parked  ")
    most = max(sum(band in line for band in bands) for line in words(pilot).splitlines())
    return most <= many if many == 1 else 1 < most <= many


@pytest.mark.parametrize(
    ("heights", "parts", "bounds"),
    [
        ([], 2, []),
        ([3], 4, [(0, 1)]),
        ([2, 8, 3, 2], 4, [(0, 1), (1, 2), (2, 3), (3, 4)]),
        ([2, 8, 3, 2], 2, [(0, 2), (2, 4)]),
        ([9, 2, 2, 2], 2, [(0, 1), (1, 4)]),
    ],
)
def test_lists_are_divided_so_that_the_longest_column_is_short(
    heights: list[int], parts: int, bounds: list[tuple[int, int]]
) -> None:
    assert [(part.start, part.stop) for part in divided(heights, parts)] == bounds
