"""Works out the name and the days of a cycle that somebody asks for: "next quarter", "2027-Q1" (METHOD M2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line
from facilitator.okr.cycles import names
from facilitator.okr.cycles.names import Label

Known = Sequence[tuple[str, date, date]]
"""The cycles there are, each with its name, first day and last day."""

LENGTHS = {"month": 1, "two months": 2, "quarter": 3, "year": 12}
"""The lengths that have a name, in months."""
YEARS = range(2000, 2100)
"""The years that a cycle may begin in."""

HELP = (
    'write "next quarter", "next month", "next two months", "next year", "2027-Q1", "2027-03", "2027-03..04", "2027", '
    'or a name and two dates: "Spring 2027-01-11..2027-04-10"'
)
"""What can be written."""

_DAY = r"(\d{4}-\d{1,2}-\d{1,2})"
_TWO_DAYS = re.compile(rf"(.*?)[\s:,(]*{_DAY}(?:\s*(?:\.\.+|…|-|–|—|to|until|至|到|,)\s*|\s+){_DAY}\)?", re.IGNORECASE)
_NEXT = re.compile(
    r"(?:(?P<this>this|current|本|[这這][个個]?|当前)|next|下一?[个個]?)\s*"
    r"(?:(?P<quarter>quarter|季度?)|(?P<two>(?:two|2)\s*months|双月|(?:[两兩]|2)[个個]?月)|(?P<month>month|月)|(?P<year>year|年)"
    r"|(?P<cycle>cycle|周期))"
)
_NUMBERS = re.compile(
    r"(\d{4})\s*(?:[-/]|年)\s*(\d{1,2})\s*月?(?:\s*(?:\.\.+|…|-|–|至|到)\s*(?:(\d{4})[-/年])?(\d{1,2})月?)?"
)
_WORDS = re.compile(r"([a-z]{3,9})\.?\s*(\d{4})?\s*(?:(?:\.\.+|-|–|/|to|and)\s*([a-z]{3,9})\.?)?\s*(\d{4})?")
_COUNTED = re.compile(r"(.*(?:\s|#))(\d{1,3})")


class CycleError(RefusedError):
    """No cycle can be made of what was written; the message says why and what can be written."""


class NewCycle(NamedTuple):
    """A cycle that can be made; `start` and `end` are both part of it."""

    name: str
    start: date
    end: date


class _Year(NamedTuple):
    """A company's year.

    Attributes:
        first: How many months after January it begins, 0 to 11.
        day: The day of the month on which it begins, 1 to 28.
        lead: How many years its name is ahead of the calendar year in which it begins, -1 to 1.
    """

    first: int
    day: int
    lead: int

    def label(self, index: int) -> tuple[int, int]:
        """Return the year and the quarter (1 to 4) that a month belongs to."""
        into = (index - self.first) % 12
        return (index - into) // 12 + self.lead, into // 3 + 1

    def begins(self, label: Label) -> int:
        """Return the month in which a year or a quarter begins."""
        return (label.year - self.lead) * 12 + self.first + 3 * max(label.quarter - 1, 0)


_CALENDAR = _Year(0, 1, 0)


def length(start: date, end: date) -> str:
    """Return how long a cycle is, both days included: `month`, `two months`, `quarter`, `year` or `other`.

    A month need not begin on the first: from the 15th to the 14th is one. After the 28th it must.
    """
    if start.day <= 28 and end < date.max and (after := end + timedelta(1)).day == start.day:
        return {months: name for name, months in LENGTHS.items()}.get(_month(after) - _month(start), "other")
    return "other"


def parse(words: str, today: date, known: Known) -> NewCycle:
    """Return the cycle that somebody means.

    "Next" is after today: the year, the day it begins on and the pattern of the names are those of the known cycles of
    the same length, the newest first; the calendar's where there are none. "Next cycle" is the first one after the
    newest known that is not over.

    Args:
        words: What was typed, such as `next quarter`, `Q1 2027`, `Mar-Apr 2027`, `下季度`, or a name and two dates.
        today: The day that "this" and "next" are said on.
        known: The cycles there are, in any order.

    Raises:
        CycleError: It is not understood, ends before it starts, begins outside the years 2000 to 2099, overlaps a
            known cycle of the same length, or has a known one's name.
    """
    text = " ".join(clean_line(words).split())
    try:
        cycle = _Reading(text, today, sorted(known, key=lambda cycle: cycle[1], reverse=True)).cycle()
    except (OverflowError, ValueError) as error:
        if isinstance(error, CycleError):
            raise
        raise CycleError(f"a cycle begins in a year from {YEARS[0]} to {YEARS[-1]}; {HELP}") from error
    _check(cycle, known)
    return cycle


def _check(cycle: NewCycle, known: Known) -> None:
    if cycle.end < cycle.start:
        raise CycleError(f"{cycle.name} ends before it starts; write the first day before the last")
    if cycle.start.year not in YEARS:
        raise CycleError(f"a cycle begins in a year from {YEARS[0]} to {YEARS[-1]}; {HELP}")
    for name, start, end in known:
        if name.casefold() == cycle.name.casefold():
            raise CycleError(f"{name} is there already, from {start} to {end}; use it, or write another one")
    for name, start, end in known:
        if start <= cycle.end and cycle.start <= end and _alike(cycle, start, end):
            raise CycleError(
                f"{cycle.name}, from {cycle.start} to {cycle.end}, overlaps {name}, from {start} to {end}; "
                "use that one, or write other dates"
            )


def _alike(cycle: NewCycle, start: date, end: date) -> bool:
    """Return whether two cycles are of one length; without a named one, they are where it differs by a week at most."""
    if (kind := length(start, end)) != "other" or length(cycle.start, cycle.end) != "other":
        return kind == length(cycle.start, cycle.end)
    return abs((cycle.end - cycle.start) - (end - start)) <= timedelta(7)


def _month(day: date) -> int:
    """Return the months from the year 0 to a day's month."""
    return day.year * 12 + day.month - 1


def _span(index: int, months: int, day: int) -> tuple[date, date]:
    """Return the first and the last day of so many months, from a day (1 to 28) of a month on."""
    after = index + months
    return date(index // 12, index % 12 + 1, day), date(after // 12, after % 12 + 1, day) - timedelta(1)


class _Reading:
    """What was typed, while it is tried as one kind of phrase after the other; `known` has the newest cycles first."""

    def __init__(self, text: str, today: date, known: Known) -> None:
        self.text = text
        self.folded = unicodedata.normalize("NFKC", text).casefold()
        self.today = today
        self.known = known
        self.chinese = any("\u4e00" <= char <= "\u9fff" for char in text)

    def cycle(self) -> NewCycle:
        for read in (self.from_days, self.from_today, self.from_label, self.from_months):
            if cycle := read():
                return cycle
        raise CycleError(f'"{self.text}" is not a cycle; {HELP}' if self.text else f"nothing is written; {HELP}")

    def of_length(self, kind: str) -> Known:
        return [cycle for cycle in self.known if length(cycle[1], cycle[2]) == kind]

    def from_days(self) -> NewCycle | None:
        match = _TWO_DAYS.fullmatch(self.text)
        if not match:
            return None
        try:
            start, end = (date(*map(int, day.split("-"))) for day in match.groups()[1:])
        except ValueError as error:
            raise CycleError(f"{match[2]} and {match[3]} are not both days; write them like 2027-01-31") from error
        return NewCycle(match[1].strip() or self.name(start, end), start, end)

    def from_today(self) -> NewCycle | None:
        match = _NEXT.fullmatch({"今年": "本年", "明年": "下年"}.get(self.folded, self.folded))
        if not match:
            return None
        if match["cycle"]:
            return None if match["this"] else self.after_the_newest()
        kind = {"two": "two months"}.get(str(match.lastgroup), str(match.lastgroup))
        return self.on_grid(kind, 0 if match["this"] else 1)

    def on_grid(self, kind: str, ahead: int, since: date | None = None) -> NewCycle:
        """Return the cycle of that length that a day is in, or one `ahead`; it begins when the known ones do."""
        months = LENGTHS[kind]
        alike = self.of_length(kind)
        year = self.year(kind) or _CALENDAR
        anchor, day = (_month(alike[0][1]), alike[0][1].day) if alike else (year.first, year.day)
        on = since or self.today
        index = _month(on) - (on.day < day)
        index += months * ahead - (index - anchor) % months
        start, end = _span(index, months, day)
        return NewCycle(self.name(start, end), start, end)

    def after_the_newest(self) -> NewCycle:
        if not self.known:
            return self.on_grid("quarter", 1)
        name, start, end = self.known[0]
        kind = length(start, end)
        if kind != "other":
            follows = self.on_grid(kind, 1, start)
            return follows if follows.end >= self.today else self.on_grid(kind, 0)
        first = end + timedelta(1)
        counted = _COUNTED.fullmatch(name)
        last = first + (end - start)
        return NewCycle(f"{counted[1]}{int(counted[2]) + 1}" if counted else f"{first}..{last}", first, last)

    def from_label(self) -> NewCycle | None:
        """Return a year or a quarter by its name: a usual one, or one after the pattern of those known."""
        for kind in ("quarter", "year"):
            text = unicodedata.normalize("NFKC", self.text)
            label = names.read_label(text, quarter=kind == "quarter")
            pattern = self.pattern(kind)
            if label and (label.usual or (pattern and pattern.around == label.around)):
                if kind == "year" and _NUMBERS.fullmatch(self.folded) and not _two_years(label):
                    continue
                year = self.year(kind) or _CALENDAR
                start, end = _span(year.begins(label), LENGTHS[kind], year.day)
                name = re.sub(r"(?i)\b(?:fy|q)(?=\W*\d)", lambda match: match[0].upper(), text)
                name = re.sub(r"(?<=\d)q(?=\d)", "Q", name)
                return NewCycle(pattern.name_of(label.year, label.quarter) if pattern else name, start, end)
        return None

    def from_months(self) -> NewCycle | None:
        if re.fullmatch(_DAY, self.folded):
            return None
        if match := _NUMBERS.fullmatch(re.sub(r"(\d{1,2})/(\d{4})", r"\2-\1", self.folded)):
            year, first, last_year, last = (int(part) if part else 0 for part in match.groups())
            last_year, last = last_year or year + (0 < last < first), last or first
        elif (match := _WORDS.fullmatch(self.folded)) and (match[2] or match[4]):
            first, last = _month_number(match[1]), _month_number(match[3] or match[1])
            last_year = int(match[4] or match[2])
            year = int(match[2] or match[4])
            if first > last and not (match[2] and match[4]):
                raise CycleError(
                    f"which year has which month? Write {names.MONTH_NAMES[first - 1][:3] if first else match[1]} "
                    f"{year - 1}-{names.MONTH_NAMES[last - 1][:3] if last else match[3]} {year}"
                )
        else:
            return None
        if not (1 <= first <= 12 and 1 <= last <= 12):
            return None
        months = last_year * 12 + last - year * 12 - first + 1
        if not 1 <= months <= 24:
            raise CycleError(f'"{self.text}" ends before it starts, or is longer than two years; {HELP}')
        kind = next((kind for kind, count in LENGTHS.items() if count == months), "other")
        alike = self.of_length(kind)
        start, end = _span(year * 12 + first - 1, months, alike[0][1].day if kind != "other" and alike else 1)
        return NewCycle(self.name(start, end), start, end)

    def pattern(self, kind: str) -> Label | None:
        """Return how the newest known year or quarter that has a readable name is named."""
        labels = (names.read_label(name, quarter=kind == "quarter") for name, *_ in self.of_length(kind))
        return next(filter(None, labels), None)

    def year(self, kind: str) -> _Year | None:
        """Return the company's year, as the names of cycles of that length tell it, or else of the other length."""
        for other in (kind, "quarter" if kind == "year" else "year"):
            for name, start, _ in self.of_length(other):
                if other in {"quarter", "year"} and (label := names.read_label(name, quarter=other == "quarter")):
                    begins = _month(start) - 3 * max(label.quarter - 1, 0)
                    if -1 <= (lead := label.year - begins // 12) <= 1:
                        return _Year(begins % 12, start.day, lead)
        return None

    def name(self, start: date, end: date) -> str:
        """Return a name for a cycle, like those of the known ones of the same length."""
        kind = length(start, end)
        usual = names.STYLES[self.chinese]
        if kind == "other":
            whole = start.day == 1 and (end + timedelta(1)).day == 1
            return usual(start, end) if whole else f"{start}..{end}"
        for name, first, last in self.of_length(kind):
            if style := names.style_of(name, first, _last_month(first, last)):
                return style(start, _last_month(start, end))
            if kind in {"quarter", "year"} and names.read_label(name, quarter=kind == "quarter"):
                break
        if kind in {"quarter", "year"}:
            year = self.year(kind) or _CALENDAR
            if year.day == start.day and (_month(start) - year.first) % LENGTHS[kind] == 0:
                number, quarter = year.label(_month(start))
                default = _DEFAULTS[2 if year.lead else self.chinese][kind == "year"]
                pattern = self.pattern(kind) or names.read_label(default, quarter=kind == "quarter")
                if pattern:
                    return pattern.name_of(number, quarter)
        return usual(start, _last_month(start, end))


_DEFAULTS = (("2000-Q1", "2000"), ("2000年第一季度", "2000年"), ("FY00 Q1", "FY00"))
"""The names of quarters and of years where none are known: English, Chinese, and of years named after their end."""


def _last_month(start: date, end: date) -> date:
    """Return a day of the last month that a cycle is named after; from the 15th to the 14th it is the month before."""
    return end - timedelta(start.day - 1)


def _two_years(label: Label) -> bool:
    """Return whether a label is a year such as 2026-27, which cannot be a month."""
    return len(label.year_spans) == 2 and int(label.name[slice(*label.year_spans[1])]) > 12


def _month_number(word: str) -> int:
    """Return the number of a month by its name or its first letters; 0 for another word."""
    return next((month for month, name in enumerate(names.MONTH_NAMES, 1) if name.casefold().startswith(word)), 0)
