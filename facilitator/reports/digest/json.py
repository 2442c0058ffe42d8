"""Writes a digest as JSON for programs: all of it, nothing left out.

One object. `schema` goes up when a field changes its meaning. Days are ISO 8601, `as_of` is the last of them, durations
are in seconds; a share of the way is 1 at the target and not clamped, null where there is nothing to measure.

    {"schema": 1, "team": null, "since": "2026-11-01", "as_of": "2026-11-24", "running": 0,
     "teams": ["Platform"], "meetings": [{"mode": "standup", "title": "Stand-up", "meetings": 12, "seconds": 10230}],
     "actions_new": 9, "actions_done": 6, "actions_dropped": 0,
     "progress": [{"unit", "objective", "key_result", "owner", "measure", "start", "target", "from", "to",
                   "progress_from", "progress_to", "confidence_from", "confidence_to", "moved": true}],
     "risks": [{"unit", "objective", "key_result", "owner", "confidence", "reasons": ["…"], "note"}],
     "difficulties": [{"text", "person", "team", "since", "meetings": 3, "outcome", "meeting", "date"}],
     "decisions": [{"text", "by", "team", "meeting", "date"}],
     "requests": [{"from", "to", "what", "key_result", "team", "since", "by", "overdue", "answer", "note", "meeting"}],
     "actions": [{"id", "text", "owner", "due", "overdue", "state", "key_result", "team", "meeting", "date"}],
     "agreed": [{"meeting", "title", "team", "date", "confidences", "commitments",
                 "scores": [{"objective", "score"}]}]}

`team` is null for all; `running` counts the meetings that have not ended, which are not in it. `meeting` is a meeting's
number, or null where something was recorded outside of one. A score is unrounded (METHOD M25).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from facilitator.documents.json import written
from facilitator.reports.digest.document import Digest, DigestAction, DigestRequest, KeyResultAtRisk, KeyResultProgress

SCHEMA = 1
"""Goes up when a field changes its meaning."""

_REQUEST_KEYS = {"asker": "from", "asked": "to", "date": "since", "due": "by"}


def as_json(digest: Digest) -> str:
    """Return the digest as text; the same meetings give the same text."""
    table = {
        "schema": SCHEMA,
        "team": digest.team,
        "since": digest.since,
        "as_of": digest.until,
        "running": digest.running,
        "teams": digest.teams,
        "meetings": [asdict(held) | {"seconds": round(held.seconds)} for held in digest.held],
        "actions_new": digest.new,
        "actions_done": digest.done,
        "actions_dropped": digest.dropped,
        "progress": [_progress(row) for row in digest.progress],
        "risks": [_risk(row) for row in digest.risks],
        "difficulties": [asdict(difficulty) for difficulty in digest.difficulties],
        "decisions": [asdict(decided) for decided in digest.decisions],
        "requests": [_request(request) for request in digest.requests],
        "actions": [_action(entry) for entry in digest.actions],
        "agreed": [asdict(agreed) for agreed in digest.agreed],
    }
    return written(table) + "\n"


def _key_result(row: KeyResultProgress | KeyResultAtRisk) -> dict[str, Any]:
    key_result = row.key_result
    return {
        "unit": row.unit,
        "objective": key_result.objective,
        "key_result": key_result.title,
        "owner": key_result.owner,
    }


def _progress(row: KeyResultProgress) -> dict[str, Any]:
    return _key_result(row) | {
        "measure": row.key_result.unit,
        "start": row.key_result.start,
        "target": row.key_result.target,
        "from": row.before.value,
        "to": row.after.value,
        "progress_from": row.before.ratio,
        "progress_to": row.after.ratio,
        "confidence_from": row.before.confidence,
        "confidence_to": row.after.confidence,
        "moved": row.has_moved,
    }


def _risk(row: KeyResultAtRisk) -> dict[str, Any]:
    risk = row.key_result.risk
    return _key_result(row) | {"confidence": row.key_result.confidence, "reasons": risk.reasons, "note": row.note}


def _request(request: DigestRequest) -> dict[str, Any]:
    return {_REQUEST_KEYS.get(name, name): value for name, value in asdict(request).items()}


def _action(entry: DigestAction) -> dict[str, Any]:
    return {
        "id": entry.action.id,
        "text": entry.action.text,
        "owner": entry.action.owner,
        "due": entry.action.due,
        "overdue": entry.action.overdue,
        "state": entry.action.state,
        "key_result": entry.action.key_result,
        "team": entry.team,
        "meeting": entry.meeting,
        "date": entry.date,
        "corrected": entry.action.corrected,
    }
