"""Figures as people write them in spreadsheets."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.exchange.reading import figure as written
from facilitator.exchange.sheets import cells as sheets_cells
from facilitator.exchange.sheets.cells import Cell, Mark


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("3,440,219", 3440219),
        ("3.440.219", 3440219),
        ("3 440 219", 3440219),
        ("3\u202f440\u00a0219", 3440219),
        ("3'440'219,5", 3440219.5),
        ("12 %", 12),
        ("２５％", 25),
        (".5", 0.5),
        ("12,5", 12.5),
        ("0,125", 0.125),
        ("1234.567", 1234.567),
        ("−5", -5),
        ("-90,5", -90.5),
        ("+5", 5),
        ("344万", 3440000),
        ("1.2亿", 120000000),
        ("1e16", 1e16),
        (7, 7),
        (0.4, 0.4),
    ],
)
def test_a_figure(cell: Cell, value: float) -> None:
    found = sheets_cells.figure(cell, None)
    assert found is not None
    assert (found.value, found.doubtful) == (value, False)


@pytest.mark.parametrize(
    "cell",
    ["abc", "1,23,4", "12 days", "1.2.3", "--5", "=1+1", "inf", "nan", "1e999", 10**400, float("nan"), True, "٣%x"],
)
def test_no_figure(cell: Cell) -> None:
    assert sheets_cells.figure(cell, None) is None


@pytest.mark.parametrize(
    ("written", "mark", "value", "doubtful"),
    [
        ("1,234", None, 1234, True),
        ("1.234", None, 1.234, True),
        ("1,234", ",", 1.234, False),
        ("1.234", ",", 1234, False),
        ("1,234", ".", 1234, False),
    ],
)
def test_what_could_be_two(written: str, mark: Mark | None, value: float, doubtful: bool) -> None:
    found = sheets_cells.figure(written, mark)
    assert found is not None
    assert (found.value, found.doubtful) == (value, doubtful)


@pytest.mark.parametrize(
    ("column", "mark"),
    [
        (["1.234", "12,5"], ","),
        (["1,234", "12.5"], "."),
        (["1.234", "1,234"], None),
        (["12,5", "12.5"], None),
        ([3.5, "text", None, date(2026, 1, 1)], None),
        (["3.440.219"], ","),
    ],
)
def test_what_stands_before_decimals(column: list[Cell], mark: Mark | None) -> None:
    assert sheets_cells.decimal_mark(column) == mark


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_an_export_writes_is_read_again(value: float) -> None:
    text = str(written(value + 0.0))
    found = sheets_cells.figure(text, sheets_cells.decimal_mark([text]))
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("cell", ["", " ", "-", "–", "n/a", "N/A", "无", "None", None, "\u3000", "－"])
def test_nothing(cell: Cell) -> None:
    assert sheets_cells.is_nothing(cell)


def test_texts() -> None:
    assert [sheets_cells.text(cell) for cell in (None, 2027.0, 2.5, True, "x", date(2026, 1, 2))] == [
        "",
        "2027",
        "2.5",
        "TRUE",
        "x",
        "2026-01-02",
    ]
    assert sheets_cells.cycle(datetime(2027, 3, 1)) == "2027-03"  # noqa: DTZ001  # as workbooks have it
    assert [sheets_cells.flag(word) for word in ("Yes", "否", True, 0, "perhaps")] == [True, False, True, False, None]
