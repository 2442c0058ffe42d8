"""Puts into words where somebody stands in their check-in: their meeting, their turn, what is saved, what is owed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from facilitator.checkin.session import Own
from facilitator.common import clock
from facilitator.common.text import clean_line
from facilitator.meeting import timeline
from screens import wording
from screens.steps.people import People
from screens.widgets.drawing import bar, beside

RECENTLY = 60
"""Seconds for which it is said how long ago something was saved; then it is said when."""
WRAP_UP = 15.0
"""Seconds before the end of a turn from which on the speaker is asked to come to it."""
WIDE = 110
"""Columns from which on what is saved and what is owed stand in one line."""


def head(own: Own, people: People | None, width: int) -> Content:
    """Return whose check-in it is, in their colour while they are in a meeting, and where that stands."""
    name = Content(f" {clean_line(own.name)} ")
    if people is not None and own.person_id in people.colours:
        name = name.stylize(f"bold $background on {people.colours[own.person_id]}")
    else:
        name = name.stylize("bold")
    team = Content.styled(f" · {clean_line(own.team)}" if own.team else "", "$muted")
    full, short = _where(own, people)
    # Whose turn it is matters more than what the meeting is called, and that more than the team.
    for left, right in ((name + team, full), (name, full), (name, short)):
        if left.cell_length + right.cell_length + 2 <= width:
            break
    return beside(left, right + " ", width)


def _where(own: Own, people: People | None) -> tuple[Content, Content]:
    """Return where the meeting stands, in a few words and in fewer."""
    live = own.live
    if live is None or people is None:
        ready = Content.styled("✓ ready for the next meeting", "bold $success")
        words = ready if own.ready else Content.styled("for the next meeting", "$muted")
        return words, words
    position = live.position()
    running = position.state != "paused"
    mark = ("● " if running else "‖ paused ", "bold $success" if running else "bold $warning")
    about = f" · {clean_line(live.about)}" if live.about else ""
    title = Content.assemble(mark, (f"{clean_line(live.agenda.title)}{about}", "bold"))
    step = clean_line(live.agenda.steps[position.step].title)
    speaker = position.speaker
    if speaker is None or speaker == own.person_id:
        return Content.assemble(title, f": {step}"), title
    called = clean_line(people.names.get(speaker, live.called(speaker)))
    ahead = position.waiting.index(own.person_id) if own.person_id in position.waiting else None
    mine = "" if ahead is None else ", you are next" if not ahead else f", {ahead + 1} turns to yours"
    now = Content.assemble((called, f"bold {people.colours.get(speaker, '')}"), f" speaks{mine}")
    return Content.assemble(title, ": ", now), now


def _left(own: Own) -> tuple[float, float] | None:
    """Return the seconds left of the own turn, negative when it is over, and those planned; None outside it."""
    live = own.live
    if live is None:
        return None
    position = live.position()
    if position.speaker != own.person_id or position.state == "ended":
        return None
    planned = timeline.turn_planned(live.agenda, position)
    return planned - position.round_seconds.get(own.person_id, 0.0), planned


def is_over(own: Own) -> bool:
    """Return whether the own turn has come and is over."""
    left = _left(own)
    return left is not None and left[0] <= 0


def turn(own: Own, width: int) -> Content | None:
    """Return what stands across the screen while it is their turn, with the time left; None while it is not."""
    time_left = _left(own)
    if time_left is None:
        return None
    left, planned = time_left
    time = f"{wording.clock(left)} left of {wording.clock(planned)}" if left > 0 else f"{wording.clock(-left)} over"
    if left <= WRAP_UP:
        time += ", please wrap up"
    share = left / planned if planned > 0 else 0.0
    line = beside(Content("  ▶  It is your turn"), Content(f"{time}  "), width)
    drawn = bar(max(0.0, share), max(0, width - 4), "$background")
    return Content("\n").join([Content(""), line, Content("  ") + drawn.stylize("$background")])


def saved(at: datetime | None) -> str:
    """Return when something was saved last."""
    if at is None:
        return "what you type is saved at once"
    seconds = int((clock.read().at - at).total_seconds())
    return f"saved {max(1, seconds)} s ago" if seconds < RECENTLY else f"saved {clock.local(at):%H:%M}"


def state(owed: Sequence[str], at: datetime | None, well: bool, width: int) -> Content:
    """Return what is saved and when, what is still to do, and how to leave.

    Args:
        owed: What is still to do.
        at: When something was saved last.
        well: Whether what is typed can be saved now.
        width: Columns that it has.
    """
    kept = (
        (f" ✓ {saved(at)}", "$success") if well else (" … kept, and saved when the database is back", "bold $warning")
    )
    leaving = Content.styled("esc, then q: leave, everything is kept ", "$muted")
    if len(kept[0]) + leaving.cell_length + 2 > width:
        leaving = Content.styled("esc, then q: leave ", "$muted")
    todo = Content.styled("✓ nothing left to do", "$success")
    wide = width >= WIDE
    if owed:
        room = width - 17 - (len(kept[0]) + leaving.cell_length + 4 if wide else 0)
        todo = Content.assemble(("○ still to do: ", "bold $warning"), _counted(owed, room))
    if wide:
        return beside(Content.assemble(kept, "   ", todo), leaving, width)
    return Content("\n").join([beside(Content.assemble(kept), leaving, width), Content(" ") + todo])


def _counted(owed: Sequence[str], room: int) -> str:
    """Return as much of what is to do as there is room for, and how much more there is."""
    for many in range(len(owed), 0, -1):
        more = f", and {len(owed) - many} more" if many < len(owed) else ""
        words = ", ".join(owed[:many]) + more
        if len(words) <= room:
            return words
    return f"{len(owed)} things"
