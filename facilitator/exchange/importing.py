"""Imports a file of any format into the database, or tells what would come of it."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from facilitator.common import clock
from facilitator.common.mistakes import refusal
from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.common.text import clean_line
from facilitator.common.toml import decode
from facilitator.exchange.apply import Counts, apply
from facilitator.exchange.entries import Entries
from facilitator.exchange.json import parsing as json_parsing
from facilitator.exchange.toml.parsing import parse
from facilitator.store.database import Database
from facilitator.store.journal import recording

# Imported in functions: a format's packages are slow to import, or not installed.


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did: the counts of its entries, what was taken of the file, and in `notes` what was not."""

    counts: Counts
    entries: Entries
    notes: tuple[str, ...]


class _PreviewError(Exception):
    """Undoes what was only tried."""


def take(
    database: Database, path: Path, *, preview: bool = False, on_progress: OnProgress = ignore_progress
) -> ImportOutcome:
    """Take in an import file: all of it or nothing (CONTRACT, the import file).

    Args:
        path: A `.toml`, `.csv`, `.xlsx` or `.json` file.
        preview: Only tell what would come of it: nothing is written.
        on_progress: Is told how much of it is there, where there is much.

    Raises:
        MistakesError: Everything that is wrong with the file.
        DatabaseError: The database is out of reach.
    """
    file = clean_line(str(path))
    kind = path.suffix.lower()
    if kind not in {".toml", ".csv", ".xlsx", ".json"}:
        raise refusal(file, "this kind of file cannot be imported", "name a .toml, .csv, .xlsx or .json file")
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise refusal(file, f"it cannot be read: {reason}", "name another file") from error
    export = json_parsing.read(data, file) if kind == ".json" else None
    entries, notes = (export.entries, ()) if export else _read(database, kind, data, file)
    rows = 0
    with (
        contextlib.suppress(_PreviewError),
        recording(database, f"import of {clean_line(path.name)}", source="import") as session,
    ):
        if export is not None:
            rows, notes = json_parsing.put(session, export, file, on_progress)
        counts = apply(session, entries, file)
        if rows:
            counts = Counts(rows + counts.added, counts.changed, 0)
        if preview:
            raise _PreviewError
    return ImportOutcome(counts, entries, notes)


def _read(database: Database, kind: str, data: bytes, file: str) -> tuple[Entries, tuple[str, ...]]:
    if kind == ".toml":
        return parse(decode(data, file), file), ()
    from facilitator.exchange.sheets import csv as sheets_csv
    from facilitator.exchange.sheets import names as sheets_names
    from facilitator.exchange.sheets import parsing as sheets_parsing
    from facilitator.exchange.sheets import xlsx

    read = sheets_csv.read if kind == ".csv" else xlsx.read
    return sheets_parsing.read(read(data, file), file, sheets_names.read(database, clock.today()))
