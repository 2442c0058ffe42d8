"""Writes minutes as JSON for programs (CONTRACT, "JSON minutes")."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any

from facilitator.documents.json import moment, plain, written
from facilitator.minutes.document import ActionRecord, Document

SCHEMA = 1
"""Goes up when a field changes its meaning."""


def as_json(document: Document) -> str:
    """Return the minutes as text; the same meeting gives the same text.

    Beside what `as_table` has, what was carried over from earlier meetings: an export of all meetings has each of these
    actions once, in its own.
    """
    table = as_table(document) | {"carried_actions": [_action(action) for action in document.carried_actions]}
    return written(table) + "\n"


def as_table(document: Document) -> dict[str, Any]:
    """Return the minutes as a value that JSON has."""
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
        and asdict(place)
        | {
            "speaker_seconds": _whole(place.speaker_seconds),
            "speaker_planned_seconds": _whole(place.speaker_planned_seconds),
        },
        "started_at": moment(document.started_at),
        "ended_at": moment(document.ended_at),
        "planned_seconds": document.planned_seconds,
        "seconds": _whole(document.seconds),
        "attendance": [
            {"name": attendee.name, "state": attendee.state, "seconds": _whole(attendee.seconds)}
            | ({"unit": attendee.unit} if attendee.unit else {})
            | ({"reason": attendee.reason} if attendee.reason else {})
            for attendee in document.attendance
        ],
        "steps": [
            {
                "kind": step.kind,
                "title": step.title,
                "planned_seconds": step.planned_seconds,
                "seconds": _whole(step.seconds),
                "records": [plain(table) for record in step.records if (table := record.as_json())],
            }
            for step in document.steps
        ],
        "decisions": [{"text": decision.text, "by": decision.by} for decision in document.decisions],
        "actions": [_action(action) for action in document.actions],
        "parked": [{"text": topic.text, "by": topic.by} for topic in document.parked],
        "corrections": [asdict(correction) | {"at": moment(correction.at)} for correction in document.corrections],
    }


def _action(action: ActionRecord) -> dict[str, Any]:
    return {
        "text": action.text,
        "owner": action.owner,
        "due": action.due and action.due.isoformat(),
        "state": action.state,
        "key_result": action.key_result,
        "overdue": action.overdue,
    }


def _whole(seconds: float | None) -> int | None:
    return round(seconds) if seconds is not None and math.isfinite(seconds) else None
