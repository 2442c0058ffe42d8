"""A key result's chart, as plain text: what it tells, and that it never leaves its room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App, ComposeResult
from textual.content import Content

from facilitator.okr import progress
from facilitator.okr.tracking import Point, Track
from facilitator.okr.views import KeyResultView
from screens.themes import THEMES
from screens.widgets.chart import Chart, bar, chart, sparkline
from tests.screens.waiting import until

START, END, TODAY = date(2026, 10, 1), date(2026, 12, 31), date(2026, 11, 18)

CorrectableValue = tuple[int, float | None, int | None]
"""The day of the cycle, the figure, the confidence."""


def track(
    start: float | None,
    target: float | None,
    said: Sequence[CorrectableValue],
    *,
    title: str = "Median lead time from 9 days to 2",
    owner: str = "Ada Lovelace",
    unit: str = "days",
    today: date = TODAY,
) -> Track:
    points = tuple(
        Point(
            datetime.combine(START, time(12), UTC) + timedelta(days=day),
            value,
            progress.ratio(start, target, value)[0],
            confidence,
        )
        for day, value, confidence in said
    )
    current = points[-1].value if points else start
    confidence = points[-1].confidence if points else None
    share = progress.ratio(start, target, current)[0]
    over = progress.expected(START, END, today)
    fell = progress.falling([point.confidence for point in points if point.confidence is not None])
    figures = [(point.at.date(), point.value) for point in points if point.value is not None]
    return Track(
        KeyResultView(
            id=1,
            title=title,
            objective_id=1,
            objective="Every team ships",
            owner=owner,
            start=start,
            target=target,
            unit=unit,
            current=current,
            confidence=confidence,
            expected=over,
            risk=progress.risk(share, over, confidence, fell),
        ),
        objective_owner=owner,
        cycle_start=START,
        cycle_end=END,
        today=today,
        points=points,
        pace=progress.pace(share, over, 92),
        falling=fell,
        forecast=progress.forecast(figures, today, END),
    )


LEAD_TIME = track(9, 2, [(0, 9, 7), (12, 8, 6), (26, 7.5, 5), (40, 7, 4)])


def cells(content: Content) -> list[int]:
    return [line.cell_length for line in content.split(allow_blank=True)]


def braille(content: Content, style: str) -> list[int]:
    """How many dots each cell has that is drawn in that style."""
    spans = [span for span in content.spans if span.style == style]
    drawn = [content.plain[span.start : span.end] for span in spans]
    return [(ord(char) - 0x2800).bit_count() for words in drawn for char in words if 0x2800 <= ord(char) <= 0x28FF]


def test_the_figures_and_the_dates_are_there() -> None:
    drawn = chart(LEAD_TIME, 80, 24).plain
    for words in (
        "Median lead time from 9 days to 2",
        "Ada Lovelace",
        "now 7, target 2 days",
        "▼ 25 % behind pace, 23 days",
        "1 Oct 2026",
        "today 18 Nov",
        "31 Dec 2026",
        "confidence",
        "▼6",
        "▼5",
        "▼4",
        "● so far",
        "expected pace",
        "◆ target",
    ):
        assert words in drawn
    lines = drawn.splitlines()
    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == ["9", "5.5", "2"]
    assert "at this pace 5.2 on 31 Dec" in chart(LEAD_TIME, 120, 40).plain


def test_a_small_one_keeps_what_matters() -> None:
    lines = chart(LEAD_TIME, 40, 8).plain.splitlines()
    assert len(lines) == 8
    assert lines[0].startswith("Median lead time")
    assert lines[0].endswith("7, target 2 ▼25 %")
    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == ["9", "2"]
    assert all(words in lines[6] for words in ("1 Oct", "today 18 Nov", "31 Dec"))
    assert lines[7].split() == ["c", "│7", "▼6", "▼5", "▼4"]


def test_real_and_expected_differ_without_colour() -> None:
    drawn = chart(LEAD_TIME, 80, 24)
    real, expected = braille(drawn, "$warning"), braille(drawn, "$foreground-muted")
    assert len(real) > 20
    assert len(expected) > 20
    # Solid, and dotted.
    assert sum(real) / len(real) > 2.5
    assert max(expected) <= 2
    assert drawn.plain.count("●") == len(LEAD_TIME.points) + 1


def test_a_falling_target_lies_below() -> None:
    lines = chart(LEAD_TIME, 80, 24).plain.splitlines()
    first = next(index for index, line in enumerate(lines) if "●" in line)
    target = next(index for index, line in enumerate(lines) if line.endswith("◆"))
    assert first < target
    rising = chart(track(0, 20, [(0, 0, 5), (20, 7, 6)]), 80, 24).plain.splitlines()
    assert next(index for index, line in enumerate(rising) if line.endswith("◆")) == 2


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (track(-60, -85, [(0, -60, 6), (38, -80, 8)], unit="dBm"), ("-60", "-85", "now -80, target -85 dBm", "▲8")),
        (track(1_200_000, 3_440_219, [(0, 1_200_000, 5), (30, 1_812_000, 3)]), ("3440219", "1200000", "1812000")),
        (track(0, 0, [(0, 0, 8), (20, 1, 6)]), ("start equals target: no pace", "now 1, target 0")),
        (track(10, 20, [(0, 10, 5), (40, 27, 10)]), ("27 ┤", "20 ┤", "10 ┤", "● target reached")),
        (track(50, 80, [(0, 50, 6), (46, 38, 2)]), ("80 ┤", "50 ┤", "38 ┤", "▼ 93 % behind pace")),
        (track(0, 95, []), ("95 ┤", "0 ┤", "now 0, target 95", "expected pace")),
        (track(10, 40, [(0, 10, 5)]), ("40 ┤", "10 ┤", "now 10, target 40")),
        (track(None, None, [(3, None, 5), (44, None, 4)]), ("milestone, confidence 4", "10 ┤", "5 = half sure")),
        (track(None, None, []), ("milestone, no confidence yet",)),
        (track(0, 500, [(day, day * 6.0, 5 + day % 3) for day in range(60)]), ("500 ┤", "now 354, target 500", "▲")),
    ],
)
def test_every_kind_of_key_result_has_a_chart(shown: Track, words: tuple[str, ...]) -> None:
    drawn = chart(shown, 80, 20).plain
    assert [word for word in words if word not in drawn] == []


def test_today_is_marked_only_within_the_cycle() -> None:
    assert "today" not in chart(replace(LEAD_TIME, today=END + timedelta(days=1)), 80, 24).plain
    assert "today 31 Dec" in chart(replace(LEAD_TIME, today=END), 80, 24).plain
    assert "today 1 Oct" in chart(replace(LEAD_TIME, today=START), 80, 24).plain


FIGURES = st.floats() | st.integers(-1000, 1000).map(float)
TRACKS = st.builds(
    track,
    st.none() | FIGURES,
    st.none() | FIGURES,
    st.lists(st.tuples(st.integers(-400, 400), st.none() | FIGURES, st.none() | st.integers(1, 10)), max_size=60).map(
        lambda said: sorted(said, key=lambda row: row[0])
    ),
    title=st.text(max_size=80) | st.sampled_from(["王小明负责的浮标过滤器" * 9, "🚀 „brutto“", "[b]x[/b]"]),
    owner=st.text(max_size=20),
    unit=st.text(max_size=20),
    today=st.dates(date(2026, 6, 1), date(2027, 6, 1)),
)


@given(TRACKS, st.integers(1, 130), st.integers(1, 45))
def test_it_never_leaves_its_room(shown: Track, width: int, height: int) -> None:
    drawn = chart(shown, width, height)
    assert len(cells(drawn)) <= height
    assert max(cells(drawn)) <= width


@given(st.lists(st.none() | st.floats(), max_size=80), st.integers(0, 40))
def test_a_sparkline_has_a_cell_for_every_value_that_has_room(values: list[float | None], width: int) -> None:
    drawn = sparkline(values, width).plain
    assert len(drawn) == min(len(values), width)
    assert set(drawn) <= set(" ▁▂▃▄▅▆▇█")


def test_a_sparkline_goes_from_the_lowest_to_the_highest() -> None:
    assert sparkline([1, 2, 3, 4, 5, 6, 7, 8], 8).plain == "▁▂▃▄▅▆▇█"
    assert sparkline([-85, None, -60], 8).plain == "▁ █"
    assert sparkline([5, 5], 8).plain == "▄▄"
    assert sparkline([9, 1, 0, 2], 2).plain == "▁█"


@given(st.none() | st.floats(), st.none() | st.floats(0, 1), st.integers(0, 60))
def test_a_bar_is_as_wide_as_asked(ratio: float | None, expected: float | None, width: int) -> None:
    drawn = bar(ratio, expected, width)
    assert drawn.cell_length == width
    measured = ratio is not None and math.isfinite(ratio) and expected is not None and 0 < expected < 1
    assert ("┃" in drawn.plain) == (measured and width > 0)


@pytest.mark.parametrize(
    ("ratio", "expected", "drawn"),
    [
        (0.4, 0.7, "████░░░┃░░"),
        (0.7, 0.4, "████┃██░░░"),
        (1.4, None, "█████████▶"),
        (1.0, 1.0, "██████████"),
        (-0.2, 0.5, "◀░░░░┃░░░░"),
        (None, 0.5, "··········"),
    ],
)
def test_a_bar_marks_where_it_should_be(ratio: float | None, expected: float | None, drawn: str) -> None:
    assert bar(ratio, expected, 10).plain == drawn


class Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield Chart()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
async def test_the_widget_fills_its_room_in_every_theme(theme: object) -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        for known in THEMES:
            app.register_theme(known)
        app.theme = next(known.name for known in THEMES if known is theme)
        widget = app.query_one(Chart)
        widget.show(LEAD_TIME)
        await until(pilot, lambda: widget.size.width == 80)
        assert widget.content == chart(LEAD_TIME, 80, 24)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: widget.content == chart(LEAD_TIME, 120, 40))


async def test_the_widget_draws_only_what_changed() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        widget = app.query_one(Chart)
        await until(pilot, lambda: widget.size.width == 80)
        widget.show(LEAD_TIME)
        before = widget.content
        widget.show(replace(LEAD_TIME))
        assert widget.content is before
        widget.show(replace(LEAD_TIME, key_result=replace(LEAD_TIME.key_result, title="Other")))
        assert "Other" in str(widget.content)
        widget.show(None)
        assert widget.content == Content("")
