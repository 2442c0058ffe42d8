"""Makes the views of objectives and key results from their rows: nothing else does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from facilitator.okr.owners import Owners
from facilitator.okr.views import KeyResultView, ObjectiveView, Supported
from facilitator.tables.meeting import Request
from facilitator.tables.okr import KeyResult, Objective

_KEY_RESULT = (
    *("id", "key", "title", "description", "owner_id"),
    *("start", "target", "current", "unit", "confidence", "score", "reason"),
)
"""The columns that a view has as they are."""


def key_result_view(row: KeyResult, objective: Objective, owners: Owners) -> KeyResultView:
    """Return a key result as its row has it now; what takes the history to know is left out."""
    columns: dict[str, Any] = {name: getattr(row, name) for name in _KEY_RESULT}
    return KeyResultView(
        objective_id=objective.id,
        objective=objective.title,
        owner=owners.name(objective, row),
        speaker_id=owners.speaker_id(objective, row),
        unit_ids=owners.unit_ids(objective, row),
        **columns,
    )


def objective_view(
    row: Objective,
    key_results: Sequence[KeyResultView],
    owners: Owners,
    *,
    cycle: str = "",
    supports: Supported | None = None,
    request: Request | None = None,
) -> ObjectiveView:
    """Return an objective with its key results.

    Args:
        row: The objective.
        key_results: Its key results, in their order.
        owners: What everybody is called.
        cycle: The name of its cycle.
        supports: What it supports.
        request: The request that it answers.
    """
    return ObjectiveView(
        id=row.id,
        key=row.key,
        cycle_id=row.cycle_id,
        cycle=cycle,
        title=row.title,
        description=row.description,
        owner=owners.name(row),
        owner_id=row.owner_person_id or row.owner_unit_id or 0,
        owner_kind="person" if row.owner_person_id else "unit",
        speaker_id=owners.speaker_id(row),
        unit=owners.unit_name(row),
        source=row.source,
        supports=supports,
        request=request.what if request else None,
        request_id=row.source_request_id,
        request_from=owners.people.get(request.from_person_id) if request else None,
        state=row.state,
        key_results=tuple(key_results),
    )
