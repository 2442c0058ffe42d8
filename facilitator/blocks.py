"""What a document says, without a word of how any format writes it: headings, paragraphs, lists and tables.

Minutes are made of these once, and every form of them is written from the same blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a line, as people wrote them; they may hold line breaks."""

    text: str
    bold: bool = False
    italic: bool = False


Line = tuple[Span, ...]
"""Words that follow each other."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is 1 for the document's own, 2 for its sections, 3 and more below them."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; it has at least one item."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; it has at least one row, each as long as `heads`."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


Block = Heading | Paragraph | Bullets | Table


def line(*parts: str | Span | Line) -> Line:
    """Words put together; empty ones are left out."""
    spans: list[Span] = []
    for part in parts:
        some = part if isinstance(part, tuple) else (Span(part) if isinstance(part, str) else part,)
        spans.extend(span for span in some if span.text)
    return tuple(spans)


def paragraph(*parts: str | Span | Line) -> tuple[Block, ...]:
    """A paragraph, or nothing where there are no words."""
    words = line(*parts)
    return (Paragraph(words),) if words else ()


def bullets(items: Iterable[str | Line], empty: str = "") -> tuple[Block, ...]:
    """A list; where it has no items, `empty` as a paragraph, or nothing."""
    lines = tuple(line(item) for item in items)
    return (Bullets(lines),) if lines else paragraph(empty)


def table(heads: Sequence[str], rows: Iterable[Sequence[str | Line]], empty: str = "") -> tuple[Block, ...]:
    """A table; where it has no rows, `empty` as a paragraph, or nothing."""
    lines = tuple(tuple(line(cell) for cell in row) for row in rows)
    return (Table(tuple(heads), lines),) if lines else paragraph(empty)


def number_or_dash(value: int | None) -> str:
    """A whole number, or a dash for none."""
    return "–" if value is None else str(value)


def someone(name: str | None) -> str:
    """A name; where nobody is named yet, that."""
    return name or "nobody yet"


def by(name: str | None) -> str:
    """Whose it is, in brackets behind it; nothing for nobody."""
    return f" ({name})" if name else ""
