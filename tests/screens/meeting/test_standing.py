"""What the room sees at a glance: paused, time up and what can be done then, and how the time was kept."""

from __future__ import annotations

from functools import partial

from facilitator.meeting import moving, running
from facilitator.store.database import Database
from facilitator.tables.meeting import Meeting
from screens.meeting.screen import MeetingScreen
from screens.program import Opening
from tests.screens.ahead import Ahead
from tests.screens.showing import SIZES, fits, program, shows, words
from tests.screens.waiting import until

STANDUP = Opening(mode="standup", team="Forecast")
LARGE = SIZES[2:]


async def test_overtime_says_with_which_key_what_can_be_done_at_every_size(sample_url: str, ahead: Ahead) -> None:
    async with program(sample_url, STANDUP, size=(120, 40)) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
        with Database(sample_url) as database:
            number = running.running(database).id  # type: ignore[union-attr]  # it runs
            while running.load(database, number).position().speaker is None:
                moving.next_step(database, number)
        await shows(pilot, "▶ ")
        ahead.wait(1000)
        await fits(pilot, "TIME IS UP", sizes=SIZES[:2])
        await fits(pilot, "What do we do?", " +  a minute", " ctrl+s  seconds each", " p  park it", sizes=SIZES[1:2])
        await fits(pilot, "TIME IS UP", "What do we do?", "a minute more", "'s topic", "end now", sizes=LARGE)
        await fits(pilot, "Where the time went", "┃██", sizes=LARGE)
        await pilot.press("space")
        await fits(pilot, "the clock stands still", "space: go on", sizes=SIZES[:2])
        await fits(pilot, "PAUSED 0:", "space: go on", sizes=LARGE)


async def test_the_end_tells_time_kept_and_who_spoke_for_how_long(sample_url: str, ahead: Ahead) -> None:
    with Database(sample_url) as database:
        async with program(sample_url, STANDUP, size=(120, 40)) as pilot:
            await until(pilot, lambda: isinstance(pilot.app.screen, MeetingScreen))
            live = running.running(database)
            assert live is not None
            with database.writing() as session:
                # The ones before it were in time since the third last.
                earlier = session.query(Meeting).filter_by(unit_id=live.unit_id, mode="standup", state="ended")
                newest = earlier.order_by(Meeting.id.desc()).limit(4).all()
                for row, seconds in zip(newest, (800, 880, 100, 1000), strict=True):
                    row.seconds = seconds
            while running.load(database, live.id).position().speaker is None:
                moving.next_step(database, live.id)
            for seconds in (60, 20):
                ahead.wait(seconds)
                moving.next_speaker(database, live.id)
            moving.end(database, live.id)
            await until(pilot, partial(_ended, pilot.app.screen))
            await fits(pilot, "under plan", "u reopens it", "of 6 spoke", sizes=SIZES[:1])
            kept = "under the planned 15:00", "u reopens it", "of 6 spoke · the 4th in time in a row"
            await fits(pilot, *kept, sizes=SIZES[1:])
            await fits(pilot, "from 0:", "to 1:0", "██░", sizes=SIZES[1:])
            assert "Recorded" not in words(pilot)


def _ended(screen: object) -> bool:
    return isinstance(screen, MeetingScreen) and screen.has_class("ended")
