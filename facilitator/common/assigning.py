"""Reads who does what by when out of one line: `order disks @Joe by friday`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from facilitator.common.days import around
from facilitator.common.days.reading import DayRead, read_day
from facilitator.common.mentions import FRONT, PUNCTUATION, fitting, without_spaces
from facilitator.common.text import clean_line

WITHOUT_DAY = ("none", "no date", "no day", "-", "kein", "keiner", "无", "没有")
"""Answers that say that there is no day, where a day is asked for."""

_LONGEST_DAY = 60
"""Characters from the end of a line within which its day is looked for."""

_LONGEST_UNREAD = 240
"""Characters from the end within which something is looked for that was meant for a day."""

_MOST_NAMED = 3
"""Names that are listed where several fit."""

_MOST_UNCLEAR = 4
"""Things that are not understood after which no more are looked for."""

_AROUND = " \t,;:–—-，；：、"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A line taken apart.

    Attributes:
        text: The words that are left.
        owner: Whose name stands in it; None where it names nobody, or nobody for certain.
        due: The day by which; None where it says none, or none that exists.
        unclear: A sentence for each thing that looks like an owner or a day, and stays text because it is none.
        line: The whole line, as it was written.
    """

    text: str
    owner: str | None
    due: date | None
    unclear: tuple[str, ...] = ()
    line: str = ""

    @property
    def dated(self) -> str:
        """The text with its date, for what has no date of its own."""
        return self.text if self.due is None else f"{self.text} by {self.due.isoformat()}"

    def __str__(self) -> str:
        """Return the line as it was written."""
        return self.line


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads lines of one kind, so that what is shown while a line is typed is what is recorded of it.

    Attributes:
        names: The names of the people there are.
        today: The day on which the line is begun.
        month_first: Whether `12/4` is 4 December.
        days: Whether a day is asked for.
        only_day: Whether nothing but a day is asked for: `friday` and `by friday` are the same then.
        owner: Whose it is where the line names nobody; None for nobody's.
        due: The day that stays where the line says none.
    """

    names: tuple[str, ...]
    today: date
    month_first: bool = False
    days: bool = True
    only_day: bool = False
    owner: str | None = None
    due: date | None = None

    def read(self, line: str) -> Parsed:
        """Take the line apart."""
        if not self.only_day:
            return parse_action(line, self.names, self.today, month_first=self.month_first, days=self.days)
        written = clean_line(line).strip()
        due = parse_day(written, self.today, month_first=self.month_first)
        nothing = not written or written.casefold() in WITHOUT_DAY
        unclear = () if due is not None or nothing else (f"“{written[:_LONGEST_DAY]}” is not a day",)
        return Parsed("" if due else written, None, due, unclear, written)


def parse_day(text: str, today: date, *, month_first: bool = False) -> date | None:
    """Return the day that a text says, with or without `by` before it; None where it says none that exists."""
    line = text if around.BY.match(text.strip()) else f"by {text}"
    return parse_action(line, (), today, month_first=month_first).due


def parse_action(
    text: str, names: Sequence[str], today: date, *, month_first: bool = False, days: bool = True
) -> Parsed:
    """Take `@Name` and a day off the end of a line, in either order; the name may stand at its beginning, too.

    Args:
        text: The line.
        names: The names of the people there are. `@` and the beginning of a word of a name means its owner, without
            accents and in either case, where only one fits. No space is needed before the @ where people write without.
        today: The day on which the line is written.
        month_first: Whether `12/4` is 4 December.
        days: Whether a day is asked for; otherwise it stays text.

    Returns:
        What was read. An owner counts even if the day does not, and the other way round; what is no name and no day
        stays text, and `unclear` tells of it.
    """
    return _Reading(clean_line(text).strip(), names, today, month_first, days).read()


def parse_name(text: str, names: Sequence[str]) -> tuple[str, str | None]:
    """Take `@Name` off a text, and leave everything else in it as it is."""
    parsed = parse_action(text, names, date.min, days=False)
    return parsed.text, parsed.owner


class _Reading:
    """A line that is being taken apart, from its end."""

    def __init__(self, line: str, names: Sequence[str], today: date, month_first: bool, days: bool) -> None:
        self.line = line
        self.rest = line
        self.names = names
        self.today = today
        self.month_first = month_first
        self.wants_day = days
        self.owner: str | None = None
        self.due: date | None = None
        self.unclear: list[str] = []
        self.aside = ""
        """What stays text behind what is still to be read."""

    def read(self) -> Parsed:
        """Take off what can be read until nothing is left that can."""
        while self._take_day() or self._take_owner() or self._set_aside():
            pass
        if self.owner is None:
            self._take_first_owner()
        self._tell_of_other_names()
        taken = self.owner is not None or self.due is not None
        text = (self.rest + self.aside).strip() if taken else self.line
        return Parsed(text, self.owner, self.due, tuple(dict.fromkeys(self.unclear)), self.line)

    # The day -------------------------------------------------------------------------------------------------

    def _take_day(self) -> bool:
        if self.due is not None or not self.wants_day:
            return False
        for start, amid_letters in _beginnings(self.rest):
            reading = self._read_day(start, amid_letters)
            if reading is not None:
                self.due = reading.day
                if reading.day is not None:
                    self._cut(start)
                return reading.day is not None
        return False

    def _read_day(self, start: int, amid_letters: bool) -> DayRead | None:
        """Return the day that the line is from there on; None where that is none, or may be something else."""
        tail = self.rest[start:].lstrip("([（【")
        before = around.BEFORE.search(tail)
        phrase = tail[: before.start()] if before and any(map(without_spaces, tail)) else tail
        sure = phrase is not tail
        if (by := around.BY.match(phrase)) and (not amid_letters or sure or around.LATEST.match(phrase)):
            sure = sure or not amid_letters or bool(around.LATEST.match(phrase))
            phrase = phrase[by.end() :]
        if amid_letters and not sure:
            return None
        reading = self._day(phrase)
        if reading is None or sure:
            return reading
        if on := around.ON.match(tail):
            figures = any(char.isdecimal() for char in phrase)
            # `am Morgen` is in the morning, and not tomorrow.
            plain = reading.plain and tail[on.end() :].casefold().rstrip(PUNCTUATION) != "morgen"
            return reading if plain or figures else None
        words = self.rest[:start].split()
        belongs = bool(words) and words[-1].casefold() in around.BELONGS_TO
        return reading if reading.plain and not belongs else None

    def _day(self, phrase: str) -> DayRead | None:
        reading = read_day(phrase, self.today, month_first=self.month_first)
        if reading is None and (article := around.ARTICLE.match(phrase)):
            reading = read_day(phrase[article.end() :], self.today, month_first=self.month_first)
        return reading

    # The owner -----------------------------------------------------------------------------------------------

    def _take_owner(self) -> bool:
        fronts = list(FRONT.finditer(self.rest))
        if self.owner is not None or not fronts:
            return False
        start, behind = fronts[-1].start(), self.rest[fronts[-1].end() :].strip()
        people = fitting(behind, self.names)
        if len(people) == 1:
            self.owner = people[0]
            self._cut(start)
            return True
        # Behind a name even `12/4` can be nothing but a day.
        for end in self._ends_of_name(behind) if self.due is None and self.wants_day else ():
            people, phrase = fitting(behind[:end].strip(), self.names), behind[end:].strip()
            reading = self._day(phrase) if len(people) == 1 else None
            if reading is not None:
                self.owner, self.due = people[0], reading.day
                left = self.rest[fronts[-1].end() + end :]
                if reading.day is None:
                    self._tell_no_day(phrase)
                self._cut(start)
                self.aside = "" if reading.day else f" {left.strip()}{self.aside}"
                return True
        return False

    def _take_first_owner(self) -> None:
        front = FRONT.match(self.rest)
        if front is None:
            return
        behind = self.rest[front.end() :]
        for end in self._ends_of_name(behind, _LONGEST_DAY):
            people = fitting(behind[:end], self.names)
            if len(people) == 1 and behind[end:].strip(_AROUND):
                self.owner = people[0]
                self.rest = behind[end:].lstrip(_AROUND)
                return

    def _ends_of_name(self, behind: str, longest: int | None = None) -> list[int]:
        """Return where a name behind an @ may end, the longest first: at a space, or right behind a whole name."""
        whole = [len(name) for name in self.names if behind.startswith(name) and without_spaces(name[:1])]
        return sorted({match.start() for match in re.finditer(r"\s", behind[:longest])} | set(whole), reverse=True)

    # What stays text -----------------------------------------------------------------------------------------

    def _set_aside(self) -> bool:
        """Step over what looks like a day or an owner at the end and is none: what stands before it may be one."""
        if len(self.unclear) >= _MOST_UNCLEAR:
            return False
        start = self._unread_day()
        if start is not None:
            self._tell_no_day(self.rest[start:])
        else:
            start = self._unread_owner()
        if start is None:
            return False
        before = self.rest[:start].rstrip()
        self.aside = self.rest[len(before) :] + self.aside
        self.rest = before
        return True

    def _unread_day(self) -> int | None:
        """Return where what was meant for a day begins; None where nothing was."""
        if not self.wants_day:
            return None
        for start, amid_letters in _beginnings(self.rest):
            if self._read_day(start, amid_letters) is not None:
                # There is no such day, or there is one already.
                return start
        first = max(0, len(self.rest) - _LONGEST_UNREAD)
        end = self.rest[first:]
        by = list(around.UNREAD_BY.finditer(end))
        if by and self._may_be_day(end[by[-1].end() :]):
            return first + by[-1].start()
        day = around.UNREAD_DAY.search(end) or around.UNREAD_CHINESE_DAY.search(end)
        return first + day.start() if day else None

    def _may_be_day(self, phrase: str) -> bool:
        """Return whether somebody may have meant a day with these words behind `by`."""
        words = [word.casefold().strip(PUNCTUATION) for word in phrase.split()]
        if not words or len(words) > 4 or FRONT.search(phrase):
            return False
        if around.HOUR.match(phrase):
            return True
        if words[0] in around.NO_DAY or words[0].endswith("ing") or fitting(phrase, self.names):
            return False
        if len(words) == 2 and words[0] in ("the", "our", "its") and words[1] in around.NO_DAY:
            return False
        amount = around.AMOUNT.fullmatch(phrase.rstrip(PUNCTUATION))
        return not amount or bool(re.search(r"\d[./:]\d|^(?:19|20)\d\d\W*$", phrase))

    def _tell_no_day(self, phrase: str) -> None:
        words = phrase.strip().strip("()（）[] ").rstrip(",;")
        self.unclear.append(f"“{words}” is not a day" if self.due is None else f"there is a day already: “{words}”")

    def _unread_owner(self) -> int | None:
        """Return where the last @ stands if the word or two behind it are nobody's name; else None."""
        fronts = list(FRONT.finditer(self.rest))
        if not fronts:
            return None
        behind = self.rest[fronts[-1].end() :]
        words = behind.split()
        if not behind[:1].strip() or len(words) > 2:
            return None
        known = any(len(self._mentioned(words[:end])) == 1 for end in range(1, len(words) + 1))
        # At the beginning of the line nothing stands before it.
        if known or not fronts[-1].start():
            return None
        self._tell_nobody(words)
        return fronts[-1].start()

    def _tell_of_other_names(self) -> None:
        """Tell of the names behind an @ that are left in the text."""
        for front in FRONT.finditer(self.rest):
            if len(self.unclear) >= _MOST_UNCLEAR:
                return
            behind = FRONT.split(self.rest[front.end() : front.end() + _LONGEST_DAY])[0]
            words = behind.split()
            if not behind[:1].strip() or self._tell_nobody(words):
                continue
            word = words[0].rstrip(PUNCTUATION)
            if self.owner is None:
                self.unclear.append(f"“@{word}” is the owner only at the beginning or at the end")
            elif front.start() == 0 or front.end() + len(words[0]) == len(self.rest):
                self.unclear.append(f"there is an owner already: “@{word}”")

    def _tell_nobody(self, words: list[str]) -> bool:
        """Tell that words begin with nobody's name, or with that of several people; return False for one person's."""
        beginnings = (self._mentioned(words[:end]) for end in range(len(words), 0, -1))
        people = next(filter(None, beginnings), ())
        word = words[0].rstrip(PUNCTUATION)
        if len(people) > 1:
            listed = ", ".join(people[:_MOST_NAMED]) + (" …" if len(people) > _MOST_NAMED else "")
            self.unclear.append(f"“@{word}” may be {listed}")
        elif not people and word:
            self.unclear.append(f"nobody is called “{word}”")
        return len(people) != 1

    def _mentioned(self, words: list[str]) -> tuple[str, ...]:
        phrase = " ".join(words)
        whole = tuple(name for name in self.names if phrase.startswith(name) and without_spaces(name[:1]))
        return fitting(phrase, self.names) or whole[:1]

    def _cut(self, start: int) -> None:
        before = self.rest[:start].rstrip()
        self.rest = before.rstrip(_AROUND + "([（【") or before


def _beginnings(line: str) -> list[tuple[int, bool]]:
    """Return where a day at the end of a line may begin, the longest first, and whether that is amid letters."""
    beginnings = []
    for start in range(max(0, len(line) - _LONGEST_DAY), len(line)):
        if line[start].isspace():
            continue
        if start == 0 or line[start - 1].isspace() or line[start - 1] in "([（【，。；：、,":
            beginnings.append((start, False))
        elif without_spaces(line[start]) or without_spaces(line[start - 1]):
            beginnings.append((start, True))
    return beginnings
