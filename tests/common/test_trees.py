"""How trees are walked, also those that are none."""

from __future__ import annotations

from dataclasses import dataclass

from facilitator.common import trees


@dataclass(frozen=True)
class _Branch:
    id: int


def _depths(above: dict[int, int | None], top: int | None = None) -> list[tuple[int, int]]:
    return [(row.id, depth) for row, depth in trees.ordered([_Branch(row_id) for row_id in above], above, top)]


def test_what_stands_below_follows_and_the_order_of_siblings_stays() -> None:
    above = {1: None, 2: None, 3: 1, 4: 1, 5: 3}
    assert _depths(above) == [(1, 0), (3, 1), (5, 2), (4, 1), (2, 0)]
    assert _depths(above, 3) == [(3, 0), (5, 1)]


def test_a_loop_begins_at_its_first_and_what_hangs_on_nothing_known_is_at_the_top() -> None:
    assert _depths({1: 2, 2: 1, 3: 99}) == [(3, 0), (1, 0), (2, 1)]


def test_the_way_up_begins_with_the_row_and_ends_where_a_loop_closes() -> None:
    assert trees.way_up(1, {1: 2, 2: 3, 3: None}) == (1, 2, 3)
    assert trees.way_up(1, {1: 2, 2: 1}) == (1, 2)
    assert trees.way_up(None, {}) == ()
