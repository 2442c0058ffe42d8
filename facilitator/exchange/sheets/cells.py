"""Reads what people write in the cells of a spreadsheet: figures in every spelling, blanks, days."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal, NamedTuple

Mark = Literal[",", "."]
"""A decimal mark."""


class Percent(float):
    """A figure that its cell shows with a percent sign, as it is shown: 12 for 12 %."""


class Formula(str):
    """A formula of which no spreadsheet has left the value."""

    __slots__ = ()


Cell = str | int | float | bool | date | None
"""What a cell holds; a text of a CSV, or a value of a workbook."""

_NOTHING = frozenset(
    ("", "-", "–", "—", "--", "/", "n/a", "na", "#n/a", "none", "null", "nil", "tbd", "无", "暂无", "?")
)
_YES = frozenset(("true", "yes", "y", "1", "是", "在职"))
_NO = frozenset(("false", "no", "n", "0", "否", "离职"))
_BIG = {"万": 10_000, "亿": 100_000_000}
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
# What is written between thousands besides a point and a comma.
_BETWEEN = re.compile(r"(?<=\d)[\s'’_](?=\d{3}(?!\d))")
_GROUPED = {mark: re.compile(rf"[+-]?\d{{1,3}}(?:\{mark}\d{{3}})+") for mark in ",."}


class Figure(NamedTuple):
    """A figure that was read: its value, whether a percent sign stood behind it, and whether it could be another."""

    value: float
    percent: bool = False
    doubtful: bool = False


def text(cell: Cell) -> str:
    """Return a cell as a text: whole numbers without a point, a day as 2026-10-01."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float() if cell.is_integer() and abs(cell) < 2**53:
            return str(int(cell))
        case _:
            return str(cell)


def cycle(cell: Cell) -> str:
    """Return a cell as the name of a cycle: spreadsheets make a day of what looks like a month."""
    if isinstance(cell, date) and cell.day == 1:
        return f"{cell.year:04}-{cell.month:02}"
    return text(cell)


def day(cell: Cell) -> date | None:
    """Return a cell as a day: a date, or a text with the year first; else None, as 01/10/2026 could be two days."""
    if isinstance(cell, date):
        return cell.date() if isinstance(cell, datetime) else cell
    match = _DAY.fullmatch(_plain(text(cell)).strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def is_nothing(cell: Cell) -> bool:
    """Return whether a cell says that there is nothing: blank, a dash, n/a, 无."""
    return cell is None or (isinstance(cell, str) and _plain(cell).strip().casefold() in _NOTHING)


def flag(cell: Cell) -> bool | None:
    """Return a yes or a no, in words or as a figure; None for anything else."""
    word = _plain(text(cell)).strip().casefold()
    return True if word in _YES else False if word in _NO else None


def decimal_mark(cells: Iterable[Cell]) -> Mark | None:
    """Return the decimal mark of these cells: the one that is beyond doubt in any of them; None if there is none."""
    marks = {mark for cell in cells if isinstance(cell, str) and (mark := _certain(_digits(cell)))}
    return marks.pop() if len(marks) == 1 else None


def figure(cell: Cell, mark: Mark | None) -> Figure | None:
    """Return a cell as a number, however it is written: `1.234,5`, `3,440,219`, `12 %`, `.5`, `-5`, `3 440`, `344万`.

    A comma with three digits behind it and no zero before it stands between thousands, a point before decimals, unless
    `mark`, as `decimal_mark` found it, says that the sheet writes otherwise. None where the cell is no finite number.
    """
    if isinstance(cell, bool) or cell is None or isinstance(cell, date):
        return None
    if isinstance(cell, int | float):
        return _finite(cell, percent=isinstance(cell, Percent))
    written = _plain(cell).strip()
    percent = written.endswith("%")
    written = written.removesuffix("%").strip()
    times = _BIG.get(written[-1:], 1)
    digits = _digits(written[:-1] if times > 1 else written)
    certain = _certain(digits)
    known = certain or mark
    mark = known or ("," if _GROUPED["."].fullmatch(digits) and digits.count(".") > 1 else ".")
    between = "." if mark == "," else ","
    if between in digits and not re.fullmatch(
        rf"[+-]?\d{{1,3}}(?:\{between}\d{{3}})+(?:\{mark}\d*)?(?:e[+-]?\d+)?", digits
    ):
        return None
    plain = digits.replace(between, "").replace(mark, ".")
    if not re.fullmatch(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?", plain, re.ASCII):
        return None
    doubtful = known is None and any(pattern.fullmatch(digits) for pattern in _GROUPED.values())
    return _finite(float(plain) * times, percent=percent, doubtful=doubtful and digits.count(between) < 2)


def _finite(value: float, *, percent: bool, doubtful: bool = False) -> Figure | None:
    try:
        number = float(value) + 0.0  # never -0.0
    except OverflowError:
        return None
    return Figure(number, percent, doubtful) if math.isfinite(number) else None


def _plain(written: str) -> str:
    return unicodedata.normalize("NFKC", written).replace("\u2212", "-")


def _digits(written: str) -> str:
    return _BETWEEN.sub("", _plain(written).strip().removesuffix("%").strip().casefold())


def _certain(digits: str) -> Mark | None:
    """Return the decimal mark of a figure where it can only be one of the two; else None."""
    body = digits.lstrip("+-").partition("e")[0]
    if not re.fullmatch(r"[\d.,]+", body, re.ASCII):
        return None
    point, comma = body.rfind("."), body.rfind(",")
    if point >= 0 and comma >= 0:
        return "." if point > comma else ","
    mark: Mark = "." if point >= 0 else ","
    if body.count(mark) != 1:
        return None if not body.count(mark) else ("," if mark == "." else ".")
    before, _, after = body.partition(mark)
    return mark if len(after) != 3 or before in {"", "0"} or len(before) > 3 else None
