"""The objectives over the cycle: for each how far it is, how it went, how sure its owners are."""

from __future__ import annotations

from datetime import date

from textual.content import Content

from facilitator.okr.progress import share
from facilitator.reports.insight.course import CycleCourse, ObjectiveCourse
from facilitator.reports.insight.spans import counted
from screens.insight.drawing import cut, plain
from screens.widgets.canvas import MUTED, line
from screens.widgets.chart import bar, sparkline

MARGIN = 5
"""Cells left of the plot of a chart from 0 to 100."""


def sure(course: CycleCourse, days: tuple[date, date], width: int) -> Content:
    """The mean confidence below the chart: at the end of each week a figure, as many as have room."""
    plot = width - MARGIN
    whole = max(1, (days[1] - days[0]).days + 1)
    cells = [" "] * plot
    free = plot
    for week in reversed(course.weeks):
        if week.confidence is None:
            continue
        words = f"{week.confidence:.1f}"
        column = max(0, min(plot - len(words), (week.day - days[0]).days * plot // whole - 1))
        if column + len(words) < free or free == plot:
            cells[column : column + len(words)] = words
            free = column
    words = "   mean confidence, 1 to 10"
    begin = plot - len(words)
    if begin > 0 and not "".join(cells[begin:]).strip():
        cells[begin:] = words
    return line([("sure", MUTED), ("│", MUTED), ("".join(cells), "")])


def objectives(course: CycleCourse, width: int) -> Content:
    """A heading, and a line for each objective."""
    if not course.weeks:
        return Content("")
    spark = min(24, max(8, width // 8))
    gauge = min(30, max(10, width // 6))
    title = max(16, width - spark - gauge - 18)
    heading = f"{cut('objective', title)}  {cut('so far', gauge)}        {cut('week by week', spark)}  sure"
    lines = [line([(heading, MUTED)])]
    lines += [_line(one, title, gauge, spark) for one in course.objectives]
    return Content("\n").join(one.truncate(width, ellipsis=True) for one in lines)


def _line(one: ObjectiveCourse, title: int, gauge: int, spark: int) -> Content:
    now = one.weeks[-1]
    way = share(now.progress) or "–"
    sure = "–" if now.confidence is None else f"{now.confidence:.1f}"
    # Of an objective of others only what people here have in it counts here.
    part = f", {one.key_results} of {counted(one.whole, 'key result')}" if one.key_results < one.whole else ""
    words = cut(f"{plain(one.title)} ({plain(one.owner)}{part})", title)
    went = sparkline([week.progress for week in one.weeks], spark).pad_right(max(0, spark - len(one.weeks)))
    return Content.assemble(
        (words, "bold"), "  ", bar(now.progress, now.expected, gauge), f"{way:>6}  ", went, f"{sure:>6}"
    )
