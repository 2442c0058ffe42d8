"""Planned and real time: a bar for every meeting against its plan, and the usual step beside."""

from __future__ import annotations

from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import counted
from facilitator.reports.insight.timing import CLOSE, Timing
from screens import wording
from screens.insight.drawing import cut, planned_bar, widest
from screens.widgets.canvas import BAD, GOOD, MUTED, Span, line
from screens.widgets.chart_words import day, plain
from screens.widgets.rows import Row

LEGEND = "▇ time taken   ┃ planned   + over, - under"


def rows(timing: Timing, width: int, *, teams: bool) -> list[Row]:
    """A line for every meeting, newest first; with its team where `teams` are several."""
    names = [_name(one.title, one.team if teams else "") for one in timing.meetings]
    name = widest(names, max(10, width // 4))
    found = []
    for one, words in zip(timing.meetings, names, strict=True):
        began = clock.local(one.started_at, one.zone)
        spans: list[Span] = [(f"{began:%a} {day(began.date()):>6}  ", ""), (cut(words, name) + "  ", "bold")]
        found.append(Row(_line(spans, name + 14, one.taken, one.planned, width), one.id))
    return found


def steps(timing: Timing, width: int, height: int) -> Content:
    """The usual step of each mode: what it takes beside what is planned."""
    title = widest([one.title for one in timing.steps], max(10, width // 3))
    lines: list[Content] = []
    mode = None
    for one in timing.steps:
        if one.mode != mode:
            mode = one.mode
            held = sum(each.mode == mode for each in timing.meetings)
            if lines:
                lines.append(Content(""))
            lines.append(
                line([(f"{one.meeting}, step by step", "bold"), (f"  median of {counted(held, 'meeting')}", MUTED)])
            )
        lines.append(_line([(cut(plain(one.title), title) + "  ", "")], title + 2, one.taken, one.planned, width))
    # Where there is room for it, each step stands by itself.
    gap = "\n\n" if len(lines) * 2 <= height else "\n"
    return Content(gap).join(lines[:height])


def _name(title: str, team: str) -> str:
    return f"{plain(title)}, {plain(team)}" if team else plain(title)


def _line(spans: list[Span], used: int, taken: float, planned: float, width: int) -> Content:
    over = taken - planned
    long = taken >= 6000 or planned >= 6000
    figures = f"{wording.spent(taken):>{6 + long}} of {wording.spent(planned):>{5 + long}}"
    told = f"{'+' if round(over) > 0 else '-' if round(over) < 0 else ''}{wording.spent(abs(over))}"
    style = f"bold {BAD}" if over > CLOSE else GOOD if over < -CLOSE else ""
    room = min(60, width - used - len(figures) - 10)
    return line([*spans, *planned_bar(taken, planned, room), (figures, ""), (f"{told:>8}", style)])
