"""Writes an export as JSON: the import file's tables, how they stand, and the meetings (CONTRACT, "JSON").

Beside these for programs, `tables` has every row of the database, of the schema that `revision` tells: nothing is lost.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.documents.json import moment, written
from facilitator.exchange.entries import KeyResultEntry, ObjectiveEntry
from facilitator.exchange.json import rows
from facilitator.exchange.reading import ExportReading, table
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.okr import history as changes
from facilitator.okr import scoring
from facilitator.okr.progress import ratio
from facilitator.store.database import Database
from facilitator.store.migrating import NEWEST

SCHEMA = 1
"""Goes up when a field changes its meaning."""


def as_json(database: Database, reading: ExportReading, on_progress: OnProgress = ignore_progress) -> Iterator[str]:
    """Yield the text of the file, part by part; the same database gives the same text, unless a meeting is running.

    Args:
        database: What it is of.
        reading: What it says for programs.
        on_progress: Is told how many of the meetings are written.
    """
    yield written(as_table(database, reading)).removesuffix("}").rstrip()
    yield ',\n  "meetings": '
    yield from _meetings(database, reading.meetings, on_progress)
    yield f',\n  "revision": "{NEWEST}",\n  "tables": '
    yield from rows.as_json(database)
    yield "\n}\n"


def _meetings(database: Database, ids: Collection[int], on_progress: OnProgress) -> Iterator[str]:
    """Yield the meetings as the text of a list, by number, each on a line: Python indents JSON slowly."""
    if not ids:
        yield "[]"
        return
    before = "[\n    "
    for number, document in enumerate(minutes_reading.read_all(database, ids), 1):
        yield before + json.dumps(minutes_json.as_table(document), ensure_ascii=False, allow_nan=False)
        before = ",\n    "
        on_progress(number, len(ids))
    yield "\n  ]"


def as_table(database: Database, reading: ExportReading) -> dict[str, Any]:
    """Return what `as_json` writes for programs, without the meetings; dates are still dates.

    Args:
        database: Where the history is, which takes a reading for each cycle.
        reading: The rest.
    """
    entries = reading.entries
    histories = history(database, reading.cycles)
    return {
        "schema": SCHEMA,
        "units": [table(unit) for unit in entries.units],
        "people": [table(person) for person in entries.people],
        "cycles": [table(cycle) for cycle in entries.cycles],
        "objectives": [
            _objective(entry) | {"history": histories.get(row_id, [])}
            for row_id, entry in zip(reading.objectives, entries.objectives, strict=True)
        ],
    }


def history(database: Database, cycles: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the changes of each objective and its key results, under the objective's number in the database."""
    return {
        number: [
            {
                "at": moment(change.at),
                "person": change.who,
                "what": list(change.words),
                "reason": change.reason or None,
                "meeting": change.meeting_id,
            }
            for change in changes_of_objective
        ]
        for cycle in cycles
        for number, changes_of_objective in changes.of_cycle(database, cycle).items()
    }


def _objective(entry: ObjectiveEntry) -> dict[str, Any]:
    score, missing = scoring.average(key_result.score for key_result in entry.key_results)
    return table(entry) | {
        "key_results": [_key_result(key_result) for key_result in entry.key_results],
        "score": score,
        "missing": missing,
    }


def _key_result(entry: KeyResultEntry) -> dict[str, Any]:
    share, note = ratio(entry.start, entry.target, entry.current)
    if share is not None and not math.isfinite(share):
        share, note = None, "current is too far from start and target to measure"
    return table(entry) | {"progress": share, "progress_note": note or None}
