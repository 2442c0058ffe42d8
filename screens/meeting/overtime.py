"""Shows what a room can do whose time is up, and where the time went."""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Size

from facilitator.common.text import counted
from facilitator.meeting.running import Live
from facilitator.meeting.timeline import Position
from screens import wording
from screens.meeting.standing import HUGE, ROOMY
from screens.steps.panel import text
from screens.steps.people import People

SECOND = 24
"""Rows from which on the keys of overtime may take a second line."""


def choices(live: Live, position: Position, people: People, room: Size) -> Content:
    """Return what a room can do whose time is up: what, with which key, and what follows; in a line where it is small.

    Args:
        live: The meeting.
        position: Where it is.
        people: How its people are shown.
        room: Columns and rows of the whole screen.
    """
    agenda = live.agenda
    rows = [("+", "a minute more", "a minute", "for this step; press again for more")]
    if position.speaker is not None:
        waiting = len(position.waiting)
        then = f"for {counted(waiting, 'speaker')} still to come" if waiting else "for this turn"
        name = people.names.get(position.speaker, "")
        rows.append(("ctrl+s", "so many seconds each", "seconds each", then))
        rows.append(("p", f"park {name}'s topic", "park it", "then enter: the next one speaks"))
    if position.step + 1 < len(agenda.steps):
        title = agenda.steps[position.step + 1].title
        rows.append(("n", f"on to {title}", title, "the rest can be said in check-ins"))
    rows.append(("e", "end now", "end", "minutes are written, nothing is lost"))
    if room.width < ROOMY.width or room.height < ROOMY.height:
        keys = [text((f" {key} ", "bold reverse"), f" {short}") for key, _, short, _ in rows]
        lines = [text(("What do we do?", "bold $primary"))]
        for key in keys:
            if lines[-1].cell_length + key.cell_length + 4 > room.width and room.height >= SECOND:
                lines.append(key)
            else:
                lines[-1] = text(lines[-1], "  ", key)
        return Content("\n").join(lines)
    wide = max(28, *(Content(what).cell_length + 2 for _, what, _, _ in rows))
    lines = [
        text(
            (f" {key} ", "bold reverse"),
            " " * (8 - len(key)),
            _padded(Content.styled(what, "bold"), wide),
            (why, "$muted"),
        )
        for key, what, _, why in rows
    ]
    between = "\n\n" if room.height >= HUGE.height else "\n"
    return text(("What do we do?", "bold $primary"), "\n", Content(between).join(lines))


def _padded(content: Content, width: int) -> Content:
    return content.pad_right(max(0, width - content.cell_length))


def went(live: Live, position: Position, width: int) -> Content:
    """Return where the time went: each step with its plan, and a bar that goes past the mark where it took longer."""
    lines: list[Content] = []
    steps = [
        (index, step, spent)
        for index, (step, spent) in enumerate(zip(live.agenda.steps, position.step_seconds, strict=True))
        if spent or index == position.step
    ]
    most = max([2.0, *(spent / step.seconds for _, step, spent in steps)])
    length = max(0, width - 27)
    mark = round(length / most)
    for index, step, spent in steps:
        title = _padded(Content(step.title).truncate(11, ellipsis=True), 12)
        taken = round(min(spent / step.seconds, most) * length / most)
        within, past = min(taken, mark), max(0, taken - mark - 1)
        drawn = text(("█" * within, "$primary"), " " * (mark - within), ("┃", "bold $warning"), ("█" * past, "$error"))
        late = "bold $text-error" if spent > step.seconds else ""
        figures = text((f"{wording.spent(step.seconds):>6}", "$muted"), (f"{wording.spent(spent):>6}", late))
        lines.append(text(title.stylize("bold") if index == position.step else title, figures, "  ", drawn))
    return text(("Where the time went", "bold $primary"), "\n", Content("\n").join(lines))
