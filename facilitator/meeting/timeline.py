"""Computes where a meeting stands from what happened in it.

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

GROWS = 1.5
"""So many times its equal part of the plan a turn grows to by what shorter turns left; what is left then is not used.

Three sentences (METHOD M17) need no eight minutes because everybody else was quick.
"""

REOPENS = 60.0
"""Seconds after its end in which a meeting can be opened again; what runs after a meeting waits as long."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that moved the meeting.

    Attributes:
        kind: started, step, speaker, skipped, unspoken, paused, resumed, adjusted, attendance, order, turn, ended,
            reopened or final (from then on it is not opened again).
        elapsed: Seconds since the meeting's start, pauses included; never falls.
        data: step `{"index"}`, speaker `{"person"}` (an id or None),
            skipped and unspoken `{"person"}`, adjusted `{"seconds"}`,
            attendance `{"person", "state"}`, order `{"people"}`, turn `{"seconds"}` (None: share out again),
            ended `{"journal"}` (the id of the last entry before the end) and, where the end made action items,
            `{"entries"}` (the ids of the entries that made them).
    """

    kind: str
    elapsed: float
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a meeting stands. All durations are seconds.

    Attributes:
        step_seconds: Time spent in each step.
        adjusted: Time given (or taken) by hand, for each step.
        state: `running`, `paused` or `ended`.
        step: Index of the step, from 0.
        speaker: Whose turn it is; None outside a round.
        order: Everybody, in speaking order.
        attendance: The state of everybody's attendance.
        spoken: Who has had their turn in this round, in the order they spoke.
        skipped: Who is left for later.
        seconds: Time spent in the meeting, pauses left out.
        speaker_seconds: Time spent by each speaker in all rounds.
        round_seconds: The same in the round that runs, or that ran last.
        adjusted_turn: Time given (or taken) by hand for the turn that runs.
        turn: What the facilitator set each turn to; None: shared out.
        paused_seconds: How long the meeting stood still.
        rounds: For each round by its step's index, who had spoken, who was skipped and the round's seconds when it
            was left.
    """

    step_seconds: tuple[float, ...]
    adjusted: tuple[float, ...]
    state: str = "running"
    step: int = 0
    speaker: int | None = None
    order: tuple[int, ...] = ()
    attendance: Mapping[int, str] = field(default_factory=dict)
    spoken: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    seconds: float = 0.0
    speaker_seconds: Mapping[int, float] = field(default_factory=dict)
    adjusted_turn: float = 0.0
    turn: float | None = None
    paused_seconds: float = 0.0
    round_seconds: Mapping[int, float] = field(default_factory=dict)
    rounds: Mapping[int, tuple[tuple[int, ...], tuple[int, ...], Mapping[int, float]]] = field(default_factory=dict)

    @property
    def waiting(self) -> tuple[int, ...]:
        """Who is still to speak after the speaker: in order, then those skipped for now."""
        here = [
            person
            for person in self.order
            if self.attendance.get(person) in PRESENT and person not in self.spoken and person != self.speaker
        ]
        first = [person for person in here if person not in self.skipped]
        return (*first, *(person for person in self.skipped if person in here))

    @property
    def before(self) -> int | None:
        """Who spoke last before the speaker; None at the first."""
        earlier = [person for person in self.spoken if person != self.speaker]
        return earlier[-1] if earlier else None


def fold(agenda: Agenda, events: Iterable[Event], now: float) -> Position:
    """Return the position at `now` seconds after the start, from everything that happened until then."""
    untouched = (0.0,) * len(agenda.steps)
    position = Position(step_seconds=untouched, adjusted=untouched)
    last, end = 0.0, 0.0
    going = position
    for event in events:
        moment = max(last, event.elapsed)
        position = _spend(position, moment - last)
        if position.state != "ended":
            going, end = position, moment
            position = _apply(agenda, position, event)
        elif event.kind == "reopened":
            # It goes on as it was; what lies between counts as a pause.
            position = replace(going, paused_seconds=going.paused_seconds + moment - end)
        last = moment
    return _spend(position, max(0.0, now - last))


def reopens(events: Iterable[Event], now: float) -> float:
    """Return for how many seconds, from `now` seconds after the start, the meeting can be opened again; else 0."""
    end: float | None = None
    for event in events:
        match event.kind:
            case "ended" if end is None:
                end = event.elapsed
            case "reopened":
                end = None
            case "final" if end is not None:
                return 0.0
    return 0.0 if end is None else max(0.0, end + REOPENS - now)


def _spend(position: Position, seconds: float) -> Position:
    if position.state == "paused":
        return replace(position, paused_seconds=position.paused_seconds + seconds)
    if position.state == "ended" or seconds == 0:
        return position
    spent = list(position.step_seconds)
    spent[position.step] += seconds
    position = replace(position, seconds=position.seconds + seconds, step_seconds=tuple(spent))
    if position.speaker is None:
        return position
    return replace(
        position,
        speaker_seconds=_plus(position.speaker_seconds, position.speaker, seconds),
        round_seconds=_plus(position.round_seconds, position.speaker, seconds),
    )


def _plus(spent: Mapping[int, float], person: int, seconds: float) -> dict[int, float]:
    return {**spent, person: spent.get(person, 0.0) + seconds}


def enter(agenda: Agenda, position: Position, index: int) -> Position:
    """Return the position in another step.

    Who is interrupted has not had their turn; a round goes on where it was left.
    """
    index = max(0, min(len(agenda.steps) - 1, index))
    rounds = dict(position.rounds)
    if agenda.steps[position.step].in_turns:
        rounds[position.step] = (position.spoken, position.skipped, position.round_seconds)
    moved = replace(position, step=index, speaker=None, adjusted_turn=0.0, rounds=rounds)
    if not agenda.steps[index].in_turns:
        return moved
    spoken, skipped, seconds = rounds.get(index, ((), (), {}))
    return replace(moved, spoken=spoken, skipped=skipped, round_seconds=seconds)


def _apply(agenda: Agenda, position: Position, event: Event) -> Position:
    data = event.data
    match event.kind:
        case "step":
            return enter(agenda, position, int(data["index"]))
        case "speaker":
            return _speak(position, data["person"])
        case "skipped":
            person = int(data["person"])
            return replace(position, skipped=(*_without(position.skipped, person), person))
        case "unspoken":
            return replace(position, spoken=_without(position.spoken, data["person"]))
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
            named = tuple(int(person) for person in data["people"] if person in position.attendance)
            rest = tuple(person for person in position.order if person not in named)
            return replace(position, order=named + rest)
        case "turn":
            return replace(position, turn=data["seconds"])
        case "ended":
            return replace(position, state="ended", speaker=None)
    return position


def _without(people: Iterable[int], person: int) -> tuple[int, ...]:
    return tuple(other for other in people if other != person)


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
        spoken=_without(spoken, person),
        skipped=_without(position.skipped, person),
        adjusted_turn=0.0,
    )


def step_planned(agenda: Agenda, position: Position, index: int) -> float:
    """Return the seconds planned for a step, with what was given and taken by hand."""
    return max(0.0, agenda.steps[index].seconds + position.adjusted[index])


def round_budget(agenda: Agenda, position: Position) -> float:
    """Return the seconds of a round: its own, and what the steps before did not use, less what was overrun elsewhere.

    The meeting ends when it was to end (METHOD M17), whatever came before the round. While an earlier step still
    runs, what it has left counts as used.
    """
    index = _round(agenda, position)
    if index is None:
        return 0.0
    saved = 0.0
    for i, (step, spent) in enumerate(zip(agenda.steps, position.step_seconds, strict=True)):
        if i < index:
            saved += step.seconds - (spent if i < position.step else max(spent, step_planned(agenda, position, i)))
        elif i > index:
            saved -= max(0.0, spent - step_planned(agenda, position, i))
    return max(0.0, step_planned(agenda, position, index) + saved)


def _round(agenda: Agenda, position: Position) -> int | None:
    rounds = [index for index, step in enumerate(agenda.steps) if step.in_turns]
    return next((index for index in rounds if index >= position.step), rounds[-1] if rounds else None)


def _in_round(agenda: Agenda, position: Position) -> Position:
    """Return the position in the round that `round_budget` is about, where it is not there already."""
    index = _round(agenda, position)
    return position if index is None or index == position.step else enter(agenda, position, index)


def _people(position: Position) -> int:
    """Return how many share the round: all who are here, and who spoke and left."""
    here = {person for person in position.order if position.attendance.get(person) in PRESENT}
    return len(here | set(position.spoken) | ({position.speaker} - {None}))


def turn_planned(agenda: Agenda, position: Position) -> float:
    """Return the seconds that the speaker has, or that the next one would have.

    What is left of the round is shared among those who have not spoken, never under 30 seconds each. By what shorter
    turns left a turn grows to `GROWS` times its part of the plan at most, so that a round may end early. Where 30
    seconds each did not fit into the plan, everybody has the same.
    """
    if position.turn is not None:
        return max(1.0, position.turn + position.adjusted_turn)
    index = _round(agenda, position)
    budget = round_budget(agenda, position)
    there = _in_round(agenda, position)
    done = 0.0 if index is None else position.step_seconds[index]
    if there.speaker is not None:
        done -= there.round_seconds.get(there.speaker, 0.0)
    unspoken = len(there.waiting) + (there.speaker is not None)
    people = _people(there)
    # An overrun does not lower the minimum: it costs overtime, not what somebody has to say.
    fair = step_planned(agenda, position, index) / people if index is not None and people else 0.0
    share = max(min(float(MINIMUM_TURN), fair), (budget - done) / unspoken) if unspoken else budget
    if people:
        share = min(share, max(GROWS * fair, budget / people))
    return max(1.0, share + position.adjusted_turn)


def fits(agenda: Agenda, position: Position) -> bool:
    """Say whether everybody here can have the 30 seconds that nobody should have less than."""
    return round_budget(agenda, position) >= _people(_in_round(agenda, position)) * MINIMUM_TURN


def early(agenda: Agenda, position: Position) -> float:
    """Return how much earlier than planned the running step would end if it ended now, in seconds; below 0: later."""
    return sum(step.seconds for step in agenda.steps[: position.step + 1]) - position.seconds


def behind(agenda: Agenda, position: Position) -> float:
    """Return the seconds behind plan, negative when ahead: the time spent, less what was planned for it.

    A step that runs counts as far as its time goes, so it is on plan until that is up. In a round everybody who has
    spoken counts with an equal part of the round. What is given by hand does not move the meeting's end and is no
    part of the plan.
    """
    planned = 0.0
    for index, (step, spent) in enumerate(zip(agenda.steps, position.step_seconds, strict=True)):
        if index < position.step:
            planned += step.seconds
        elif index > position.step or not step.in_turns:
            # Also a later step that the meeting came back from: it goes on from there.
            planned += min(spent, step.seconds)
        elif people := _people(position):
            each = step.seconds / people
            speaking = 0.0 if position.speaker is None else position.round_seconds.get(position.speaker, 0.0)
            planned += each * len(position.spoken) + min(speaking, each)
    return position.seconds - planned
