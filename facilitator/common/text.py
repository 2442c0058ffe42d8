"""Cleans what people type, at every entrance: a key, a paste, an argument, a file, a database row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from facilitator.common.errors import RefusedError

LONGEST = 100_000
"""The most characters a text may have (CONTRACT, the import file)."""

MOST_MARKS = 30
"""The most combining marks on one character, counted in NFD (CONTRACT, the import file)."""


# What most people write in most scripts: nothing of it is forbidden, combines, or has another form in NFC.
_PLAIN = re.compile(
    "[\t\n -~\u00a0-\u02af\u0400-\u0482\u048a-\u052f\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u0660-\u0669\u200b-\u2027"
    "\u2190-\u2328\u232b-\u27bf\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff5e"
    "\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]*"
)

_NONCHARACTERS = "\ufdd0-\ufdef" + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))

_FORBIDDEN = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff{_NONCHARACTERS}]")

_LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")

_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Zs", "Zl", "Zp"))

# Letters and a symbol that are drawn as nothing: the fillers of Hangul and the empty Braille pattern.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")

_LEFT_TO_RIGHT = "\u200e"


class TooLongError(RefusedError):
    """A text has more than 100,000 characters: it is refused, never cut."""


def clean(text: str) -> str:
    """Clean a text that may have many lines, as CONTRACT, "The import file", says.

    Args:
        text: Anything, also what no file could hold, such as a surrogate.

    Returns:
        The text in NFC, of at most 100,000 characters: CR LF and CR are LF; control characters but tab and LF,
        surrogates, noncharacters and bidirectional overrides are gone, and so is every combining mark past the
        thirtieth on a character. Cleaning it again changes nothing.

    Raises:
        TooLongError: More than 100,000 characters are left.
    """
    if not _PLAIN.fullmatch(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = unicodedata.normalize("NFC", _cap_marks(_FORBIDDEN.sub("", text)))
    if len(text) > LONGEST:
        raise TooLongError(f"the text has {len(text):,} characters, {LONGEST:,} are allowed; shorten it")
    return text


def clean_line(text: str) -> str:
    """Clean a text of one line, a title or a name: as `clean`, and each line break becomes one space.

    CR LF is one line break; so are VT, FF, NEL and the separators U+2028 and U+2029 (CONTRACT, the import file).

    Raises:
        TooLongError: More than 100,000 characters are left.
    """
    return clean(_LINE_BREAK.sub(" ", text))


def is_blank(text: str) -> bool:
    """Return whether nothing of the text can be seen: none at all, spaces, line breaks, joiners, fillers."""
    return all(char in _FILLERS or unicodedata.category(char) in _INVISIBLE for char in text)


def line_of(text: str) -> str:
    """Return what somebody typed as one clean line, or nothing where it is blank.

    Raises:
        TooLongError: It has more than 100,000 characters.
    """
    line = clean_line(text).strip()
    return "" if is_blank(line) else line


def right_to_left(text: str) -> bool:
    """Return whether a paragraph of this text begins at the right, where its first letter is of a script that does."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False


def before_figures(text: str) -> str:
    """Return the text as it stands before figures: where some of it runs from right to left, a mark ends that.

    Without it a date behind an Arabic name is shown from right to left too, its day where its year should be.
    """
    turned = any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)
    return f"{text}{_LEFT_TO_RIGHT}" if turned else text


def left_to_right(text: str) -> str:
    """Return the text as a line from left to right: where some of it runs otherwise, a mark at its beginning says so.

    Without it `9 → 2 أيام` is shown from right to left, and its arrow leads from 2 to 9.
    """
    return text if before_figures(text) == text else f"{_LEFT_TO_RIGHT}{text}"


def _cap_marks(text: str) -> str:
    if not any(unicodedata.category(char)[0] == "M" for char in set(text)):
        # A character without a mark beside it decomposes into a few at most.
        return text
    kept: list[str] = []
    marks = 0
    for char in _decomposed(text):
        marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _decomposed(text: str) -> Iterator[str]:
    """Yield the text in NFD, in a time that grows as the text does.

    `unicodedata` brings the marks on a character into their order one by one, each past all others: where there are
    100,000 of them that takes half a minute.
    """
    marks: list[str] = []
    for char in text:
        for part in char if char.isascii() else unicodedata.normalize("NFD", char):
            if unicodedata.combining(part):
                marks.append(part)
            else:
                yield from sorted(marks, key=unicodedata.combining)
                marks.clear()
                yield part
    yield from sorted(marks, key=unicodedata.combining)


def number(value: float | None) -> str:
    """Return a figure as people write it: no `.0`, no exponent; a dash for none."""
    if value is None:
        return "–"
    shown = f"{value:.10f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def counted(number: int, what: str) -> str:
    """Return a number with its noun: `1 meeting`, `2 difficulties`, `2 days`."""
    if number == 1:
        return f"1 {what}"
    return f"{number} {what[:-1]}ies" if re.search("[^aeiou]y$", what) else f"{number} {what}s"
