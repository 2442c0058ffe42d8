"""Draws the votes once they are revealed: everybody's dot on the scale, and what the votes come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.geometry import Size

from facilitator.common.text import number
from facilitator.okr import votes
from facilitator.steps.confidence.reading import Ballot
from screens.steps.panel import text
from screens.steps.people import People
from screens.widgets.dots import Dot, Picture, dot_plot, under_scale

FEW = 12
"""Votes up to which each of them stands in its round; of more, how many there were of each figure."""
CLOSE, WIDE = 2, 4
"""Spreads up to which votes are close, and from which on they are wide apart."""
NAME = 16
"""Cells of a name behind which its figure stands; a longer one is cut."""
INDENT = 5
"""Cells before the names of those who gave a figure."""
SO_FAR = 5
"""Lines that what was agreed so far should have before dots grow."""


def dots_of(ballot: Ballot, names: Mapping[int, str], people: People) -> list[Dot]:
    """Return the votes of the round that was revealed last; `names` are everybody's full ones, by id."""
    ids = {name: person for person, name in names.items()}
    revealed = ballot.rounds[-1] if ballot.rounds else {}
    return [
        Dot(figure, people.names[ids[name]], people.colours[ids[name]], ids[name] == ballot.item.speaker_id)
        for name, figure in revealed.items()
        if name in ids
    ]


def revealed(
    ballot: Ballot, dots: Sequence[Dot], meanings: Mapping[int, str], so_far: Sequence[Content], size: Size
) -> Content:
    """Return the votes and what they come to, in so many columns, for so many lines; nothing without votes.

    `so_far` are the lines of what was agreed on others, which are shown where they have room.
    """
    if not dots:
        return Content("")
    # With room around everything; without; with less of what was said before.
    ways = ((True, True), (False, True), (False, False))
    drawn = [_drawn(ballot, dots, meanings, so_far, size, roomy=roomy, whole=whole) for roomy, whole in ways]
    fitting = [(picture, lines) for picture, lines in drawn if picture.complete and len(lines) <= size.height]
    named = [(picture, lines) for picture, lines in fitting if picture.named]
    picture, lines = next(iter(named or fitting), drawn[-1])
    if not picture.named:
        lines += [Content(""), *_who_said(dots, size.width)]
    left = size.height - len(lines)
    if so_far and left >= 3:
        lines += [Content(""), text(("So far", "bold $primary")), *so_far[2 - left :]]
    return Content("\n").join(lines)


def _drawn(
    ballot: Ballot,
    dots: Sequence[Dot],
    meanings: Mapping[int, str],
    so_far: Sequence[Content],
    size: Size,
    *,
    roomy: bool,
    whole: bool,
) -> tuple[Picture, list[Content]]:
    """Return the picture, and with it what the votes come to."""
    below = _below(ballot, dots, size.width, roomy=roomy, whole=whole)
    reserved = min(len(so_far) + 1, SO_FAR) if roomy else 0
    picture = dot_plot(dots, size.width, max(4, size.height - len(below) - 1 - 2 * roomy - reserved))
    scale = under_scale(meanings, picture.columns)
    words = [scale.stylize("$muted")] if scale is not None else _meanings(meanings, size.width)
    return picture, [*([Content("")] if roomy else []), *picture.lines, *words, *below]


def _below(ballot: Ballot, dots: Sequence[Dot], width: int, *, roomy: bool, whole: bool) -> list[Content]:
    """Return what stands below the scale, with an empty line between the parts where it is roomy."""
    tally = votes.tally(ballot.rounds[-1])
    remark = tally.remark if ballot.agreed is None else votes.remark([ballot.agreed])
    groups = [_summary(tally, remark, ballot.agreed, width), _who_speaks(dots, tally, together=not whole)]
    if whole or len(ballot.rounds) > 1:
        groups.append([in_rounds(ballot)])
    lines: list[Content] = []
    for group in groups:
        lines += [Content(""), *group] if roomy else group
    return lines


def _summary(tally: votes.Tally, remark: str, agreed: int | None, width: int) -> list[Content]:
    """Return median and spread and what they mean; what is agreed once it is."""
    colour = "$success" if tally.spread <= CLOSE else "$warning"
    figures = text(
        ("median ", "$muted"),
        (f" {number(tally.median)} ", "bold reverse"),
        ("   spread ", "$muted"),
        (f" {tally.spread} ", f"bold $background on {colour}"),
    )
    if agreed is not None:
        figures = text((f" ✔ AGREED ON {agreed} ", "bold $background on $success"), "   ", figures)
    remarks = [text((f"! {remark}", "bold $text-warning"))] if remark else []
    if agreed is not None or len(tally.figures) < 2:
        return [figures, *remarks]
    if remark and tally.spread < WIDE:
        meaning = remarks.pop()
    else:
        room = width - figures.cell_length - 3
        style = "bold $text-success" if tally.spread <= CLOSE else "bold $text-warning"
        meaning = text((next((words for words in _meaning(tally) if len(words) <= room), ""), style))
    line = text(figures, "   ", meaning)
    return [line, *remarks] if line.cell_length <= width else [figures, meaning, *remarks]


def _meaning(tally: votes.Tally) -> tuple[str, ...]:
    """Return what the spread asks of the room, longest first."""
    if tally.spread >= WIDE:
        return "wide: talk before you vote again", "wide: talk first"
    if tally.spread > CLOSE:
        return "apart: hear both ends", "apart"
    return f"close: agree on {tally.middle}, or say why not", f"close: agree on {tally.middle}"


def _who_speaks(dots: Sequence[Dot], tally: votes.Tally, *, together: bool) -> list[Content]:
    """Return who speaks first, the lowest, and who then, the highest; in a line where there is little room."""
    low, high = tally.figures[0], tally.figures[-1]
    if low == high:
        return [text((f"All say {low}" if len(dots) > 1 else f"One vote: {low}", "bold"))]
    first = text(("First  ", "$muted"), _tags(dots, low, 1 if together else 3))
    if together:
        return [text(first, ("   Then  ", "$muted"), _tags(dots, high, 1))]
    asks = "what do you see that we do not?", "what makes you sure?"
    then = text(("Then   ", "$muted"), _tags(dots, high, 3))
    longest = max(first.cell_length, then.cell_length)
    return [
        text(line, " " * (longest - line.cell_length + 2), words)
        for line, words in zip((first, then), asks, strict=True)
    ]


def _tags(dots: Sequence[Dot], figure: int, most: int) -> Content:
    """Return who gave a figure, in their colours; of more than `most` the first ones, and how many more."""
    who = [dot for dot in dots if dot.figure == figure]
    shown = who if len(who) <= most else who[: max(1, most - 1)]
    room = NAME if most > 1 else NAME // 2
    names = [(dot, set_cell_size(dot.name, min(cell_len(dot.name), room))) for dot in shown]
    tags = [text((f" {name} {figure} ", f"bold $background on {dot.colour}")) for dot, name in names]
    rest = len(who) - len(shown)
    more = [text((f"and {rest} more" if most > 1 else f"+{rest}", "bold"))] if rest else []
    return Content(" ").join([*tags, *more])


def in_rounds(ballot: Ballot) -> Content:
    """Return all rounds, the one that is open as a dash, and what is agreed."""
    parts: list[Content | tuple[str, str]] = []
    for place, figures in enumerate(ballot.rounds, 1):
        parts += [(f"Round {place}  ", "$muted"), (_in_short(sorted(figures.values())), "bold"), ("   ", "")]
    if len(ballot.rounds) < ballot.round:
        parts.append((f"Round {ballot.round}  –   ", "$muted"))
    agreed = "–" if ballot.agreed is None else str(ballot.agreed)
    return text(*parts, ("Agreed  ", "$muted"), (agreed, "bold"))


def _in_short(figures: list[int]) -> str:
    if len(figures) <= FEW:
        return " ".join(map(str, figures))
    return "  ".join(f"{figure}×{figures.count(figure)}" for figure in sorted(set(figures)))


def _meanings(meanings: Mapping[int, str], width: int) -> list[Content]:
    return text(("   ".join(f"{value} = {words}" for value, words in meanings.items()), "$muted")).wrap(width)


def _who_said(dots: Sequence[Dot], width: int) -> list[Content]:
    """Return who gave which figure, lowest first, each in their colour; no name is broken."""
    lines = []
    for figure in sorted({dot.figure for dot in dots}):
        line = text((f"{figure:>3}  ", "bold"))
        for dot in dots:
            if dot.figure != figure:
                continue
            name = text((f"{dot.mark} {dot.name}  ", dot.colour))
            if line.cell_length + name.cell_length > width and line.cell_length > INDENT:
                lines.append(line)
                line = Content(" " * INDENT)
            line = text(line, name)
        lines.append(line)
    return lines
