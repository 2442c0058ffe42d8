"""Says what a meeting's steps are and ask, and keeps that as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from facilitator.meeting import kinds

MINIMUM_TURN = 30
"""Seconds that a speaker gets at least: three sentences are not said in less (METHOD M17)."""

CYCLES = ("in progress", "next", "ended")
"""Which cycle a mode is about: `next` is the one in progress where the next has no objectives yet."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question of a round or a part of a reflection.

    Attributes:
        key: Its key in the check-in file and in the JSON minutes; no other in the mode has it.
        text: What people read.
        recalls: The key of another prompt: what somebody said there last time stands below this one.
    """

    key: str
    text: str
    recalls: str = ""


STANDUP_PROMPTS = (
    Prompt("done", "Completed yesterday", recalls="today"),
    Prompt("today", "Today"),
    Prompt("difficulties", "Difficulties"),
    Prompt("help_needed", "Help needed"),
)
"""What a round asks that has no prompts of its own (METHOD M17)."""
MIDEA_PARTS = tuple(Prompt(name.lower(), name) for name in ("Highlights", "Shortcomings", "Changes", "Rules", "Action"))
"""The parts of a reflection that names none (METHOD M31)."""
COLUMNS = ("To do", "Doing", "Done")
"""The columns of a whiteboard that names none (METHOD M18)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an agenda.

    Attributes:
        kind: The name of a kind, see `kinds.known`.
        title: What it is called, one line.
        seconds: Planned seconds, at least 1.
        prompts: What is asked, of a round only.
        parts: What is reflected on, of a reflection only.
        columns: The columns from left to right, of a whiteboard only.
        recalls: The key of a prompt whose answers of last time are shown, of gathering only; may be empty.
        per: What is voted on, of a confidence step only: `key_result` or `objective`.
        role: Who speaks, of a feedback step only: `colleague` or `manager` (METHOD M27).
        below: The score below which a key result needs an analysis, 0 to 1 (METHOD M30).
        options: What else a mode file says of it, by key, where its kind has an option that is none of these.
    """

    kind: str
    title: str
    seconds: int
    prompts: tuple[Prompt, ...] = ()
    parts: tuple[Prompt, ...] = ()
    columns: tuple[str, ...] = ()
    recalls: str = ""
    per: str = ""
    role: str = ""
    below: float = 1.0
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_turns(self) -> bool:
        """Whether people have the word in it one after the other, each for a part of its time."""
        return kinds.of(self.kind).in_turns

    @property
    def part(self) -> str:
        """The meeting that it makes, `review` or `consensus`; empty where any meeting may have it."""
        return kinds.of(self.kind).part


@dataclass(frozen=True, slots=True)
class Agenda:
    """A mode with its time shared out.

    Attributes:
        name: The word in `facilitator run NAME`, one line.
        title: What the meeting is called, one line.
        seconds: Seconds of the whole meeting, 60 to 86,400. The steps fill them where one of them takes the rest, and
            never exceed them.
        about: What it is for, in a sentence; may be empty.
        steps: At least one.
        units_above: In a company of more than so many people its units meet instead of single people; None: never.
        cycle: Which cycle it is about: one of `CYCLES`.
        next_cycle: Whether it agrees the cycle after that one too (METHOD M32).
    """

    name: str
    title: str
    seconds: int
    about: str
    steps: tuple[Step, ...]
    cycle: str = CYCLES[0]
    next_cycle: bool = False
    units_above: int | None = None

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """What its rounds ask, in order."""
        return tuple(prompt for step in self.steps if step.kind == "round" for prompt in step.prompts)


_TITLES = {"standup": "stand-up", "review-consensus": "review and consensus"}
"""What a built-in mode is called in a sentence, where that is not its name."""


def meeting_name(team: str, mode: str) -> str:
    """Return what a meeting is called in a line, by its mode's name or title: `Forecast stand-up`."""
    words = _TITLES.get(mode, mode)
    # A title such as `OKR retro` or `Rückblick und Ausblick` keeps its capitals.
    return f"{team} {words.lower() if words[1:].islower() else words}"


def as_json(agenda: Agenda) -> str:
    """Return the agenda as JSON: the snapshot kept with a running meeting, so that editing a mode leaves it alone."""
    return json.dumps(asdict(agenda), ensure_ascii=False)


def from_json(text: str) -> Agenda:
    """Return the agenda that `as_json` wrote. Raises ValueError where the text is not JSON."""
    value = json.loads(text)
    steps = (
        Step(
            **step
            | {name: tuple(Prompt(**prompt) for prompt in step[name]) for name in ("prompts", "parts")}
            | {"columns": tuple(step["columns"])}
        )
        for step in value["steps"]
    )
    return Agenda(**value | {"steps": tuple(steps)})
