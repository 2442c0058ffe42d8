"""A digest in every form, opened by another program and compared with what it says."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import icalendar
import pytest
import time_machine
from markdown_it import MarkdownIt

from facilitator.documents.formats import FORMATS
from facilitator.minutes import ics
from facilitator.reports.digest import layout as digest_layout
from facilitator.reports.digest import writing as digest_writing
from tests.minutes import made
from tests.minutes.made import TRAPS
from tests.reports.digest.made import digest


def written(form: str, *texts: str) -> bytes:
    problems: list[str] = []
    data = digest_writing.written(digest(*(texts or TRAPS)), form, problems.append)
    assert problems == [] or form == "pdf"
    return data


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_meetings_are_the_same_bytes(form: str) -> None:
    with time_machine.travel("2026-11-24 10:00") as time:
        first = written(form, "a", "b")
        time.shift(3600)
        assert written(form, "a", "b") == first


def test_all_rows_are_in_the_table_and_none_is_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv").decode(), newline=""), strict=True))
    kinds = [row["kind"] for row in rows]
    assert kinds == [kind for kind in ("decision", "action", "request", "risk", "difficulty") for _ in TRAPS]
    assert [row["text"].removeprefix("'") for row in rows] == list(TRAPS) * 5
    assert {row["state"] for row in rows if row["kind"] == "action"} == {"open", "overdue"}
    cells = [cell for row in rows for cell in row.values()]
    assert not [cell for cell in cells if re.match(r"[ ]*[=+\-@\t\r\n＝＋－＠]", cell)]


def test_the_calendar_has_the_actions_with_a_day_as_the_minutes_have_them() -> None:
    calendar: Any = icalendar.Calendar.from_ical(written("ics"))
    tasks = calendar.walk("VTODO")
    due = [action.action for action in digest(*TRAPS).actions if action.action.due]
    assert [task["due"].dt for task in tasks] == [row.due for row in due]
    minutes: Any = icalendar.Calendar.from_ical(ics.as_ics(made.meeting(*TRAPS)))
    assert {task["uid"] for task in tasks} == {task["uid"] for task in minutes.walk("VTODO") if "due" in task}


def test_the_json_has_all_of_it() -> None:
    table = json.loads(written("json"))
    assert (table["schema"], table["since"], table["as_of"]) == (1, "2026-11-01", "2026-11-24")
    for key in ("progress", "risks", "difficulties", "decisions", "requests", "actions", "agreed"):
        assert len(table[key]) == len(TRAPS)
    assert [decision["text"] for decision in table["decisions"]] == list(TRAPS)
    assert table["progress"][0] | {"from": 6, "to": 5, "moved": True} == table["progress"][0]


def test_the_documentation_has_every_key_and_column() -> None:
    docs = (Path(__file__).parents[3] / "docs" / "digest.md").read_text(encoding="utf-8")
    table = json.loads(written("json", "a"))
    keys = set(table)
    for key in table.keys() - {"teams"}:
        if isinstance(table[key], list):
            keys |= set(table[key][0])
    keys |= set(table["agreed"][0]["scores"][0])
    columns = next(csv.reader(io.StringIO(written("csv", "a").decode(), newline="")))
    assert [key for key in sorted({*keys, *columns}) if f"`{key}`" not in docs] == []


def test_the_page_says_what_the_blocks_say() -> None:
    heard: list[str] = []

    class Reader(HTMLParser):
        def handle_data(self, data: str) -> None:
            heard.append(data)

    page = written("html").decode()
    Reader().feed(page)
    assert "<script" not in page
    flat = " ".join("".join(heard).split())
    for text in all_texts():
        assert " ".join(text.split()) in flat


def test_word_and_markdown_open() -> None:
    word = docx.Document(io.BytesIO(written("docx")))
    heads = [paragraph.text for paragraph in word.paragraphs if paragraph.style and paragraph.style.name == "Heading 2"]
    assert heads[0] == "Progress of OKRs"
    assert "<script" not in MarkdownIt("commonmark").enable("table").render(written("md").decode())


def test_the_pdf_is_one() -> None:
    assert written("pdf", *TRAPS[:6]).startswith(b"%PDF-")


def all_texts() -> list[str]:
    return [text for block in digest_layout.lay_out(digest(*TRAPS)) for text in made.texts_of(block)]


def test_what_is_left_out_is_counted() -> None:
    flat = "\n".join(all_texts())
    for most, form in (
        (digest_layout.MOST_DECISIONS, "csv"),
        (digest_layout.MOST_REQUESTS, "csv"),
        (digest_layout.MOST_RISKS, "csv"),
        (digest_layout.MOST_MOVED, "json"),
    ):
        assert f"and {len(TRAPS) - most} more; facilitator digest --format {form} has them all" in flat
    assert "more;" not in "\n".join(
        text for block in digest_layout.lay_out(digest("a", "b")) for text in made.texts_of(block)
    )


def test_a_time_without_meetings_says_so() -> None:
    empty = replace(digest("a"), held=(), teams=(), decisions=(), actions=(), progress=(), risks=(), agreed=())
    flat = "\n".join(text for block in digest_layout.lay_out(empty) for text in made.texts_of(block))
    assert "No meeting was held in this time." in flat
    assert "1 meeting is still running, and not in here" in flat
