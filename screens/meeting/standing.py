"""Puts into words where a meeting stands: its head, its time, who speaks and who is next, and the agenda."""

from __future__ import annotations

import math
from collections.abc import Collection

from textual.content import Content

from facilitator.meeting import timeline
from facilitator.meeting.running import Live
from facilitator.meeting.timeline import Position
from screens import wording
from screens.steps.panel import text

STATES = {"running": "● running", "paused": "‖ PAUSED", "ended": "■ ended"}


def overtime(live: Live, position: Position) -> bool:
    """Return whether a meeting goes on past its time."""
    return position.state != "ended" and live.agenda.seconds <= position.seconds


def turn_over(live: Live, position: Position) -> bool:
    """Return whether the speaker has had the time of a turn."""
    if position.speaker is None or position.state == "ended":
        return False
    spent = position.round_seconds.get(position.speaker, 0.0)
    return timeline.turn_planned(live.agenda, position) <= spent


def figures(live: Live, position: Position) -> str:
    """Return the time left, or over; of a meeting that has ended, how long it was."""
    left = live.agenda.seconds - position.seconds
    if position.state == "ended":
        return wording.spent(position.seconds)
    return wording.clock(left) if left > 0 else f"+{wording.clock(-left)}"


def banner(live: Live) -> Content:
    """Return what stands across the screen when the time is up."""
    return text(
        f" ■ TIME IS UP: {wording.duration(live.agenda.seconds)} are over; overtime counts. e ends the meeting. "
    )


def head(live: Live, position: Position, width: int) -> Content:
    """Return whose meeting it is, and at the right end of so many columns how it keeps its time."""
    late = live.agenda.seconds <= position.seconds
    behind = timeline.behind(live.agenda, position)
    pace = "" if position.state == "ended" else "■ OVERTIME" if late else wording.pace(behind)
    title = text(live.team, " · ", live.agenda.title)
    state = text(STATES[position.state], "   ", pace)
    return text(title, " " * max(2, width - 2 - title.cell_length - state.cell_length), state)


def speaker(live: Live, position: Position, width: int, room: int) -> Content:
    """Return who speaks or which step runs, the time left for it, and who or what is next.

    The whole screen has `width` columns, these lines have `room`.
    """
    agenda = live.agenda
    step = agenda.steps[position.step]
    whole = f"{'OVERTIME, over' if overtime(live, position) else 'left of'} {wording.duration(agenda.seconds)}"
    if position.state == "ended":
        again = f"\nu opens it again ({left:.0f} s)" if (left := math.ceil(live.reopens())) else ""
        return text(("The meeting has ended.", "bold"), "\n", f"{wording.duration(position.seconds)} in all", again)
    next_step = agenda.steps[position.step + 1].title if position.step + 1 < len(agenda.steps) else "the end"
    if position.speaker is None:
        spent = position.step_seconds[position.step]
        planned = timeline.step_planned(agenda, position, position.step)
        remaining = _remaining(planned - spent, planned, width)
        return text((step.title, "bold"), f"   next  {next_step}\n", remaining, "\n", (whole, "dim"))
    planned = timeline.turn_planned(agenda, position)
    spent = position.round_seconds.get(position.speaker, 0.0)
    waiting = position.waiting
    following = live.called(waiting[0]) if waiting else "nobody, the round is complete"
    if len(position.order) == 1:
        following = next_step
    here = sum(position.attendance.get(person) in timeline.PRESENT for person in position.order)
    count = f"   {here - len(waiting)} of {here}" if len(position.order) > 1 else ""
    who, then = text((live.called(position.speaker), "bold"), count), text(f"next  {following}")
    last = text((whole, "dim"))
    if who.cell_length + 3 + then.cell_length <= room:
        who = text(who, "   ", then)
    else:
        # Long names: the next one goes below, and neither takes a line more than it has.
        who = text(text((live.called(position.speaker), "bold")).truncate(room - len(count), ellipsis=True), count)
        last = text(last, "   ", then).truncate(room, ellipsis=True)
    return text(who, "\n", _remaining(planned - spent, planned, width), "\n", last)


def _remaining(left: float, planned: float, width: int) -> tuple[str, str]:
    share = 0.0 if planned <= 0 else max(0.0, min(1.0, left / planned))
    length = 14 if width >= 70 else 6
    bar = "█" * round(share * length)
    bar = f"▕{bar:<{length}}▏"
    if left <= 0:
        return f"■ {wording.clock(-left)} OVER {bar} of {wording.clock(planned)}", "bold $error"
    if left <= min(15.0, planned / 4):
        return f"▲ {wording.clock(left)} left, come to the end {bar} of {wording.clock(planned)}", "bold $warning"
    return f"{wording.clock(left)} left {bar} of {wording.clock(planned)}", "bold"


def agenda_line(live: Live, position: Position, width: int) -> Content:
    """Return the steps in a line; where there is no room for all, the running one and what comes after it."""
    parts: list[Content] = []
    for index, step in enumerate(live.agenda.steps):
        if index == position.step and position.state != "ended":
            parts.append(text((f"▐ {step.title} ▌", "bold reverse")))
        elif index < position.step or position.state == "ended":
            parts.append(text((f" {step.title} ✓ ", "dim")))
        else:
            parts.append(text(f" {step.title} "))
    first, room = 0, width - 2
    while first < position.step and sum(part.cell_length for part in parts[first:]) + 2 * bool(first) > room:
        first += 1
    return text("… " if first else "", *parts[first:])


def plan(live: Live, position: Position, prepared: Collection[int]) -> Content:
    """Return the agenda with planned and real minutes, and below it the speaking order.

    `prepared` are the ids of the people who have said in their check-in what they will say.
    """
    parts: list[Content | str | tuple[str, str]] = [("Agenda", "bold"), "           planned   real\n"]
    for index, step in enumerate(live.agenda.steps):
        here = index == position.step and position.state != "ended"
        mark = "▶" if here else "✓" if position.step_seconds[index] else " "
        spent = wording.spent(position.step_seconds[index])
        line = f"{mark} {step.title[:14]:<15} {wording.spent(step.seconds):>6} {spent:>6}\n"
        parts.append((line, "bold" if here else "dim"))
    if len(position.order) > 1:
        parts.append(("\nSpeaking order\n", "bold"))
        for person in position.order:
            state = position.attendance.get(person, "absent")
            shape = _shape(position, person)
            talked = position.speaker_seconds.get(person)
            words = "ready" if person in prepared else state if shape == "✕" else ""
            if talked:
                words = wording.spent(talked)
            parts.append((f"{shape} {live.called(person)}", "bold" if shape == "▶" else ""))
            parts.append((f"  {words}\n", "dim"))
    return text(*parts)


def _shape(position: Position, person: int) -> str:
    """Speaks now, spoke, is skipped for now, is not here, or waits."""
    if person == position.speaker:
        return "▶"
    if person in position.spoken:
        return "✓"
    if position.attendance.get(person) not in timeline.PRESENT:
        return "✕"
    return "↷" if person in position.skipped else " "
