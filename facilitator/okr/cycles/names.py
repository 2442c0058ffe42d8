"""Reads how a company names its cycles, and names further ones alike (METHOD M2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_NUMERALS = "一二三四"
_YEAR = re.compile(r"(?<!\d)(?:\d{4}|\d{2})(?!\d)")
_QUARTERS = (
    re.compile(r"(?<=[Qq])[1-4](?!\d)"),
    re.compile(rf"(?<!\d)[1-4{_NUMERALS}](?=季)"),
    re.compile(r"(?<!\d)[1-4](?!\d)"),
)
"""The surest sign of a quarter first; a figure alone counts only where there is no other."""

_USUAL = re.compile(r"(?:fy|fiscal|year|quarter|of|q|年|第|季度?|[\s/'’.,-])*")


class Label(NamedTuple):
    """The name of a year or a quarter, taken apart.

    Attributes:
        year: Four digits; the first of two in `2026/27`.
        quarter: 1 to 4; 0 for a year.
        name: The name itself.
        year_spans: Where years stand in the name: first character and the one after the last.
        quarter_span: Where the quarter stands in it; None for a year.
    """

    year: int
    quarter: int
    name: str
    year_spans: tuple[tuple[int, int], ...]
    quarter_span: tuple[int, int] | None

    @property
    def around(self) -> str:
        """The name without its figures, which names of one pattern have in common."""
        spans = sorted([*self.year_spans, *([self.quarter_span] if self.quarter_span else [])], reverse=True)
        rest = self.name
        for start, end in spans:
            rest = rest[:start] + "\0" + rest[end:]
        return rest.casefold()

    @property
    def usual(self) -> bool:
        """Whether everybody takes the name for that of a year or a quarter, whatever cycles are known."""
        if _USUAL.fullmatch(self.around.replace("\0", "")) is None:
            return False
        if self.quarter:
            return "q" in self.around or "季" in self.around
        return self.around.startswith("fy") or any(end - start == 4 for start, end in self.year_spans)

    def name_of(self, year: int, quarter: int) -> str:
        """Return the name of another year or quarter, after the same pattern."""
        parts = [(start, end, _shifted(self.name[start:end], year - self.year)) for start, end in self.year_spans]
        if self.quarter_span:
            start, end = self.quarter_span
            numeral = self.name[start:end] in _NUMERALS
            parts.append((start, end, _NUMERALS[quarter - 1] if numeral else str(quarter)))
        name = self.name
        for start, end, text in sorted(parts, reverse=True):
            name = name[:start] + text + name[end:]
        return name


def _shifted(figures: str, by: int) -> str:
    return str(int(figures) + by).zfill(len(figures))[-len(figures) :]


def read_label(name: str, *, quarter: bool) -> Label | None:
    """Take apart the name of a quarter, or of a year; None where it is no such name.

    `2026-Q4`, `FY26 Q4`, `Q4'26`, `26Q4` and `2026年第四季度` are quarters, `2026`, `FY26` and `2026/27` years.
    """
    quarter_span = None
    if quarter:
        for pattern in _QUARTERS:
            spans = [match.span() for match in pattern.finditer(name)]
            if spans:
                quarter_span = spans[0] if len(spans) == 1 else None
                break
        if quarter_span is None:
            return None
    year_spans = tuple(match.span() for match in _YEAR.finditer(name))
    years = [int(name[start:end]) + (2000 if end - start == 2 else 0) for start, end in year_spans]
    if not years or any(year - years[0] not in {0, 1} for year in years):
        return None
    # 2026/27 is a year, 04/2005 is a month.
    first_start, first_end = year_spans[0]
    if any(end - start > first_end - first_start for start, end in year_spans):
        return None
    number = name[slice(*quarter_span)] if quarter_span else "0"
    number_of_quarter = _NUMERALS.index(number) + 1 if number in _NUMERALS else int(number)
    return Label(years[0], number_of_quarter, name, year_spans, quarter_span)


Style = Callable[[date, date], str]
"""Names a cycle after its months, from its first and last day."""


def _iso(start: date, end: date) -> str:
    first = f"{start.year:04}-{start.month:02}"
    if (start.year, start.month) == (end.year, end.month):
        return first
    return f"{first}..{end.month:02}" if start.year == end.year else f"{first}..{end.year:04}-{end.month:02}"


def _chinese(start: date, end: date) -> str:
    if start.year != end.year:
        return f"{start.year}年{start.month}月-{end.year}年{end.month}月"
    months = f"{start.month}" if start.month == end.month else f"{start.month}-{end.month}"
    return f"{start.year}年{months}月"


def _words(letters: int | None, between: str, *, both: bool = False) -> Style:
    def name(start: date, end: date) -> str:
        first, last = (MONTH_NAMES[day.month - 1][:letters] for day in (start, end))
        if (start.year, start.month) == (end.year, end.month):
            return f"{first} {start.year}"
        if both or start.year != end.year:
            return f"{first} {start.year}{between}{last} {end.year}"
        return f"{first}{between}{last} {end.year}"

    return name


STYLES: tuple[Style, ...] = (
    _iso,
    _chinese,
    *(
        _words(letters, between, both=both)
        for letters in (3, None)
        for between in ("-", "–", " - ", " – ", " to ", "..")
        for both in (False, True)
    ),
    lambda start, end: _iso(start, end).replace("-", "/"),
    lambda start, end: f"{start.month:02}/{start.year}" if start.month == end.month else "",
)
"""The ways in which months are written; the first is that of English users, the second that of Chinese ones."""


def style_of(name: str, start: date, end: date) -> Style | None:
    """Return the way in which a cycle is named after its months; None where it is not."""
    return next((style for style in STYLES if style(start, end) == name), None)
