"""Draws blocks of minutes as lines of a terminal; nothing in them is read as markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, zip_longest

from textual.content import Content

from facilitator.documents.blocks import Block, Bullets, Heading, Line, Paragraph, Table
from facilitator.minutes.compare import words

GAP = 2
"""Cells between the columns of a table."""
NARROWEST = 8
"""Cells that a column has at least; a table with less room is a list."""
NEW = "+ "
"""What stands before a line that the earlier meeting had not."""


def drawn(blocks: Iterable[Block], width: int, new: frozenset[str] | None = None) -> Content:
    """Return the blocks in lines of `width` cells, of 20 at least.

    `new` has the words of the lines to mark; None where nothing is compared.
    """
    lines: list[Content] = []
    for block in blocks:
        if lines and not (isinstance(block, Bullets) and lines[-1].plain == ""):
            lines.append(Content(""))
        lines.extend(_block(block, max(20, width), new))
        if isinstance(block, Heading) and block.level < 3:
            lines.append(Content(""))
    # One empty line is enough.
    return Content("\n").join(after for before, after in pairwise([Content(""), *lines]) if before.plain or after.plain)


def _block(block: Block, width: int, new: frozenset[str] | None) -> Iterator[Content]:
    match block:
        case Heading():
            style = "bold $primary" if block.level == 2 else "bold"
            yield from _wrapped(Content.styled(_flat(block.text), style), width)
        case Paragraph():
            yield from _marked([block.line], "", width, new)
        case Bullets():
            for item in block.items:
                yield from _marked([item], "· ", width, new)
        case Table():
            yield from _table(block, width, new)


def _marked(cells: Sequence[Line], lead: str, width: int, new: frozenset[str] | None) -> Iterator[Content]:
    fresh = words(cells) in (new or ())
    lead = NEW if fresh else lead or ("  " if new is not None else "")
    content = Content(" · ").join(_line(cell) for cell in cells)
    for number, line in enumerate(_wrapped(content, width - len(lead))):
        first = Content.assemble((lead, "bold $success" if fresh else "")) if not number else Content(" " * len(lead))
        yield first + (line.stylize("$success") if fresh else line)


def _table(table: Table, width: int, new: frozenset[str] | None) -> Iterator[Content]:
    lead = len(NEW) if new is not None else 0
    cells = [[Content(head) for head in table.heads], *([_line(cell) for cell in row] for row in table.rows)]
    natural = [max(cell.cell_length for cell in column) for column in zip(*cells, strict=True)]
    columns = _fitted(natural, width - lead)
    if columns is None:
        for row in table.rows:
            yield from _marked(row, "· ", width, new)
        return
    yield from _row(cells[0], columns, " " * lead, "dim")
    for row, shown in zip(table.rows, cells[1:], strict=True):
        fresh = words(row) in (new or ())
        yield from _row(shown, columns, (NEW if fresh else "  ")[:lead], "$success" if fresh else "")


def _fitted(natural: Sequence[int], width: int) -> list[int] | None:
    """Return the widths of columns that have room together: the widest give way; None where a table has no room."""
    widths = list(natural)
    room = width - GAP * (len(widths) - 1)
    while sum(widths) > room:
        widest = max(range(len(widths)), key=widths.__getitem__)
        if widths[widest] <= NARROWEST:
            return None
        widths[widest] = max(NARROWEST, widths[widest] - max(1, (sum(widths) - room) // len(widths)))
    return widths


def _row(cells: Sequence[Content], widths: Sequence[int], lead: str, style: str) -> Iterator[Content]:
    wrapped = (_wrapped(cell, width) for cell, width in zip(cells, widths, strict=True))
    for parts in zip_longest(*wrapped, fillvalue=Content("")):
        padded = [part.pad_right(max(0, width - part.cell_length)) for part, width in zip(parts, widths, strict=True)]
        line = (Content(lead) + Content(" " * GAP).join(padded)).rstrip()
        yield line.stylize(style) if style else line
        lead = " " * len(lead)


def _line(line: Line) -> Content:
    styles = ("bold" if span.bold else "italic" if span.italic else "" for span in line)
    return Content.assemble(*((_flat(span.text), style) for span, style in zip(line, styles, strict=True)))


def _flat(text: str) -> str:
    return " ".join(text.splitlines()) if "\n" in text else text


def _wrapped(content: Content, width: int) -> Iterator[Content]:
    yield from content.wrap(max(1, width)) or [Content("")]
