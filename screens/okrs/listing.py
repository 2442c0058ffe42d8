"""Lists the OKRs of a cycle in four ways, as rows of a list."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from facilitator.common.grouping import grouped
from facilitator.common.text import clean_line
from facilitator.okr import alignment, reading
from facilitator.okr.coach import objective as coach_objective
from facilitator.okr.views import CycleView, KeyResultView, ObjectiveView, Okrs, Owner, RequestView
from facilitator.store.database import Database
from screens.okrs.lines import beside, clip, heading, key_result_row, objective_row, text
from screens.widgets.rows import Row

VIEWS = {"mine": "Mine", "everybody": "Everybody", "alignment": "Alignment", "risk": "At risk"}
"""The ways of looking, and what they are called."""


@dataclass(frozen=True, slots=True)
class CycleOkrs:
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

    @property
    def key_results(self) -> list[tuple[KeyResultView, ObjectiveView]]:
        """All key results of the cycle, each with its objective."""
        return [(key_result, objective) for objective in self.objectives for key_result in objective.key_results]

    @property
    def by_owner(self) -> dict[tuple[str, int], list[ObjectiveView]]:
        """The objectives by the kind and the id of their owners."""
        return grouped(((objective.owner_kind, objective.owner_id), objective) for objective in self.objectives)


def read(database: Database, cycle_id: int | None) -> CycleOkrs:
    """Read all that the list shows, of the cycle in progress unless another one is given."""
    okrs = reading.of_cycle(database, cycle_id)
    return CycleOkrs(okrs, reading.cycles(database), reading.open_requests(database), reading.depths(database))


def rows(view: str, seen: CycleOkrs, writers: Sequence[Owner], width: int) -> list[Row]:
    """Return the rows of one way of looking."""
    if view == "mine":
        return _mine(seen, writers, width)
    return {"everybody": _everybody, "alignment": _alignment, "risk": _risk}[view](seen, width)


def _mine(seen: CycleOkrs, writers: Sequence[Owner], width: int) -> list[Row]:
    listed: list[Row] = []
    by_owner = seen.by_owner
    for writer in writers:
        if objectives := by_owner.get((writer.kind, writer.id)):
            listed += _of_owner(objectives, width, first=not listed)
            for finding in coach_objective.set_findings([objective.title for objective in objectives]):
                words = clip(f"{finding.what} {finding.why}", width - 6)
                listed.append(Row(text(("  ? ", "bold $warning"), (words, "dim"))))
    known = {(writer.kind, writer.id) for writer in writers}
    held = [
        (key_result, objective)
        for key_result, objective in seen.key_results
        if writers and key_result.owner == writers[0].name
        if (objective.owner_kind, objective.owner_id) not in known
    ]
    if held:
        listed.append(heading("Key results of mine in other objectives", first=not listed))
        listed += [key_result_row(key_result, objective, width, alone=True) for key_result, objective in held]
    return listed


def _everybody(seen: CycleOkrs, width: int) -> list[Row]:
    """Return the rows grouped by owner, superior units first and each before its people."""
    units = list(seen.depths)

    def place(objectives: list[ObjectiveView]) -> tuple[int, int, bool]:
        unit = objectives[0].unit
        known = units.index(unit) if unit in units else len(units)
        return (seen.depths.get(unit, len(units)), known, objectives[0].owner_kind == "person")

    listed: list[Row] = []
    for objectives in sorted(seen.by_owner.values(), key=place):
        listed += _of_owner(objectives, width, first=not listed)
    return listed


def _of_owner(objectives: Sequence[ObjectiveView], width: int, *, first: bool) -> Iterable[Row]:
    """Yield a heading and the rows of the objectives of one owner."""
    owner, unit = objectives[0].owner, objectives[0].unit
    more = "the unit" if objectives[0].owner_kind == "unit" else unit if unit != owner else ""
    yield heading(owner, more, first=first)
    for objective in objectives:
        yield objective_row(objective, width)
        yield from (key_result_row(key_result, objective, width) for key_result in objective.key_results)
        if not objective.key_results:
            yield Row(text(("   no key result yet: r writes one", "dim")))


def _alignment(seen: CycleOkrs, width: int) -> list[Row]:
    """Return the tree by what supports what, then those that support nothing, then who waits for whom (METHOD M12)."""
    orphans = alignment.orphans(seen.objectives, seen.depths)
    lonely = {objective.id for objective in orphans}
    listed: list[Row] = []
    tree = alignment.tree(seen.objectives)
    followed = {row.id for (row, depth), (_, next_depth) in itertools.pairwise(tree) if next_depth > depth}
    for objective, depth in tree:
        if objective.id in lonely and objective.id not in followed:
            continue
        lead = f"{'   ' * (depth - 1)}└─ " if depth else ""
        listed.append(objective_row(objective, width, owner=True, lead=lead))
        if objective.supports is not None and objective.supports.kind == "key_result":
            through = f"{'   ' * depth}  through the key result {clean_line(objective.supports.title)}"
            listed.append(Row(text((clip(through, width), "dim"))))
    if orphans:
        listed.append(heading("Supports nothing above it", "e says what it supports", first=not listed))
        for objective in orphans:
            row = objective_row(objective, width, owner=True)
            listed.append(Row(row.content, ("objective", objective.id, "orphan")))
    waits = alignment.waits(seen.objectives, seen.requests)
    if waits:
        listed.append(heading("Who waits for whom", first=not listed))
        for wait in waits:
            who, whom = (clean_line(wait.who), "bold"), (clean_line(wait.whom), "bold")
            words = text(who, " waits for ", whom, f": {clean_line(wait.what)}")
            right = text(("■ has an objective" if wait.objective_id else "□ open", "dim"))
            row_id = ("objective", wait.objective_id, "wait") if wait.objective_id else None
            listed.append(Row(beside(words, right, width), row_id))
    return listed


def _risk(seen: CycleOkrs, width: int) -> list[Row]:
    """Return the key results at risk, the worst first (METHOD M20)."""
    at_risk = [pair for pair in seen.key_results if pair[0].risk.reasons]
    at_risk.sort(key=lambda pair: pair[0].risk.order)
    return [key_result_row(key_result, objective, width, alone=True, lead="") for key_result, objective in at_risk]
