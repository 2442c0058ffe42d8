"""Works out how objectives hang together: up, across, and who waits for whom (METHOD M5, M12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from facilitator.common import trees
from facilitator.okr.views import ObjectiveView, RequestView


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody waits for somebody: by an objective that answers their request, or by a request that nobody answers."""

    who: str
    whom: str
    what: str
    objective_id: int | None


def tree(objectives: Sequence[ObjectiveView]) -> tuple[tuple[ObjectiveView, int], ...]:
    """Return each objective once, followed by those that support it or its key results, and how deep it stands.

    What supports something that is not among them stands at the top. Of a loop, which only another tool can tie, the
    first one does.
    """
    of_key_result = {row.id: objective.id for objective in objectives for row in objective.key_results}
    above = {
        objective.id: link.id if link.kind == "objective" else of_key_result.get(link.id)
        for objective in objectives
        if (link := objective.supports)
    }
    return trees.ordered(objectives, above)


def orphans(objectives: Iterable[ObjectiveView], levels: Mapping[str, int]) -> tuple[ObjectiveView, ...]:
    """Return the objectives that support nothing and answer no request, those of a top unit left out.

    Args:
        objectives: All of a cycle.
        levels: How far below the top each unit stands, by its name. Somebody in a top unit has nothing above them
            where that unit has no objective of its own; somebody in no unit never has.
    """
    everything = list(objectives)
    units = {objective.unit for objective in everything if objective.owner_kind == "unit"}

    def alone(objective: ObjectiveView) -> bool:
        at_top = levels.get(objective.unit, 0) == 0
        return at_top and (objective.owner_kind == "unit" or objective.unit not in units)

    return tuple(
        objective
        for objective in everything
        if objective.supports is None
        and objective.request is None
        and objective.request_id is None
        and not alone(objective)
    )


def waits(objectives: Iterable[ObjectiveView], requests: Iterable[RequestView]) -> tuple[Wait, ...]:
    """Return who waits for whom: first for objectives that answer requests, then for requests unanswered.

    What is closed is waited for no longer.
    """
    everything = list(objectives)
    answered = {objective.request_id for objective in everything}
    return (
        *(
            Wait(objective.request_from or "", objective.owner, objective.request, objective.id)
            for objective in everything
            if objective.request is not None and objective.state != "closed"
        ),
        *(Wait(request.from_, request.to, request.what, None) for request in requests if request.id not in answered),
    )
