"""Holds a sheet of a file, of whatever format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from facilitator.exchange.sheets import cells, headings
from facilitator.exchange.sheets.cells import Cell

_MOST_ABOVE = 20
"""How many rows may stand above the headings: a title, a date, a note."""


@dataclass(frozen=True, slots=True)
class FileSheet:
    """One sheet of a file, as far as it has cells.

    Attributes:
        rows: The number of each line, from 1, and its cells.
        prefix: What its places begin with: `sheet "OKRs", `, and nothing in a CSV.
        merged: What stands in the cells that are merged with one above, by line and position.
    """

    rows: Sequence[tuple[int, Sequence[Cell]]]
    prefix: str = ""
    merged: Mapping[tuple[int, int], Cell] = field(default_factory=dict)

    def headings(self) -> tuple[int, str] | None:
        """Return where in the rows the headings are, and of which kind of sheet; None where there are none."""
        for index, (_, row) in enumerate(self.rows[:_MOST_ABOVE]):
            if kind := headings.kind_of([cells.text(cell) for cell in row]):
                return index, kind
        return None
