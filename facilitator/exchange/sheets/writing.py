"""Writes an export as spreadsheets: OKRs as CSV, people and OKRs as an Excel workbook (CONTRACT, the import file)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from facilitator.exchange.entries import CycleEntry, Entries, KeyResultEntry, ObjectiveEntry, shortened
from facilitator.exchange.reading import ExportError, figure
from facilitator.exchange.sheets import cycle_days
from facilitator.exchange.sheets.headings import CYCLE_COLUMNS, OKR_COLUMNS, PEOPLE_COLUMNS

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Imported in functions: openpyxl is slow to import, or not installed.


Value = str | int | float | bool | None
"""What a cell has; a text is never calculated."""

_LONGEST = 32_767
"""How many characters a cell of a workbook holds."""
_WIDTHS = {"name": 24, "unit": 16, "manager": 24, "timezone": 18, "email": 28, "objective": 48, "key result": 48}
_WIDTHS |= {"reason": 40, "owner": 24, "key result owner": 24}
_OF_OBJECTIVE = {"objective": "title", "objective id": "id", "cycle": "cycle", "owner": "owner", "state": "state"}
_OF_KEY_RESULT = {"key result": "title", "key result id": "id", "key result owner": "owner"}
# What a spreadsheet would calculate; and what an export has put before it already.
_CALCULATED = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def as_csv(entries: Entries) -> bytes:
    """Return the OKRs, in UTF-8 without a byte order mark, as other programs take it.

    A text that a spreadsheet would calculate has an apostrophe before it, which an import takes away again.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_neutral(value) for value in row] for row in okrs(entries))
    return text.getvalue().encode()


def as_xlsx(entries: Entries) -> bytes:
    """Return a workbook with a sheet of people and one of OKRs.

    Raises:
        ExportError: openpyxl is not installed, or a text is longer than a cell may be.
    """
    try:
        from openpyxl import Workbook
    except ModuleNotFoundError as error:
        raise ExportError(
            "an export as xlsx needs openpyxl, which is not installed; "
            "install it with pip install 'facilitator[spreadsheets]'"
        ) from error
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in (("People", list(people(entries))), ("OKRs", list(okrs(entries)))):
        sheet = book.create_sheet(title)
        _fill(sheet, rows)
        sheet.freeze_panes = "A2"
        for position, column in enumerate(rows[0], 1):
            sheet.column_dimensions[sheet.cell(1, position).column_letter].width = _WIDTHS.get(str(column), 13)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def people(entries: Entries) -> Iterator[Sequence[Value]]:
    """Yield the rows of the sheet of people, its headings first; the manager is that of the unit."""
    yield PEOPLE_COLUMNS
    managers = {unit.name: unit.manager for unit in entries.units}
    for person in entries.people:
        active = None if person.active is not False else "no"
        yield person.name, person.unit, managers.get(person.unit or ""), person.timezone, person.email, active


def okrs(entries: Entries) -> Iterator[Sequence[Value]]:
    """Yield the rows of the sheet of OKRs, its headings first; an objective without a key result has a row too."""
    dated = cycle_days.untold(entries)
    columns = (*OKR_COLUMNS, *CYCLE_COLUMNS) if dated else OKR_COLUMNS
    yield columns
    for objective in entries.objectives:
        cycle = dated.get(objective.cycle or "")
        for row in objective.key_results or (None,):
            yield tuple(_okr(column, objective, row, cycle) for column in columns)


def _okr(column: str, objective: ObjectiveEntry, row: KeyResultEntry | None, cycle: CycleEntry | None) -> Value:
    if column in _OF_OBJECTIVE:
        return cast(Value, getattr(objective, _OF_OBJECTIVE[column]))
    if column in CYCLE_COLUMNS:
        day: date | None = getattr(cycle, column.removeprefix("cycle "), None)
        return day.isoformat() if day else None
    value: Value = getattr(row, _OF_KEY_RESULT.get(column, column), None)
    return figure(value) if isinstance(value, float) else value


def _neutral(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and _CALCULATED.match(value) else value


def _fill(sheet: Worksheet, rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.styles import Alignment, Font

    for line, row in enumerate(rows, 1):
        for position, value in enumerate(row, 1):
            if value is None:
                continue
            if isinstance(value, str) and len(value) > _LONGEST:
                raise ExportError(
                    f'"{shortened(value)}" has {len(value):,} characters, a cell of a workbook holds {_LONGEST:,}; '
                    "export it as csv, toml or json"
                )
            # The library writes sixteen digits, and some figures have seventeen.
            cell = sheet.cell(line, position, repr(value) if isinstance(value, float) else value)
            if isinstance(value, float):
                cell.data_type = "n"
            if isinstance(value, str):
                # Not what its beginning looks like: a formula, an error.
                cell.data_type = "s"
                cell.quotePrefix = bool(_CALCULATED.match(value))
                cell.alignment = Alignment(vertical="top", wrap_text=True)
            if line == 1:
                cell.font = Font(bold=True)
