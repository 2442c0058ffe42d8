"""What stands on the screens themselves: home, the OKRs and a meeting say the same of the sample company."""

from __future__ import annotations

from facilitator import modes
from facilitator.meeting import moving, starting
from facilitator.modes.parsing import parse_mode
from facilitator.okr import reading
from facilitator.store.database import Database
from screens.program import Opening
from tests.screens.showing import program, shows

TOP = "Tidewater Charts"


async def test_home_okrs_and_the_weekly_count_the_same_risks(sample_url: str) -> None:
    with Database(sample_url) as database:
        okrs = reading.of_cycle(database)
        assert okrs is not None
        reasons = [each.risk.words for one in okrs.objectives for each in one.key_results if each.risk.words]
        many = len(reasons)
        # From gathering to what is first.
        meeting = starting.start(database, parse_mode(*modes.find("weekly", None)), TOP).id
        moving.next_step(database, meeting)
    assert many
    async with program(sample_url, Opening(mode="weekly", team=TOP), size=(120, 40)) as pilot:
        await shows(pilot, f"{many} at risk in {TOP}")
    async with program(sample_url, size=(120, 40)) as pilot:
        await shows(pilot, "Teams")
        await pilot.press("home")
        await shows(pilot, f"{TOP}  {okrs.cycle.name}  {many} at risk")
        # Whoever it is: everybody sees everybody's.
        await pilot.press("o", "enter")
        await shows(pilot, f"At risk {many}")
        await pilot.press("left")
        await shows(pilot, f"At risk {many}", *reasons)
