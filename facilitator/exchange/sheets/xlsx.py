"""Reads the sheets of an Excel workbook: their values as they are shown, merged cells, percentages."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import TYPE_CHECKING, Any

from facilitator.common.mistakes import refusal
from facilitator.exchange.entries import shortened
from facilitator.exchange.sheets.cells import Cell, Formula, Percent
from facilitator.exchange.sheets.sheet import FileSheet

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Imported in functions: openpyxl is slow to import, or not installed.


_LARGEST = 300_000_000
"""How many bytes a workbook may hold: a few kilobytes can be packed to fill every memory."""
_WIDEST = 1_000
"""How many columns of a sheet are looked at."""


def read(data: bytes, file: str) -> list[FileSheet]:
    """Return the sheets of a workbook, each with the cells that hold something.

    Raises:
        MistakesError: It is no workbook, or openpyxl is not installed.
    """
    try:
        import openpyxl
    except ModuleNotFoundError as error:
        raise refusal(
            file,
            ".xlsx needs openpyxl, which is not installed",
            "install it with pip install 'facilitator[spreadsheets]'",
        ) from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size <= _LARGEST:
            values, formulas = (openpyxl.load_workbook(io.BytesIO(data), data_only=only) for only in (True, False))
            return [_sheet(sheet, formulas[sheet.title]) for sheet in values.worksheets]
    # Whatever a broken file makes the library stumble over.
    except Exception as error:
        raise refusal(
            file, "this is not an .xlsx workbook, or it is damaged", "open it in a spreadsheet and save it again"
        ) from error
    raise refusal(file, f"it holds {size:,} bytes, {_LARGEST:,} are allowed", "take some of it out")


def _sheet(sheet: Worksheet, formulas: Worksheet) -> FileSheet:
    prefix = f'sheet "{shortened(sheet.title)}", '
    rows: dict[int, list[Cell]] = {}
    known: dict[tuple[int, int], Any] = sheet._cells  # noqa: SLF001  # all others would be made by looking at them
    asked: dict[tuple[int, int], Any] = formulas._cells  # noqa: SLF001  # the same
    for (line, column), cell in sorted(known.items()):
        formula = asked.get((line, column))
        value = _value(cell)
        if value is None and formula is not None and formula.data_type == "f":
            value = Formula(formula.value)
        if value is None or column > _WIDEST:
            continue
        row = rows.setdefault(line, [])
        row += [None] * (column - len(row))
        row[column - 1] = value
    merged: dict[tuple[int, int], Cell] = {}
    for area in sheet.merged_cells.ranges:
        first = known.get((area.min_row, area.min_col))
        if first is not None and first.value is not None and area.max_row - area.min_row < 10_000:
            value = _value(first)
            merged |= {(line, area.min_col - 1): value for line in range(area.min_row + 1, area.max_row + 1)}
    return FileSheet(sorted(rows.items()), prefix, merged)


def _value(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, bool | str | date):
        return value
    if isinstance(value, int | float):
        shown = str(cell.number_format)
        # Only what is written as a percentage, not what has a percent sign among its words.
        if "%" in shown and '"' not in shown:
            return Percent(round(value * 100, 10))
        return value
    return str(value)
