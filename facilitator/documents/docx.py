"""Writes blocks as a Word document: its own headings, lists and tables, to be edited, outlined and read aloud."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from facilitator.common.text import right_to_left
from facilitator.documents import picture
from facilitator.documents.blocks import (
    Bar,
    Bars,
    Block,
    Bullets,
    Heading,
    Line,
    Paragraph,
    Properties,
    Span,
    Table,
    widths,
)

# Letters, signs and figures of scripts that run from right to left.
_TURNED = r"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
# Words that run so, with what stands between them; and words that run from left to right among such.
_TO_LEFT = re.compile(rf"([{_TURNED}]+(?:[\W_]+[{_TURNED}]+)*)")
# Where a mark says that they do, the figures behind it do too.
_TO_RIGHT = re.compile(
    rf"(\u200e[^{_TURNED}]*[^\W{_TURNED}]|[^\W\d_{_TURNED}][^\W_{_TURNED}]*(?:[\W\d_]+[^\W\d_{_TURNED}][^\W_{_TURNED}]*)*)"
)

_TEXT_WIDTH = 17.0
"""Centimetres between the margins of the page."""
_BAR_COLUMNS = (5.5, 7.5, 4.0)
"""Centimetres for what a bar is of, the bar, and what it says."""
_PAGE = 20
"""A picture of no more bars than this stays on one page."""
_LONGEST_PROPERTY = 255
"""The most characters that a property of the file may have."""


def written(blocks: Sequence[Block], about: Properties) -> bytes:
    """Return blocks as a file; the first of them is its heading. The same blocks and moments give the same bytes."""
    word = docx.Document()
    _prepare(word)
    properties = word.core_properties
    properties.title = next(block.text for block in blocks if isinstance(block, Heading))[:_LONGEST_PROPERTY]
    properties.author = properties.last_modified_by = about.author[:_LONGEST_PROPERTY]
    properties.created, properties.modified = about.began.astimezone(UTC), about.changed.astimezone(UTC)
    properties.comments, properties.language = "", "en"
    properties.content_status = "Draft" if about.draft else "Final"
    if about.draft:
        header = word.sections[0].header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        header.add_run("Draft").bold = True
    for block in blocks:
        _write(word, block)
    file = io.BytesIO()
    word.save(file)
    return _undated(file)


def _undated(file: io.BytesIO) -> bytes:
    """Return the same file without the moment at which each of its parts was packed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(file) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as undated:
        for name in parts.namelist():
            undated.writestr(zipfile.ZipInfo(name), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _prepare(word: WordDocument) -> None:
    """Set the page, the font, and the languages by which Word checks the spelling and chooses fonts."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    cell = word.styles["No Spacing"]
    cell.font.name, cell.font.size = "Calibri", Pt(9.5)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1)
    caption = word.styles["Caption"]
    caption.font.name, caption.font.size, caption.font.bold = "Calibri", Pt(9.5), False
    caption.font.color.rgb = RGBColor(0x40, 0x40, 0x40)
    languages = [*word.styles.element.iter(qn("w:lang")), *word.settings.element.iter(qn("w:themeFontLang"))]
    for language in languages:
        for kind, name in (("w:val", "en-US"), ("w:eastAsia", "zh-CN"), ("w:bidi", "ar-SA")):
            language.set(qn(kind), name)


def _write(word: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            _fill(word.add_heading("", block.level), (Span(block.text),))
        case Paragraph():
            _fill(word.add_paragraph(), block.line)
        case Bullets():
            for item in block.items:
                _fill(word.add_paragraph(style="List Bullet"), item)
        case Table():
            _table(word, block)
        case Bars():
            _bars(word, block)


def _table(word: WordDocument, block: Table) -> None:
    table = word.add_table(rows=1, cols=len(block.heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
        _fill(cell.paragraphs[0], (Span(head, bold=True),))
        shade = _child(cell._tc.get_or_add_tcPr(), "w:shd")  # noqa: SLF001  # the library has no other door to it
        for kind, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "EDEDED")):
            shade.set(qn(kind), value)
    _child(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001  # the same
    for row in block.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            _fill(cell.paragraphs[0], words)
    table.autofit = False
    shares = widths(block)
    wide = [Cm(_TEXT_WIDTH * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for added in table.rows:
        for cell, width in zip(added.cells, wide, strict=True):
            cell.width = width
            cell.paragraphs[0].style = word.styles["No Spacing"]
    word.add_paragraph()


def _bars(word: WordDocument, block: Bars) -> None:
    """Add a picture: its caption, and a table without lines, whose words can be copied and read aloud."""
    caption = word.add_paragraph(style="Caption")
    _fill(caption, (Span(block.title, bold=True), Span(f"\n{block.legend}")))
    caption.paragraph_format.keep_with_next = True
    table = word.add_table(rows=0, cols=3)
    # LibreOffice would turn it around where the first label runs from right to left.
    table.table_direction = WD_TABLE_DIRECTION.LTR
    table.autofit = False
    for bar in block.rows:
        row = table.add_row()
        _child(row._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001  # the same
        label, drawn, words = (cell.paragraphs[0] for cell in row.cells)
        _fill(label, (Span(bar.label),))
        _draw(drawn, bar)
        _fill(words, (Span(bar.words),))
        for cell, width in zip(row.cells, _BAR_COLUMNS, strict=True):
            cell.width = Cm(width)
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            cell.paragraphs[0].style = word.styles["No Spacing"]
            cell.paragraphs[0].paragraph_format.keep_with_next = bar is not block.rows[-1] and len(block.rows) <= _PAGE
    for column, width in zip(table.columns, _BAR_COLUMNS, strict=True):
        column.width = Cm(width)
    word.add_paragraph()


def _draw(paragraph: WordParagraph, bar: Bar) -> None:
    wide = Cm(_BAR_COLUMNS[1] - 0.5)
    shape = paragraph.add_run().add_picture(io.BytesIO(picture.png(bar)), wide, wide * picture.HEIGHT // picture.WIDTH)
    shape._inline.docPr.set("descr", f"{bar.label}: {bar.words}"[:_LONGEST_PROPERTY])  # noqa: SLF001  # the same


def _fill(paragraph: WordParagraph, words: Line) -> None:
    """Put words into a paragraph; what runs from right to left says so, or Word sets its marks on the wrong side."""
    turned = right_to_left("".join(span.text for span in words))
    if turned:
        _child(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001  # the same
    for span in words:
        # What is found has the odd places; in a paragraph that is turned it is what is not.
        for index, text in enumerate((_TO_RIGHT if turned else _TO_LEFT).split(span.text)):
            if not text:
                continue
            run = paragraph.add_run(text)
            run.bold, run.italic = span.bold or None, span.italic or None
            if bool(index % 2) is not turned:
                run.font.rtl = True
                run.font.cs_bold, run.font.cs_italic = span.bold or None, span.italic or None


def _child(parent: BaseOxmlElement, name: str) -> BaseOxmlElement:
    made: BaseOxmlElement = OxmlElement(name)
    parent.append(made)
    return made
