"""Writes a table for spreadsheets: UTF-8 without a mark at its beginning, RFC 4180."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from facilitator.common.text import clean

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def written(heads: Sequence[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table, a line for each row, in which no cell is a formula."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(heads)
    writer.writerows(map(_harmless, row) for row in rows)
    return file.getvalue()


def _harmless(text: str) -> str:
    """Return the text as a cell: one that a spreadsheet would take for a formula gets an apostrophe first."""
    text = clean(text)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
