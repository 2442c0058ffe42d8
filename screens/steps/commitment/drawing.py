"""Draws what somebody commits to: for the room, large and in their colour, and in plain words for themselves."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.geometry import Size

from facilitator.common import clock
from facilitator.common.text import counted
from facilitator.meeting.running import Live
from facilitator.okr.views import untold_way
from facilitator.steps.commitment.reading import Committing
from facilitator.steps.commitment.wording import Measured
from screens.steps.panel import Parts, text
from screens.steps.people import People
from screens.widgets.drawing import bar, beside
from screens.widgets.rows import Row, wrapped

FRAMED = 16
"""Lines of the panel from which on what is said stands in a frame."""
LOW = 12
"""Lines below which every one counts."""
ROOMY = 24
"""Lines from which on whose it is stands in a band of three lines."""
LIST = 4
"""Lines that the list of all keeps where it has so many."""
WIDEST = 96
"""Cells that a line of what is said has at most: a longer one is hard to follow."""
NARROW = 60
"""Cells of a line below which its confidence stands close to it."""
Owners = Mapping[str, tuple[str, str]]
"""The short names of people and their colours, by their names."""
WAY_OUT = "b goes back to answer it; c carries it over, and it comes back at every stand-up"


def heading(to_commit: tuple[Committing, ...], width: int) -> Content:
    """Return how many have committed, and what holds up others."""
    if not to_commit:
        return text(("Nobody here has OKRs in this cycle: there is nothing to commit to.", "bold"))
    done = sum(committing.at is not None for committing in to_commit)
    away = len({committing.person_id for committing in to_commit if not committing.here and committing.at is None})
    waits = sum(bool(committing.waiting) and committing.here for committing in to_commit)
    return text(
        bar(done / len(to_commit), min(30, width // 6), "$success"),
        (f"  {done} of {len(to_commit)} committed", "bold"),
        (f"   ! {waits} held up by open requests" if waits else "", "bold $text-warning"),
        (f"   ✕ {away} not here, left out" if away else "", "$muted"),
    )


def row(committing: Committing) -> Content:
    """Return an objective in the list: committed to, ready to be, held up, or left out."""
    mark, words = ("○ ", "bold"), ""
    if committing.at is not None:
        mark, words = ("✓ ", "bold $text-success"), f"  {clock.local(committing.at):%H:%M}"
    elif not committing.here:
        mark = ("✕ ", "$muted")
    elif committing.waiting:
        mark, words = ("! ", "bold $text-warning"), f"  {counted(len(committing.waiting), 'open request')}"
    of = f"  ({committing.wording.owner})" if committing.wording.owner != committing.person else ""
    left_out = not committing.here and committing.at is None
    return text("  ", mark, (committing.wording.objective, "$muted" if left_out else ""), (of + words, "$muted"))


def person_row(committing: Committing, people: People) -> Content:
    """Return whose the objectives below are, in their colour."""
    away = "" if committing.here or committing.at else "   not here: left out"
    colour = people.colours.get(committing.person_id or 0, "")
    return text((committing.person or "nobody yet", f"bold {colour}"), (away, "$muted"))


def said(committing: Committing, live: Live, size: Size, rows: int) -> Content:
    """Return what somebody says, or has said, as large as there is room for.

    Args:
        committing: What they commit to.
        live: The meeting.
        size: Columns of a line, and lines of the whole panel.
        rows: Lines of the list below, of which some stay free.
    """
    people = People.of(live)
    owners = {name: (people.names[person], people.colours[person]) for person, name in live.people.items()}
    colour = people.colours.get(committing.person_id or 0, "$primary")
    low = size.height < LOW
    most = size.height - 1 - max(2, min(rows, LIST, size.height // 4))
    for framed, spaced in ((True, True), (True, False), (False, False)):
        if framed and size.height < FRAMED:
            continue
        inner = size.width - 2 if framed else size.width
        lines = _lines(committing, owners, inner, spaced=spaced, low=low)
        tall = 3 if spaced and size.height >= ROOMY else 1
        gap = [Content("")] if tall > 1 else []
        if framed:
            side = text(("│", colour))
            edge = text(("╰" + "─" * inner + "╯", colour))
            lines = [*(text(side, line.pad_right(inner - line.cell_length), side) for line in lines), edge]
        if low and committing.open:
            lines = lines[1:]
        lines = [*gap, *_band(committing, colour, size.width, tall, low=low), *lines]
        if len(lines) <= most:
            break
    if len(lines) > most:
        kept = max(1, most - 1)
        lines = [*lines[:kept], text((f"… and {counted(len(lines) - kept, 'more line')}", "$muted"))]
    return Content("\n").join(lines)


def _band(committing: Committing, colour: str, width: int, tall: int, *, low: bool) -> list[Content]:
    """Return whose it is, across the panel; where there are few lines, what they say begins there."""
    who = committing.person or "nobody yet"
    words, cycle = who, committing.wording.cycle
    if committing.at is not None:
        words = f"✓ {who} has committed"
        cycle = f"{clock.local(committing.at):%H:%M}"
    elif not committing.here:
        words, colour = f"✕ {who} is not here", "$muted"
    elif committing.waiting:
        words = f"! {who} cannot commit yet"
    elif low:
        words, cycle = f"{who}   {_i_commit(committing)}", ""
    line = beside(Content(f"  {words}"), Content(f"{cycle}  "), width)
    blank = Content(" " * width)
    around = [blank] * (tall // 2)
    return [band.stylize(f"bold $background on {colour}") for band in (*around, line, *around)]


def _lines(committing: Committing, owners: Owners, width: int, *, spaced: bool, low: bool) -> list[Content]:
    """Return what is said, each line in the middle; with empty lines between its parts where it is spaced."""
    wording = committing.wording
    room = min(width - 2, WIDEST)
    gap = [Content("")] if spaced else []
    lines = [*gap, _middle(text((_i_commit(committing), "$muted")), width)]
    lines += [*gap, *(_middle(line, width) for line in text((wording.objective, "bold")).wrap(room))]
    if wording.confidence is not None:
        lines.append(_middle(_sure(wording.confidence, room), width))
    waits: list[Content] = []
    for waiting in committing.waiting:
        words = text((f"! open: {waiting.words}", "bold $text-warning"))
        waits += wrapped(Row(words, indent=2), room)
    if committing.waiting:
        waits += text((WAY_OUT if room >= NARROW else WAY_OUT.partition(",")[0], "$muted")).wrap(room)
    block = [part for measured in wording.key_results for part in [*_measured(measured, owners, room), *gap]]
    for request in wording.requests:
        block += wrapped(Row(text(("+ ", "$success"), f"counting on {request.words}"), indent=2), room)
    # What is in the way comes first where not everything has room.
    block = [*waits, *block] if low else [*block, *waits]
    left = (width - max((line.cell_length for line in block), default=0)) // 2
    lines += [*gap, *(text(" " * max(0, left), line) for line in block)]
    if spaced and (wording.requests or committing.waiting):
        lines.append(Content(""))
    return lines


def _i_commit(committing: Committing) -> str:
    owner = committing.wording.owner
    return f"I commit, for {owner}, to" if owner != committing.person else "I commit to"


def _measured(measured: Measured, owners: Owners, room: int) -> list[Content]:
    """Return a key result: how sure its owner is, its words, how far it has to go, and whose it is if another's."""
    way = untold_way(measured.title, measured.start, measured.target, measured.unit)
    sure = text("· ")
    if measured.confidence is not None:
        sure = text(_sure(measured.confidence, room), "  " if room >= NARROW else " ")
    owner, colour = owners.get(measured.owner, (measured.owner, "$muted"))
    whose = (f"   {owner}", colour) if owner else ""
    figures = (f"   {way}", "bold $primary") if way else ""
    line = text(sure, (measured.title, "bold"), figures, whose)
    return wrapped(Row(line, indent=sure.cell_length), room)


def _sure(confidence: int, room: int) -> Content:
    words = f"sure {confidence:>2}"
    return text((f" {words} " if room >= NARROW else words, "bold reverse"))


def _middle(line: Content, width: int) -> Content:
    return text(" " * max(0, (width - line.cell_length) // 2), line)


def statement(committing: Committing) -> Content:
    """Return what somebody says, or has said, word for word."""
    wording = committing.wording
    who = committing.person or "nobody yet"
    speaks = (
        f"{who} has committed" if committing.at is not None else f"{who} is not here" if not committing.here else who
    )
    of = f"for {wording.owner}  " if wording.owner != committing.person else ""
    sure = f"  confidence {wording.confidence}" if wording.confidence is not None else ""
    parts: Parts = [
        (f"{'✓ ' if committing.at is not None else ''}{speaks}", "bold"),
        (f"   {of}{wording.cycle}\n", "$muted"),
        "I commit to\n",
        ("  " + wording.objective, "bold"),
        (sure, "bold"),
    ]
    for title, details in wording.parts():
        parts += ["\n    · ", title, (f"   {details}" if details else "", "bold")]
    for request in wording.requests:
        parts += ["\n    + counting on ", request.words]
    for waiting in committing.waiting:
        parts.append((f"\n  ! open: {waiting.words}", "bold $text-warning"))
    if committing.waiting:
        parts.append(f"\n  {WAY_OUT}")
    return text(*parts)
