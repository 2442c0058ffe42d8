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
    said: list[str] = []
    files = {form: minutes_formats.written(held, form, said.append) for form in documents_formats.FORMATS}
    table = json.loads(files["json"], parse_constant=pytest.fail)
    long_enough(mode, table)
    shown = {
        "md": read_html(MarkdownIt("commonmark").enable("table").render(files["md"].decode())),
        "html": read_html(files["html"].decode()),
        "docx": read_docx(files["docx"]),
    }
    assert [one["number"] for one in table["corrections"]] == list(range(1, corrections + 1))
    for form, found in shown.items():
        assert found == shown["md"], form
        corrected(found, table)
        outcomes(found.without_marks(), table)
        records(found.without_marks(), table)
    spreadsheet(files["csv"].decode(), table)
    calendar(files["ics"], table)
    page(files["pdf"], table)


# -- readers -----------------------------------------------------------------------------------------------------------


class _Page(HTMLParser):
    TAGS = ("h1", "h2", "h3", "h4", "p", "li", "th", "td", "dt", "dd", "figcaption")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.rows: list[list[str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # as the class has it
        if tag == "tr":
            self.rows.append([])
        elif tag == "br":
            self.handle_data("\n")
        elif tag in self.TAGS:
            self.found.append((tag, []))

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1][1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td"):
            self.rows[-1].append(spaced("".join(self.found[-1][1])))


def read_html(text: str) -> Read:
    page = _Page(text)
    told = [(tag, spaced("".join(text))) for tag, text in page.found]
    return Read(
        [text for tag, text in told if tag[0] == "h"],
        [tuple(row) for row in page.rows],
        [text for tag, text in told if tag in ("p", "li") and text],
    )


def read_docx(data: bytes) -> Read:
    found = Read([], [], [])
    for block in docx.Document(io.BytesIO(data)).iter_inner_content():
        style = (block.style.name or "") if block.style else ""
        # Pictures say nothing that is not beside them, and Markdown has none.
        if style in ("Caption", "Normal Table"):
            continue
        if isinstance(block, WordTable):
            found.rows.extend(tuple(spaced(cell.text) for cell in row.cells) for row in block.rows)
        elif isinstance(block, WordParagraph):
            heading = style.startswith("Heading")
            if text := spaced(block.text):
                (found.headings if heading else found.lines).append(text)
    return found


# -- what the JSON minutes say -----------------------------------------------------------------------------------------


def own(text: str, whose: str | None) -> str:
    return spaced(f"{text} ({whose})" if whose else text)


def texts(value: Any) -> Iterator[str]:
    """Every text that somebody wrote in records of steps; names of columns, keys and states are no such."""
    match value:
        case dict():
            for key, one in value.items():
                if key not in ("role", "part", "answer", "at", "by", "due", "lacking", "votes"):
                    yield from texts(one)
        case list():
            for one in value:
                yield from texts(one)
        case str():
            yield value


# -- the comparison ----------------------------------------------------------------------------------------------------


def long_enough(mode: str, table: dict[str, Any]) -> None:
    """Every step that can record something has, and there is enough of everything."""
    assert (len(table["attendance"]), len(table["actions"]) >= 60, len(table["decisions"])) == (40, True, 21)
    kinds = {step["kind"] for step in table["steps"] if step["records"]}
    assert kinds == {step.kind for step in parse_mode(*modes.find(mode, None)).steps} - {"gather", "close"}


def outcomes(found: Read, table: dict[str, Any]) -> None:
    """The heading, the facts, decisions, actions and parked topics, who was there, how long it took."""
    first = found.headings[0]
    assert table["team"] in first
    assert first.endswith(table["started_at"][:10])
    assert f"Facilitator: {table['facilitator']}" in found.lines
    assert any(spaced(table["cycle"]) in line for line in found.lines if line.startswith("Cycle"))
    for one in (*table["decisions"], *table["parked"]):
        assert own(one["text"], one["by"]) in found.lines
    heads = ("Who", "What", "By when", "State")
    start = found.rows.index(heads) + 1
    expected = [
        (
            spaced(one["owner"] or "nobody yet"),
            spaced(one["text"] + (f" (for “{one['key_result']}”)" if one["key_result"] else "")),
            one["due"] or "–",
            f"dropped: {hostile.WHY_DROPPED}" if one["state"] == "dropped" else one["state"],
        )
        for one in table["actions"]
    ]
    assert found.rows[start : start + len(expected)] == expected
    attending = found.rows[found.rows.index(("Who", "Attendance", "Spoke for")) + 1 :]
    assert [row[:2] for row in attending[:40]] == [(spaced(one["name"]), one["state"]) for one in table["attendance"]]
    for (_, _, spoke), one in zip(attending, table["attendance"], strict=False):
        assert (spoke == "–") == (one["seconds"] == 0)
    timed = found.rows[found.rows.index(("Step", "Planned", "Taken", "Overtime")) + 1 :]
    assert [row[0] for row in timed[: len(table["steps"])]] == [step["title"] for step in table["steps"]]


def corrected(found: Read, table: dict[str, Any]) -> None:
    """Every correction stands by itself, and is marked where it was made."""
    marked = {number for text in found.everything for some in MARK.findall(text) for number in some.split(", ")}
    for one in table["corrections"]:
        assert f"Correction {one['number']}: {one['kind']}" in found.headings
        told = one["after"] if one["kind"] == "remark" else f"Is: {one['after']}"
        assert spaced(told) in found.lines
        assert not one["before"] or spaced(f"Was: {one['before']}") in found.lines
        assert (str(one["number"]) in marked) == (one["kind"] != "remark"), one


def records(found: Read, table: dict[str, Any]) -> None:
    """What every step recorded, and its figures beside what they are of."""
    said = found.everything
    whole = "\n".join(said)
    for step in table["steps"]:
        for text in texts(step["records"]):
            assert spaced(text) in said or spaced(text) in whole, (step["kind"], text)
    told = 0
    for step in table["steps"]:
        for one in step["records"]:
            title = spaced(one.get("key_result") or "")
            rows = [row for row in found.rows if row[0] == title]
            if step["kind"] == "progress":
                sure = f"{one['confidence']} of 10"
                (row,) = [row for row in rows if row[5].startswith(sure)]
                assert row[1] == spaced(one["owner"])
                figures = [None if cell == "–" else float(cell.split()[0]) for cell in row[2:5]]
                assert figures == [one["from"], one["to"], one["target"]]
                told += 1
            elif step["kind"] == "scores" and "key_result" in one:
                scores = ["–" if one[key] is None else f"{one[key]:g}" for key in ("own_score", "agreed_score")]
                (row,) = [row for row in rows if len(row) == 7]
                assert [re.sub(r"\.0$", "", cell) for cell in row[4:6]] == scores
                assert spaced(one["reason"]) in row[6]
                told += 1
            elif step["kind"] == "confidence":
                (row,) = [row for row in rows if len(row) == 4]
                votes = " ".join(str(vote) for vote in sorted(one["rounds"][0]["votes"].values()))
                assert f"round 1: {votes} (" in row[2]
                assert row[3].startswith("not agreed" if one["agreed"] is None else f"{one['agreed']} of 10")
                told += 1
    assert told >= 10


def spreadsheet(text: str, table: dict[str, Any]) -> None:
    """All outcomes, and no cell a formula."""
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    expected = [
        *(("action", one["text"], one["owner"] or "", one["due"] or "", one["state"]) for one in table["actions"]),
        *(("decision", one["text"], one["by"] or "", "", "") for one in table["decisions"]),
        *(("parked", one["text"], one["by"] or "", "", "") for one in table["parked"]),
    ]
    told = [row for row in rows if row["kind"] == "correction"]
    for row, one in zip(told, table["corrections"], strict=True):
        assert row["text"].startswith(f"{one['number']}, {one['kind']}: ")
        assert one["after"] in row["text"]
        assert row["owner"].removeprefix("'") == one["by"]
    shown = [(row["kind"], row["text"], row["owner"], row["due"], row["state"]) for row in rows if row not in told]
    for one, other in zip(shown, expected, strict=True):
        for cell, value in zip(one, other, strict=True):
            assert cell in (value, f"'{value}")
            assert not re.match(r"\s*[=+\-@＝＋－＠]", cell)


def calendar(data: bytes, table: dict[str, Any]) -> None:
    """The actions as tasks, in lines that are folded."""
    parts: Any = icalendar.Calendar.from_ical(data)
    tasks = parts.walk("VTODO")
    states = {"open": "NEEDS-ACTION", "done": "COMPLETED", "dropped": "CANCELLED"}
    for task, one in zip(tasks, table["actions"], strict=False):
        assert spaced(str(task["summary"])) == spaced(one["text"])
        assert (task["due"].dt.isoformat() if "due" in task else None) == one["due"]
        assert task["status"] == states[one["state"]]
        assert f"Owner: {one['owner']}" in str(task["description"])
    assert len(parts.walk("VEVENT")) == (table["mode"] == "standup")
    assert max(map(len, data.split(b"\r\n"))) <= 75


def page(data: bytes, table: dict[str, Any]) -> None:
    """The heading, and the actions and decisions on the first pages."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    assert reader.metadata is not None
    assert (reader.metadata.author, table["team"] in (reader.metadata.title or "")) == (table["facilitator"], True)
    found = ""
    for one in reader.pages:
        found += "".join(one.extract_text().split())
        if "Whowasthere" in found:
            break
    # What runs the other way, or is shaped out of parts, readers put in orders of their own.
    plain = re.compile(r"[\x20-\x7e\u4e00-\u9fff]*")
    short = [text for text in texts([table["actions"], table["decisions"]]) if len(text) < 80]
    checked = [text for text in short if plain.fullmatch(text)]
    assert len(checked) > 80
    for text in checked:
        assert "".join(text.split()) in found
