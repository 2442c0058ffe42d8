"""Orders units and people as the organisation’s tree."""

from __future__ import annotations

from facilitator.tables.people import Unit


def in_tree_order(units: list[Unit], top: int | None = None) -> list[tuple[Unit, int]]:
    """The units, each followed by those below it, and how deep they stand; of all, or of one and those below it."""
    known = {unit.id for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    found: list[tuple[Unit, int]] = []
    seen: set[int] = set()

    def add(unit: Unit, depth: int) -> None:
        # Somebody may have tied a knot with another tool: everybody is still listed, and once.
        if unit.id not in seen:
            seen.add(unit.id)
            found.append((unit, depth))
            for child in children.get(unit.id, []):
                add(child, depth + 1)

    if top is not None:
        for unit in units:
            if unit.id == top:
                add(unit, 0)
        return found
    for unit in children.get(None, []):
        add(unit, 0)
    for unit in units:
        add(unit, 0)
    return found
