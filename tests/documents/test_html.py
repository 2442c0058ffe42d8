"""The page of HTML, read by another parser: it says what the blocks say, and reaches for nothing outside itself."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from facilitator.documents.blocks import Bars, Table
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import layout
from facilitator.minutes.document import Document
from facilitator.steps.progress.minutes import ProgressUpdate
from tests.minutes import made

VOID = {"meta", "rect"}


def as_html(document: Document) -> str:
    return minutes_formats.written(document, "html", print).decode()


class Page(HTMLParser):
    """What is in a page: every element with its attributes and the text right in it, in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[int] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(len(self.found) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag: str) -> None:
        assert self.found[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        for index in self.open:
            self.found[index][2].append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def texts(self, *tags: str) -> list[str]:
        return ["".join(text) for tag, _, text in self.found if tag in tags]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes, _ in self.found if name == tag]


def test_the_page_says_what_the_minutes_say() -> None:
    document = made.trapped()
    blocks = layout.lay_out(document)
    page = Page(as_html(document))
    expected = [text for block in blocks for text in made.texts_of(block)]
    assert page.texts("h1", "h2", "h3", "p", "li", "th", "td") == expected
    bars = [bar for block in blocks if isinstance(block, Bars) for bar in block.rows]
    assert page.texts("dt") == [bar.label for bar in bars]
    assert page.texts("title") == page.texts("h1")


def test_nothing_in_it_can_run_or_be_fetched() -> None:
    text = as_html(made.trapped())
    allowed = (
        "html head meta title style body main h1 h2 h3 p ul li strong em div table thead tbody tr th td "
        "figure figcaption small dl dt dd svg rect"
    )
    tags = {tag for tag, _, _ in Page(text).found}
    assert tags <= set(allowed.split())
    names = {name for _, attributes, _ in Page(text).found for name in attributes}
    assert not {name for name in names if name.startswith("on")} | {"src", "href", "style"} & names
    style = "".join(Page(text).texts("style"))
    assert "url(" not in style
    assert "@import" not in style
    policy = next(one for one in Page(text).attributes("meta") if one.get("http-equiv"))
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_a_wide_table_can_be_read_on_a_telephone_cell_by_cell() -> None:
    document = made.meeting("open the logs")
    page = Page(as_html(document))
    tables = [block for block in layout.lay_out(document) if isinstance(block, Table)]
    classes = [one["class"] for one in page.attributes("div") if (one.get("class") or "").startswith("table")]
    assert classes == ["table wide" if len(table.heads) > 3 else "table" for table in tables]
    assert {"table", "table wide"} == set(classes)
    # Where the heads are out of sight, each cell says which column it is of.
    heads = [head for table in tables for _ in table.rows for head in table.heads]
    assert [one["data-head"] for one in page.attributes("td")] == heads
    css = "".join(page.texts("style"))
    assert "content: attr(data-head)" in css.partition("@media screen and (max-width: 34rem)")[2]
    assert "li:dir(rtl)" in css


def test_every_paragraph_finds_its_own_direction() -> None:
    page = Page(as_html(made.trapped()))
    for tag in ("h1", "h2", "li", "td", "dt"):
        assert all(one["dir"] == "auto" for one in page.attributes(tag))


def test_pictures_show_what_the_tables_say() -> None:
    page = Page(as_html(made.meeting("a")))
    assert page.texts("dt")[:3] == ["Lead time to 2 days", "Lead time to 2 days", "第二数据中心上线"]
    assert page.texts("dd")[1::2][:3] == ["57 %, was 43 %", "6 of 10 (was 5)", "4 of 10 (was 7)"]
    bars = [one["width"] for one in page.attributes("rect") if one["class"] == "bar"]
    # Four sevenths, 6 and 4 of 10; then the steps against the longest, the round.
    assert bars == ["571", "600", "400", "57", "143", "1000", "86", "171"]
    marks = [one["x"] for one in page.attributes("rect") if one["class"] == "mark"]
    assert marks[:3] == [f"{992 * share:.0f}" for share in (3 / 7, 0.5, 0.7)]
    assert [one["aria-label"] for one in page.attributes("svg")][:1] == ["57 %, was 43 %"]


def test_a_figure_without_bounds_stays_inside_the_picture() -> None:
    document = made.meeting("a")
    moved = replace(document.steps[1].records[0], updates=(ProgressUpdate(1e308, -1e308, 5, 6, "a"),))
    steps = (replace(document.steps[1], records=(moved,)),)
    page = Page(as_html(replace(document, steps=steps)))
    assert [one["width"] for one in page.attributes("rect") if one["class"] == "bar"][:1] == ["1000"]
    assert page.texts("dd")[1] == "more than 999 %, was less than -999 %"


def test_a_draft_says_so() -> None:
    text = as_html(made.draft())
    page = Page(text)
    assert page.texts("title") == ["Draft: Stand-up of Platform, 2026-11-24"]
    assert page.texts("p")[:2] == ["Draft", "Draft: this meeting has not ended, it is running."]
    assert 'class="draft"' not in as_html(made.meeting("a"))


def test_what_another_tool_wrote_into_the_database_does_no_harm() -> None:
    page = Page(as_html(made.meeting("a\x00b\x1b[31m\u202ec")))
    assert page.texts("li")[5] == "ab[31mc"
    assert as_html(made.trapped()) == as_html(made.trapped())
