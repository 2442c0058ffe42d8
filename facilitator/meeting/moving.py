"""Moves a running meeting on: steps, speakers, time, attendance, the order, the end."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select, update

from facilitator.common import clock
from facilitator.common.errors import LateError, RefusedError
from facilitator.common.text import clean_line
from facilitator.meeting import hooks, running, timeline
from facilitator.meeting.events import happened, look
from facilitator.meeting.running import Live
from facilitator.meeting.starting import as_last_time
from facilitator.meeting.timeline import PRESENT, Position
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.correction import Correction
from facilitator.tables.meeting import Meeting

Move = tuple[str, dict[str, Any]]

ORDERS = ("as last time", "shuffled", "drawn", "chosen")


@dataclass(frozen=True, slots=True)
class Press:
    """What stood on the screen when a key was pressed: the key is meant for that, and for nothing else.

    Attributes:
        step: The index of the step.
        speaker: Whose turn it was; None outside a round.
        state: `running`, `paused` or `ended`.
        at: The clocks at that moment. What is recorded later, because the database was away, counts from then.
    """

    step: int
    speaker: int | None
    state: str
    at: clock.ClockReading

    @classmethod
    def on(cls, position: Position) -> Press:
        """Return a press now, on a screen that shows this position."""
        return cls(position.step, position.speaker, position.state, clock.read())


def next_step(database: Database, meeting_id: int, press: Press | None = None) -> Live:
    """Go to the next step; in the last one nothing happens.

    Raises:
        LateError: The meeting is not where the key was pressed any more; so for every move that takes a press.
    """
    return _move(database, meeting_id, _to_next_step, press)


def previous_step(database: Database, meeting_id: int, press: Press | None = None) -> Live:
    """Go back to the step before."""
    return _move(database, meeting_id, _to_previous_step, press)


def to_step(database: Database, meeting_id: int, index: int, press: Press | None = None) -> Live:
    """Go to the step of that index, forward or back."""
    return _move(database, meeting_id, functools.partial(_to_step, index=index), press)


def next_speaker(database: Database, meeting_id: int, press: Press | None = None) -> Live:
    """Go on to the next speaker; after the last, go to the next step."""
    return _move(database, meeting_id, _to_next_speaker, press)


def give_word(database: Database, meeting_id: int, person_id: int, press: Press | None = None) -> Live:
    """Give the word in a round to somebody who is here, whoever would be next; who had it has spoken."""
    return _move(database, meeting_id, functools.partial(_to_speaker, person_id=person_id), press)


def previous_speaker(database: Database, meeting_id: int, press: Press | None = None) -> Live:
    """Go back to the previous speaker; right after a round, to its last speaker."""
    return _move(database, meeting_id, _to_previous_speaker, press)


def skip_speaker(database: Database, meeting_id: int, press: Press | None = None) -> Live:
    """Leave the speaker for later, after everybody else."""
    return _move(database, meeting_id, _skip, press)


def pause_or_resume(database: Database, meeting_id: int, press: Press | None = None) -> Live:
    """Stop the clock, or let it go on."""
    return _move(database, meeting_id, _pause_or_resume, press)


def adjust(database: Database, meeting_id: int, seconds: float, press: Press | None = None) -> Live:
    """Give (or, below 0, take) time: the speaker's in a round, else the step's."""
    return _move(database, meeting_id, functools.partial(_adjust, seconds=seconds), press)


def _to_step(live: Live, position: Position, index: int) -> list[Move]:
    if index == position.step:
        return []
    done = [("speaker", {"person": None})] if position.speaker is not None and index > position.step else []
    return [*done, *_into(live, position, index)]


def _to_next_step(live: Live, position: Position) -> list[Move]:
    if position.step + 1 >= len(live.agenda.steps):
        return []
    done = [("speaker", {"person": None})] if position.speaker is not None else []
    return [*done, *_into(live, position, position.step + 1)]


def _to_previous_step(live: Live, position: Position) -> list[Move]:
    return _into(live, position, position.step - 1)


def _to_next_speaker(live: Live, position: Position) -> list[Move]:
    if live.agenda.steps[position.step].in_turns and position.waiting:
        return [("speaker", {"person": position.waiting[0]})]
    return _to_next_step(live, position)


def _to_speaker(live: Live, position: Position, person_id: int) -> list[Move]:
    here = position.attendance.get(person_id) in PRESENT
    if not live.agenda.steps[position.step].in_turns or person_id == position.speaker or not here:
        return []
    return [("speaker", {"person": person_id})]


def _to_previous_speaker(live: Live, position: Position) -> list[Move]:
    if not live.agenda.steps[position.step].in_turns:
        before = live.agenda.steps[position.step - 1] if position.step else None
        return _into(live, position, position.step - 1) if before and before.in_turns else []
    if position.before is None:
        return []
    # Whoever is speaking now has not had their turn yet: they come next again.
    taken = [("unspoken", {"person": position.speaker})] if position.speaker is not None else []
    return [("speaker", {"person": position.before}), *taken]


def _skip(_live: Live, position: Position) -> list[Move]:
    if position.speaker is None or not position.waiting:
        return []
    return [("skipped", {"person": position.speaker}), ("speaker", {"person": position.waiting[0]})]


def _pause_or_resume(_live: Live, position: Position) -> list[Move]:
    return [("resumed" if position.state == "paused" else "paused", {})]


def _adjust(_live: Live, _position: Position, seconds: float) -> list[Move]:
    return [("adjusted", {"seconds": seconds})]


_DECIDED: dict[Callable[..., Live], Callable[..., list[Move]]] = {
    to_step: _to_step,
    next_step: _to_next_step,
    previous_step: _to_previous_step,
    next_speaker: _to_next_speaker,
    give_word: _to_speaker,
    previous_speaker: _to_previous_speaker,
    skip_speaker: _skip,
    pause_or_resume: _pause_or_resume,
    adjust: _adjust,
}
"""What each move decides: known without the database, so that a screen can show it before it is recorded."""


def foresee(live: Live, move: Callable[..., Live], arguments: tuple[Any, ...], press: Press) -> Live:
    """Return the meeting as it will be when a move is recorded.

    That is the meeting as it is known, with the events that the move will record; `arguments` stand between the
    meeting and the press in its call. What is no move that takes a press, or is too late for it, changes nothing.
    """
    decide = _DECIDED.get(move)
    if decide is None:
        return live
    position = live.position(press.at)
    if position.state == "ended" or late(live, position, press):
        return live
    elapsed = live.elapsed(press.at)
    events = [timeline.Event(kind, elapsed, data) for kind, data in decide(live, position, *arguments)]
    return replace(live, events=(*live.events, *events))


def late(live: Live, position: Position, press: Press) -> str:
    """Say why a press counts no more, in a sentence; empty where it counts."""
    if position.state == "ended" and press.state != "ended":
        return "the meeting has ended already; nothing was changed"
    if position.step != press.step:
        title = clean_line(live.agenda.steps[position.step].title)
        return f"another window was quicker: the step is {title} now; nothing was changed"
    if position.speaker != press.speaker:
        name = "nobody" if position.speaker is None else clean_line(live.called(position.speaker))
        return f"another window was quicker: {name} is speaking now; nothing was changed"
    if position.state != press.state:
        return f"another window was quicker: the meeting is {position.state} now; nothing was changed"
    return ""


def set_turn(database: Database, meeting_id: int, seconds: float | None) -> Live:
    """Set every turn to so many seconds, whatever the plan says; None shares the time out again."""
    return _move(database, meeting_id, lambda _live, _position: [("turn", {"seconds": seconds})])


def set_attendance(database: Database, meeting_id: int, person_id: int, state: str) -> Live:
    """Say that somebody is present, remote, late or absent; also somebody who was not asked before.

    Raises:
        RefusedError: No such state.
    """
    if state not in timeline.STATES:
        raise RefusedError(f"attendance is one of {', '.join(timeline.STATES)}, not {state!r}")

    def go(_live: Live, position: Position) -> list[Move]:
        moves: list[Move] = [("attendance", {"person": person_id, "state": state})]
        if position.speaker == person_id and state not in PRESENT:
            following = position.waiting[0] if position.waiting else None
            moves.append(("speaker", {"person": following}))
        return moves

    return _move(database, meeting_id, go)


def set_order(database: Database, meeting_id: int, how: str, people: Iterable[int] = ()) -> Live:
    """Set the speaking order.

    Args:
        how: One of `ORDERS`. `drawn` draws who begins and keeps the round from there; `chosen` takes `people`.
        people: The ids in the order they are to speak; who is left out follows.

    Raises:
        RefusedError: No such order.
    """
    chosen = list(people)

    def go(live: Live, position: Position) -> list[Move]:
        everybody = list(position.order)
        match how:
            case "shuffled":
                ordered = random.sample(everybody, len(everybody))
            case "drawn":
                here = [i for i, person in enumerate(everybody) if position.attendance.get(person) in PRESENT]
                first = random.choice(here) if here else 0
                ordered = everybody[first:] + everybody[:first]
            case "chosen":
                ordered = chosen + [person for person in everybody if person not in chosen]
            case "as last time":
                with database.reading() as session:
                    ordered = as_last_time(session, live.unit_id, meeting_id, sorted(everybody))
            case _:
                raise RefusedError(f"the order is one of {', '.join(ORDERS)}, not {how!r}")
        return [("order", {"people": ordered, "how": how})]

    return _move(database, meeting_id, go)


def set_facilitator(database: Database, meeting_id: int, person_id: int) -> Live:
    """Say who facilitates."""
    with database.writing() as session:
        session.execute(update(Meeting).where(Meeting.id == meeting_id).values(facilitator_id=person_id))
        return running.read(session, meeting_id)


def end(database: Database, meeting_id: int) -> Live:
    """End the meeting; what ended already stays as it is."""
    with database.writing() as session:
        live = running.read(session, meeting_id)
        if live.position().state == "ended":
            return live
        entries = hooks.at_end(session, meeting_id, live.agenda)
        happened(session, session.get_one(Meeting, meeting_id), "ended", {"entries": entries} if entries else {})
        session.flush()
        hooks.freezing().freeze(session, meeting_id)
        return running.read(session, meeting_id)


def reopen(database: Database, meeting_id: int) -> Live:
    """Open a meeting again that has just ended: it goes on as it was, and what lies between counts as a pause.

    Actions that its end made out of reflections are taken back: they are made again at their owner's turn, or at the
    next end. What was said in check-ins meanwhile belongs to it.

    Raises:
        RefusedError: It goes on already, ended too long ago, was handed on or corrected meanwhile, or another meeting
            has taken its place.
    """
    with database.writing() as session:
        live = running.read(session, meeting_id)
        meeting = session.get_one(Meeting, meeting_id)
        if live.position().state != "ended":
            raise RefusedError("the meeting goes on already; somebody else has opened it again")
        if live.reopens() <= 0:
            handed = live.events[-1].kind == "final"
            when = "what runs after it has begun" if handed else f"it ended more than {timeline.REOPENS:.0f} s ago"
            raise RefusedError(
                f"the meeting stays ended, {when}; x in its minutes corrects them, and its team can begin another one"
            )
        if session.scalar(select(Correction.id).where(Correction.meeting_id == meeting_id).limit(1)) is not None:
            raise RefusedError("its minutes have been corrected since it ended; it stays ended")
        same = (Meeting.unit_id == meeting.unit_id) & (Meeting.mode == meeting.mode) & (Meeting.state != "ended")
        if session.scalar(select(Meeting.id).where(same).limit(1)) is not None:
            raise RefusedError(f"{live.team} has begun another such meeting since; it stays ended")
        for entry in live.events[-1].data.get("entries", ()):
            journal.take_back_if_unchanged(session, int(entry))
        hooks.freezing().thaw(session, meeting_id)
        happened(session, meeting, "reopened", {})
        hooks.adopt(session, meeting, list(live.people))
        session.flush()
        return running.read(session, meeting_id)


def make_final(database: Database, meeting_id: int, end: float | None = None, *, early: bool = False) -> bool:
    """Say that a meeting stays ended: whoever is told True runs what runs after it, and nobody else does.

    Args:
        end: Which of its ends, as `Live.end` has it; None the newest, if the meeting could still be opened again.
        early: Whether to say so also while it could still be opened again.

    Returns:
        False where it goes on, has ended once more since, was made final before, or can still be opened again.
    """
    with database.writing() as session:
        live = running.read(session, meeting_id)
        if live.events[-1].kind != "ended" or (end is not None and live.end != end):
            return False
        left = live.reopens()
        if (left > 0 and not early) or (left <= 0 and end is None):
            return False
        happened(session, session.get_one(Meeting, meeting_id), "final", {})
        return True


def keep_time(database: Database, meeting_id: int) -> None:
    """Save a look at both clocks, so that a restart, a set clock or a dead battery costs a few seconds at most."""
    with database.writing() as session:
        meeting = session.get_one(Meeting, meeting_id)
        if meeting.state != "ended":
            look(meeting)


def _into(live: Live, position: Position, index: int) -> list[Move]:
    if not 0 <= index < len(live.agenda.steps):
        return []
    moves: list[Move] = [("step", {"index": index})]
    if live.agenda.steps[index].in_turns:
        there = timeline.enter(live.agenda, position, index)
        here = [person for person in there.spoken if there.attendance.get(person) in PRESENT]
        following = there.waiting[:1] or tuple(here[-1:])
        if following:
            moves.append(("speaker", {"person": following[0]}))
    return moves


def _move(
    database: Database, meeting_id: int, decide: Callable[[Live, Position], list[Move]], press: Press | None = None
) -> Live:
    with database.writing() as session:
        live = running.read(session, meeting_id)
        position = live.position()
        if press is not None and (why := late(live, position, press)):
            raise LateError(why)
        if position.state == "ended":
            return live
        meeting = session.get_one(Meeting, meeting_id)
        for kind, data in decide(live, position):
            happened(session, meeting, kind, data, press.at if press else None)
        session.flush()
        live = running.read(session, meeting_id)
    there = live.position()
    if there.speaker is not None and there.speaker != position.speaker:
        hooks.at_turn(database, meeting_id, live.agenda.steps[there.step].kind, there.speaker)
    return live
