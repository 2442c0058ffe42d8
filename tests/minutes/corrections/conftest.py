"""Gives tests of corrections a meeting whose minutes were sent."""

from __future__ import annotations

import pytest

from facilitator.steps import outcomes
from facilitator.steps.progress import writing as progress_writing
from facilitator.steps.round import writing as rounds
from tests.minutes import Room
from tests.minutes.corrections.correcting import ADA, GRACE


@pytest.fixture
def sent(room: Room) -> Room:
    """A stand-up that has ended."""
    rounds.add(room.database, ADA, {"done": ["wrote the parser"], "difficulties": ["no test server"]})
    room.to_the_round()
    outcomes.record_decision(room.database, room.meeting, "ship on friday", by_id=room.people[ADA])
    outcomes.record_action(room.database, room.meeting, f"open the logs @{GRACE} by 2026-12-01")
    outcomes.park(room.database, room.meeting, "the office", by_id=room.people[ADA])
    outcomes.request_help(room.database, room.meeting, f"a test server @{GRACE}", from_id=room.people[ADA])
    key_result = room.key_results["Lead time to 2 days"]
    progress_writing.update(room.database, key_result, current=4, note="two runs", meeting_id=room.meeting)
    room.everybody_speaks()
    room.finish()
    room.pass_time(3600)
    return room
