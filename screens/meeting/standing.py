"""Puts into words where a meeting stands: its head, its clock, who speaks and who is next, and the agenda."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from textual.content import Content
from textual.geometry import Size
from textual.style import Style

from facilitator.common.text import counted
from facilitator.meeting import timeline
from facilitator.meeting.running import Live
from facilitator.meeting.timeline import Position
from screens import wording
from screens.steps.panel import text
from screens.steps.people import People
from screens.widgets.drawing import bar, beside
from screens.widgets.figures import ROWS

STATES = {
    "running": (" ● RUNNING ", "$success"),
    "paused": (" ‖ PAUSED ", "$warning"),
    "ended": (" ■ ENDED ", "$primary"),
}
"""What stands at the right end of the head, and its colour."""
OVERTIME = (" ■ OVERTIME ", "$error")
WRAP_UP = 15.0
"""Seconds before the end of a turn from which on the speaker is asked to come to it."""
LEAST = 30
"""Columns that are needed in the band beside a name: to wrap up, and how much it is over."""
HUGE = Size(150, 50)
"""Columns and rows from which on everything is twice as large."""
ROOMY = Size(110, 36)
"""Columns and rows from which on there is room beside and below the step."""


def overtime(live: Live, position: Position) -> bool:
    """Return whether a meeting goes on past its time."""
    return position.state != "ended" and live.agenda.seconds <= position.seconds


def turn_left(live: Live, position: Position) -> float | None:
    """Return the seconds left of the speaker's turn, negative when it is over; None where nobody speaks."""
    if position.speaker is None or position.state == "ended":
        return None
    planned = timeline.turn_planned(live.agenda, position)
    return planned - position.round_seconds.get(position.speaker, 0.0)


def figures(live: Live, position: Position) -> str:
    """Return the time left, or over; of a meeting that has ended, how long it was."""
    left = live.agenda.seconds - position.seconds
    if position.state == "ended":
        return wording.spent(position.seconds)
    return wording.clock(left) if left > 0 else f"+{wording.clock(-left)}"


def scale(live: Live, position: Position, room: Size) -> int:
    """Return how many rows a pixel of the clock should have: 5 rows of blocks, 10 in a large room, more in overtime."""
    larger = overtime(live, position)
    if room.width >= HUGE.width and room.height >= HUGE.height:
        return 3 if larger else 2
    return 2 if larger and room.width >= ROOMY.width and room.height >= ROOMY.height else 1


def head(live: Live, position: Position, width: int) -> Content:
    """Return whose meeting it is, and at the right end of so many columns how it keeps its time."""
    late = overtime(live, position)
    over = position.seconds - live.agenda.seconds
    pace = "" if position.state == "ended" else wording.pace(timeline.behind(live.agenda, position))
    if late:
        pace = f"{wording.spent(over)} over"
    words, colour = OVERTIME if late and position.state == "running" else STATES[position.state]
    title = " " + " · ".join(filter(None, (live.team, live.agenda.title, live.about)))
    state = text((pace, "bold $error" if late else ""), "  ", (words, f"bold $background on {colour}"))
    return beside(text((title, "bold")), state, width)


def agenda_line(live: Live, position: Position, width: int) -> Content:
    """Return the steps in a line; where there is no room for all, the running one and what comes after it."""
    parts: list[Content] = []
    for index, step in enumerate(live.agenda.steps):
        if index == position.step and position.state != "ended":
            parts.append(text((f" ▸{step.title} ", "bold $background on $primary")))
        elif index < position.step or position.state == "ended":
            parts.append(text((f" {step.title} ✓ ", "$muted")))
        else:
            parts.append(text(f" {step.title} "))
    # The mouse goes to the step that is clicked.
    parts = [part.stylize(Style.from_meta({"step": index})) for index, part in enumerate(parts)]
    first = 0
    while first < position.step and sum(part.cell_length for part in parts[first:]) + 2 * bool(first) > width:
        first += 1
    return text("… " if first else "", *parts[first:])


def band(live: Live, position: Position, room: Size) -> Content:
    """Return what stands across the screen where the room has to do something else than before; large if it is."""
    width = room.width
    if position.state == "paused":
        began = next((event.elapsed for event in reversed(live.events) if event.kind == "paused"), 0.0)
        words = f"‖ PAUSED {wording.spent(live.elapsed() - began)}"
        line = _band(words, ("the clock stands still", "space: go on"), width)
    elif overtime(live, position):
        minutes = round(live.agenda.seconds / 60)
        were = "was" if minutes == 1 else "were"
        parts = (f"{counted(minutes, 'minute')} {were} planned", "overtime is counted", "+ a minute   e end")
        line = _band("■ TIME IS UP", parts, width)
    else:
        return Content("")
    large = width >= ROOMY.width and room.height >= ROOMY.height
    return Content("\n").join([Content(""), line, Content("")]) if large else line


def _band(words: str, parts: tuple[str, ...], width: int) -> Content:
    line = f"  {words}"
    for part in parts:
        if len(line) + len(part) + 5 <= width:
            line += f"  ·  {part}"
    return text((line, "bold"))


def now(live: Live, position: Position, people: People, prepared: Collection[int], room: Size) -> Content:
    """Return who speaks or which step runs, the time left for it, and who or what is next.

    Args:
        live: The meeting.
        position: Where it is.
        people: How its people are shown.
        prepared: The ids of those who have said in their check-in what they will say.
        room: Columns and rows that these lines have.
    """
    agenda, step = live.agenda, live.agenda.steps[position.step]
    whole = text((f"{'over' if overtime(live, position) else 'left of'} {wording.spent(agenda.seconds)}", "$muted"))
    next_step = agenda.steps[position.step + 1].title if position.step + 1 < len(agenda.steps) else "the end"
    left = turn_left(live, position)
    speaker = position.speaker
    if speaker is None or left is None:
        planned = timeline.step_planned(agenda, position, position.step)
        left = planned - position.step_seconds[position.step]
        name, right, colour, following = step.title, "", "$primary", text((next_step, "bold"))
    else:
        planned = timeline.turn_planned(agenda, position)
        waiting = position.waiting
        here = sum(position.attendance.get(person) in timeline.PRESENT for person in position.order)
        name, colour = live.called(speaker), people.colours.get(speaker, "$primary")
        if Content(name).cell_length + LEAST > room.width:
            name = people.names.get(speaker, name)
        right = f"{here - len(waiting)} of {here}" if len(position.order) > 1 else ""
        following = text((next_step, "bold"))
        if waiting:
            then = waiting[0]
            ready = ("  ● prepared", people.colours[then]) if then in prepared else ""
            fits = Content(live.called(then)).cell_length + 20 <= room.width
            called = live.called(then) if fits else people.names[then]
            following = text((called, f"bold {people.colours[then]}"), ready)
        elif len(position.order) > 1:
            following = text((next_step, "bold"), ("  the round is complete", "$muted"))
    over = left <= 0
    if over:
        right = f"■ {wording.clock(-left)} over"
        if speaker is not None:
            name, colour = f"{name}  please wrap up", "$error"
    lines = _name_band(name, right, colour, room)
    lines += _bar(left, planned, colour, room)
    of_turn = text(_remaining(left, planned), (f" of {wording.clock(planned)}", "$muted"))
    next_words = text(("next  ", "$muted"), following)
    if room.height > ROWS:
        lines += [text(of_turn, "       ", next_words), Content(""), whole]
    else:
        lines += [of_turn, next_words, whole]
    return Content("\n").join(line.truncate(room.width, ellipsis=True) for line in lines[: room.height])


def _name_band(name: str, right: str, colour: str, room: Size) -> list[Content]:
    style = f"bold $background on {colour}"
    wide = room.width >= 60
    name = _spaced(name.upper()) if wide and 2 * len(name) + len(right) + 8 <= room.width else name.upper()
    line = beside(Content(f"  {name}"), Content(f"{right}  "), room.width).stylize(style)
    blank = Content(" " * room.width).stylize(style)
    return [blank, line, blank, Content("")] if room.height > ROWS else [line]


def _spaced(name: str) -> str:
    """Return a name with spaces between its letters, where each letter is a character and narrow."""
    if any(unicodedata.combining(letter) or unicodedata.east_asian_width(letter) in "WF" for letter in name):
        return name
    return "   ".join(" ".join(word) for word in name.split())


def _bar(left: float, planned: float, colour: str, room: Size) -> list[Content]:
    share = 1.0 if left <= 0 else max(0.0, min(1.0, left / planned)) if planned > 0 else 0.0
    colour = "$error" if left <= 0 else "$warning" if left <= min(WRAP_UP, planned / 4) else colour
    line = bar(share, room.width, colour)
    return [line, line, Content("")] if room.height > ROWS else [line]


def _remaining(left: float, planned: float) -> tuple[str, str]:
    if left <= 0:
        return f"{wording.clock(-left)} over", "bold $text-error"
    if left <= min(WRAP_UP, planned / 4):
        return f"▲ {wording.clock(left)} left, please wrap up", "bold $text-warning"
    return f"{wording.clock(left)} left", "bold"


def strip(live: Live, position: Position, people: People, prepared: Collection[int], width: int) -> Content:
    """Return everybody in a line, in speaking order: shape, short name and time; where there are many, those near."""
    order = position.order or tuple(live.people)
    least = 12
    many = max(1, width // least)
    first = 0
    if len(order) > many:
        many -= 1
        at = order.index(position.speaker) if position.speaker in order else 0
        first = min(max(0, at - 1), len(order) - many)
    shown = order[first : first + many]
    room = (width - 1) // max(1, len(shown) + (len(order) > len(shown)))
    parts = [_person(position, people, prepared, person, room) for person in shown]
    if len(order) > len(shown):
        parts.append(text((f" {len(position.spoken)} of {len(order)}", "$muted")))
    return text(" ", *parts)


def _person(position: Position, people: People, prepared: Collection[int], person: int, room: int) -> Content:
    shape = _shape(position, person)
    talked = position.speaker_seconds.get(person)
    state = position.attendance.get(person, "absent")
    words = wording.spent(talked) if talked else "ready" if person in prepared else state if shape == "✕" else ""
    colour = people.colours[person]
    name = text(f" {shape} ", (people.names[person], "bold" if shape == "▶" else ""))
    if words and name.cell_length + len(words) + 2 <= room:
        name = text(name, (f" {words}", "" if shape == "▶" else "$muted"))
    part = name.truncate(room - 1, ellipsis=True)
    part = part.stylize(f"bold $background on {colour}") if shape == "▶" else part.stylize_before(colour)
    # The mouse gives the word to who is clicked.
    return part.pad_right(max(0, room - part.cell_length)).stylize(Style.from_meta({"person": person}))


def _shape(position: Position, person: int) -> str:
    """Speaks now, spoke, is skipped for now, is not here, or waits."""
    if person == position.speaker:
        return "▶"
    if person in position.spoken:
        return "✓"
    if position.attendance.get(person) not in timeline.PRESENT:
        return "✕"
    return "↷" if person in position.skipped else " "


def plan(live: Live, position: Position, width: int) -> Content:
    """Return the agenda with planned and real minutes, each step with a bar as long as its time allows."""
    lines: list[Content] = []
    length = max(0, width - 33)
    for index, (step, spent) in enumerate(zip(live.agenda.steps, position.step_seconds, strict=True)):
        here = index == position.step and position.state != "ended"
        mark = "▶" if here else "✓" if spent else " "
        words = (
            f"{mark} {step.title[:14]:<15} {wording.spent(step.seconds):>6} {wording.spent(spent) if spent else '':>6}"
        )
        colour = "$error" if spent > step.seconds else "$primary"
        lines.append(text((words, "bold" if here else "$muted"), "  ", bar(spent / step.seconds, length, colour)))
    return text(("Agenda", "bold $primary"), "\n", Content("\n").join(lines))
