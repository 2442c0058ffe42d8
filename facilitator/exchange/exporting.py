"""Exports the database as a file: one reading that every format is made from (CONTRACT, the import file)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.exchange.reading import read
from facilitator.store.database import Database

# Imported in functions: a format's packages are slow to import, or not installed.

Format = Literal["toml", "json", "csv", "xlsx"]
"""The format of a file; there is a module for each."""


def export(database: Database, file_format: Format, on_progress: OnProgress = ignore_progress) -> bytes:
    """Return everything that the database holds, as a file; see `parts`."""
    return b"".join(parts(database, file_format, on_progress))


def parts(database: Database, file_format: Format, on_progress: OnProgress = ignore_progress) -> Iterator[bytes]:
    """Yield everything that the database holds, as a file, part by part: ten years of meetings fit into no memory.

    `on_progress` is told how many of the meetings are written, where the format has them.

    Raises:
        ExportError: The format cannot hold it, or what writes it is not installed.
        DatabaseError: The database is out of reach.
    """
    match file_format:
        case "toml":
            from facilitator.exchange.toml import writing as toml_writing

            yield toml_writing.as_toml(read(database).entries).encode()
        case "json":
            from facilitator.exchange.json import writing as json_writing

            for text in json_writing.as_json(database, read(database), on_progress):
                yield text.encode()
        case "csv" | "xlsx":
            from facilitator.exchange.sheets import writing as sheets_writing

            written = sheets_writing.as_csv if file_format == "csv" else sheets_writing.as_xlsx
            yield written(read(database).entries)
