"""Draws talking time: a line of columns for each person, each as high as what they had of an equal share.

All are drawn in one colour and stand by the alphabet: the picture is for the group to see how it talks.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual.content import Content

from facilitator.reports.insight.spans import Weeks
from facilitator.reports.insight.talking import Portion, Speaker, TalkingTime
from screens import wording
from screens.insight.drawing import EIGHTHS, cut, dates, widest
from screens.widgets.canvas import LEVEL, MUTED, Span, line
from screens.widgets.chart_words import plain

MOST = 2.0
"""Shares at the top of a column; what is more ends in `▲`."""
FIGURES = 7
"""Cells of each of the two figures at the right."""
BOX = f"{LEVEL} on $panel"


@dataclass(frozen=True, slots=True)
class _Room:
    """Cells of a name and of a part of the span, lines of its bars, what stands below them, and the meetings held."""

    name: int
    cell: int
    bars: int
    figures: bool
    blank: bool
    held: tuple[int, ...]


def picture(talking: TalkingTime, weeks: Weeks, width: int, height: int) -> tuple[Content, Content, Content]:
    """Return the people, which may be scrolled, between what stands still above and below them.

    There are `width` cells, 50 or more, and `height` lines for all of it; people may need more.
    """
    if not talking.speakers:
        return Content(""), Content(""), Content("")
    parts = len(weeks.starts)
    name = widest((speaker.name for speaker in talking.speakers), max(12, width // 4))
    cell = max(2, min(12, (width - name - 2 - 2 * FIGURES) // parts))
    lines = (height - 4) // len(talking.speakers)
    bars = 1 if lines < 2 else 2 if lines < 5 else 4
    figures = cell >= 6 and lines > bars
    room = _Room(name, cell, bars, figures=figures, blank=lines > bars + figures, held=talking.held)
    plot = parts * cell
    week = "week of" if weeks.weeks == 1 else f"{weeks.weeks} weeks from"
    places = [(index * cell, start) for index, start in enumerate(weeks.starts)]
    held = "".join(f"{count or '':<{cell}}" for count in talking.held)
    legend = "the shaded box is an equal share, what is above is more"
    if room.bars == 1:
        legend = "▄ an equal share, █ twice that"
    below = [
        Content.assemble((cut(week, name) + "  ", MUTED)) + dates(places, plot),
        line([(cut("meetings", name) + "  " + held, MUTED)]),
        line([(f"{legend}   – not there   figures: minutes a meeting", MUTED)]).truncate(width, ellipsis=True),
    ]
    return (
        line([(" " * (name + 2 + plot), ""), (f"{'spoke':>{FIGURES}}{'equal':>{FIGURES}}", MUTED)]),
        Content("\n").join(drawn for speaker in talking.speakers for drawn in _speaker(speaker, room)),
        Content("\n").join(below),
    )


def _speaker(speaker: Speaker, room: _Room) -> list[Content]:
    whole = speaker.whole
    spoke, equal = (wording.spent(seconds / whole.meetings) for seconds in (whole.seconds, whole.share))
    figures = f"{spoke:>{FIGURES}}{equal:>{FIGURES}}"
    lines = []
    for row in range(room.bars - 1, -1, -1):
        last = row == 0
        spans: list[Span] = [(cut(plain(speaker.name), room.name) if last else " " * room.name, "bold"), ("  ", "")]
        for portion, held in zip(speaker.portions, room.held, strict=True):
            spans += [_cell(portion, row, room) if held else (" " * (room.cell - 1), ""), (" ", "")]
        spans.append((figures, "") if last else ("", ""))
        lines.append(line(spans))
    if room.figures:
        words = "".join(
            cut("" if portion is None else wording.spent(portion.seconds / portion.meetings), room.cell)
            for portion in speaker.portions
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
