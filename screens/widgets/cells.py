"""Mends Rich's measuring of text: a text that begins with a joiner was as long as said here, and not there.

`cell_len` says that a joiner takes what stands behind it along, `split_graphemes` says so only of one that stands
behind something. A text that begins with joiners, such as U+200D U+200D and a Chinese character, could therefore be cut
where it had nothing left, which raised an IndexError from within any widget.
"""

from __future__ import annotations

from rich import cells

JOINER = "\u200d"

_split = cells.split_graphemes


def split_graphemes(text: str, unicode_version: str = "auto") -> tuple[list[cells.CellSpan], int]:
    """Split as Rich does; joiners at the beginning take what stands behind each of them along."""
    begin = 0
    while text.startswith(JOINER, begin):
        begin = min(len(text), begin + 2)
    if not begin:
        return _split(text, unicode_version)
    spans, total = _split(text[begin:], unicode_version)
    return [(0, begin, 0), *((start + begin, end + begin, width) for start, end, width in spans)], total


def mend() -> None:
    """Have Rich use it."""
    cells.split_graphemes = split_graphemes
