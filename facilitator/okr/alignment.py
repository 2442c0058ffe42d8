"""How objectives hang together: up, across, and who waits for whom (METHOD M5, M12). Plain values, no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from facilitator.okr.views import ObjectiveView, RequestView


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits for somebody: by an objective that answers their request, or by a request that nobody answers."""

    who: str
    whom: str
    what: str
    objective_id: int | None


def tree(objectives: Sequence[ObjectiveView]) -> tuple[tuple[ObjectiveView, int], ...]:
    """Each objective once, followed by those that support it or its key results, and how deep it stands.

    What supports something that is not among them stands at the top. Of a loop, which only another tool can tie, the
    first one does.
    """
    of_key_result = {one.id: objective.id for objective in objectives for one in objective.key_results}
    known = {objective.id for objective in objectives}
    above: dict[int, int | None] = {}
    for objective in objectives:
        link = objective.supports
        up = None if link is None else link.id if link.kind == "objective" else of_key_result.get(link.id)
        above[objective.id] = up if up in known else None
    below: dict[int | None, list[ObjectiveView]] = defaultdict(list)
    for objective in objectives:
        below[above[objective.id]].append(objective)
    found: dict[int, tuple[ObjectiveView, int]] = {}
    for top in (*below[None], *objectives):
        waiting = [(top, 0)]
        while waiting:
            objective, depth = waiting.pop()
            if objective.id not in found:
                found[objective.id] = (objective, depth)
                waiting.extend((one, depth + 1) for one in reversed(below[objective.id]))
    return tuple(found.values())


def orphans(objectives: Iterable[ObjectiveView], levels: Mapping[str, int]) -> tuple[ObjectiveView, ...]:
    """The objectives that support nothing and answer no request, those of a top unit left out.

    Args:
        objectives: All of a cycle.
        levels: How far below the top each unit stands, by its name. Somebody in a top unit has nothing above them
            where that unit has no objective of its own; somebody in no unit never has.
    """
    everything = list(objectives)
    units = {one.unit for one in everything if one.owner_kind == "unit"}

    def alone(one: ObjectiveView) -> bool:
        at_top = levels.get(one.unit, 0) == 0
        return at_top and (one.owner_kind == "unit" or one.unit not in units)

    return tuple(
        one
        for one in everything
        if one.supports is None and one.request is None and one.request_id is None and not alone(one)
    )


def waits(objectives: Iterable[ObjectiveView], requests: Iterable[RequestView]) -> tuple[Wait, ...]:
    """Who waits for whom: first for the objectives that answer requests, then for requests that no objective answers.

    What is closed is waited for no longer.
    """
    everything = list(objectives)
    answered = {one.request_id for one in everything}
    return (
        *(
            Wait(one.request_from or "", one.owner, one.request, one.id)
            for one in everything
            if one.request is not None and one.state != "closed"
        ),
        *(Wait(one.from_, one.to, one.what, None) for one in requests if one.id not in answered),
    )
