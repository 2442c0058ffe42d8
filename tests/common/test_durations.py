"""How long something took, in words and in figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common import durations


@pytest.mark.parametrize(
    ("seconds", "words", "figures", "left"),
    [
        (0, "0 s", "0:00", "0:00"),
        (40.4, "40 s", "0:40", "0:41"),
        (59.6, "1 min", "1:00", "1:00"),
        (133, "2 min 13 s", "2:13", "2:13"),
        (900, "15 min", "15:00", "15:00"),
        (920.2, "15 min 20 s", "15:20", "15:21"),
        (5400, "90 min", "90:00", "90:00"),
        (12005, "3 h 20 min 5 s", "200:05", "200:05"),
    ],
)
def test_a_duration_is_told_to_the_second(seconds: float, words: str, figures: str, left: str) -> None:
    assert (durations.in_words(seconds), durations.in_figures(seconds), durations.left(seconds)) == (
        words,
        figures,
        left,
    )


def test_below_zero_a_figure_has_a_sign_and_nothing_is_left() -> None:
    assert (durations.in_figures(-61), durations.left(-61)) == ("-1:01", "0:00")


@given(st.floats(0, 1e7))
def test_words_and_figures_tell_the_same_seconds(seconds: float) -> None:
    units = {"h": 3600, "min": 60, "s": 1}
    words = durations.in_words(seconds).split()
    told = sum(int(number) * units[unit] for number, unit in zip(words[::2], words[1::2], strict=True))
    minutes, rest = durations.in_figures(seconds).split(":")
    assert told == int(minutes) * 60 + int(rest) == round(seconds)
