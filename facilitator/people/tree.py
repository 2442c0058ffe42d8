"""Puts units into the order of the organisation's tree."""

from __future__ import annotations

from collections.abc import Sequence

from facilitator.common import trees
from facilitator.tables.people import Unit


def in_tree_order(units: Sequence[Unit], top: int | None = None) -> tuple[tuple[Unit, int], ...]:
    """Return the units, each with its depth and followed by those below it: all of them, or `top` and those below."""
    return trees.ordered(units, {unit.id: unit.parent_id for unit in units}, top)
