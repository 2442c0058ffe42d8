"""Folds the events of a meeting as a test tells them."""

from __future__ import annotations

from typing import Any

from facilitator.meeting.agenda import Agenda, Step
from facilitator.meeting.timeline import (
    Event,
    Position,
    behind,
    fold,
    turn_planned,
)

STANDUP = Agenda(
    name="standup",
    title="Stand-up",
    seconds=900,
    about="",
    steps=(
        Step("gather", "Gather", 60),
        Step("progress", "OKR first", 120),
        Step("round", "Round", 600),
        Step("whiteboard", "Whiteboard", 60),
        Step("close", "Close", 60),
    ),
)


TWO_ROUNDS = Agenda(
    name="two",
    title="Two rounds",
    seconds=600,
    about="",
    steps=(Step("round", "First", 300), Step("gather", "Between", 60), Step("round", "Second", 240)),
)


class Told:
    """A meeting told event by event, each at the moment the test has come to."""

    def __init__(self, agenda: Agenda = STANDUP, people: int = 4) -> None:
        self.agenda = agenda
        self.now = 0.0
        self.events = [Event("started", 0.0)]
        for person in range(1, people + 1):
            self.tell("attendance", person=person, state="present")

    def tell(self, kind: str, after: float = 0.0, **data: Any) -> Told:
        self.now += after
        self.events.append(Event(kind, self.now, data))
        return self

    def wait(self, seconds: float) -> Told:
        self.now += seconds
        return self

    def in_round(self, first: int = 1) -> Told:
        """The round on the second, everything before it having taken what was planned."""
        return self.tell("step", 60, index=1).tell("step", 120, index=2).tell("speaker", person=first)

    def position(self) -> Position:
        return fold(self.agenda, self.events, self.now)

    @property
    def turn(self) -> float:
        return turn_planned(self.agenda, self.position())

    @property
    def behind(self) -> float:
        return behind(self.agenda, self.position())
