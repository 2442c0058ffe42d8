"""Draws a vote: who has voted while it is sealed, then the figures and what they come to."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content
from textual.geometry import Size

from facilitator.common.text import number
from facilitator.meeting.timeline import PRESENT, Position
from facilitator.okr import votes
from facilitator.steps.confidence.reading import Ballot, Ballots
from screens.steps.panel import text
from screens.widgets.dots import COLLEAGUE, OWNER, dot_plot, names_fit
from screens.widgets.rows import Row

ROOMY = 18
"""Lines from which on the picture has room around it."""
FEW = 12
"""Votes up to which each of them stands in its round; of more, how many there were of each figure."""


def nothing_to_vote_on(ballots: Ballots | None, per: str) -> tuple[Content, Content]:
    """Return heading and list for a step in which all is done, or in which there is nothing to vote on."""
    if ballots is None or not ballots.ballots:
        return text((f"No {per}s of the people here in this cycle; enter goes on.", "bold")), Content("")
    agreed = sum(ballot.agreed is not None for ballot in ballots.ballots)
    head = text((f"All {len(ballots.ballots)} {per}s are done, {agreed} agreed", "bold"), "  enter goes on")
    lines = [
        text((f"{_figure(ballot.agreed):>3}  ", "bold"), ballot.item.title, (f"  {ballot.item.owner}", "dim"))
        for ballot in ballots.ballots
    ]
    return head, Content("\n").join(lines)


def heading(ballots: Ballots, ballot: Ballot, here: list[int], width: int) -> Content:
    """Return what is voted on and whose it is; while it is sealed, how many of those here have voted too."""
    place = "" if ballots.current is None else f"{ballots.current + 1} of {len(ballots.ballots)}"
    title = text((ballot.item.title, "bold"))
    owner = text((f"{OWNER} {ballot.item.owner or 'nobody yet'}", "bold"), (f"   {place}", "dim"))
    room = width - title.cell_length - owner.cell_length
    lines = [text(title, " " * room, owner)] if room >= 2 else [title, owner]
    if ballot.state == "open":
        lines += _sealed(ballots, ballot, here)
    return Content("\n").join(lines)


def _sealed(ballots: Ballots, ballot: Ballot, here: list[int]) -> list[Content]:
    missing = [person for person in here if person not in ballot.voted]
    full = bool(here) and not missing
    done = "all have voted" if full else f"{len(here) - len(missing)} of {len(here)} here have voted"
    more = len(ballot.voted - set(here))
    absent = f", {more} who are not here too" if more else ""
    lines = [text((f"Round {ballot.round}", "bold"), f"   {done}{absent}", ("   enter reveals", "dim"))]
    if ballot.rounds:
        lines.append(_rounds(ballot))
    lines.append(_scale(ballots))
    hint = "In the check-ins; or here, unseen: 1 to 9, 0 for 10, for the person who is selected"
    if full:
        hint = "The ballot is full; to change a vote, select whose it is"
    return [*lines, text((hint, "dim"))]


def _scale(ballots: Ballots) -> Content:
    return text("   ".join(f"{value} = {meaning}" for value, meaning in ballots.meanings.items()))


def revealed(ballots: Ballots, ballot: Ballot, owner: str | None, width: int, size: Size) -> Content:
    """Return the votes of the last round and what they come to; nothing while the ballot is sealed.

    The votes name the owner so; `width` are the cells of a line, `size` is the room of the whole panel.
    """
    if not ballot.rounds or ballot.state == "open":
        return Content("")
    figures = ballot.rounds[-1]
    tally = votes.tally(figures)
    names = max(2, size.height // 6)
    gap = [Content("")] if size.height >= ROOMY else []
    lines = [*gap, *dot_plot(figures, owner, width, max(3, size.height // 5), names), *gap]
    lines.append(
        text(
            ("median ", "dim"),
            (number(tally.median), "bold"),
            ("   spread ", "dim"),
            (str(tally.spread), "bold"),
            ("   agreed ", "dim"),
            (_figure(ballot.agreed), "bold"),
            (f"   {OWNER} owner  {COLLEAGUE} colleague", "dim"),
        )
    )
    lines.append(_who_speaks(tally))
    remark = tally.remark if ballot.agreed is None else votes.remark([ballot.agreed])
    if remark:
        lines.append(text((f"! {remark}", "bold $warning")))
    lines += [_rounds(ballot), text(_scale(ballots).stylize("dim"))]
    if not names_fit(figures, width, names):
        lines += [Content(""), *_who_said(figures)]
    return Content("\n").join(lines)


def voters(ballot: Ballot, people: Mapping[int, str], position: Position) -> list[Row]:
    """Return a row for each person who is here or has voted, in speaking order."""
    rows = []
    for person in position.order:
        voted = person in ballot.voted
        state = position.attendance.get(person)
        if voted or state in PRESENT:
            mark = ("● voted  ", "bold $success") if voted else ("○ not yet", "")
            away = "" if state in PRESENT else f"  {state}"
            owner = f"  {OWNER} owner" if person == ballot.item.speaker_id else ""
            rows.append(Row(text(mark, f"  {people.get(person, '?')}", (owner + away, "dim")), person))
    return rows


def _figure(value: int | None) -> str:
    return "–" if value is None else str(value)


def _who_speaks(tally: votes.Tally) -> Content:
    if not tally.highest:
        return text(f"All say {tally.figures[0]}" if len(tally.figures) > 1 else f"One vote: {tally.figures[0]}")
    return text(
        "Lowest speaks first: ",
        (f"{_named(tally.lowest)} ({tally.figures[0]})", "bold"),
        "   then highest: ",
        (f"{_named(tally.highest)} ({tally.figures[-1]})", "bold"),
    )


def _named(names: tuple[str, ...]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _rounds(ballot: Ballot) -> Content:
    """Return all rounds, the one that is open as a dash."""
    parts = []
    for place, figures in enumerate(ballot.rounds, 1):
        parts += [(f"Round {place}  ", "dim"), (_in_short(sorted(figures.values())), "bold"), ("   ", "")]
    if len(ballot.rounds) < ballot.round:
        parts.append((f"Round {ballot.round}  –   ", "dim"))
    agreed = [] if ballot.agreed is None else [("agreed ", "dim"), (str(ballot.agreed), "bold")]
    return text(*parts, *agreed)


def _in_short(figures: list[int]) -> str:
    if len(figures) <= FEW:
        return " ".join(map(str, figures))
    return "  ".join(f"{figure}×{figures.count(figure)}" for figure in sorted(set(figures)))


def _who_said(figures: Mapping[str, int]) -> list[Content]:
    """Return who gave which figure, lowest first."""
    return [
        text((f"{figure:>3}  ", "bold"), ", ".join(name for name, given in figures.items() if given == figure))
        for figure in sorted(set(figures.values()))
    ]
