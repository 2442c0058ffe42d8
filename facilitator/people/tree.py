"""Puts units into the order of the organisation's tree."""

from __future__ import annotations

from facilitator.tables.people import Unit


def in_tree_order(units: list[Unit], top: int | None = None) -> list[tuple[Unit, int]]:
    """Return the units, each with its depth and followed by those below it: all of them, or `top` and those below."""
    known = {unit.id for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    ordered: list[tuple[Unit, int]] = []
    seen: set[int] = set()

    def add(unit: Unit, depth: int) -> None:
        # Another tool may have put two units below each other: each is still listed, and once.
        if unit.id not in seen:
            seen.add(unit.id)
            ordered.append((unit, depth))
            for child in children.get(unit.id, []):
                add(child, depth + 1)

    roots = children.get(None, []) + units if top is None else [unit for unit in units if unit.id == top]
    for unit in roots:
        add(unit, 0)
    return ordered
