"""The picture of votes: everybody's dot above their figure, by name, in whatever room there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.widgets.dots import FIGURES, Dot, dot_plot, under_scale

NAMES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30)
DOTS = st.lists(st.builds(Dot, st.integers(1, 10), NAMES, st.just("$person-1"), st.booleans()), min_size=1, max_size=60)


def votes(*figures: int, name: str = "Hanna") -> list[Dot]:
    return [Dot(figure, name, "$person-1", owner=place == 0) for place, figure in enumerate(figures)]


@given(DOTS, st.integers(30, 130), st.integers(2, 40))
def test_it_keeps_to_its_room_and_the_scale_is_whole(dots: list[Dot], width: int, rows: int) -> None:
    picture = dot_plot(dots, width, rows)
    assert all(cell_len(line.plain) <= width for line in picture.lines)
    assert len(picture.lines) <= max(rows, 3)
    assert picture.lines[-1].plain.split() == [str(figure) for figure in FIGURES]
    assert len(picture.columns) == len(FIGURES)
    assert sum(picture.columns) <= width


@pytest.mark.parametrize("width", [57, 73, 117])
def test_every_name_stands_above_its_figure(width: int) -> None:
    picture = dot_plot(votes(8, 3, 6, 6, 5, 6), width, 6)
    assert picture.named
    assert picture.complete
    *_, bottom, scale = (line.plain for line in picture.lines)
    assert [bottom.count(mark) for mark in ("◆ Hanna", "● Hanna")] == [1, 3]
    for figure, mark in (("3", bottom.index("●")), ("8", bottom.index("◆"))):
        assert mark <= scale.index(figure) <= mark + len("● Hanna")


def test_many_are_dots_and_their_number() -> None:
    picture = dot_plot(votes(*[6] * 30, *[3] * 10), 57, 5)
    assert not picture.named
    assert not picture.complete
    top, *rest = (line.plain for line in picture.lines)
    assert top.split() == ["×10", "×30"]
    dots = "".join(rest)
    assert dots.count("◆") == 1
    # Twelve of the one and four of the other: three times as many, as far as there is room.
    assert dots.count("●") == 12 + 4 - 1


def test_what_figures_mean_stands_below_them_where_it_has_room() -> None:
    columns = (7,) * 10
    line = under_scale({1: "hardly", 5: "half sure", 10: "certain"}, columns)
    assert line is not None
    assert line.plain.strip().startswith("hardly")
    assert line.plain.endswith("certain")
    assert line.plain.index("5 = half sure") < 7 * 5 < line.plain.index("5 = half sure") + 13
    assert under_scale(dict.fromkeys(FIGURES, "as sure as one can be"), columns) is None
