"""Writes blocks as Markdown (CommonMark with tables): what one sends to those who were not there."""

from __future__ import annotations

import re
from collections.abc import Iterable

from facilitator.documents.blocks import Bars, Block, Bullets, Heading, Line, Paragraph, Span, Table

# What Markdown would read anywhere in a line. An underscore inside a word is only an underscore.
_SPECIAL = re.compile(r"[\\`*\[|~]|<(?=[A-Za-z/!?])|&(?=[#A-Za-z][0-9A-Za-z]*;)|(?<![^\W_])_|_(?![^\W_])")
# What it would read at the beginning of one.
_FIRST = re.compile(r"\d{1,9}(?=[.)](?:\s|$))|(?=[-#+=>:])")


def written(blocks: Iterable[Block]) -> str:
    """Return blocks as text; pictures are left out, the tables beside them say the same."""
    return "\n\n".join(filter(None, map(block_text, blocks))) + "\n"


def escaped(text: str, *, newline: str = " ") -> str:
    """Return people's text so that a program reading Markdown gives back the very same characters.

    Args:
        text: Anything; blanks around its lines and empty lines are left out, since Markdown does not show them.
        newline: What goes between its lines.
    """
    lines = [line.strip() for line in text.splitlines()]
    return newline.join(_escaped_line(line) for line in lines if line)


def _escaped_line(line: str) -> str:
    first = _FIRST.match(line)
    if first is None:
        return _SPECIAL.sub(r"\\\g<0>", line)
    at = first.end()
    return f"{line[:at]}\\{line[at]}" + _SPECIAL.sub(r"\\\g<0>", line[at + 1 :])


def block_text(block: Block) -> str:
    """Return one block as Markdown."""
    match block:
        case Heading():
            return f"{'#' * block.level} {escaped(block.text)}"
        case Paragraph():
            return _line(block.line, "\\\n")
        case Bullets():
            return "\n".join("- " + _line(item, "\\\n").replace("\n", "\n  ") for item in block.items)
        case Table():
            rows = [" | ".join(_line(cell, " ") for cell in row) for row in block.rows]
            heads = " | ".join(map(escaped, block.heads))
            return "\n".join([f"| {heads} |", "|" + " --- |" * len(block.heads), *(f"| {row} |" for row in rows)])
        case Bars():
            return ""


def _line(line: Line, newline: str) -> str:
    return "".join(_span(span, newline, first=not index) for index, span in enumerate(line))


def _span(span: Span, newline: str, *, first: bool) -> str:
    if span.bold or span.italic:
        mark = "**" if span.bold else "*"
        return f"{mark}{escaped(span.text, newline=newline)}{mark}"
    text = escaped(span.text, newline=newline)
    # Blanks between spans are left where they are; at the ends of lines Markdown shows none.
    before = " " if not first and span.text[:1] == " " else ""
    after = " " if text and span.text[-1:] == " " else ""
    return f"{before}{text}{after}"
