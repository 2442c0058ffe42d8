"""How companies name their cycles: reading a name, and naming the next one alike (METHOD M2)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMERALS = "一二三四"
_YEAR = re.compile(r"(?<!\d)(?:\d{4}|\d{2})(?!\d)")
# The surest sign of a quarter first; a figure alone counts only where there is no other.
_QUARTERS = (
    re.compile(r"(?<=[Qq])[1-4](?!\d)"),
    re.compile(rf"(?<!\d)[1-4{_NUMERALS}](?=季)"),
    re.compile(r"(?<!\d)[1-4](?!\d)"),
)
_USUAL = re.compile(r"(?:fy|fiscal|year|quarter|of|q|年|第|季度?|[\s/'’.,-])*")


class Label(NamedTuple):
    """What a name of a year or a quarter says.

    Attributes:
        year: Four digits; the first of two in `2026/27`.
        quarter: 1 to 4; 0 for a year.
        name: The name itself.
        years: Where the name has the years.
        numbered: Where it has the quarter; None for a year.
    """

    year: int
    quarter: int
    name: str
    years: tuple[tuple[int, int], ...]
    numbered: tuple[int, int] | None

    @property
    def around(self) -> str:
        """What is left of the name without its figures: two names alike have the same."""
        spans = sorted([*self.years, *([self.numbered] if self.numbered else [])], reverse=True)
        rest = self.name
        for start, end in spans:
            rest = rest[:start] + "\0" + rest[end:]
        return rest.casefold()

    @property
    def usual(self) -> bool:
        """Whether the name has nothing but what everybody takes for a year or a quarter."""
        if _USUAL.fullmatch(self.around.replace("\0", "")) is None:
            return False
        if self.quarter:
            return "q" in self.around or "季" in self.around
        return self.around.startswith("fy") or any(end - start == 4 for start, end in self.years)

    def named(self, year: int, quarter: int) -> str:
        """The name of another year or quarter, after the same pattern."""
        parts = [(start, end, _shifted(self.name[start:end], year - self.year)) for start, end in self.years]
        if self.numbered:
            start, end = self.numbered
            numeral = self.name[start:end] in _NUMERALS
            parts.append((start, end, _NUMERALS[quarter - 1] if numeral else str(quarter)))
        name = self.name
        for start, end, text in sorted(parts, reverse=True):
            name = name[:start] + text + name[end:]
        return name


def _shifted(figures: str, by: int) -> str:
    return str(int(figures) + by).zfill(len(figures))[-len(figures) :]


def read(name: str, *, quarter: bool) -> Label | None:
    """What the name of a quarter, or else of a year, says; None where it says neither.

    `2026-Q4`, `FY26 Q4`, `Q4'26`, `26Q4` and `2026年第四季度` are quarters, `2026`, `FY26` and `2026/27` years.
    """
    numbered = None
    if quarter:
        for pattern in _QUARTERS:
            found = [match.span() for match in pattern.finditer(name)]
            if found:
                numbered = found[0] if len(found) == 1 else None
                break
        if numbered is None:
            return None
    years = tuple(match.span() for match in _YEAR.finditer(name))
    numbers = [int(name[start:end]) + (2000 if end - start == 2 else 0) for start, end in years]
    if not numbers or any(number - numbers[0] not in {0, 1} for number in numbers):
        return None
    # 2026/27 is a year, 04/2005 is a month.
    if any(end - start > years[0][1] - years[0][0] for start, end in years):
        return None
    said = name[slice(*numbered)] if numbered else "0"
    return Label(numbers[0], _NUMERALS.index(said) + 1 if said in _NUMERALS else int(said), name, years, numbered)


Style = Callable[[date, date], str]
"""Makes a name of the months of a cycle, from its first and last day."""


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
"""The ways in which months are written; the first and the second are those of English and of Chinese users."""


def style(name: str, start: date, end: date) -> Style | None:
    """The way in which a known cycle is named after its months, if it is."""
    return next((one for one in STYLES if one(start, end) == name), None)
