"""A digest as JSON, for programs: all of it, nothing left out.

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

import json
from dataclasses import asdict
from typing import Any

from facilitator.minutes.json import plain
from facilitator.reports.digest.document import AtRisk, Digest, Moved, Promised, Requested

SCHEMA = 1
"""Goes up when a field changes its meaning."""


def as_json(digest: Digest) -> str:
    """The digest as text; the same meetings give the same text."""
    return json.dumps(plain(as_table(digest)), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_table(digest: Digest) -> dict[str, Any]:
    """The digest as the value that `as_json` writes."""
    return {
        "schema": SCHEMA,
        "team": digest.team,
        "since": digest.since,
        "as_of": digest.until,
        "running": digest.running,
        "teams": digest.teams,
        "meetings": [asdict(one) | {"seconds": round(one.seconds)} for one in digest.held],
        "actions_new": digest.new,
        "actions_done": digest.done,
        "actions_dropped": digest.dropped,
        "progress": [_moved(one) for one in digest.progress],
        "risks": [_risk(one) for one in digest.risks],
        "difficulties": [asdict(one) for one in digest.difficulties],
        "decisions": [asdict(one) for one in digest.decisions],
        "requests": [_request(one) for one in digest.requests],
        "actions": [_action(one) for one in digest.actions],
        "agreed": [asdict(one) for one in digest.agreed],
    }


def _moved(one: Moved) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "objective": one.objective,
        "key_result": one.key_result,
        "owner": one.owner,
        "measure": one.measure,
        "start": one.start,
        "target": one.target,
        "from": one.before,
        "to": one.after,
        "progress_from": one.way_before,
        "progress_to": one.way,
        "confidence_from": one.confidence_before,
        "confidence_to": one.confidence,
        "moved": one.has_moved,
    }


def _risk(one: AtRisk) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "objective": one.objective,
        "key_result": one.key_result,
        "owner": one.owner,
        "confidence": one.confidence,
        "reasons": one.risk.reasons,
        "note": one.note,
    }


def _request(one: Requested) -> dict[str, Any]:
    return {
        "from": one.asker,
        "to": one.asked,
        "what": one.what,
        "key_result": one.key_result,
        "team": one.team,
        "since": one.date,
        "by": one.due,
        "overdue": one.overdue,
        "answer": one.answer,
        "note": one.note,
        "meeting": one.meeting,
        "corrected": one.corrected,
    }


def _action(one: Promised) -> dict[str, Any]:
    return {
        "id": one.told.id,
        "text": one.told.text,
        "owner": one.told.owner,
        "due": one.told.due,
        "overdue": one.overdue,
        "state": one.told.state,
        "key_result": one.told.key_result,
        "team": one.team,
        "meeting": one.meeting,
        "date": one.date,
        "corrected": one.told.corrected,
    }
