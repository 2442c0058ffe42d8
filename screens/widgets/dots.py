"""Draws votes: dots with names, standing on a scale from 1 to 10."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content

COLLEAGUE, OWNER = "●", "◆"
FIGURES = range(1, 11)
SHORTEST = 6
"""Cells that a dot and its name need; where they have less, dots stand there alone."""
LEAST = 3
"""Columns of a figure that nobody gave."""
AT_A_GLANCE = 5
"""So many dots are counted by looking at them; above more of them stands their number."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A vote in the picture.

    Attributes:
        name: The short name of whose it is.
        colour: Their style.
        owner: Whether what is voted on is theirs; the dot has a shape of its own then.
    """

    figure: int
    name: str
    colour: str
    owner: bool

    @property
    def mark(self) -> str:
        return OWNER if self.owner else COLLEAGUE


@dataclass(frozen=True, slots=True)
class Picture:
    """Dots on their scale.

    Attributes:
        lines: From the top to the figures of the scale.
        named: Whether every dot has its name beside it.
        complete: Whether every vote has a dot.
        columns: How many columns each figure has.
    """

    lines: list[Content]
    named: bool
    complete: bool
    columns: tuple[int, ...]


def dot_plot(dots: Sequence[Dot], width: int, rows: int) -> Picture:
    """Return the picture of votes in so many columns and rows, the scale's row included.

    Each dot stands with its name above its figure, as large as the rows allow; where there are too many, without names.
    """
    stacks = {figure: _stack(dots, figure) for figure in FIGURES}
    most = max(map(len, stacks.values()))
    rows = max(1, rows - 1)
    columns = _columns(stacks, width)
    # Three rows for each dot and one between two of them, if they have room.
    sizes = ((3, 1), (3, 0), (1, 1), (1, 0))
    size = next(((tall, gap) for tall, gap in sizes if most * (tall + gap) - gap <= rows), None)
    if size is not None and all(columns[figure - 1] > SHORTEST for figure in FIGURES if stacks[figure]):
        lines, named, complete = _named(stacks, columns, *size), True, True
        if most > AT_A_GLANCE and len(lines) < rows:
            lines.insert(0, _counts(stacks, columns))
    else:
        columns = (width // 10,) * 10
        lines, complete = _unnamed(stacks, columns[0], max(1, rows - (most > AT_A_GLANCE)))
        named = False
    scale = [
        (_middle(str(figure), room), "bold" if stacks[figure] else "$muted")
        for figure, room in zip(FIGURES, columns, strict=True)
    ]
    return Picture([*lines, Content.assemble(*scale)], named, complete, columns)


def under_scale(words: Mapping[int, str], columns: Sequence[int]) -> Content | None:
    """Return what figures mean, in a line below them: the ends at the ends; None where there is no room for it."""
    line = Content("")
    width = sum(columns)
    for figure in sorted(words):
        means = words[figure] if figure in (FIGURES[0], FIGURES[-1]) else f"{figure} = {words[figure]}"
        length = cell_len(means)
        middle = sum(columns[: figure - 1]) + columns[figure - 1] // 2
        begin = {FIGURES[0]: 1, FIGURES[-1]: width - length}.get(figure, middle - length // 2)
        first = line.cell_length + 2 if line else 0
        begin = max(first, min(begin, width - length))
        if begin + length > width:
            return None
        line = Content.assemble(line, " " * (begin - line.cell_length), means)
    return line


def short(name: str, others: Collection[str]) -> str:
    """Return the first word of a name, where nobody else's begins with it; else all of it."""
    first = name.split(" ", maxsplit=1)[0]
    return first if sum(other.split(" ")[0] == first for other in others) == 1 else name


def _stack(dots: Iterable[Dot], figure: int) -> list[Dot]:
    """Return the dots of a figure from below: the owner's is the first."""
    return sorted((dot for dot in dots if dot.figure == figure), key=lambda dot: not dot.owner)


def _columns(stacks: Mapping[int, list[Dot]], width: int) -> tuple[int, ...]:
    """Return how wide each figure is: all the same, unless names need more than that."""
    needs = [max((cell_len(dot.name) + 5 for dot in stacks[figure]), default=LEAST) for figure in FIGURES]
    cap = max(LEAST, *needs)
    while cap > LEAST and sum(min(need, cap) for need in needs) > width:
        cap -= 1
    columns = [max(LEAST, min(need, cap)) for need in needs]
    for _ in range(width - sum(columns)):
        columns[columns.index(min(columns))] += 1
    return tuple(columns)


def _named(stacks: Mapping[int, list[Dot]], columns: Sequence[int], tall: int, gap: int) -> list[Content]:
    """Return bands in the colours of those who voted, a dot and a name in each."""
    most = max(map(len, stacks.values()))
    widest = max(cell_len(dot.name) for stack in stacks.values() for dot in stack) + 4
    lines: list[Content] = []
    for level in range(most, 0, -1):
        for row in range(tall):
            parts = [
                _band(stack, level, min(room - 1, widest), room, row == tall // 2)
                for stack, room in zip(stacks.values(), columns, strict=True)
            ]
            lines.append(Content.assemble(*parts))
        if level > 1:
            lines += [Content("")] * gap
    return lines


def _band(stack: list[Dot], level: int, width: int, room: int, says: bool) -> Content:
    if level > len(stack):
        return Content(" " * room)
    dot = stack[level - 1]
    words = f"{dot.mark} {dot.name}" if says else ""
    words = f" {words}" if cell_len(words) + 2 <= width else words
    band = Content.styled(_cut(words, width), f"bold $background on {dot.colour}")
    left = (room - width) // 2
    return Content.assemble(" " * left, band, " " * (room - width - left))


def _unnamed(stacks: Mapping[int, list[Dot]], room: int, rows: int) -> tuple[list[Content], bool]:
    """Return dots alone, and whether all have room; else they are so many as show how many more one figure has."""
    most = max(map(len, stacks.values()))
    apart = room // 2 * rows >= most
    each = max(1, room // 2 if apart else room - 1)
    share = min(1.0, each * rows / most)
    shown = {figure: stack[: max(1, round(len(stack) * share))] for figure, stack in stacks.items()}
    levels = -(-max(map(len, shown.values())) // each)
    lines = [_counts(stacks, (room,) * 10, AT_A_GLANCE if share == 1.0 else 1)] if most > AT_A_GLANCE else []
    for level in range(levels, 0, -1):
        parts = []
        for stack in shown.values():
            row = stack[(level - 1) * each : level * each]
            marks = [Content.styled(dot.mark, f"bold {dot.colour}") for dot in row]
            line = Content(" " if apart else "").join(marks)
            # A row that is not full begins where the full ones do.
            left = (
                (room - (2 * each - 1 if apart else each)) // 2 if len(stack) > each else (room - line.cell_length) // 2
            )
            parts.append(Content.assemble(" " * left, line, " " * (room - left - line.cell_length)))
        lines.append(Content.assemble(*parts))
    return lines, share == 1.0


def _counts(stacks: Mapping[int, list[Dot]], columns: Sequence[int], above: int = AT_A_GLANCE) -> Content:
    counts = [f"×{len(stack)}" if len(stack) > above else "" for stack in stacks.values()]
    return Content.styled("".join(map(_middle, counts, columns)), "bold")


def _cut(text: str, width: int) -> str:
    """Return a text in exactly so many cells."""
    if cell_len(text) <= width:
        return text + " " * (width - cell_len(text))
    return set_cell_size(set_cell_size(text, width - 1).rstrip() + "…", width)


def _middle(text: str, width: int) -> str:
    left = max(0, (width - cell_len(text)) // 2)
    return _cut(" " * left + text, width)
