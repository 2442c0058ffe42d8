"""Who does what by when, taken out of a line of text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from facilitator.text import clean_line

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Parsed:
    """An action's text taken apart."""

    text: str
    owner: str | None
    due: date | None

    @property
    def dated(self) -> str:
        """The text with its date, for what has no date of its own."""
        return self.text if self.due is None else f"{self.text} by {self.due.isoformat()}"


def parse_action(text: str, names: list[str], today: date) -> Parsed:
    """Take `@Name` and `by 2026-11-30` (or `by friday`, `by tomorrow`) off the end of an action's text.

    A name may be shortened to what only one person's name begins with, and may lack its accents; what is no name and
    no date stays text. No space is needed before the @ where people write without.
    """
    rest, owner, due = clean_line(text).strip(), None, None
    for _ in range(2):
        if due is None and (match := re.search(r"(?:^|\s)by\s+(\S+)$", rest, re.IGNORECASE)):
            due = _date(match[1], today)
            if due is not None:
                rest = rest[: match.start()].rstrip()
        if owner is None and (match := re.search(r"(?<![A-Za-z0-9._%+-])@([^@]+)$", rest)):
            owner = _person(match[1].strip(), names)
            if owner is not None:
                rest = rest[: match.start()].rstrip()
    return Parsed(rest, owner, due)


def parse_name(text: str, names: list[str]) -> tuple[str, str | None]:
    """Take `@Name` off the end of a text, and leave everything else in it as it is."""
    line = clean_line(text).strip()
    match = re.search(r"(?<![A-Za-z0-9._%+-])@([^@]+)$", line)
    name = _person(match[1].strip(), names) if match else None
    return (line[: match.start()].rstrip(), name) if match and name else (line, None)


def _person(word: str, names: list[str]) -> str | None:
    for wanted in (word, word.rstrip(".,;!?。，；！？")):
        for fold in (str, str.casefold, _plain):
            if exact := [name for name in names if fold(name) == fold(wanted)]:
                return exact[0]
        # Whole words before beginnings: `@Tom` is Tom Li and not Tomás.
        for end in (" ", ""):
            found = [
                name for name in names if any((part + " ").startswith(_plain(wanted) + end) for part in _parts(name))
            ]
            if len(found) == 1 and wanted:
                return found[0]
            if found:
                break
    return None


def _parts(name: str) -> list[str]:
    words = _plain(name).split()
    return [" ".join(words[first:]) for first in range(len(words))]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")


def _date(word: str, today: date) -> date | None:
    wanted = word.casefold().rstrip(".,")
    if wanted in ("today", "tomorrow"):
        return today + timedelta(days=wanted == "tomorrow")
    days = [index for index, day in enumerate(DAYS) if day == wanted or (day[:3] == wanted)]
    if days:
        # A weekday is the next one to come: on a Friday, `by friday` is a week away.
        return today + timedelta(days=(days[0] - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(wanted)
    except ValueError:
        return None
