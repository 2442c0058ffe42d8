"""Talking time: a line of columns for each person, each as high as what they had of an equal share.

All are drawn in one colour and stand by the alphabet: the picture is for the group to see how it talks.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from facilitator.reports.insight.spans import Weeks
from facilitator.reports.insight.talking import Portion, Speaker, TalkingTime
from screens import wording
from screens.insight.drawing import EIGHTHS, cut, dates, plain, widest
from screens.widgets.canvas import LEVEL, MUTED, Span, line

MOST = 2.0
"""Shares at the top of a column; what is more ends in `▲`."""
FIGURES = 7
"""Cells of each of the two figures at the right."""
BOX = f"{LEVEL} on $panel"


@dataclass(frozen=True, slots=True)
class Picture:
    """The people, which may be scrolled, and what stands still above and below them."""

    above: Content
    people: Content
    below: Content


@dataclass(frozen=True, slots=True)
class _Room:
    name: int
    cell: int
    bars: int
    figures: bool
    blank: bool
    held: tuple[int, ...]


def picture(talking: TalkingTime, weeks: Weeks, width: int, height: int) -> Picture:
    """Draw it.

    Args:
        talking: Everybody's time.
        weeks: The span.
        width: Cells there are, 50 or more.
        height: Lines there are for all of it; people may need more.
    """
    if not talking.speakers:
        return Picture(Content(""), Content(""), Content(""))
    parts = len(weeks.starts)
    name = widest([one.name for one in talking.speakers], max(12, width // 4))
    cell = max(2, min(12, (width - name - 2 - 2 * FIGURES) // parts))
    each = (height - 4) // len(talking.speakers)
    bars = 1 if each < 2 else 2 if each < 5 else 4
    figures = cell >= 6 and each > bars
    room = _Room(name, cell, bars, figures=figures, blank=each > bars + figures, held=talking.held)
    plot = parts * cell
    week = "week of" if weeks.weeks == 1 else f"{weeks.weeks} weeks from"
    places = [(index * cell, start) for index, start in enumerate(weeks.starts)]
    held = "".join(f"{count or '':<{cell}}" for count in talking.held)
    legend = (
        "▄ an equal share, █ twice that"
        if room.bars == 1
        else "the shaded box is an equal share, what is above is more"
    )
    return Picture(
        line([(" " * (name + 2 + plot), ""), (f"{'spoke':>{FIGURES}}{'equal':>{FIGURES}}", MUTED)]),
        Content("\n").join(each for voice in talking.speakers for each in _voice(voice, room)),
        Content("\n").join(
            [
                Content.assemble((cut(week, name) + "  ", MUTED)) + dates(places, plot),
                line([(cut("meetings", name) + "  " + held, MUTED)]),
                line([(f"{legend}   – not there   figures: minutes a meeting", MUTED)]).truncate(width, ellipsis=True),
            ]
        ),
    )


def _voice(voice: Speaker, room: _Room) -> list[Content]:
    whole = voice.whole
    each = (wording.spent(seconds / whole.meetings) for seconds in (whole.seconds, whole.share))
    figures = "".join(f"{one:>{FIGURES}}" for one in each)
    lines = []
    for row in range(room.bars - 1, -1, -1):
        last = row == 0
        spans: list[Span] = [(cut(plain(voice.name), room.name) if last else " " * room.name, "bold"), ("  ", "")]
        for portion, held in zip(voice.portions, room.held, strict=True):
            spans += [_cell(portion, row, room) if held else (" " * (room.cell - 1), ""), (" ", "")]
        spans.append((figures, "") if last else ("", ""))
        lines.append(line(spans))
    if room.figures:
        words = "".join(
            cut("" if portion is None else wording.spent(portion.seconds / portion.meetings), room.cell)
            for portion in voice.portions
        )
        lines.append(line([(" " * (room.name + 2) + words, MUTED)]))
    if room.blank:
        lines.append(Content(""))
    return lines


def _cell(portion: Portion | None, row: int, room: _Room) -> Span:
    wide = room.cell - 1
    if portion is None:
        return (f"{'–' if row == 0 else '':^{wide}}", MUTED)
    # Whoever was there and said nothing has a line to stand on: it is no gap.
    level = max(1, round(portion.ratio / MOST * 8 * room.bars))
    here = min(8, max(0, level - 8 * row))
    style = BOX if room.bars > 1 and row < room.bars // 2 else LEVEL
    if portion.ratio > MOST * 1.1 and row == room.bars - 1:
        return (f"{'▲' * wide}", style)
    return (EIGHTHS[here - 1] * wide if here else " " * wide, style)
