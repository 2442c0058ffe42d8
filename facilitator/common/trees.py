"""Walks up and down trees, also where another tool has tied two branches into a loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from facilitator.common.grouping import grouped


class _Node(Protocol):
    @property
    def id(self) -> int: ...


_Row = TypeVar("_Row", bound=_Node)


def way_up(row_id: int | None, above: Mapping[int, int | None]) -> tuple[int, ...]:
    """Return the ids of a row and of all that stand above it, directly or not, the nearest first; a loop ends."""
    way: dict[int, None] = {}
    while row_id is not None and row_id not in way:
        way[row_id] = None
        row_id = above.get(row_id)
    return tuple(way)


def ordered(
    rows: Sequence[_Row], above: Mapping[int, int | None], top: int | None = None
) -> tuple[tuple[_Row, int], ...]:
    """Return each row once, with its depth and followed by those below it: all of them, or `top` and those below.

    What stands below none of them is at the top; of a loop the first one is.
    """
    known = {row.id for row in rows}
    below = grouped((up if (up := above.get(row.id)) in known else None, row) for row in rows)
    placed: dict[int, tuple[_Row, int]] = {}
    for root in (*below[None], *rows) if top is None else [row for row in rows if row.id == top]:
        waiting = [(root, 0)]
        while waiting:
            row, depth = waiting.pop()
            if row.id not in placed:
                placed[row.id] = (row, depth)
                waiting.extend((child, depth + 1) for child in reversed(below[row.id]))
    return tuple(placed.values())
