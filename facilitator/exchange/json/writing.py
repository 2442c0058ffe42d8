"""An export as JSON: the import file's tables, how they stand, and the meetings (CONTRACT, "JSON").

Beside these for programs, `tables` has every row of the database, of the schema that `revision` tells: nothing is lost.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.exchange.entries import KeyResultEntry, ObjectiveEntry
from facilitator.exchange.json import rows
from facilitator.exchange.reading import Reading, table
from facilitator.minutes import json as minutes_json
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.json import moment
from facilitator.okr import history as changes
from facilitator.okr import scoring
from facilitator.okr.progress import ratio
from facilitator.store.database import Database
from facilitator.store.migrating import NEWEST

SCHEMA = 1
"""Goes up when a field changes its meaning."""


def as_json(database: Database, reading: Reading, on_progress: OnProgress = ignore_progress) -> Iterator[str]:
    """The text of the file, part by part; the same database gives the same text, unless a meeting is running.

    Args:
        database: Where.
        reading: What it says for programs.
        on_progress: Is told how many of the meetings are written.
    """
    yield _text(as_table(database, reading)).removesuffix("}").rstrip()
    yield ',\n  "meetings": '
    yield from _meetings(database, reading.meetings, on_progress)
    yield f',\n  "revision": "{NEWEST}",\n  "tables": '
    yield from rows.as_json(database)
    yield "\n}\n"


def _text(value: object) -> str:
    return json.dumps(minutes_json.plain(value), ensure_ascii=False, indent=2, allow_nan=False)


def _meetings(database: Database, ids: Collection[int], on_progress: OnProgress) -> Iterator[str]:
    """The list of them as text, by number."""
    if not ids:
        yield "[]"
        return
    before = "[\n    "
    for number, document in enumerate(minutes_reading.read_all(database, ids), 1):
        text = json.dumps(minutes_json.as_table(document), ensure_ascii=False, indent=2, allow_nan=False)
        yield before + text.replace("\n", "\n    ")
        before = ",\n    "
        on_progress(number, len(ids))
    yield "\n  ]"


def as_table(database: Database, reading: Reading) -> dict[str, Any]:
    """What `as_json` writes for programs, without the meetings; dates are still dates.

    Args:
        database: Where the history is, which takes a reading for each cycle.
        reading: The rest.
    """
    entries = reading.entries
    histories = history(database, reading.cycles)
    return {
        "schema": SCHEMA,
        "units": [table(one) for one in entries.units],
        "people": [table(one) for one in entries.people],
        "cycles": [table(one) for one in entries.cycles],
        "objectives": [
            _objective(one) | {"history": histories.get(row_id, [])}
            for row_id, one in zip(reading.objectives, entries.objectives, strict=True)
        ],
    }


def history(database: Database, cycles: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    """What changed in each objective and its key results, when, by whom and why, under the objective's number."""
    return {
        number: [
            {
                "at": moment(one.at),
                "person": one.who,
                "what": list(one.words),
                "reason": one.reason or None,
                "meeting": one.meeting_id,
            }
            for one in told
        ]
        for cycle in cycles
        for number, told in changes.of_cycle(database, cycle).items()
    }


def _objective(entry: ObjectiveEntry) -> dict[str, Any]:
    score, missing = scoring.average(one.score for one in entry.key_results)
    return table(entry) | {
        "key_results": [_key_result(one) for one in entry.key_results],
        "score": score,
        "missing": missing,
    }


def _key_result(entry: KeyResultEntry) -> dict[str, Any]:
    share, note = ratio(entry.start, entry.target, entry.current)
    if share is not None and not math.isfinite(share):
        share, note = None, "current is too far from start and target to measure"
    return table(entry) | {"progress": share, "progress_note": note or None}
