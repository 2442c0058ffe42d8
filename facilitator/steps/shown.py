"""Everything a meeting's screen shows, read in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from facilitator.meeting import running
from facilitator.meeting.running import Live
from facilitator.steps import outcomes, progress, round, whiteboard  # noqa: A004  # the kind of step is called so
from facilitator.steps.outcomes import Outcome
from facilitator.steps.progress import Standing
from facilitator.steps.round import Turn
from facilitator.steps.whiteboard import CardView
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting as it was read last."""

    live: Live
    turns: Mapping[int, Turn]
    outcomes: tuple[Outcome, ...]
    carried: tuple[Outcome, ...]
    standings: tuple[Standing, ...]
    cards: tuple[CardView, ...]


def read(database: Database, meeting_id: int) -> Shown:
    """Read it. The number of queries depends neither on people nor on history."""
    return Shown(
        live=running.load(database, meeting_id),
        turns=round.turns(database, meeting_id),
        outcomes=outcomes.recorded(database, meeting_id),
        carried=outcomes.carried_over(database, meeting_id),
        standings=progress.of_meeting(database, meeting_id),
        cards=whiteboard.board(database, meeting_id),
    )
