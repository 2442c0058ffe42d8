"""Draws planned and real time: a bar for every meeting against its plan, and the usual step beside."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from textual.content import Content

from facilitator.common import clock
from facilitator.common.text import counted
from facilitator.reports.insight.timing import CLOSE, MeetingTime, StepMedian, Timing
from screens import wording
from screens.insight.drawing import cut, planned_bar, widest
from screens.widgets.canvas import BAD, GOOD, MUTED, Span, line
from screens.widgets.chart_words import day, plain
from screens.widgets.rows import Row

LEGEND = "▇ time taken   ┃ planned   + over, - under"


def rows(timing: Timing, width: int, *, teams: bool) -> list[Row]:
    """Return a row for every meeting, newest first; with its team where `teams` are several."""
    titles = [meeting.title + (f", {meeting.team}" if teams else "") for meeting in timing.meetings]
    room = widest(titles, max(10, width // 4))
    listed = []
    for meeting, title in zip(timing.meetings, titles, strict=True):
        began = clock.local(meeting.started_at, meeting.zone)
        spans = [(f"{began:%a} {day(began.date()):>6}  ", ""), (cut(plain(title), room) + "  ", "bold")]
        listed.append(Row(_line(spans, room + 14, meeting, width), meeting.id))
    return listed


def steps(timing: Timing, width: int, height: int) -> Content:
    """Return the usual step of each mode: what it takes beside what is planned."""
    room = widest((step.title for step in timing.steps), max(10, width // 3))
    held = Counter(meeting.mode for meeting in timing.meetings)
    lines: list[Content] = []
    for mode, of_mode in groupby(timing.steps, key=lambda step: (step.mode, step.meeting)):
        if lines:
            lines.append(Content(""))
        median = f"  median of {counted(held[mode[0]], 'meeting')}"
        lines.append(line([(f"{mode[1]}, step by step", "bold"), (median, MUTED)]))
        lines += [_line([(cut(plain(step.title), room) + "  ", "")], room + 2, step, width) for step in of_mode]
    # Where there is room for it, each step stands by itself.
    gap = "\n\n" if len(lines) * 2 <= height else "\n"
    return Content(gap).join(lines[:height])


def _line(spans: list[Span], used: int, timed: MeetingTime | StepMedian, width: int) -> Content:
    taken, planned = timed.taken, timed.planned
    over = taken - planned
    long = taken >= 6000 or planned >= 6000
    figures = f"{wording.spent(taken):>{6 + long}} of {wording.spent(planned):>{5 + long}}"
    sign = "+" if round(over) > 0 else "-" if round(over) < 0 else ""
    difference = f"{sign}{wording.spent(abs(over))}"
    style = f"bold {BAD}" if over > CLOSE else GOOD if over < -CLOSE else ""
    room = min(60, width - used - len(figures) - 10)
    return line([*spans, *planned_bar(taken, planned, room), (figures, ""), (f"{difference:>8}", style)])
