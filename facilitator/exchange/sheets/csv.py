"""Reads the lines of a CSV file, whatever it is separated by and encoded in."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from facilitator.common.mistakes import refusal
from facilitator.exchange.sheets import headings
from facilitator.exchange.sheets.sheet import FileSheet

_SEPARATORS = (",", ";", "\t")
# What an export puts before a text that a spreadsheet would calculate.
_NEUTRALISED = re.compile(r"\A'('*[=+\-@\t\r\n＝＋－＠])")


def read(data: bytes, file: str) -> list[FileSheet]:
    """Return the only sheet of a CSV file; its separator follows from its headings.

    Raises:
        MistakesError: It is neither in UTF-8 nor in UTF-16 with a byte order mark, or a quotation mark is not closed.
    """
    text = _decode(data, file)
    first, _, rest = text.partition("\n")
    skipped = 0
    if re.fullmatch(r"sep=.\r?", first):
        text, skipped = rest, 1
    separator = max(_SEPARATORS, key=lambda mark: _recognised(text, mark))
    rows: list[tuple[int, list[str]]] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = lines.line_num + 1 + skipped
        try:
            row = next(lines)
        except StopIteration:
            return [FileSheet(rows)]
        except csv.Error as error:
            raise refusal(f"{file}, line {line}", f"this is not CSV: {error}", "correct the quotation marks") from error
        rows.append((line, [_NEUTRALISED.sub(r"\1", cell) for cell in row]))


def _decode(data: bytes, file: str) -> str:
    utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        encoding = "UTF-16" if utf_16 else "UTF-8"
        raise refusal(f"{file}, line {line}", f"this is not {encoding}", "save the file as CSV UTF-8") from error
    if "\0" in text:
        raise refusal(file, "this is not text", "save the file as CSV UTF-8")
    return text


def _recognised(text: str, separator: str) -> int:
    """Return how many headings the first lines have with this separator."""

    def rows() -> Iterator[list[str]]:
        try:
            yield from islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 20)
        except csv.Error:
            return

    kinds = (headings.PEOPLE, headings.OKRS)
    return max((len(headings.columns(row, kind)) for row in rows() for kind in kinds), default=0)
