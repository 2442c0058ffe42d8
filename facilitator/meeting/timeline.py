"""The running meeting, computed from what happened in it.

A meeting's position is a pure fold over its events: the program that was killed and the read-only view in the next
room come to the same from the same rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from facilitator.meeting.agenda import MINIMUM_TURN, Agenda

PRESENT = ("present", "remote")
"""The states of attendance in which somebody gets a turn. Who is late gets one on arrival."""

STATES = ("present", "remote", "late", "absent")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that moved the meeting.

    Attributes:
        kind: started, step, speaker, skipped, unspoken, paused, resumed, adjusted, attendance, order, turn or ended.
        elapsed: Seconds since the meeting's start, pauses included; never falls.
        data: step `{"index"}`, speaker `{"person"}` (an id or None),
            skipped and unspoken `{"person"}`, adjusted `{"seconds"}`,
            attendance `{"person", "state"}`, order `{"people"}`, turn `{"seconds"}` (None: share out again).
    """

    kind: str
    elapsed: float
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a meeting stands. All durations are seconds.

    Attributes:
        state: `running`, `paused` or `ended`.
        step: Index of the step, from 0.
        speaker: Whose turn it is; None outside a round.
        order: Everybody, in speaking order.
        attendance: The state of everybody's attendance.
        spoken: Who has had their turn in this round, in the order they spoke.
        skipped: Who is left for later.
        seconds: Time spent in the meeting, pauses left out.
        step_seconds: Time spent in each step.
        speaker_seconds: Time spent by each speaker in the rounds.
        adjusted: Time given (or taken) by hand, for each step.
        adjusted_turn: The same for the turn that runs.
        turn: What the facilitator set each turn to; None: shared out.
        paused_seconds: How long the meeting stood still.
    """

    state: str
    step: int
    speaker: int | None
    order: tuple[int, ...]
    attendance: Mapping[int, str]
    spoken: tuple[int, ...]
    skipped: tuple[int, ...]
    seconds: float
    step_seconds: tuple[float, ...]
    speaker_seconds: Mapping[int, float]
    adjusted: tuple[float, ...]
    adjusted_turn: float
    turn: float | None
    paused_seconds: float

    @property
    def waiting(self) -> tuple[int, ...]:
        """Who is still to speak after the speaker: in order, then those skipped for now."""
        here = [
            person
            for person in self.order
            if self.attendance.get(person) in PRESENT and person not in self.spoken and person != self.speaker
        ]
        return tuple([one for one in here if one not in self.skipped] + [one for one in self.skipped if one in here])

    @property
    def before(self) -> int | None:
        """Who spoke last before the speaker; None at the first."""
        earlier = [person for person in self.spoken if person != self.speaker]
        return earlier[-1] if earlier else None


def fold(agenda: Agenda, events: Iterable[Event], now: float) -> Position:
    """The position at `now` seconds after the start, from everything that happened until then."""
    steps = len(agenda.steps)
    position = Position(
        state="running",
        step=0,
        speaker=None,
        order=(),
        attendance={},
        spoken=(),
        skipped=(),
        seconds=0.0,
        step_seconds=(0.0,) * steps,
        speaker_seconds={},
        adjusted=(0.0,) * steps,
        adjusted_turn=0.0,
        turn=None,
        paused_seconds=0.0,
    )
    last = 0.0
    for event in events:
        moment = max(last, event.elapsed)
        position = _apply(agenda, _spend(position, moment - last), event)
        last = moment
    return _spend(position, max(0.0, now - last))


def _spend(position: Position, seconds: float) -> Position:
    if position.state == "paused":
        return replace(position, paused_seconds=position.paused_seconds + seconds)
    if position.state == "ended" or seconds == 0:
        return position
    spent = list(position.step_seconds)
    spent[position.step] += seconds
    speakers = dict(position.speaker_seconds)
    if position.speaker is not None:
        speakers[position.speaker] = speakers.get(position.speaker, 0.0) + seconds
    return replace(position, seconds=position.seconds + seconds, step_seconds=tuple(spent), speaker_seconds=speakers)


def _apply(agenda: Agenda, position: Position, event: Event) -> Position:
    data = event.data
    match event.kind:
        case "step":
            index = max(0, min(len(agenda.steps) - 1, int(data["index"])))
            moved = replace(position, step=index, speaker=None, adjusted_turn=0.0)
            if agenda.steps[index].kind == "round" and position.step_seconds[index] == 0:
                moved = replace(moved, spoken=(), skipped=())
            return moved
        case "speaker":
            return _speak(position, data["person"])
        case "skipped":
            person = int(data["person"])
            return replace(position, skipped=(*(one for one in position.skipped if one != person), person))
        case "unspoken":
            return replace(position, spoken=tuple(one for one in position.spoken if one != data["person"]))
        case "paused" if position.state == "running":
            return replace(position, state="paused")
        case "resumed" if position.state == "paused":
            return replace(position, state="running")
        case "adjusted":
            seconds = float(data["seconds"])
            if position.speaker is not None:
                return replace(position, adjusted_turn=position.adjusted_turn + seconds)
            adjusted = list(position.adjusted)
            adjusted[position.step] += seconds
            return replace(position, adjusted=tuple(adjusted))
        case "attendance":
            person, state = int(data["person"]), str(data["state"])
            order = position.order if person in position.order else (*position.order, person)
            return replace(position, order=order, attendance={**position.attendance, person: state})
        case "order":
            named = tuple(int(person) for person in data["people"])
            rest = tuple(person for person in position.order if person not in named)
            return replace(position, order=named + rest)
        case "turn":
            return replace(position, turn=data["seconds"])
        case "ended":
            return replace(position, state="ended", speaker=None)
    return position


def _speak(position: Position, person: int | None) -> Position:
    spoken = position.spoken
    leaving = position.speaker
    if leaving is not None and leaving not in position.skipped and leaving not in spoken:
        spoken = (*spoken, leaving)
    if person is None:
        return replace(position, speaker=None, spoken=spoken, adjusted_turn=0.0)
    return replace(
        position,
        speaker=person,
        # Whoever speaks again, after `back`, is at their turn and no longer among those who had it.
        spoken=tuple(one for one in spoken if one != person),
        skipped=tuple(one for one in position.skipped if one != person),
        adjusted_turn=0.0,
    )


def step_planned(agenda: Agenda, position: Position, index: int) -> float:
    """Seconds planned for a step, with what was given and taken by hand."""
    return max(0.0, agenda.steps[index].seconds + position.adjusted[index])


def round_budget(agenda: Agenda, position: Position) -> float:
    """Seconds a round has: its own, and what the steps before it did not use, less what they overran.

    The meeting ends when it was to end (METHOD M17), whatever came before the round. While an earlier step still
    runs, what it has left counts as used.
    """
    index = _round(agenda, position)
    if index is None:
        return 0.0
    saved = 0.0
    for i in range(index):
        spent = position.step_seconds[i]
        saved += agenda.steps[i].seconds - (
            spent if i < position.step else max(spent, step_planned(agenda, position, i))
        )
    return max(0.0, step_planned(agenda, position, index) + saved)


def _round(agenda: Agenda, position: Position) -> int | None:
    rounds = [index for index, step in enumerate(agenda.steps) if step.kind == "round"]
    return next((index for index in rounds if index >= position.step), rounds[-1] if rounds else None)


def turn_planned(agenda: Agenda, position: Position) -> float:
    """Seconds that the speaker has, or that the next one would have.

    What is left of the round is shared among those who have not spoken, never under 30 seconds each. Where 30
    seconds each do not fit at all, everybody has the same.
    """
    if position.turn is not None:
        return max(1.0, position.turn + position.adjusted_turn)
    here = [person for person in position.order if position.attendance.get(person) in PRESENT]
    budget = round_budget(agenda, position)
    done = sum(position.speaker_seconds.get(person, 0.0) for person in position.order if person != position.speaker)
    unspoken = len(position.waiting) + (position.speaker is not None)
    equal = budget / len(here) if here else budget
    minimum = min(float(MINIMUM_TURN), equal)
    share = max(minimum, (budget - done) / unspoken) if unspoken else budget
    return max(1.0, share + position.adjusted_turn)


def fits(agenda: Agenda, position: Position) -> bool:
    """Whether everybody here can have the 30 seconds that nobody should have less than."""
    here = sum(1 for person in position.order if position.attendance.get(person) in PRESENT)
    return round_budget(agenda, position) >= here * MINIMUM_TURN


def behind(agenda: Agenda, position: Position) -> float:
    """Seconds behind plan, negative when ahead.

    A step is on plan until its planned time is up; in a round, as long as the speaker is within their turn.
    """
    current = agenda.steps[position.step]
    before = sum(agenda.steps[i].seconds for i in range(position.step))
    spent_before = position.seconds - position.step_seconds[position.step]
    lag = spent_before - before
    if current.kind != "round":
        return lag + max(0.0, position.step_seconds[position.step] - current.seconds)
    # The round took up what came before it: from here on it is behind only if its turns do not fit any more.
    turns = turn_planned(agenda, position)
    speaking = position.speaker_seconds.get(position.speaker, 0.0) if position.speaker is not None else 0.0
    needed = sum(MINIMUM_TURN if fits(agenda, position) else turns for _ in position.waiting)
    left = round_budget(agenda, position) - position.step_seconds[position.step]
    over = max(0.0, speaking - turns)
    return max(over, needed - left) if position.waiting or over else min(0.0, -left)
