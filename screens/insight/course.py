"""Draws the objectives over the cycle: for each how far it is, how it went, how confident its owners are."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from facilitator.common.text import counted
from facilitator.okr.progress import share
from facilitator.reports.insight.course import CycleCourse, ObjectiveCourse
from screens.insight.drawing import cut
from screens.widgets.canvas import MUTED, Span, line, write
from screens.widgets.chart import bar, sparkline
from screens.widgets.chart_words import plain

MARGIN = 5
"""Cells left of the plot of a chart from 0 to 100."""


def confidences(course: CycleCourse, days: tuple[date, date], width: int) -> Content:
    """Return the mean confidence below the chart: at the end of each week a figure, as many as have room."""
    plot = width - MARGIN
    whole = max(1, (days[1] - days[0]).days + 1)
    cells: list[Span] = [(" ", "")] * plot
    for week in reversed(course.weeks):
        if week.confidence is not None:
            words = f"{week.confidence:.1f}"
            write(cells, words, (week.day - days[0]).days * plot // whole - 1)
    write(cells, "   mean confidence, 1 to 10", plot)
    return line([("sure", MUTED), ("│", MUTED), *cells])


def objectives(course: CycleCourse, width: int) -> Content:
    """Return a heading, and a line for each objective: how far it is, how it went, how confident its owners are."""
    if not course.weeks:
        return Content("")
    spark = min(24, max(8, width // 8))
    gauge = min(30, max(10, width // 6))
    title = max(16, width - spark - gauge - 18)
    heading = f"{cut('objective', title)}  {cut('so far', gauge)}        {cut('week by week', spark)}  sure"
    lines = [line([(heading, MUTED)])]
    lines += [_line(objective, title, gauge, spark) for objective in course.objectives]
    return Content("\n").join(row.truncate(width, ellipsis=True) for row in lines)


def _line(objective: ObjectiveCourse, title: int, gauge: int, spark: int) -> Content:
    now = objective.weeks[-1]
    ratio = share(now.progress) or "–"
    confidence = "–" if now.confidence is None else f"{now.confidence:.1f}"
    # Of an objective of others only what people here have in it counts here.
    part = f"{objective.key_results} of {counted(objective.whole, 'key result')}"
    owner = plain(objective.owner) + (f", {part}" if objective.key_results < objective.whole else "")
    words = cut(f"{plain(objective.title)} ({owner})", title)
    weeks = sparkline([week.progress for week in objective.weeks], spark)
    return Content.assemble(
        *((words, "bold"), "  ", bar(now.progress, now.expected, gauge), f"{ratio:>6}  "),
        *(weeks.pad_right(max(0, spark - len(objective.weeks))), f"{confidence:>6}"),
    )
