"""Finds the names that a part of a name means: the rule wherever somebody names a person or a unit."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe"})
# Letters whose strokes are no accents to Unicode.


def plain(name: str) -> str:
    """Return a name without accents and in lower case, its blanks as one space each."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold())
    return " ".join(
        "".join(letter for letter in letters if not unicodedata.combining(letter)).translate(_STROKES).split()
    )


def match_names(wanted: str, names: Sequence[str]) -> list[str]:
    """Return the names that somebody means who writes a part of one.

    Args:
        wanted: A name, or a part that begins one of its words, such as `emi` for Émile or `love` for Ada Lovelace;
            accents and case do not count.
        names: The names there are.

    Returns:
        Those called exactly so, accents and case apart where none is spelt so; else those of which it begins a word, in
        their order. A part from inside a word means nobody.
    """
    if wanted in names:
        return [wanted]
    part = plain(wanted)
    if not any(char.isalnum() for char in part):
        return []
    folded = {name: plain(name) for name in names}
    return [name for name in names if folded[name] == part] or [name for name in names if begins(part, folded[name])]


def begins(part: str, words: str) -> bool:
    """Return whether a part begins one of the words; both as `plain` gives them."""
    return any(words.startswith(part, start.start()) for start in re.finditer(r"(?<!\w)\w", words)) or (
        words.startswith(part)
    )


def short_names(names: Collection[str]) -> dict[str, str]:
    """Return the shortest forms that tell these names apart, by name: first names, and as much more as is needed.

    `Ada Lovelace` and `Joe Reilly` are Ada and Joe; with `Ada Yonath` beside her she is Ada L.; where that does not
    tell two apart either, both have the name whole.
    """
    forms = {name: _forms(name) for name in names}
    for form in range(2):
        counts = Counter(plain(short[form]) for short in forms.values())
        forms = {name: short if counts[plain(short[form])] > 1 else (short[form],) * 3 for name, short in forms.items()}
    return {name: short[2] for name, short in forms.items()}


def _forms(name: str) -> tuple[str, str, str]:
    first, *others = name.split() or [name]
    return first, f"{first} {others[0][0]}." if others else first, name
