"""Reads who does what by when out of one line: `order disks @Joe by friday`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from facilitator.common.days import DayRead, read_day
from facilitator.common.text import clean_line

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


WITHOUT_DAY = ("none", "no date", "no day", "-", "kein", "keiner", "无", "没有")
"""Answers that say that there is no day, where a day is asked for."""


_LONGEST_DAY = 60
"""Characters from the end of a line within which its day is looked for."""


_LONGEST_NAME = 200
"""Characters behind an @ above which they are no name."""


_MOST_NAMED = 3
"""Names that are listed where several fit."""


_MOST_UNCLEAR = 4
"""Things that are not understood after which no more are looked for."""


_END = 240
"""Characters from the end within which something is looked for that was meant for a day."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# A day may stand behind these, whatever it looks like.
_BY = re.compile(
    r"(?:(?:no|not) later than|at the latest(?: by)?|latest(?: by)?|by|until|till|til|due(?: by| on)?|deadline"
    r"|bis spätestens|spätestens(?: bis)?|bis|fällig(?: bis)?|截至|截止到?|最晚|最迟|在|于|到)(?![A-Za-zÀ-ɏ])[:：]?\s*",
    re.IGNORECASE,
)


_LATEST = re.compile(r"截至|截止|最晚|最迟")


# Behind these only what cannot be anything else, or has figures in it.
_ON = re.compile(r"(?:on|am)\s+", re.IGNORECASE)


_ARTICLE = re.compile(r"(?:zum|zur|am|on|the|den|dem)\s+", re.IGNORECASE)


_BEFORE = re.compile(r"\s*(?:之前|以前|前)\W*$")


# Of what stands behind these a day is no day of its own: `prepare black friday`, `slides for friday`.
_BELONGS_TO = _words(
    "for of the a an am on every each last since from after before past black good casual holy to at and or about with"
    " is was are be any all our my your his her their no not vs between than into per"
    " über für jeden jede jeder der die das den dem des vom von seit ab nach vor letzten letzte letzter"
    " guten schwarzer schwarzen und oder zu auf mit ist"
    " als zwischen"
)


_FRONT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")


_AROUND = " \t,;:–—-，；：、"


_PUNCTUATION = ".,;:!?。，；：！？、)]）】"


_UNREAD = re.compile(r"(?:^|(?<=[\s(（]))(?P<by>by|bis|no later than|not later than|spätestens)\s+", re.IGNORECASE)


_UNREAD_DAY = re.compile(
    r"(?:^|(?<=[\s(（]))(?:until|till|til|due|deadline|before|on|am|fällig|vor)\s+(?:[^@＠]{0,12}\s)??"
    r"(?:\S*\d[./-]\d\S*|(?:mon|tues|wednes|thurs|fri|satur|sun)day\S*|\S{4,9}tag|mittwoch"
    r"|next \w+|nächste\w? \w+)\W*$",
    re.IGNORECASE,
)


_UNREAD_CHINESE = re.compile(
    r"(?:截至|截止到?|在)?[^\s，。；@＠]{0,6}(?:\d[月日号./-]|周|星期|礼拜)[^\s@＠]{0,4}(?:之前|以前|前)\W*$"
)


# `by` says no day here: how, by whom, sorted by what.
_NO_DAY = _words(
    "hand hands side step me myself you yourself him her us them it itself default design mail email e-mail phone post"
    " heart accident mistake name far law one now then all everyone everybody nature role date owner team priority size"
    " status region customer day week month quarter year the way oneself themselves definition chance means virtue"
    " dahin jetzt zu auf"
)


_AMOUNT = re.compile(r"[-+]?\d[\d.,]*\s*(?:%|[^\W\d_].*)?")


_HOUR = re.compile(r"\d{1,2}\s*(?:am|pm|uhr|o'clock|h)\b", re.IGNORECASE)


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
        """The line as it was written."""
        return self.line


@dataclass(frozen=True, slots=True)
class LineReader:
    """Reads lines of one kind: what is shown while one is typed, and what is recorded of it, are the same reading.

    Attributes:
        names: Who there is.
        today: The day on which the line is begun.
        month_first: Whether `12/4` is 4 December.
        days: Whether a day is asked for.
        only_day: Whether a day is all that is asked for: `friday` and `by friday` are the same then.
        owner: Whose it is where the line names nobody; None: nobody's.
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
        unclear = () if due is not None or nothing else (f"“{written[:_LONGEST_DAY]}” is no day",)
        return Parsed("" if due else written, None, due, unclear, written)


def parse_day(text: str, today: date, *, month_first: bool = False) -> date | None:
    """The day that a text says, with or without `by` before it; None where it says none, or one that there is not."""
    return parse_action(text if _BY.match(text.strip()) else f"by {text}", (), today, month_first=month_first).due


def parse_action(
    text: str, names: Sequence[str], today: date, *, month_first: bool = False, days: bool = True
) -> Parsed:
    """Take `@Name` and a day off the end of a line, in either order; the name may stand at its beginning, too.

    Args:
        text: The line.
        names: Who there is. `@` and any part of a name that begins one of its words means its owner, without accents
            and in either case, where only one fits. No space is needed before the @ where people write without.
        today: The day on which the line is written.
        month_first: Whether `12/4` is 4 December.
        days: Whether a day is asked for; else it stays text.

    Returns:
        What was read. An owner counts though the day does not, and the other way round; what is no name and no day
        stays text, and `unclear` tells of it.
    """
    line = clean_line(text).strip()
    return _Reading(line, names, today, month_first, days).read()


def parse_name(text: str, names: Sequence[str]) -> tuple[str, str | None]:
    """Take `@Name` off a text, and leave everything else in it as it is."""
    parsed = parse_action(text, names, date.min, days=False)
    return parsed.text, parsed.owner


def complete(line: str, names: Sequence[str]) -> str | None:
    """The line with the name completed that is being typed behind its last @; None where there is nothing to add.

    Where several names fit, the first one of them in the alphabet.
    """
    fronts = list(_FRONT.finditer(line))
    typed = line[fronts[-1].end() :] if fronts else ""
    wanted = _plain(typed)
    if not wanted.strip() or typed != typed.lstrip() or typed in names:
        return None
    for name in sorted(names, key=_plain):
        for start in _starts(name):
            if _plain(name[start:]).startswith(wanted):
                end = next(end for end in range(start, len(name) + 1) if _plain(name[start:end]).startswith(wanted))
                return line + name[end:] if name[end:] else None
    return None


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
        self._tell_of_the_others()
        taken = self.owner is not None or self.due is not None
        text = (self.rest + self.aside).strip() if taken else self.line
        return Parsed(text, self.owner, self.due, tuple(dict.fromkeys(self.unclear)), self.line)

    # The day -------------------------------------------------------------------------------------------------

    def _take_day(self) -> bool:
        if self.due is not None or not self.wants_day:
            return False
        for start, loose in _beginnings(self.rest):
            found = self._read_day(start, loose)
            if found is not None:
                self.due = found.day
                if found.day is not None:
                    self._cut(start)
                return found.day is not None
        return False

    def _read_day(self, start: int, loose: bool) -> DayRead | None:
        """The day that the end of the line is, from there on; None where it is none, or might be something else."""
        tail = self.rest[start:].lstrip("([（【")
        before = _BEFORE.search(tail)
        core = tail[: before.start()] if before and any(map(_without_spaces, tail)) else tail
        sure = core is not tail
        if (by := _BY.match(core)) and (not loose or sure or _LATEST.match(core)):
            # On its own it is part of a sentence, as in 推迟到周五.
            sure = sure or not loose or bool(_LATEST.match(core))
            core = core[by.end() :]
        if loose and not sure:
            return None
        found = self._day(core)
        if found is None or sure:
            return found
        if on := _ON.match(tail):
            figures = any(char.isdecimal() for char in core)
            plain = found.plain and tail[on.end() :].casefold().rstrip(_PUNCTUATION) != "morgen"
            return found if plain or figures else None
        words = self.rest[:start].split()
        belongs = bool(words) and words[-1].casefold() in _BELONGS_TO
        return found if found.plain and not belongs else None

    def _day(self, phrase: str) -> DayRead | None:
        found = read_day(phrase, self.today, month_first=self.month_first)
        if found is None and (article := _ARTICLE.match(phrase)):
            found = read_day(phrase[article.end() :], self.today, month_first=self.month_first)
        return found

    # The owner -----------------------------------------------------------------------------------------------

    def _take_owner(self) -> bool:
        fronts = list(_FRONT.finditer(self.rest))
        if self.owner is not None or not fronts:
            return False
        at, named = fronts[-1].start(), self.rest[fronts[-1].end() :].strip()
        some = fitting(named, self.names)
        if len(some) == 1:
            self.owner = some[0]
            self._cut(at)
            return True
        # Behind a name even `12/4` can be nothing but a day.
        for split in self._splits(named) if self.due is None and self.wants_day else ():
            some, phrase = fitting(named[:split].strip(), self.names), named[split:].strip()
            found = self._day(phrase) if len(some) == 1 else None
            if found is not None:
                self.owner, self.due = some[0], found.day
                left = self.rest[fronts[-1].end() + split :]
                if found.day is None:
                    self._tell_no_day(phrase)
                self._cut(at)
                self.aside = "" if found.day else f" {left.strip()}{self.aside}"
                return True
        return False

    def _splits(self, named: str) -> list[int]:
        """Where a name may end and a day begin: at a space, or right behind a whole name."""
        whole = [len(name) for name in self.names if named.startswith(name) and _without_spaces(name[:1])]
        return sorted({match.start() for match in re.finditer(r"\s", named)} | set(whole), reverse=True)

    def _take_first_owner(self) -> None:
        front = _FRONT.match(self.rest)
        if front is None:
            return
        behind = self.rest[front.end() :]
        ends = [match.start() for match in re.finditer(r"\s", behind[:_LONGEST_DAY])]
        whole = [len(name) for name in self.names if behind.startswith(name) and _without_spaces(name[:1])]
        for end in sorted({*ends, *whole}, reverse=True):
            some = fitting(behind[:end], self.names)
            if len(some) == 1 and behind[end:].strip(_AROUND):
                self.owner = some[0]
                self.rest = behind[end:].lstrip(_AROUND)
                return

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
        if not self.wants_day:
            return None
        for start, loose in _beginnings(self.rest):
            found = self._read_day(start, loose)
            if found is not None:
                # There is no such day, or there is one already.
                return start
        first = max(0, len(self.rest) - _END)
        end = self.rest[first:]
        by = list(_UNREAD.finditer(end))
        if by and self._may_be_day(end[by[-1].end() :]):
            return first + by[-1].start()
        other = _UNREAD_DAY.search(end) or _UNREAD_CHINESE.search(end)
        return first + other.start() if other else None

    def _may_be_day(self, phrase: str) -> bool:
        """Whether somebody may have meant a day with these words behind `by`."""
        words = phrase.split()
        if not words or len(words) > 4 or _FRONT.search(phrase):
            return False
        first = words[0].casefold().strip(_PUNCTUATION)
        if _HOUR.match(phrase):
            return True
        if first in _NO_DAY or first.endswith("ing") or fitting(phrase, self.names):
            return False
        if words[-1].casefold().strip(_PUNCTUATION) in _NO_DAY and len(words) == 2 and first in ("the", "our", "its"):
            return False
        amount = _AMOUNT.fullmatch(phrase.rstrip(_PUNCTUATION))
        return not amount or bool(re.search(r"\d[./:]\d|^(?:19|20)\d\d\W*$", phrase))

    def _tell_no_day(self, phrase: str) -> None:
        words = phrase.strip().strip("()（）[] ").rstrip(",;")
        self.unclear.append(f"“{words}” is no day" if self.due is None else f"there is a day already: “{words}”")

    def _unread_owner(self) -> int | None:
        """Where the last @ begins, with a word or two behind it that are nobody's name."""
        fronts = list(_FRONT.finditer(self.rest))
        if not fronts:
            return None
        named = self.rest[fronts[-1].end() :]
        words = named.split()
        if not named[:1].strip() or len(words) > 2:
            return None
        known = any(len(self._mentioned(words[:end])) == 1 for end in range(1, len(words) + 1))
        # At the beginning of the line nothing stands before it.
        if known or not fronts[-1].start():
            return None
        self._tell_nobody(words)
        return fronts[-1].start()

    def _tell_of_the_others(self) -> None:
        """Tell of the names behind an @ that are left in the text."""
        for front in _FRONT.finditer(self.rest):
            if len(self.unclear) >= _MOST_UNCLEAR:
                return
            behind = _FRONT.split(self.rest[front.end() : front.end() + _LONGEST_DAY])[0]
            words = behind.split()
            if not behind[:1].strip() or self._tell_nobody(words):
                continue
            word = words[0].rstrip(_PUNCTUATION)
            if self.owner is None:
                self.unclear.append(f"“@{word}” is the owner only at the beginning or at the end")
            elif front.start() == 0 or front.end() + len(words[0]) == len(self.rest):
                self.unclear.append(f"there is an owner already: “@{word}”")

    def _tell_nobody(self, words: list[str]) -> bool:
        """Tell that these words begin with nobody's name, or with that of several; False where it is somebody's."""
        some = next((some for end in range(len(words), 0, -1) if (some := self._mentioned(words[:end]))), ())
        word = words[0].rstrip(_PUNCTUATION)
        if len(some) > 1:
            listed = ", ".join(some[:_MOST_NAMED]) + (" …" if len(some) > _MOST_NAMED else "")
            self.unclear.append(f"“@{word}” may be {listed}")
        elif not some and word:
            self.unclear.append(f"nobody is called “{word}”")
        return len(some) != 1

    def _mentioned(self, words: list[str]) -> tuple[str, ...]:
        phrase = " ".join(words)
        whole = tuple(name for name in self.names if phrase.startswith(name) and _without_spaces(name[:1]))
        return fitting(phrase, self.names) or whole[:1]

    def _cut(self, start: int) -> None:
        before = self.rest[:start].rstrip()
        self.rest = before.rstrip(_AROUND + "([（【") or before


def _beginnings(line: str) -> list[tuple[int, bool]]:
    """Where a day at the end of the line may begin, the longest first, and whether that is inside a run of letters."""
    found = []
    for at in range(max(0, len(line) - _LONGEST_DAY), len(line)):
        if line[at].isspace():
            continue
        if at == 0 or line[at - 1].isspace() or line[at - 1] in "([（【，。；：、,":
            found.append((at, False))
        elif _without_spaces(line[at]) or _without_spaces(line[at - 1]):
            found.append((at, True))
    return found


def _without_spaces(char: str) -> bool:
    """Whether it is of a script that sets no spaces between words."""
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def fitting(wanted: str, names: Sequence[str]) -> tuple[str, ...]:
    """The names that a word means: those called exactly so, else those of which it begins a word.

    Accents and case count only where they tell two names apart, and whole words come first: `Tom` is Tom Li and not
    Tomás.
    """
    return _fitting(wanted.strip(), tuple(names))


@lru_cache(maxsize=1024)
def _fitting(wanted: str, names: tuple[str, ...]) -> tuple[str, ...]:
    # No name is longer, and every key asks for what begins earlier in the line, too.
    if len(wanted) > _LONGEST_NAME:
        return ()
    for word in dict.fromkeys((wanted, wanted.rstrip(_PUNCTUATION))):
        plain = _plain(word)
        if not any(char.isalnum() for char in plain):
            continue
        for fold in (str, str.casefold, _plain):
            if exact := [name for name in names if fold(name) == fold(word)]:
                return (exact[0],)
        for end in (" ", ""):
            begins = plain + end
            if some := tuple(name for name in names if any(part.startswith(begins) for part in _parts(name))):
                return some
    return ()


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """The name from each of its words on."""
    return tuple(f"{_plain(name[start:])} " for start in _starts(name))


def _starts(name: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<![\w'’])\w", name)]


@lru_cache(maxsize=16384)
def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(char for char in letters if unicodedata.category(char) != "Mn").split(" "))
