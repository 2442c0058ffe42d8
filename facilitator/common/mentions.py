"""Finds the person whose name somebody writes behind an @, whole or in part."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

FRONT = re.compile(r"(?<![A-Za-z0-9._%+-])[@＠]")
"""The @ before a name, and not that within an address."""

PUNCTUATION = ".,;:!?。，；：！？、)]）】"
"""What may stand behind a name without belonging to it."""

_LONGEST_NAME = 200
"""Characters behind an @ above which they are no name."""


def complete(line: str, names: Sequence[str]) -> str | None:
    """Return the line with the name behind its last @ completed; None where there is nothing to add.

    Where several names fit, the first of them in the alphabet is taken.
    """
    fronts = list(FRONT.finditer(line))
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


def fitting(wanted: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the names that a word means: the one called exactly so, else those of which it begins a word.

    Accents and case count only where they tell two names apart, and whole words come first: `Tom` is Tom Li and not
    Tomás.
    """
    return _fitting(wanted.strip(), tuple(names))


@lru_cache(maxsize=1024)
def _fitting(wanted: str, names: tuple[str, ...]) -> tuple[str, ...]:
    # Every key asks for all that begins earlier in the line, too, and no name is longer.
    if len(wanted) > _LONGEST_NAME:
        return ()
    for word in dict.fromkeys((wanted, wanted.rstrip(PUNCTUATION))):
        plain = _plain(word)
        if not any(char.isalnum() for char in plain):
            continue
        for fold in (str, str.casefold, _plain):
            if exact := [name for name in names if fold(name) == fold(word)]:
                return (exact[0],)
        for end in (" ", ""):
            begins = plain + end
            if fit := tuple(name for name in names if any(part.startswith(begins) for part in _parts(name))):
                return fit
    return ()


@lru_cache(maxsize=4096)
def _parts(name: str) -> tuple[str, ...]:
    """Return the name from each of its words on."""
    return tuple(f"{_plain(name[start:])} " for start in _starts(name))


def _starts(name: str) -> list[int]:
    return [match.start() for match in re.finditer(r"(?<![\w'’])\w", name)]


@lru_cache(maxsize=16384)
def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in letters if unicodedata.category(char) != "Mn")


def without_spaces(char: str) -> bool:
    """Return whether a character is of a script that sets no spaces between words."""
    return "\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"
