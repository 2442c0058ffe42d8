"""Draws a vote: what it is about, who has voted while it is sealed, and what is left when all votes are done."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size

from facilitator.common.text import counted
from facilitator.meeting.timeline import PRESENT, Position
from facilitator.okr.views import KeyResultView, untold_way
from facilitator.steps.confidence.reading import Ballot, Ballots
from screens.steps.confidence.revealed import in_rounds
from screens.steps.panel import text
from screens.steps.people import People
from screens.widgets import figures
from screens.widgets.dots import COLLEAGUE, OWNER
from screens.widgets.drawing import bar, beside
from screens.widgets.rows import Row

ROOMY = 24
"""Lines from which on the number of what is voted on stands in block figures, and there is room around everything."""
LOW = 12
"""Lines below which what is voted on and whose it is share a line where they can."""


def all_done(ballots: Ballots | None, per: str, width: int) -> tuple[Content, Content]:
    """Return heading and list for a step in which all is done, or in which there is nothing to vote on."""
    if ballots is None or not ballots.ballots:
        return text((f"Nobody here has {per}s in this cycle.", "bold")), Content("")
    agreed = sum(ballot.agreed is not None for ballot in ballots.ballots)
    words = f"  All {counted(len(ballots.ballots), per)} done, {agreed} agreed"
    head = text((words.ljust(width), f"bold $background on {'$success' if agreed else '$primary'}"))
    return head, Content("\n").join([Content(""), *agreed_so_far(ballots, width)])


def agreed_so_far(ballots: Ballots, width: int) -> list[Content]:
    """Return what was agreed on each of those whose turn has come, and whose they are where there is room."""
    lines = []
    for place, ballot in enumerate(ballots.ballots):
        if place != ballots.current and ballot.state != "closed" and ballot.agreed is None:
            continue
        if ballot.agreed is not None:
            figure = (f" {ballot.agreed:>2} ", "bold $background on $success")
        elif place == ballots.current:
            figure = ("  … ", "bold $primary")
        else:
            figure = ("  – ", "bold $muted")
        owner = text((f"  {ballot.item.owner}", "$muted")).truncate(width // 3, ellipsis=True)
        lines.append(beside(text(figure, f"  {ballot.item.title}"), owner, width))
    return lines


def heading(ballots: Ballots, ballot: Ballot, per: str, here: list[int], people: People, size: Size) -> Content:
    """Return what is voted on, its number, whose it is and how far the vote is; of a sealed one, who is missing too.

    Args:
        ballots: All that is voted on.
        ballot: What is voted on now.
        per: What it is, a key result or an objective.
        here: Who is here, by id.
        people: How the people of the meeting are shown.
        size: Columns of a line, and lines of the whole panel.
    """
    number = 0 if ballots.current is None else ballots.current + 1
    place = f"{per.upper()} {number} OF {len(ballots.ballots)}"
    badge, colour = _badge(ballot, here)
    owner = _owner(ballot, people)
    if size.height >= ROOMY:
        lines = _beside_number(str(number), place, _title(ballot, size.width - 24), owner, badge, colour, size.width)
    else:
        band = beside(Content(f"  {place}"), Content(f"{badge}  "), size.width)
        lines = [band.stylize(f"bold $background on {colour}")]
        title = _title(ballot, size.width)
        if size.height >= LOW:
            lines += [*title, owner]
        elif title[0].cell_length + owner.cell_length + 2 <= size.width:
            lines.append(beside(title[0], owner, size.width))
        else:
            owner = _owner(ballot, people, "").truncate(size.width // 3, ellipsis=True)
            lines.append(beside(title[0], owner, size.width))
    if ballot.state == "open":
        lines += _sealed(ballots, ballot, here, people, size)
    return Content("\n").join(lines)


def _badge(ballot: Ballot, here: list[int]) -> tuple[str, str]:
    """Return how far the vote is, and its colour."""
    if ballot.state == "open":
        full = bool(here) and ballot.voted.issuperset(here)
        return (
            f"{'■ ALL HAVE VOTED' if full else '□ VOTE NOW'}  round {ballot.round}",
            "$success" if full else "$warning",
        )
    voted = len(ballot.rounds[-1]) if ballot.rounds else 0
    those = len(ballot.voted.union(here))
    return f"REVEALED  round {ballot.round}, {voted} of {those} voted", "$primary"


def _owner(ballot: Ballot, people: People, role: str = ", owner") -> Content:
    owner = ballot.item.owner
    words = f"{OWNER} {owner}{role}" if owner else f"{OWNER} nobody's yet"
    return text((words, f"bold {people.colours.get(ballot.item.speaker_id or 0, '')}"))


def _title(ballot: Ballot, width: int) -> list[Content]:
    """Return what is voted on, in two lines at most, and its figures where its words name none."""
    item = ballot.item
    way = ""
    if isinstance(item, KeyResultView):
        way = untold_way(item.title, item.start, item.target, item.unit)
    lines = text((item.title, "bold"), (f"  {way}" if way else "", "bold $muted")).wrap(width)
    if len(lines) > 2:
        lines = [lines[0], Content.assemble(lines[1], "…").truncate(width, ellipsis=True)]
    return lines


def _beside_number(
    number: str, place: str, title: list[Content], owner: Content, badge: str, colour: str, width: int
) -> list[Content]:
    """Return it with its number in block figures at the left."""
    number_lines = figures.blocks(number, 1).stylize("bold $primary").split()
    left = figures.width(number, 1) + 4
    room = width - left
    badge_line = text((f"  {badge}  ", f"bold $background on {colour}"))
    lines = [text((place, "bold $primary")), *title, owner]
    lines += [Content("")] * (figures.ROWS - 1 - len(lines)) + [badge_line]
    shown = []
    for row, line in enumerate(lines):
        block = number_lines[row] if row < len(number_lines) else Content("")
        shown.append(Content.assemble(block.pad_right(left - block.cell_length), line.truncate(room, ellipsis=True)))
    return [Content(""), *shown, Content("")]


def _sealed(ballots: Ballots, ballot: Ballot, here: list[int], people: People, size: Size) -> list[Content]:
    """Return how many have voted and who is missing, and how one votes; nothing about any vote."""
    missing = [person for person in here if person not in ballot.voted]
    full = bool(here) and not missing
    have = len(here) - len(missing)
    more = len(ballot.voted - set(here))
    words = "all have voted" if full else f"{have} of {len(here)} here have voted"
    status = text((words, "bold"), f", and {more} not here" if more else "")
    if size.height < LOW:
        if missing and have:
            status = text(status, "  ", _names_of("missing", missing, people, size.width - status.cell_length - 2))
        lines = [status]
    else:
        share = have / len(here) if here else 0.0
        lines = [text(bar(share, min(30, size.width // 4), "$success"), "  ", status)]
        # A line of its own also where nobody is named: what is below keeps its place.
        if full:
            lines.append(text(("enter reveals them all at once", "$muted")))
        elif have:
            lines.append(_names_of("still missing", missing, people, size.width))
        else:
            lines.append(Content(""))
    if ballot.rounds and size.height >= LOW:
        lines.append(in_rounds(ballot))
    means = "   ".join(f"{value} = {meaning}" for value, meaning in ballots.meanings.items())
    if size.height >= LOW:
        hint = "Vote in your check-in; or here, unseen: 1-9, 0 for 10, for who is selected"
        if full:
            hint = "The ballot is full; to change a vote, select whose it is"
        lines += [text((hint, "$muted")), text((means, "$muted"))]
    else:
        lines.append(text(("The ballot is full   " if full else "", ""), (means, "$muted")))
    if size.height >= ROOMY:
        lines.append(Content(""))
    return lines


def _names_of(label: str, persons: list[int], people: People, width: int) -> Content:
    """Return people in their colours, as many as there is room for, and how many more there are."""
    line = text((label, "$muted"))
    for place, person in enumerate(persons):
        name = text("  ○ ", (people.names.get(person, "?"), people.colours.get(person, "")))
        rest = text((f"  +{len(persons) - place}", "bold")) if place + 1 < len(persons) else Content("")
        if line.cell_length + name.cell_length + rest.cell_length > width:
            return text(line, (f"  +{len(persons) - place}", "bold"))
        line = text(line, name)
    return line


def voters(
    ballot: Ballot, names: dict[int, str], people: People, position: Position, width: int, tall: int
) -> list[Row]:
    """Return a row for each person who is here or has voted, in speaking order.

    Args:
        ballot: What is voted on.
        names: Everybody's full name, by id.
        people: How they are shown.
        position: Where the meeting is.
        width: Cells of a name; a longer one is shortened.
        tall: Lines that there are for each: of two the second is empty, in four a name is a band of three.
    """
    rows = []
    for person in position.order:
        voted = person in ballot.voted
        state = position.attendance.get(person)
        if voted or state in PRESENT:
            colour = people.colours.get(person, "")
            mark = (f"{COLLEAGUE} voted  ", "bold $text-success") if voted else ("○ not yet", "")
            # Filled or not: that somebody has voted is seen without reading, and without colours.
            full = names.get(person, "?")
            called = full if cell_len(full) <= width else people.names.get(person, full)
            style = f"bold $background on {colour}" if voted else f"bold {colour}"
            name = (f" {called} ", style)
            away = "" if state in PRESENT else f"  {state}"
            owner = f" {OWNER} owner" if person == ballot.item.speaker_id else ""
            line = text(mark, " ", name, (owner + away, "$muted"))
            if tall >= 4:
                blank = text(" " * 10, (" " * cell_len(f" {called} "), style))
                line = Content("\n").join([blank, line, blank, Content("")])
            elif tall > 1:
                line = text(line, "\n")
            rows.append(Row(line, person))
    return rows
