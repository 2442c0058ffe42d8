"""One meeting of traps in every form: each is read back by another library, and says what the JSON minutes say."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import docx
import icalendar
import pypdf
import pytest
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from markdown_it import MarkdownIt

from facilitator import modes
from facilitator.common import clock
from facilitator.documents import formats as documents_formats
from facilitator.minutes import formats as minutes_formats
from facilitator.minutes import reading as minutes_reading
from facilitator.modes.parsing import parse_mode
from facilitator.store.database import Database
from tests.minutes import hostile


@dataclass(frozen=True)
class Read:
    """What a reader found, blanks and line breaks made one space: the headings, the tables' rows, everything else."""

    headings: list[str]
    rows: list[tuple[str, ...]]
    lines: list[str]

    @property
    def everything(self) -> set[str]:
        return {*self.headings, *self.lines, *(cell for row in self.rows for cell in row)}

    def without_marks(self) -> Read:
        rows = [tuple(MARK.sub("", cell) for cell in row) for row in self.rows]
        return Read(self.headings, rows, [MARK.sub("", line) for line in self.lines])


MARK = re.compile(r" ?\(corrections? ([\d, ]+)\)")
"""By which corrections something was made what it is."""


def spaced(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("mode", hostile.MODES)
def test_every_form_says_what_the_json_minutes_say(mode: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "_boot", lambda: "")
    with Database(f"sqlite:///{tmp_path / 'hostile.db'}") as database:
        database.upgrade()
        meeting = hostile.hold(database, tmp_path, mode)
        sent = minutes_reading.read(database, meeting)
        corrections = hostile.correct(database, meeting)
        held = minutes_reading.read(database, meeting)
        assert minutes_reading.read(database, meeting, as_sent=True) == sent
    problems: list[str] = []
    files = {form: minutes_formats.written(held, form, problems.append) for form in documents_formats.FORMATS}
    table = json.loads(files["json"], parse_constant=pytest.fail)
    long_enough(mode, table)
    shown = {
        "md": read_html(MarkdownIt("commonmark").enable("table").render(files["md"].decode())),
        "html": read_html(files["html"].decode()),
        "docx": read_docx(files["docx"]),
    }
    assert [correction["number"] for correction in table["corrections"]] == list(range(1, corrections + 1))
    for form, written in shown.items():
        assert written == shown["md"], form
        corrected(written, table)
        outcomes(written.without_marks(), table)
        records(written.without_marks(), table)
    spreadsheet(files["csv"].decode(), table)
    calendar(files["ics"], table)
    page(files["pdf"], table)


# -- readers -----------------------------------------------------------------------------------------------------------


class _Page(HTMLParser):
    TAGS = ("h1", "h2", "h3", "h4", "p", "li", "th", "td", "dt", "dd", "figcaption")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, list[str]]] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # as the class has it
        if tag == "tr":
            self.rows.append([])
        elif tag == "br":
            self.handle_data("\n")
        elif tag in self.TAGS:
            self.elements.append((tag, []))

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.elements[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.rows[-1].append(spaced("".join(self.elements[-1][1])))


def read_html(text: str) -> Read:
    page = _Page(text)
    elements = [(tag, spaced("".join(text))) for tag, text in page.elements]
    return Read(
        [text for tag, text in elements if tag[0] == "h"],
        [tuple(row) for row in page.rows],
        [text for tag, text in elements if tag in ("p", "li") and text],
    )


def read_docx(data: bytes) -> Read:
    written = Read([], [], [])
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        style = (block.style.name or "") if block.style else ""
        # Pictures say nothing that is not beside them, and Markdown has none.
        if style in ("Caption", "Normal Table"):
            continue
        if isinstance(block, WordTable):
            written.rows.extend(tuple(spaced(cell.text) for cell in row.cells) for row in block.rows)
        elif isinstance(block, WordParagraph):
            heading = style.startswith("Heading")
            if text := spaced(block.text):
                (written.headings if heading else written.lines).append(text)
    return written


# -- what the JSON minutes say -----------------------------------------------------------------------------------------


def own(text: str, whose: str | None) -> str:
    return spaced(f"{text} ({whose})" if whose else text)


def texts(value: Any) -> Iterator[str]:
    """Every text that somebody wrote in records of steps; names of columns, keys and states are no such."""
    match value:
        case dict():
            for key, item in value.items():
                if key not in ("role", "part", "answer", "at", "by", "due", "lacking", "votes"):
                    yield from texts(item)
        case list():
            for row in value:
                yield from texts(row)
        case str():
            yield value


# -- the comparison ----------------------------------------------------------------------------------------------------


def long_enough(mode: str, table: dict[str, Any]) -> None:
    """Every step that can record something has, and there is enough of everything."""
    assert (len(table["attendance"]), len(table["actions"]) >= 60, len(table["decisions"])) == (40, True, 21)
    kinds = {step["kind"] for step in table["steps"] if step["records"]}
    assert kinds == {step.kind for step in parse_mode(*modes.find(mode, None)).steps} - {"gather", "close"}


def outcomes(written: Read, table: dict[str, Any]) -> None:
    """The heading, the facts, decisions, actions and parked topics, who was there, how long it took."""
    first = written.headings[0]
    assert table["team"] in first
    assert first.endswith(table["started_at"][:10])
    assert f"Facilitator: {table['facilitator']}" in written.lines
    assert any(spaced(table["cycle"]) in line for line in written.lines if line.startswith("Cycle"))
    for topic in (*table["decisions"], *table["parked"]):
        assert own(topic["text"], topic["by"]) in written.lines
    heads = ("Who", "What", "By when", "State")
    start = written.rows.index(heads) + 1
    expected = [
        (
            spaced(action["owner"] or "nobody yet"),
            spaced(action["text"] + (f" (for “{action['key_result']}”)" if action["key_result"] else "")),
            action["due"] or "–",
            f"dropped: {hostile.WHY_DROPPED}" if action["state"] == "dropped" else action["state"],
        )
        for action in table["actions"]
    ]
    assert written.rows[start : start + len(expected)] == expected
    attending = written.rows[written.rows.index(("Who", "Attendance", "Spoke for")) + 1 :]
    assert [row[:2] for row in attending[:40]] == [
        (spaced(attendee["name"]), attendee["state"]) for attendee in table["attendance"]
    ]
    for (_, _, spoke), attendee in zip(attending, table["attendance"], strict=False):
        assert (spoke == "–") == (attendee["seconds"] == 0)
    timed = written.rows[written.rows.index(("Step", "Planned", "Taken", "Overtime")) + 1 :]
    assert [row[0] for row in timed[: len(table["steps"])]] == [step["title"] for step in table["steps"]]


def corrected(written: Read, table: dict[str, Any]) -> None:
    """Every correction stands by itself, and is marked where it was made."""
    marked = {number for text in written.everything for mark in MARK.findall(text) for number in mark.split(", ")}
    for correction in table["corrections"]:
        assert f"Correction {correction['number']}: {correction['kind']}" in written.headings
        after = correction["after"] if correction["kind"] == "remark" else f"Is: {correction['after']}"
        assert spaced(after) in written.lines
        assert not correction["before"] or spaced(f"Was: {correction['before']}") in written.lines
        assert (str(correction["number"]) in marked) == (correction["kind"] != "remark"), correction


def records(written: Read, table: dict[str, Any]) -> None:
    """What every step recorded, and its figures beside what they are of."""
    everything = written.everything
    whole = "\n".join(everything)
    for step in table["steps"]:
        for text in texts(step["records"]):
            assert spaced(text) in everything or spaced(text) in whole, (step["kind"], text)
    recorded = 0
    for step in table["steps"]:
        for record in step["records"]:
            title = spaced(record.get("key_result") or "")
            rows = [row for row in written.rows if row[0] == title]
            if step["kind"] == "progress":
                sure = f"{record['confidence']} of 10"
                (row,) = [row for row in rows if row[5].startswith(sure)]
                assert row[1] == spaced(record["owner"])
                figures = [None if cell == "–" else float(cell.split()[0]) for cell in row[2:5]]
                assert figures == [record["from"], record["to"], record["target"]]
                recorded += 1
            elif step["kind"] == "scores" and "key_result" in record:
                scores = ["–" if record[key] is None else f"{record[key]:g}" for key in ("own_score", "agreed_score")]
                (row,) = [row for row in rows if len(row) == 7]
                assert [re.sub(r"\.0$", "", cell) for cell in row[4:6]] == scores
                assert spaced(record["reason"]) in row[6]
                recorded += 1
            elif step["kind"] == "confidence":
                (row,) = [row for row in rows if len(row) == 4]
                votes = " ".join(str(vote) for vote in sorted(record["rounds"][0]["votes"].values()))
                assert f"round 1: {votes} (" in row[2]
                assert row[3].startswith("not agreed" if record["agreed"] is None else f"{record['agreed']} of 10")
                recorded += 1
    assert recorded >= 10


def spreadsheet(text: str, table: dict[str, Any]) -> None:
    """All outcomes, and no cell a formula."""
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    expected = [
        *(
            ("action", action["text"], action["owner"] or "", action["due"] or "", action["state"])
            for action in table["actions"]
        ),
        *(("decision", decision["text"], decision["by"] or "", "", "") for decision in table["decisions"]),
        *(("parked", topic["text"], topic["by"] or "", "", "") for topic in table["parked"]),
    ]
    corrections = [row for row in rows if row["kind"] == "correction"]
    for row, correction in zip(corrections, table["corrections"], strict=True):
        assert row["text"].startswith(f"{correction['number']}, {correction['kind']}: ")
        assert correction["after"] in row["text"]
        assert row["owner"].removeprefix("'") == correction["by"]
    shown = [
        (row["kind"], row["text"], row["owner"], row["due"], row["state"]) for row in rows if row not in corrections
    ]
    for cells, values in zip(shown, expected, strict=True):
        for cell, value in zip(cells, values, strict=True):
            assert cell in (value, f"'{value}")
            assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)


def calendar(data: bytes, table: dict[str, Any]) -> None:
    """The actions as tasks, in lines that are folded."""
    parts: Any = icalendar.Calendar.from_ical(data)
    tasks = parts.walk("VTODO")
    states = {"open": "NEEDS-ACTION", "done": "COMPLETED", "dropped": "CANCELLED"}
    for task, action in zip(tasks, table["actions"], strict=False):
        assert spaced(str(task["summary"])) == spaced(action["text"])
        assert (task["due"].dt.isoformat() if "due" in task else None) == action["due"]
        assert task["status"] == states[action["state"]]
        assert f"Owner: {action['owner']}" in str(task["description"])
    assert len(parts.walk("VEVENT")) == (table["mode"] == "standup")
    assert max(map(len, data.split(b"\r\n"))) <= 75


def page(data: bytes, table: dict[str, Any]) -> None:
    """The heading, and the actions and decisions on the first pages."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert (reader.metadata.author, table["team"] in (reader.metadata.title or "")) == (table["facilitator"], True)
    written = ""
    for page in reader.pages:
        written += "".join(page.extract_text().split())
        if "Whowasthere" in written:
            break
    # What runs the other way, or is shaped out of parts, readers put in orders of their own.
    plain = re.compile(r"[\x20-\x7e\u4e00-\u9fff]*")
    short = [text for text in texts([table["actions"], table["decisions"]]) if len(text) < 80]
    checked = [text for text in short if plain.fullmatch(text)]
    assert len(checked) > 80
    for text in checked:
        assert "".join(text.split()) in written
