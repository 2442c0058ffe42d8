"""The arithmetic of votes, and what the figures mean."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.common.text import clean_line, is_blank
from facilitator.okr import votes

FIGURES = st.integers(1, 10)
LETTERS = st.characters(codec="utf-8", exclude_characters=";=", exclude_categories=("C", "Z"))
WORDS = st.text(LETTERS).map(clean_line).filter(lambda text: not is_blank(text))


@given(st.dictionaries(st.text(min_size=1), FIGURES, min_size=1))
def test_a_round_is_summed_up(given_votes: dict[str, int]) -> None:
    tally = votes.tally(given_votes)
    assert tally.figures == tuple(sorted(given_votes.values()))
    assert tally.median == statistics.median(given_votes.values())
    # Half a figure goes up: what is agreed is a whole one.
    assert 0 <= tally.middle - tally.median <= 0.5
    assert tally.spread == max(given_votes.values()) - min(given_votes.values())
    assert {given_votes[name] for name in tally.lowest} == {min(given_votes.values())}
    if tally.spread:
        assert {given_votes[name] for name in tally.highest} == {max(given_votes.values())}
    else:
        assert (set(tally.lowest), tally.highest) == (set(given_votes), ())


@pytest.mark.parametrize(
    ("figures", "remark"),
    [
        ([9, 10, 9], votes.NOT_CHALLENGING),
        ([10], votes.NOT_CHALLENGING),
        ([8, 10, 10], ""),
        ([2, 2, 3], votes.NOT_ACHIEVABLE),
        ([1, 4], votes.NOT_ACHIEVABLE),
        ([2, 4], ""),
        ([3], ""),
        ([5, 6], ""),
        ([], ""),
    ],
)
def test_too_easy_and_out_of_reach_are_pointed_out(figures: list[int], remark: str) -> None:
    assert votes.remark(figures) == remark


@given(FIGURES)
def test_a_figure_is_read(figure: int) -> None:
    assert votes.figure(f" {figure} ") == figure


@pytest.mark.parametrize("text", ["0", "11", "", "five", "5.5", "-1", "05", "٥"])
def test_what_is_no_figure_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole number from 1 to 10"):
        votes.figure(text)


@given(st.dictionaries(FIGURES, WORDS))
def test_meanings_are_read_as_they_are_shown(meanings: dict[int, str]) -> None:
    shown = votes.meanings_line(meanings)
    assert votes.meanings_line(votes.parse_meanings(shown)) == shown
    assert sorted(votes.parse_meanings(shown)) == sorted(meanings)


@pytest.mark.parametrize(
    ("line", "why"),
    [("5 half", "no figure"), ("11 = sure", "no figure"), ("5 = a; 5 = b", "twice"), ("5 =", "no figure")],
)
def test_meanings_that_are_none_are_refused(line: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        votes.parse_meanings(line)


def test_the_nearest_unit_upward_says_what_figures_mean() -> None:
    parents = {3: 2, 2: 1, 1: None, 7: 8, 8: 7}
    company, team = {5: "half"}, {5: "coin"}
    assert votes.nearest({1: company, 3: team}, 3, parents) == team
    assert votes.nearest({1: company}, 3, parents) == company
    assert votes.nearest({3: team}, 1, parents) == votes.MEANINGS
    assert votes.nearest({1: company}, 7, parents) == votes.MEANINGS
    assert votes.nearest({}, None, parents) == votes.MEANINGS
