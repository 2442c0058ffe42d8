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
_OBJECTIVE = ("id", "key", "cycle_id", "title", "description", "source", "state")
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
    """Return an objective with its key results; `cycle` is the name of its cycle, `request` what it answers."""
    columns: dict[str, Any] = {name: getattr(row, name) for name in _OBJECTIVE}
    return ObjectiveView(
        cycle=cycle,
        owner=owners.name(row),
        owner_id=row.owner_person_id or row.owner_unit_id or 0,
        owner_kind="person" if row.owner_person_id else "unit",
        speaker_id=owners.speaker_id(row),
        unit=owners.unit_name(row),
        supports=supports,
        request=request.what if request else None,
        request_id=row.source_request_id,
        request_from=owners.people.get(request.from_person_id) if request else None,
        key_results=tuple(key_results),
        **columns,
    )
