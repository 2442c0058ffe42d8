"""Draws a bar as a PNG, for formats that can show pictures and not draw: four colours, no text, nothing to install."""

from __future__ import annotations

import struct
import zlib

from facilitator.documents.blocks import Bar

_ROWS = (5, 13, 4)
WIDTH, HEIGHT = 1200, 2 * sum(_ROWS)
"""In pixels: of a bar three inches wide more than twice as many as a screen has."""

_WHITE, _TRACK, _BAR, _MARK = range(4)
# The colours of the page of HTML and of the PDF, by the numbers above.
_PALETTE = bytes.fromhex("ffffff d9d9d9 2b6cb0 b7410e")
_MARK_WIDTH = 10


def png(bar: Bar) -> bytes:
    """Return the bar on its track, with its mark; the same bar gives the same bytes."""
    full = round(bar.share * WIDTH)
    filled = bytes([_BAR]) * full
    rows = [
        bytearray(drawn.ljust(WIDTH, bytes([ground])))
        for drawn, ground in ((b"", _WHITE), (filled, _WHITE), (filled, _TRACK))
    ]
    if bar.mark is not None:
        at = round(bar.mark * (WIDTH - _MARK_WIDTH))
        for row in rows:
            row[at : at + _MARK_WIDTH] = bytes([_MARK]) * _MARK_WIDTH
    # From the edge to the middle: the mark alone, the bar, the bar on its track; then the same the other way.
    upper = [row for row, many in zip(rows, _ROWS, strict=True) for _ in range(many)]
    lines = b"".join(b"\0" + bytes(row) for row in [*upper, *reversed(upper)])
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data)
        for kind, data in ((b"IHDR", header), (b"PLTE", _PALETTE), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
