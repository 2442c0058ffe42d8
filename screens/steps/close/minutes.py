"""Says where the minutes lie and what becomes of them, when the next meeting is, and who owes something till then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual.content import Content

from facilitator.common import clock
from facilitator.meeting import following
from facilitator.steps.shown import Shown
from screens.after_the_end import Afterwards
from screens.steps.panel import text
from screens.steps.people import People

SHOWN = 5
"""The most lines that are shown of what a command wrote that failed."""


def words(after: Afterwards, shown: Shown, people: People, width: int, *, ended: bool) -> Content:
    """Return it in lines of so many columns; before the end, what the end brings."""
    if ended:
        lines = [*_written(after, shown, width), *_command(after, shown)]
    else:
        lines = [text(("At the end", "bold $primary"), "  minutes are written")]
    return Content("\n").join([*lines, *_next(shown, people)])


def hands_on(after: Afterwards, shown: Shown) -> bool:
    """Return whether there is a command that the minutes are given to."""
    meeting = shown.live.id
    return meeting in after.outcomes or after.running(meeting) is not None or after.waiting(shown.live) is not None


def _written(after: Afterwards, shown: Shown, width: int) -> Iterator[Content]:
    """Yield the files and the keys that go with them."""
    meeting = shown.live.id
    left, problem = after.lefts.get(meeting), after.problems.get(meeting)
    keys = "y copy  o open  f another format"
    if hands_on(after, shown):
        keys += "  ! hand on again" if meeting in after.outcomes else "  ! hand on"
    if problem:
        yield text(("! The minutes are not written: ", "bold $text-error"), problem)
        yield text(f"  they are in the database; facilitator minutes {meeting} -o FILE writes them")
    elif left is None and meeting in after.here:
        yield text(("Minutes", "bold $primary"), "  being written…")
    elif left is not None:
        first, *others = left.files.values()
        same = [path.suffix if path.stem == first.stem else path.name for path in others]
        line = text(("Minutes", "bold $primary"), "  ", ("  ".join([first.name, *same]), "bold"))
        where = text((f"  in {_short(first.parent)}", "$muted"))
        yield line + where if line.cell_length + where.cell_length <= width else line
        for problem in left.problems:
            yield text(("! ", "bold $text-warning"), problem)
    yield text((f"         {keys}", "$muted"))


def _short(folder: Path) -> str:
    """Return a folder as people write it."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)


def _command(after: Afterwards, shown: Shown) -> Iterator[Content]:
    """Yield what became of the command that the minutes are given to."""
    meeting = shown.live.id
    outcome = after.outcomes.get(meeting)
    if (running := after.running(meeting) or after.waiting(shown.live)) is not None:
        yield text((f"         {running}", "bold"))
    elif outcome is not None:
        yield text("         ", (outcome.line, "bold $text-success" if outcome.well else "bold $text-error"))
        if not outcome.well:
            for line in outcome.output.splitlines()[-SHOWN:]:
                yield text((f"           {line}", "$muted"))
        for problem in outcome.minutes:
            yield text(("! ", "bold $text-warning"), problem)


def _next(shown: Shown, people: People) -> Iterator[Content]:
    """Yield when the next meeting is, and who has promised something in this one or is asked for it."""
    live = shown.live
    begins = following.next_begins(live.agenda.name, clock.local(live.started_at))
    owing = dict.fromkeys(
        (row.who_id or 0, row.who)
        for row in shown.outcomes
        if row.kind in ("action", "request") and row.state == "open" and row.who
    )
    names = [
        (people.names.get(person) or who or "", f"bold {people.colours.get(person, '')}".strip())
        for person, who in owing
    ]
    if begins is None and not names:
        return
    listed = [part for name in names for part in (name, ", ")][:-1]
    if begins is None:
        yield text(("To be back with something", "bold $primary"), "  ", *listed)
        return
    back = [("  ·  to be back with something: ", "$muted"), *listed] if names else []
    when = f"{begins:%a} {begins.day} {begins:%b} {begins:%H:%M}"
    yield text((f"Next {live.agenda.title.lower()}", "bold $primary"), f"  {when}", *back)
