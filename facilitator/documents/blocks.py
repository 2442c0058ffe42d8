"""Says what a document says, not how a format writes it: headings, paragraphs, lists, tables, pictures.

Minutes are made of these once, and every format is written from the same blocks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rich.cells import cell_len

from facilitator.common.text import clean


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of a line, as people wrote them; they may hold line breaks.

    A `mark` tells what was corrected, and is no part of what was said.
    """

    text: str
    bold: bool = False
    italic: bool = False
    mark: bool = False


_PAGE = 92
"""How many letters stand side by side on a page."""
_WIDEST = 36
"""How many letters of its longest cell make a column wider."""
_LONGEST_WORD = 16
"""How many letters of a word stay together in a column."""

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


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a picture: what it is of, what it says in words, how long it is, and where a mark stands, 0 to 1."""

    label: str
    words: str
    share: float
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """A picture of bars below each other, at least one; a format without pictures leaves it out.

    It says nothing that a table or a text beside it does not say: it is what the table looks like. The legend says what
    a bar and the mark on it stand for.
    """

    title: str
    legend: str
    rows: tuple[Bar, ...]


Block = Heading | Paragraph | Bullets | Table | Bars


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says of itself, such as when it was begun and last changed; the author is empty for nobody."""

    began: datetime
    changed: datetime
    author: str = ""
    keywords: tuple[str, ...] = ()
    draft: bool = False


def line(*parts: str | Span | Line) -> Line:
    """Put words together, leaving out empty ones."""
    spans: list[Span] = []
    for part in parts:
        inner = part if isinstance(part, tuple) else (Span(part) if isinstance(part, str) else part,)
        spans.extend(span for span in inner if span.text)
    return tuple(spans)


def paragraph(*parts: str | Span | Line) -> tuple[Block, ...]:
    """Return a paragraph, or nothing where there are no words."""
    words = line(*parts)
    return (Paragraph(words),) if words else ()


def bullets(items: Iterable[str | Line], empty: str = "") -> tuple[Block, ...]:
    """Return a list; where it has no items, `empty` as a paragraph, or nothing."""
    lines = tuple(line(item) for item in items)
    return (Bullets(lines),) if lines else paragraph(empty)


def table(heads: Sequence[str], rows: Iterable[Sequence[str | Line]], empty: str = "") -> tuple[Block, ...]:
    """Return a table; where it has no rows, `empty` as a paragraph, or nothing."""
    lines = tuple(tuple(line(cell) for cell in row) for row in rows)
    return (Table(tuple(heads), lines),) if lines else paragraph(empty)


def bars(title: str, legend: str, rows: Iterable[Bar]) -> tuple[Block, ...]:
    """Return a picture of bars; where it has none, nothing."""
    shown = tuple(rows)
    return (Bars(title, legend, shown),) if shown else ()


def part(value: float) -> float:
    """Clamp a share to what a bar can show, 0 to 1."""
    return min(1.0, max(0.0, value)) if math.isfinite(value) else 0.0


def widths(table: Table) -> list[int]:
    """Return the relative widths of the columns of a table.

    Each has room for its longest word; what room is left goes to those with more to read.
    """
    least, most = [], []
    for index, head in enumerate(table.heads):
        cells = [head, *("".join(span.text for span in row[index]) for row in table.rows)]
        words = [word for cell in cells for word in cell.split()]
        least.append(max(6, min(_LONGEST_WORD, max(map(cell_len, words), default=0))) + 3)
        most.append(max(least[-1], min(_WIDEST, max(map(cell_len, cells))) + 3))
    wanted = sum(most) - sum(least)
    share = min(1.0, max(0.0, (_PAGE - sum(least)) / wanted)) if wanted else 0.0
    return [round(10 * (low + (high - low) * share)) for low, high in zip(least, most, strict=True)]


def readable(block: Block) -> Block:
    """Return the block without characters that a file cannot hold or that would play tricks on its reader.

    What people typed was cleaned when it came in; a row that another tool wrote was not.

    Raises:
        TooLongError: A text has more than 100,000 characters.
    """
    match block:
        case Heading():
            return replace(block, text=clean(block.text))
        case Paragraph():
            return Paragraph(_readable(block.line))
        case Bullets():
            return Bullets(tuple(map(_readable, block.items)))
        case Table():
            return Table(tuple(map(clean, block.heads)), tuple(tuple(map(_readable, row)) for row in block.rows))
        case Bars():
            rows = tuple(replace(row, label=clean(row.label), words=clean(row.words)) for row in block.rows)
            return Bars(clean(block.title), clean(block.legend), rows)


def _readable(words: Line) -> Line:
    return tuple(replace(span, text=clean(span.text)) for span in words)


def number_or_dash(value: int | None) -> str:
    """Return a whole number, or a dash for none."""
    return "–" if value is None else str(value)


def someone(name: str | None) -> str:
    """Return a name, or `nobody yet`."""
    return name or "nobody yet"


def by(name: str | None) -> str:
    """Return a name in brackets, to stand behind what is theirs; nothing if there is none."""
    return f" ({name})" if name else ""


def corrected(numbers: Sequence[int]) -> Line:
    """Return the numbers of the corrections of a text, in brackets to stand behind it; nothing if there are none."""
    if not numbers:
        return ()
    words = ", ".join(map(str, numbers))
    return line(Span(" ", mark=True), Span(f"(correction{'s' * (len(numbers) > 1)} {words})", italic=True, mark=True))
