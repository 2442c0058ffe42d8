"""A bar as a PNG, read again by hand: every dot has the colour that it should."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitator.documents import picture
from facilitator.documents.blocks import Bar

WHITE, TRACK, FILLED, MARK = range(4)
SHARES = st.floats(0, 1)


def chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size]) == (zlib.crc32(kind + body),)
        yield kind, body
        at += 12 + size


def dots(data: bytes) -> list[bytes]:
    """The rows of numbers of colours."""
    found = dict(chunks(data))
    assert list(found) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, *kind = struct.unpack(">IIBBBBB", found[b"IHDR"])
    assert (width, height, kind) == (picture.WIDTH, picture.HEIGHT, [8, 3, 0, 0, 0])
    assert len(found[b"PLTE"]) == 12
    lines = zlib.decompress(found[b"IDAT"])
    assert len(lines) == height * (width + 1)
    rows = [lines[at : at + width + 1] for at in range(0, len(lines), width + 1)]
    assert {row[0] for row in rows} == {0}
    return [row[1:] for row in rows]


@pytest.mark.parametrize(("share", "filled"), [(0.0, 0), (0.25, 300), (1.0, 1200)])
def test_a_bar_is_as_long_as_its_share(share: float, filled: int) -> None:
    rows = dots(picture.png(Bar("a", "b", share)))
    middle = rows[picture.HEIGHT // 2]
    assert middle == bytes([FILLED]) * filled + bytes([TRACK]) * (1200 - filled)
    assert rows[0] == rows[-1] == bytes([WHITE]) * 1200
    assert rows == rows[::-1]


def test_the_mark_stands_over_everything() -> None:
    rows = dots(picture.png(Bar("a", "b", 0.5, 0.5)))
    assert {row[595:605] for row in rows} == {bytes([MARK]) * 10}
    assert {row[594:595] + row[605:606] for row in rows} >= {bytes([WHITE, WHITE]), bytes([FILLED, TRACK])}


@given(share=SHARES, mark=st.none() | SHARES)
def test_whatever_a_bar_says_stays_inside_the_picture(share: float, mark: float | None) -> None:
    rows = dots(picture.png(Bar("a", "b", share, mark)))
    assert {len(row) for row in rows} == {1200}
    assert rows[0].count(MARK) == (0 if mark is None else 10)
    assert picture.png(Bar("c", "d", share, mark)) == picture.png(Bar("a", "b", share, mark))
