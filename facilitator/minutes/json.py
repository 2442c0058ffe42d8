"""Writes minutes as JSON for programs (CONTRACT, "JSON minutes")."""

from __future__ import annotations

import math
from typing import Any

from facilitator.documents.json import moment, plain, written
from facilitator.minutes.document import ActionTold, Document

SCHEMA = 1
"""Goes up when a field changes its meaning."""


def as_json(document: Document) -> str:
    """The minutes as text; the same meeting gives the same text.

    Beside what `as_table` has, what was carried over from earlier meetings: an export of all meetings has each of these
    actions once, in its own.
    """
    table = as_table(document) | {"carried_actions": [_action(one) for one in document.carried_actions]}
    return written(table) + "\n"


def as_table(document: Document) -> dict[str, Any]:
    """The minutes as a value that JSON has."""
    place = document.position
    return {
        "schema": SCHEMA,
        "id": document.id,
        "mode": document.mode,
        "team": document.team,
        "cycle": document.cycle,
        **({"next_cycle": document.next_cycle} if document.next_cycle is not None else {}),
        "facilitator": document.facilitator,
        "state": document.state,
        "position": place
        and {
            "step": place.step,
            "speaker": place.speaker,
            "speaker_seconds": _whole(place.speaker_seconds),
            "speaker_planned_seconds": _whole(place.speaker_planned_seconds),
        },
        "started_at": moment(document.started_at),
        "ended_at": moment(document.ended_at),
        "planned_seconds": document.planned_seconds,
        "seconds": _whole(document.seconds),
        "attendance": [
            {"name": one.name, "state": one.state, "seconds": _whole(one.seconds)}
            | ({"unit": one.unit} if one.unit else {})
            | ({"reason": one.reason} if one.reason else {})
            for one in document.attendance
        ],
        "steps": [
            {
                "kind": step.kind,
                "title": step.title,
                "planned_seconds": step.planned_seconds,
                "seconds": _whole(step.seconds),
                "records": [plain(table) for one in step.records if (table := one.as_json())],
            }
            for step in document.steps
        ],
        "decisions": [{"text": one.text, "by": one.by} for one in document.decisions],
        "actions": [_action(one) for one in document.actions],
        "parked": [{"text": one.text, "by": one.by} for one in document.parked],
        "corrections": [
            {
                "number": one.number,
                "at": moment(one.at),
                "by": one.by,
                "kind": one.kind,
                "before": one.before,
                "after": one.after,
                "reason": one.reason,
            }
            for one in document.corrections
        ],
    }


def _action(one: ActionTold) -> dict[str, Any]:
    return {
        "text": one.text,
        "owner": one.owner,
        "due": one.due and one.due.isoformat(),
        "state": one.state,
        "key_result": one.key_result,
        "overdue": one.overdue,
    }


def _whole(seconds: float | None) -> int | None:
    return round(seconds) if seconds is not None and math.isfinite(seconds) else None
