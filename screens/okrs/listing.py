"""The four ways of looking at the OKRs of a cycle, as rows of a list."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from facilitator.common.text import clean_line
from facilitator.okr import alignment, reading
from facilitator.okr.views import CycleView, ObjectiveView, Okrs, Owner, RequestView
from facilitator.store.database import Database
from screens.okrs import coaching
from screens.okrs.lines import beside, clip, heading, key_result_row, objective_row, text
from screens.widgets.rows import Row

VIEWS = {"mine": "Mine", "everybody": "Everybody", "alignment": "Alignment", "risk": "At risk"}
"""The ways of looking, and what they are called."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that the list shows, read at once.

    Attributes:
        okrs: None where there is no cycle yet.
        depths: How far below the top each unit stands.
    """

    okrs: Okrs | None
    cycles: tuple[CycleView, ...]
    requests: tuple[RequestView, ...]
    depths: Mapping[str, int]

    @property
    def objectives(self) -> tuple[ObjectiveView, ...]:
        """The objectives of the cycle."""
        return self.okrs.objectives if self.okrs else ()


def read(database: Database, cycle_id: int | None) -> Seen:
    """Read all that the list shows, of the cycle in progress unless another one is said."""
    okrs = reading.of_cycle(database, cycle_id)
    return Seen(
        okrs,
        reading.cycles(database),
        reading.open_requests(database),
        reading.depths(database),
    )


def rows(view: str, seen: Seen, writers: Sequence[Owner], width: int) -> list[Row]:
    """The rows of one way of looking."""
    if view == "mine":
        return _mine(seen, writers, width)
    if view == "everybody":
        return _everybody(seen, width)
    return _alignment(seen, width) if view == "alignment" else _risk(seen, width)


def _mine(seen: Seen, writers: Sequence[Owner], width: int) -> list[Row]:
    found: list[Row] = []
    for writer in writers:
        some = [one for one in seen.objectives if (one.owner_kind, one.owner_id) == (writer.kind, writer.id)]
        if not some:
            continue
        found.append(_owner(some[0], first=not found))
        found.extend(_objectives(some, width))
        for one in coaching.too_many([each.title for each in some]):
            found.append(Row(text(("  ? ", "bold $warning"), (clip(f"{one.what} {one.why}", width - 6), "dim"))))
    known = {(writer.kind, writer.id) for writer in writers}
    held = [
        (one, each)
        for one in seen.objectives
        for each in one.key_results
        if writers and each.owner == writers[0].name and (one.owner_kind, one.owner_id) not in known
    ]
    if held:
        found.append(heading("Key results of mine in other objectives", first=not found))
        found.extend(key_result_row(each, one, width, alone=True) for one, each in held)
    return found


def _everybody(seen: Seen, width: int) -> list[Row]:
    """Grouped by owner, superior units first and each before its people."""
    owners: dict[tuple[str, int], list[ObjectiveView]] = {}
    for one in seen.objectives:
        owners.setdefault((one.owner_kind, one.owner_id), []).append(one)

    def place(some: list[ObjectiveView]) -> tuple[int, int, bool]:
        units = list(seen.depths)
        known = units.index(some[0].unit) if some[0].unit in units else len(units)
        return (seen.depths.get(some[0].unit, len(units)), known, some[0].owner_kind == "person")

    found: list[Row] = []
    for some in sorted(owners.values(), key=place):
        found.append(_owner(some[0], first=not found))
        found.extend(_objectives(some, width))
    return found


def _owner(one: ObjectiveView, *, first: bool) -> Row:
    more = "the unit" if one.owner_kind == "unit" else one.unit if one.unit != one.owner else ""
    return heading(one.owner, more, first=first)


def _objectives(some: Iterable[ObjectiveView], width: int) -> list[Row]:
    found: list[Row] = []
    for one in some:
        found.append(objective_row(one, width))
        found.extend(key_result_row(each, one, width) for each in one.key_results)
        if not one.key_results:
            found.append(Row(text(("   no key result yet: r writes one", "dim"))))
    return found


def _alignment(seen: Seen, width: int) -> list[Row]:
    """The tree by what supports what, then those that support nothing, then who waits for whom (METHOD M12)."""
    orphans = alignment.orphans(seen.objectives, seen.depths)
    lonely = {one.id for one in orphans}
    found: list[Row] = []
    tree = alignment.tree(seen.objectives)
    followed = {one.id for (one, depth), (_, next_depth) in itertools.pairwise(tree) if next_depth > depth}
    for one, depth in tree:
        if one.id in lonely and one.id not in followed:
            continue
        lead = f"{'   ' * (depth - 1)}└─ " if depth else ""
        found.append(objective_row(one, width, owner=True, lead=lead))
        if one.supports is not None and one.supports.kind == "key_result":
            through = f"{'   ' * depth}  through the key result {clean_line(one.supports.title)}"
            found.append(Row(text((clip(through, width), "dim"))))
    if orphans:
        found.append(heading("Supports nothing above it", "e says what it supports", first=not found))
        for one in orphans:
            row = objective_row(one, width, owner=True)
            found.append(Row(row.content, ("objective", one.id, "orphan")))
    waits = alignment.waits(seen.objectives, seen.requests)
    if waits:
        found.append(heading("Who waits for whom", first=not found))
        for wait in waits:
            words = text(
                (clean_line(wait.who), "bold"),
                " waits for ",
                (clean_line(wait.whom), "bold"),
                f": {clean_line(wait.what)}",
            )
            right = text(("■ has an objective" if wait.objective_id else "□ open", "dim"))
            row_id = ("objective", wait.objective_id, "wait") if wait.objective_id else None
            found.append(Row(beside(words, right, width), row_id))
    return found


def _risk(seen: Seen, width: int) -> list[Row]:
    """The key results at risk, the worst first (METHOD M20)."""
    some = [(one, each) for one in seen.objectives for each in one.key_results if each.risk.reasons]
    some.sort(key=lambda pair: pair[1].risk.order)
    return [key_result_row(each, one, width, alone=True, lead="") for one, each in some]
