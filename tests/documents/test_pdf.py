"""The PDF, read by another library: its text can be taken out again, in every script, and no sign is a box."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from datetime import UTC
from typing import Any

import pypdf
import pytest

from facilitator.common.text import right_to_left
from facilitator.documents import pdf
from facilitator.documents.blocks import Bar, Bars, Bullets, Heading, Table, line
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import layout
from facilitator.minutes.document import Document
from tests.minutes import made

ABOUT = minutes_formats.properties(made.meeting("a"))
RIGHT_TO_LEFT = re.compile("[\u0590-\u06ff]+")


def as_pdf(document: Document, tell: Callable[[str], None], *, system_fonts: bool = True) -> bytes:
    about = minutes_formats.properties(document)
    return pdf.written(layout.lay_out(document), about, tell, system_fonts=system_fonts)


def read(document: Document) -> pypdf.PdfReader:
    said: list[str] = []
    data = as_pdf(document, said.append, system_fonts=False)
    assert said == []
    return pypdf.PdfReader(io.BytesIO(data), strict=True)


def text(reader: pypdf.PdfReader) -> str:
    return "\n".join(re.sub(r"\n\d+ / \d+$", "", page.extract_text()) for page in reader.pages)


def bare(text: str) -> str:
    """Without the blanks and line breaks, which a page has where it likes."""
    return "".join(text.split())


def test_the_file_says_what_the_minutes_say() -> None:
    document = made.trapped()
    found = text(read(document))
    for said in (said for block in layout.lay_out(document) for said in made.texts_of(block)):
        if RIGHT_TO_LEFT.search(said) is None:
            assert bare(said) in bare(found)
        for word in RIGHT_TO_LEFT.findall(said):
            # Readers of PDF disagree on the order of words that run the other way, not on the words.
            assert word in found


def test_chinese_arabic_and_emoji_come_out_as_they_went_in() -> None:
    found = text(read(made.meeting(made.CHINESE, made.EMOJI, "السلام عليكم", "é ộ ǰ fi ffl — “x” …")))
    for said in (made.CHINESE, made.EMOJI, "عليكم", "السلام", "é ộ ǰ fi ffl — “x” …"):
        assert said in found


def test_properties_and_tags() -> None:
    reader = read(made.meeting("a"))
    information = reader.metadata
    assert information is not None
    assert (information.title, information.author) == ("Stand-up of Platform, 2026-11-24", "Ada Lovelace")
    ended = made.meeting("a").ended_at
    assert information.modification_date is not None
    assert ended is not None
    assert information.modification_date.astimezone(UTC) == ended.replace(microsecond=0)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert [entry.title for entry in reader.outline[0:1] if isinstance(entry, pypdf.generic.Destination)] == [
        "Stand-up of Platform, 2026-11-24"
    ]
    assert b"pdfaid:part>2<" in root["/Metadata"].get_data()


def test_long_words_stay_on_the_page() -> None:
    for said in ("x" * 900, "مرحبا" * 180, "目标" * 450, "Ŵ" * 900, "ไทย" * 300):
        reader = read(made.meeting(said))
        # So many letters as fit between the margins, and no line of nine hundred.
        assert max(map(len, text(reader).splitlines())) < 200
        if not right_to_left(said):
            assert said in bare(text(reader))


def places(data: bytes) -> list[tuple[str, float, float]]:
    """The texts of the first page as they are set, with how far from the left and from the bottom each begins."""
    found: list[tuple[str, float, float]] = []

    def take(text: str, cm: list[float], _tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            found.append((text.strip(), cm[4], cm[5]))

    pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=take)
    return found


def test_the_mark_of_an_item_stands_where_its_line_begins() -> None:
    items = (line("left one"), line("left two"), line("قلم"), line("left three"))
    data = pdf.written([Heading("h", 1), Bullets(items)], ABOUT, sys.exit, system_fonts=False)
    marks = [(at, height) for text, at, height in places(data) if text.startswith("•")]
    assert len(marks) == 4
    middle = 595 / 2
    assert [at > middle for at, _ in sorted(marks, key=lambda one: -one[1])] == [False, False, True, False]


def test_words_stay_inside_narrow_columns() -> None:
    long = "Telefonanlagenbetreuung"
    heads = tuple(f"Column {number}" for number in range(8))
    table = Table(heads, (tuple(line(long) for _ in heads),))
    data = pdf.written([Heading("h", 1), table], ABOUT, sys.exit, system_fonts=False)
    found = text(pypdf.PdfReader(io.BytesIO(data)))
    assert bare(found).count(long[:5]) == 8
    assert long not in found


def test_a_date_behind_an_arabic_name_has_its_year_first() -> None:
    document = made.meeting("x", title="Stand-up", team="فريق المنصة")
    heading = layout.lay_out(document)[0]
    assert isinstance(heading, Heading)
    assert heading.text == "Stand-up of فريق المنصة\u200e, 2026-11-24"
    at = {said.strip(", \u200e"): left for said, left, _ in places(as_pdf(document, sys.exit, system_fonts=False))}
    assert at["Stand-up of"] < at["المنصة"] < at["فريق"] < at["2026-11-24"]


def test_what_no_font_shows_is_said() -> None:
    said: list[str] = []
    # Of a plane that has no characters yet.
    data = as_pdf(made.meeting("a \U000a0001 b", "한"), said.append, system_fonts=False)
    found = text(pypdf.PdfReader(io.BytesIO(data)))
    assert "a [U+A0001] b" in found
    assert "[U+D55C]" in found
    (sentence,) = said
    assert sentence == (
        "no font on this machine shows 한 (U+D55C), \U000a0001 (U+A0001); in the PDF they stand as their numbers, such "
        "as [U+D55C]: install a font that has them (the Noto fonts have most)"
    )


def test_the_fonts_of_the_machine_help_out() -> None:
    said: list[str] = []
    as_pdf(made.meeting("a \U000a0001 b"), said.append)
    assert len(said) == 1
    said.clear()
    as_pdf(made.meeting(made.CHINESE), said.append)
    assert said == []


def test_a_draft_says_so_on_every_page() -> None:
    reader = read(made.meeting(*["a line of text"] * 80, state="paused", ended_at=None))
    assert len(reader.pages) > 2
    assert all("Draft" in page.extract_text() for page in reader.pages)
    assert "Draft: this meeting has not ended, it is paused." in text(reader)
    assert "Draft" not in text(read(made.meeting("a")))


def test_pictures_show_what_the_tables_say() -> None:
    found = text(read(made.meeting("a")))
    for said in ("How far the key results have come", "57 %, was 43 %", "4 of 10 (was 7)", "11 min 40 s of 10 min"):
        assert said in found


def test_a_picture_longer_than_a_page_goes_on_on_the_next() -> None:
    rows = tuple(Bar(f"Key result {number}", f"{number} of 100", number / 100) for number in range(100))
    data = pdf.written([Heading("Many", 1), Bars("All", "Each.", rows)], ABOUT, sys.exit, system_fonts=False)
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert len(reader.pages) > 1
    found = text(reader)
    assert [number for number in range(100) if f"Key result {number} {number} of" not in found] == []


def test_the_same_meeting_gives_the_same_bytes() -> None:
    assert as_pdf(made.trapped(), sys.exit) == as_pdf(made.trapped(), sys.exit)


@pytest.mark.parametrize(
    "text", ["a\x00b\x1b[31m\u202e\ufffec", "\u200b\u2066x\u2069\ufeff\u00ad", "\u0301\u0301 \u20dd"]
)
def test_what_another_tool_wrote_into_the_database_does_no_harm(text: str) -> None:
    assert as_pdf(made.meeting(text), lambda _: None, system_fonts=False).startswith(b"%PDF-1.7")
