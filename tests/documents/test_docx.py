"""The Word document, opened again, and its XML looked at."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, timedelta
from xml.etree import ElementTree as ET

import docx
import pytest
import time_machine
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_DIRECTION
from docx.table import Table
from docx.text.paragraph import Paragraph

from facilitator.documents import docx as documents_docx
from facilitator.documents import picture
from facilitator.documents.blocks import Bar, Bars, Block, Heading
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import layout
from facilitator.minutes.document import Document
from tests.minutes import made

WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def as_docx(document: Document) -> bytes:
    return minutes_formats.written(document, "docx", print)


def opened(document: Document) -> WordDocument:
    return docx.Document(io.BytesIO(as_docx(document)))


def body(document: Document) -> ET.Element:
    return part(document, "word/document.xml")


def part(document: Document, name: str) -> ET.Element:
    with zipfile.ZipFile(io.BytesIO(as_docx(document))) as file:
        assert file.testzip() is None
        return ET.fromstring(file.read(name))  # noqa: S314  # we wrote it


def texts(opened: WordDocument) -> list[str]:
    found: list[str] = []
    for block in opened.iter_inner_content():
        if isinstance(block, Table):
            found += [cell.text for row in block.rows for cell in row.cells]
        elif isinstance(block, Paragraph):
            found.append(block.text)
    return found


def words_of(block: Block) -> list[str]:
    """What stands around the bars of a picture."""
    if not isinstance(block, Bars):
        return []
    return [f"{block.title}\n{block.legend}", *(text for bar in block.rows for text in (bar.label, bar.words))]


def test_the_file_says_what_the_minutes_say() -> None:
    document = made.trapped()
    expected = [text for block in layout.lay_out(document) for text in [*made.texts_of(block), *words_of(block)]]
    # An empty paragraph follows every table, and the picture of a bar has no words.
    assert [text for text in texts(opened(document)) if text] == [text for text in expected if text]


def test_headings_lists_and_tables_are_words_own() -> None:
    found = opened(made.meeting("open the logs"))
    styles = [(one.style.name if one.style else "", one.text) for one in found.paragraphs if one.text]
    assert styles[0] == ("Heading 1", "Stand-up of Platform, 2026-11-24")
    assert ("Heading 2", "Actions") in styles
    assert ("List Bullet", "open the logs") in styles
    assert ("Caption", "Time of every step\nThe bar is the time taken, the mark the time planned.") in styles
    found_tables = list(body(made.meeting("open the logs")).iter(f"{W}tbl"))
    tables = [table for table in found_tables if table.find(f"{W}tblPr/{W}tblStyle") is not None]
    assert (len(tables), len(found_tables)) == (4, 7)
    for table in tables:
        first, *rest = table.iter(f"{W}tr")
        assert first.find(f"{W}trPr/{W}tblHeader") is not None
        assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rest)
        assert all(cell.find(f"{W}tcPr/{W}tcW") is not None for cell in table.iter(f"{W}tc"))


def test_every_bar_is_a_picture_that_says_what_it_shows() -> None:
    document = made.meeting("open the logs")
    bars = [bar for block in layout.lay_out(document) if isinstance(block, Bars) for bar in block.rows]
    shapes = opened(document).inline_shapes
    described = [one.get("descr") for one in body(document).iter(f"{WP}docPr")]
    assert described == [f"{bar.label}: {bar.words}" for bar in bars]
    assert described[0] == "Lead time to 2 days: 57 %, was 43 %"
    assert len({one.get("id") for one in body(document).iter(f"{WP}docPr")}) == len(bars)
    # Twice as many dots as a screen has on three inches.
    assert {shape.width.inches < 3 for shape in shapes} == {True}
    assert picture.WIDTH >= 3 * 96 * 2


def test_the_rows_of_a_picture_stay_together_unless_they_are_too_many() -> None:
    def kept(count: int) -> list[bool]:
        blocks: list[Block] = [
            Heading("h", 1),
            Bars("t", "l", tuple(Bar(f"b{number}", "x", 0.5) for number in range(count))),
        ]
        found = docx.Document(io.BytesIO(documents_docx.written(blocks, minutes_formats.properties(made.meeting("a")))))
        assert found.tables[0].table_direction == WD_TABLE_DIRECTION.LTR
        assert found.paragraphs[1].paragraph_format.keep_with_next
        return [bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in found.tables[0].rows]

    assert kept(3) == [True, True, False]
    assert not any(kept(21))


def test_the_same_meeting_gives_the_same_bytes() -> None:
    with time_machine.travel("2026-11-24 10:00") as time:
        first = as_docx(made.trapped())
        time.shift(3600)
        assert as_docx(made.trapped()) == first
    with zipfile.ZipFile(io.BytesIO(first)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {part.compress_type for part in file.infolist()} == {zipfile.ZIP_DEFLATED}
        assert file.namelist()[0] == "[Content_Types].xml"


def test_properties() -> None:
    document = made.meeting("a")
    properties = opened(document).core_properties
    assert properties.title == "Stand-up of Platform, 2026-11-24"
    assert properties.author == properties.last_modified_by == "Ada Lovelace"
    assert properties.created == made.BEGAN.astimezone(UTC).replace(microsecond=0)
    assert properties.modified == made.BEGAN.astimezone(UTC).replace(microsecond=0) + timedelta(minutes=17)
    assert (properties.language, properties.comments, properties.content_status) == ("en", "", "Final")
    long = opened(made.meeting("a", title="t" * 900, facilitator="n" * 900)).core_properties
    assert (long.title, long.author) == ("t" * 255, "n" * 255)
    for language in part(document, "word/styles.xml").iter(f"{W}lang"):
        assert language.attrib == {f"{W}val": "en-US", f"{W}eastAsia": "zh-CN", f"{W}bidi": "ar-SA"}


@pytest.mark.parametrize(
    ("text", "turned", "runs"),
    [
        (made.ARABIC, True, ["العربية: السلام عليكم (", "OKR", ") 2026"]),
        ("see السلام عليكم, please", False, ["see ", "السلام عليكم", ", please"]),
        ("plain", False, ["plain"]),
        ("عن Version 2 beta: 3.5.", True, ["عن ", "Version 2 beta", ": 3.5."]),
        ("שלום 王", True, ["שלום ", "王"]),
        ("زمن التسليم:\u200e 9 → 2 days", True, ["زمن التسليم:", "\u200e 9 → 2 days"]),
        ("فريق المنصة\u200e, 2026-11-24", True, ["فريق المنصة", "\u200e, 2026-11-24"]),
        ("\u200e9 → 2 أيام, reached 6", False, ["\u200e9 → 2 ", "أيام", ", reached 6"]),
    ],
)
def test_what_runs_from_right_to_left_says_so(text: str, turned: bool, runs: list[str]) -> None:
    document = made.meeting("x")
    heading = next(body(made.meeting("x", team=text)).iter(f"{W}p"))
    assert heading.find(f"{W}pPr/{W}bidi") is None
    bullets = [one for one in body(made.meeting(text)).iter(f"{W}p") if "".join(one.itertext()) == text]
    assert len(list(body(document).iter(f"{W}rtl"))) == 0
    first = bullets[0]
    assert (first.find(f"{W}pPr/{W}bidi") is not None) is turned
    found = ["".join(run.itertext()) for run in first.iter(f"{W}r")]
    assert found == runs
    marked = [run.find(f"{W}rPr/{W}rtl") is not None for run in first.iter(f"{W}r")]
    assert marked == [(run in runs[::2]) is turned for run in runs]


def test_a_draft_says_so_on_every_page() -> None:
    found = opened(made.draft())
    assert found.sections[0].header.paragraphs[0].text == "Draft"
    assert found.paragraphs[1].text == "Draft: this meeting has not ended, it is running."
    assert found.core_properties.content_status == "Draft"
    assert opened(made.meeting("a")).sections[0].header.paragraphs[0].text == ""


def test_what_another_tool_wrote_into_the_database_does_no_harm() -> None:
    assert "ab[31mc" in texts(opened(made.meeting("a\x00b\x1b[31m\u202e\ufffec")))
