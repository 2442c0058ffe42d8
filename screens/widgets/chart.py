"""Draws one key result over its cycle with characters: how it went, how it should go, how confident its owner was.

Nothing is told by colour alone: what went is a line with `●`, the expected pace is dotted, the target is `◆`, what
comes out at the real pace `◇`, today `▲`, a confidence that rose or fell `▲` or `▼`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from textual.content import Content

from facilitator.common import clock
from facilitator.okr import progress
from screens.widgets.canvas import BAD, GOOD, LEVEL, MUTED, TODAY, Canvas, Span, line, write
from screens.widgets.chart_words import day, figure, heading
from screens.widgets.safe import Static

if TYPE_CHECKING:
    # Home shows it before the database has been imported.
    from facilitator.okr.tracking import Point, Track

_BLOCKS = "▁▂▃▄▅▆▇█"
_SMALLEST = (24, 5)
"""Columns and lines below which only the words are left."""


class Chart(Static):
    """The chart of one key result, as large as there is room."""

    DEFAULT_CSS = "Chart { height: 1fr; width: 1fr; min-height: 5; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id, classes=classes, markup=False)
        self._track: Track | None = None
        self._drawn: tuple[Track | None, int, int] | None = None

    def show(self, track: Track | None) -> None:
        """Show a key result, or nothing."""
        self._track = track
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        wanted = (self._track, self.content_size.width, self.content_size.height)
        if wanted != self._drawn:
            self._drawn = wanted
            drawn = Content("") if self._track is None else chart(self._track, *wanted[1:])
            # Of a fixed size: what is drawn never moves what stands around it.
            self.update(drawn, layout=False)


def chart(track: Track, width: int, height: int) -> Content:
    """Return the key result as at most `height` lines of at most `width` cells."""
    if width < 1 or height < 1:
        return Content("")
    lines = heading(track, width, height)
    rest = height - len(lines)
    if width >= _SMALLEST[0] and height >= _SMALLEST[1]:
        lines += _milestone(track, width, rest) if track.key_result.milestone else _figures(track, width, rest)
    return Content("\n").join([drawn.truncate(width, ellipsis=True) for drawn in lines[:height]])


def sparkline(values: Sequence[float | None], width: int) -> Content:
    """Return the values in one line of at most `width` cells, the lowest at the bottom; a gap where there is none.

    Where there are more values than cells, each cell has the last of its share.
    """
    if len(values) > width > 0:
        values = [values[(cell + 1) * len(values) // width - 1] for cell in range(width)]
    known = _finite(values)
    low, high = min(known, default=0.0), max(known, default=0.0)
    cells = []
    for value in values[: max(0, width)]:
        if value is None or not math.isfinite(value):
            cells.append(" ")
        else:
            # All the same is the middle: neither good nor bad.
            share = progress.ratio(low, high, value)[0]
            cells.append(_BLOCKS[3 if share is None else round(share * 7)])
    return Content("".join(cells))


def bar(ratio: float | None, expected: float | None, width: int) -> Content:
    """Return how far it is, as a bar of `width` cells, with `┃` where it should be by now.

    Past the target it ends in `▶`, below the start it begins with `◀`; without a ratio there are only dots.
    """
    if width < 1:
        return Content("")
    if ratio is None or not math.isfinite(ratio):
        return Content.styled("·" * width, MUTED)
    full = round(min(1.0, max(0.0, ratio)) * width)
    cells = ["█"] * full + ["░"] * (width - full)
    if ratio > 1:
        cells[-1] = "▶"
    if ratio < 0:
        cells[0] = "◀"
    style = BAD if expected is not None and expected - ratio > 0.25 else GOOD
    spans = [(cell, style) for cell in cells]
    if expected is not None and 0 < expected < 1:
        spans[min(width - 1, int(expected * width))] = ("┃", f"bold {TODAY}")
    return line(spans)


def _finite(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None and math.isfinite(value)]


def _figures(track: Track, width: int, height: int) -> list[Content]:
    """Return the figures against the expected pace, the dates, and the confidence below."""
    key_result = track.key_result
    confident = any(point.confidence is not None for point in track.points)
    strip = 0 if not confident or height < 5 else 1 if height < 14 else 2
    legend = height >= 10
    points = [point for point in track.points if point.value is not None and math.isfinite(point.value)]
    values = [point.value for point in points if point.value is not None]
    start, target = _finite([key_result.start]), _finite([key_result.target])
    low, high = _range([*start, *target, *values])
    marks = [*target, *start, high, low]
    if height >= 16 and start and target:
        marks.append(start[0] / 2 + target[0] / 2)
    margin = max([len(figure(value)) for value in marks] + [len(_label(width)) if strip else 0])
    canvas = Canvas(width - margin - 2, height - 2 - strip - legend, low, high, track.cycle_start, track.cycle_end)
    style = BAD if track.risk.reasons else GOOD
    keys: list[Span] = [("● so far", style)]
    if start and target and start != target:
        canvas.dotted(canvas.dot(0, start[0]), canvas.dot(1, target[0]), MUTED)
        keys.append(("⠢⡀ expected pace", MUTED))
    last = _draw_line(canvas, points, values, style)
    if target:
        row = canvas.row(target[0])
        canvas.put(canvas.width - 1, row, "◆", f"bold {LEVEL}")
        for column in range(canvas.width - 1):
            canvas.under(column, row, "┈", LEVEL)
        keys.append(("◆ target", LEVEL))
    if track.forecast is not None and low <= track.forecast <= high:
        canvas.put(canvas.width - 1, canvas.row(track.forecast), "◇", f"bold {style}")
        keys.append(("◇ at this pace", style))
    if last is not None:
        canvas.beside(last, figure(values[-1]))
    labels = {canvas.row(value): figure(value) for value in reversed(marks)}
    lines = _framed(canvas, labels, margin, track)
    if strip > 1:
        lines.append(_levels(track, canvas, margin))
    if strip:
        lines.append(_strip(track, canvas, margin, _label(width)))
    if legend:
        spans: list[Span] = []
        room = canvas.width
        for words, look in keys:
            gap = "   " if spans else " " * (margin + 2)
            if len(words) + 3 * bool(spans) <= room:
                room -= len(words) + 3 * bool(spans)
                spans += [(gap, ""), (words, look)]
        lines.append(line(spans))
    return lines


def _label(width: int) -> str:
    return "confidence" if width >= 72 else "c"


def _milestone(track: Track, width: int, height: int) -> list[Content]:
    """Return the confidence of a milestone, which has nothing else: from 1 to 10, with 5, half sure, as the level."""
    points = [point for point in track.points if point.confidence is not None]
    margin = 2
    canvas = Canvas(width - margin - 2, height - 2, 1, 10, track.cycle_start, track.cycle_end)
    style = BAD if track.risk.reasons else GOOD
    values = [float(point.confidence or 0) for point in points]
    last = _draw_line(canvas, points, values, style)
    if last is not None:
        canvas.beside(last, str(points[-1].confidence))
    row = canvas.row(5)
    words = " 5 = half sure, very hard" if canvas.width > 40 else ""
    for column in range(canvas.width):
        canvas.under(column, row, "┈", LEVEL)
    for index, character in enumerate(words):
        canvas.under(canvas.width - len(words) + index, row + 1, character, MUTED)
    return _framed(canvas, {canvas.row(10): "10", row: "5", canvas.row(1): "1"}, margin, track)


def _range(values: Sequence[float]) -> tuple[float, float]:
    """Return the lowest and the highest, never the same."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if low == high:
        # Half of it, so that the largest float there is has room too.
        room = abs(low) / 2 or 1.0
        return low - room if low > 0 else low, high + room if high <= 0 else high
    return low, high


def _draw_line(canvas: Canvas, points: Sequence[Point], values: Sequence[float], style: str) -> tuple[int, int] | None:
    """Draw a line through all points, and return the cell of the last."""
    dots = [canvas.dot(canvas.share(point.at), value) for point, value in zip(points, values, strict=True)]
    for start, end in itertools.pairwise(dots):
        canvas.line(start, end, style)
    # Where there are many points, marks would hide the line: then only the last has one.
    marked = dots if len({x // 2 for x, _ in dots}) * 4 <= canvas.width else dots[-1:]
    for x, y in marked:
        canvas.put(x // 2, y // 4, "●", f"bold {style}")
    return (dots[-1][0] // 2, dots[-1][1] // 4) if dots else None


def _framed(canvas: Canvas, labels: dict[int, str], margin: int, track: Track) -> list[Content]:
    """Return the plot with its axes: figures at the left, dates below, today marked."""
    inside = track.cycle_start <= track.today <= track.cycle_end
    here = canvas.column(canvas.share(_noon(track.today))) if inside else None
    if here is not None:
        for row in range(canvas.height):
            canvas.under(here, row, "╎", TODAY)
    lines = []
    for row, cells in enumerate(canvas.rows()):
        label = labels.get(row, "")
        lines.append(line([(f"{label:>{margin}} ", ""), ("┤" if label else "│", MUTED), *cells]))
    spans = [("─", MUTED)] * canvas.width
    months = [(month, canvas.column(canvas.share(_noon(month)))) for month in _months(track)]
    for _, column in months:
        spans[column] = ("┴", MUTED)
    if here is not None:
        spans[here] = ("▲", f"bold {TODAY}")
    lines.append(line([(" " * (margin + 1), ""), ("└", MUTED), *spans]))
    lines.append(_dates(track, canvas.width, margin, here, months))
    return lines


def _noon(date_: date) -> datetime:
    return clock.moment_of(date_, time(12))


def _months(track: Track) -> list[date]:
    """Return the first days of the months within the cycle."""
    first = track.cycle_start.year * 12 + track.cycle_start.month
    last = track.cycle_end.year * 12 + track.cycle_end.month
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, min(last, first + 24))]


def _dates(track: Track, width: int, margin: int, here: int | None, months: list[tuple[date, int]]) -> Content:
    """Return first and last day of the cycle below its ends, today below its mark, and the months that have room."""
    first, last = (day(end, year=width >= 56) for end in (track.cycle_start, track.cycle_end))
    # From the axis on, which stands before the plot.
    cells: list[Span] = [(" ", "")] * (width + 1)
    write(cells, first, 0)
    write(cells, last, width)
    if here is not None:
        words = f"today {day(track.today)}"
        column = max(len(first) + 1, here + 1 - len(words) // 2)
        write(cells, words, min(len(cells) - len(last) - 1 - len(words), column), f"bold {TODAY}")
    for month, column in months:
        words = day(month)
        write(cells, words, column + 1 - len(words) // 2, MUTED)
    return line([(" " * (margin + 1), ""), *cells])


def _levels(track: Track, canvas: Canvas, margin: int) -> Content:
    """Return the confidence as columns, from when it was first known until today."""
    columns = [(canvas.column(canvas.share(point.at)), point.confidence) for point in track.points if point.confidence]
    until = canvas.column(canvas.share(_noon(track.today)))
    cells = [" "] * canvas.width
    for (column, confidence), (end, _) in itertools.pairwise([*columns, (until + 1, 0)]):
        for here in range(column, max(end, column + 1)):
            cells[here] = _BLOCKS[min(7, max(0, round((confidence - 1) * 7 / 9)))]
    return line([(" " * (margin + 1), ""), ("│", MUTED), ("".join(cells), LEVEL)])


def _strip(track: Track, canvas: Canvas, margin: int, label: str) -> Content:
    """Return each confidence below its moment, with a shape where it rose or fell."""
    points = [(point.at, point.confidence) for point in track.points if point.confidence is not None]
    earlier = [None, *(confidence for _, confidence in points)]
    cells: list[Span] = [(" ", "")] * canvas.width
    # The newest is the one that counts: where there is no room for all, the older ones go.
    for (at, confidence), before in reversed(list(zip(points, earlier, strict=False))):
        if confidence != before:
            shape = "" if before is None else "▲" if confidence > before else "▼"
            style = {"▲": f"bold {GOOD}", "▼": f"bold {BAD}"}.get(shape, "bold")
            write(cells, f"{shape}{confidence}", canvas.column(canvas.share(at)), style)
    return line([(f"{label:>{margin}} ", MUTED), ("│", MUTED), *cells])
