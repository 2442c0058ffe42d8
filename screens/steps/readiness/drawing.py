"""Draws who is ready for a consensus meeting and who is not: a line each, or a table of who has read whom."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from facilitator.common.text import counted
from facilitator.steps.readiness.reading import PersonReady, ReadyShown
from screens.steps.panel import Parts, text
from screens.steps.people import People
from screens.widgets import drawing
from screens.widgets.rows import Row

CELLS = (3, 10)
"""Columns for everybody whom somebody can have read: at least for a number, at most for a name."""
NAME = 30
"""Columns of a name at most."""
AROUND = 27
"""Columns of a line of the table beside the name and the cells."""
WIDE = 90
"""Columns from which on it is shown who has read whom."""
SIGNS = {"ready": ("✓", "bold $success"), "not ready": ("○", "bold $text-warning"), "not here": ("✕", "$muted")}


def shares(ready: ReadyShown) -> str:
    """Return how many OKRs are submitted, and how many people have read all of them."""
    read = sum(person.read == person.of for person in ready.people)
    readers = {0: "nobody has", len(ready.people): "everybody has"}.get(read, f"{read} of {len(ready.people)} have")
    submitted = ready.objectives - ready.drafts
    return f"{submitted} of {counted(ready.objectives, 'OKR')} submitted · {readers} read them all"


def named(people: Sequence[PersonReady], names: People) -> str:
    """Return who is not ready, as the subject of a sentence with its verb: `Hanna and 5 others are`."""
    first, *others = [names.names.get(person.person_id, person.name) for person in people]
    if not others:
        return f"{first} is"
    return f"{first} and {others[0] if len(others) == 1 else f'{len(others)} others'} are"


def state(person: PersonReady) -> str:
    """Return whether somebody is ready."""
    return "not here" if not person.here else "ready" if person.ready else "not ready"


def submitted(person: PersonReady) -> tuple[str, str]:
    """Return what somebody has submitted, in a word with its style."""
    if not person.objectives:
        return "no OKRs", "$muted"
    if person.drafts:
        return counted(person.drafts, "draft"), "bold $text-warning"
    return "submitted", ""


def _name(person: PersonReady, people: People, room: int) -> Content:
    """Return a name in its colour: the full one where there is room, else the short one."""
    full = Content(person.name)
    words = full if full.cell_length <= room else Content(people.names.get(person.person_id, person.name))
    style = "$muted" if not person.here else f"bold {people.colours.get(person.person_id, '')}".rstrip()
    return words.truncate(room, ellipsis=True, pad=True).stylize(style)


def line(person: PersonReady, people: People, width: int) -> Content:
    """Return somebody in a line: ready or not, submitted or not, how much is read."""
    long = 20 if width >= WIDE else 10 if width >= 70 else 5
    share = person.read / person.of if person.of else 1.0
    if 0 < share < 1:
        # What is not whole is not seen whole.
        share = min(share, 1 - 1 / long)
    ready = state(person)
    words, style = submitted(person)
    room = max(8, min(NAME, width - long - 36))
    read = f"{person.read} of {person.of} read"
    return text(
        (f"{SIGNS[ready][0]} ", SIGNS[ready][1]),
        _name(person, people, room),
        " ",
        (f"{words:<10}", style),
        drawing.bar(share, long, "$success" if person.read == person.of else "$warning"),
        f" {read:<13}",
        (ready, SIGNS[ready][1]),
    )


def owners(ready: ReadyShown) -> list[int | None]:
    """Return those that have objectives, in speaking order; None stands for nobody in particular."""
    having: dict[int | None, None] = {}
    for person in ready.people:
        having |= dict.fromkeys(person.read_of)
    known = [person.person_id for person in ready.people if person.person_id in having or person.objectives]
    return [*known, *(owner for owner in having if owner not in known)]


def is_wide(ready: ReadyShown, width: int) -> bool:
    """Return whether there is room for the table."""
    having = len(owners(ready))
    return width >= WIDE and having > 1 and AROUND + 16 + CELLS[0] * having <= width


def table(ready: ReadyShown, shown: Sequence[PersonReady], people: People, width: int) -> list[Row]:
    """Return who has read whom: a line for every reader, a column for every owner, told by shapes."""
    having = owners(ready)
    numbers = {person.person_id: number for number, person in enumerate(ready.people, 1)}
    cell = CELLS[1] if AROUND + NAME + CELLS[1] * len(having) <= width else CELLS[0]
    room = max(16, min(NAME, width - AROUND - cell * len(having)))
    heads: Parts = [" " * (6 + room + 11)]
    for owner in having:
        words = people.names.get(owner or 0, "nobody") if cell == CELLS[1] else str(numbers.get(owner or 0, "–"))
        head = Content(words).truncate(cell - 1, ellipsis=True)
        heads += [" " * (cell - head.cell_length), head.stylize(people.colours.get(owner or 0, "$muted"))]
    rows = [Row(text(*heads, ("   read", "$muted")))]
    for person in shown:
        sign, colour = SIGNS[state(person)]
        parts: Parts = [
            ("    " if cell == CELLS[1] else f"{numbers[person.person_id]:>3} ", "$muted"),
            (f"{sign} ", colour),
            _name(person, people, room),
            (f" {submitted(person)[0]:<10}", submitted(person)[1]),
        ]
        for owner in having:
            read, of = person.read_of.get(owner, (0, 0))
            mark, style = "·", "$muted"
            if of:
                mark, style = ("●", "$success") if read == of else ("◐" if read else "○", "bold $text-warning")
            parts.append((f"{mark:>{cell}}", style))
        parts.append(f"{person.read:>4} of {person.of}")
        rows.append(Row(text(*parts), person.person_id))
    numbered = "" if cell == CELLS[1] else "   numbers: whose"
    rows.append(Row(text("")))
    rows.append(Row(text((f"    ● all read   ◐ some   ○ none   · their own{numbered}", "$muted"))))
    return rows
