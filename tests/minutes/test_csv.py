"""The table for spreadsheets, read by another reader."""

from __future__ import annotations

import csv
import io
import re

import pytest

from facilitator.minutes import csv as table
from tests.minutes import made


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_every_field_comes_back() -> None:
    document = made.trapped()
    text = table.as_csv(document)
    assert text.startswith("kind,text,owner,due,state,meeting,date\r\n")
    read = rows(text)
    assert [row["kind"] for row in read] == ["action"] * len(made.TRAPS) + ["decision"] * len(made.TRAPS) + [
        "parked"
    ] * len(made.TRAPS)
    for row, action in zip(read, document.actions, strict=False):
        assert (row["text"].removeprefix("'"), row["owner"], row["state"]) == (action.text, action.owner or "", "open")
        assert row["due"] == (action.due.isoformat() if action.due else "")
        assert (row["meeting"], row["date"]) == ("7", "2026-11-24")
    assert [row["owner"] for row in read if row["kind"] == "decision"][:2] == ["", "Ada Lovelace"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\n=1", "  =1", "＝１", "＠a"])
def test_no_cell_is_a_formula(text: str) -> None:
    cells = [cell for row in rows(table.as_csv(made.meeting(text))) for cell in row.values()]
    assert f"'{text}" in cells
    assert not [cell for cell in cells if re.match(r"[ ]*[=+\-@\t\r\n＝＋－＠]", cell)]


def test_other_text_stays_as_it_is() -> None:
    for text in ("a = b", "2026-11-24", "'quoted'", made.CHINESE, made.ARABIC, made.EMOJI):
        assert rows(table.as_csv(made.meeting(text)))[0]["text"] == text


def test_a_draft_says_so_first() -> None:
    first, *rest = rows(table.as_csv(made.draft()))
    assert (first["kind"], first["text"]) == ("draft", "Draft: this meeting has not ended, it is running.")
    assert [row["kind"] for row in rest] == ["action", "decision", "parked"]


def test_every_line_ends_as_rfc_4180_wants_it() -> None:
    text = table.as_csv(made.meeting("one\ntwo"))
    assert not text.startswith("\ufeff")
    assert text.endswith("\r\n")
    assert '"one\ntwo"' in text
