"""Tells at the end of a meeting how the time was kept, and who spoke for how long."""

from __future__ import annotations

import math
from collections.abc import Sequence

from textual.content import Content
from textual.geometry import Size

from facilitator.meeting import timeline
from facilitator.meeting.timeline import Position
from facilitator.steps.close.reading import Closing
from facilitator.steps.shown import Shown
from screens import wording
from screens.steps.panel import text
from screens.steps.people import People
from screens.widgets.drawing import bar, beside


def ended(shown: Shown, position: Position, people: People, room: Size) -> Content:
    """Return how the time was kept (METHOD M16), and each speaker's share of it as a bar."""
    live = shown.live
    over = round(position.seconds) - live.agenda.seconds
    planned = f"the planned {wording.spent(live.agenda.seconds)}"
    if room.width < 40:
        planned = "plan"
    if over > 0:
        kept = (f"▲ {wording.spent(over)} over {planned}", "bold $text-warning")
    elif over == 0:
        kept = (f"✓ {planned} to the second", "bold $text-success")
    else:
        kept = (f"✓ {wording.spent(-over)} under {planned}", "bold $text-success")
    left = math.ceil(live.reopens())
    again = text(("u", "bold $primary"), f" reopens it, {left} s") if left else Content("")
    spoke = [person for person in position.order if position.speaker_seconds.get(person)]
    here = [person for person in position.order if position.attendance.get(person) in timeline.PRESENT]
    words = [f"{len(spoke)} of {max(len(here), len(spoke))} spoke"] if spoke else []
    closing: Closing | None = shown.parts.get("close")
    if over <= 0 and closing is not None and closing.in_time:
        words.append(f"the {_ordinal(closing.in_time + 1)} in time in a row")
    fits = len(kept[0]) + again.cell_length < room.width
    lines = [beside(text(kept), again, room.width)] if fits else [text(kept), again]
    lines.append(text(" · ".join(words)))
    if len(spoke) > 1 and fits:
        lines.append(text((_shares([position.speaker_seconds[person] for person in spoke]), "$muted")))
        if room.height > 5:
            lines.append(Content(""))
        lines += _talked(position, people, spoke, room, room.height - len(lines))
    return Content("\n").join(line.truncate(room.width, ellipsis=True) for line in lines[: room.height])


def _ordinal(number: int) -> str:
    """Return `4th`, `22nd`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _shares(seconds: Sequence[float]) -> str:
    """Return in words how evenly so many people spoke."""
    equal = sum(seconds) / len(seconds)
    if all(abs(each - equal) <= equal / 3 for each in seconds):
        return "everybody within a third of an equal share"
    return (
        f"from {wording.spent(min(seconds))} to {wording.spent(max(seconds))} each, {wording.spent(equal)} on average"
    )


def _talked(position: Position, people: People, spoke: Sequence[int], room: Size, height: int) -> list[Content]:
    """Return names and below them bars of how long each spoke, in as many rows as there is room for."""
    across = min(len(spoke), max(1, room.width // (14 if room.width >= 60 else 7)))
    each = room.width // across
    most = max(position.speaker_seconds[person] for person in spoke)
    lines: list[Content] = []
    for first in range(0, len(spoke), across):
        names, bars = Content(""), Content("")
        for person in spoke[first : first + across]:
            seconds, colour = position.speaker_seconds[person], people.colours[person]
            name = text((people.names[person], f"bold {colour}"))
            if name.cell_length + 7 <= each:
                name = text(name, (f" {wording.spent(seconds)}", "$muted"))
            name = name.truncate(each - 1, ellipsis=True)
            names += name.pad_right(each - name.cell_length)
            bars += text(bar(seconds / most, min(each - 2, 24), colour)).pad_right(max(2, each - min(each - 2, 24)))
        lines += [names, bars]
        if len(lines) + 2 > height:
            if (more := len(spoke) - first - across) > 0:
                lines[-2] = beside(lines[-2], text((f"+{more}", "$muted")), room.width)
            break
    return lines
