"""Every kind of step is held, kept, found, corrected and handed on; and a kind on trial, added by its files alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from facilitator.checkin import file as checkin_file
from facilitator.common.text import clean_line
from facilitator.exchange import exporting
from facilitator.exchange.importing import take
from facilitator.meeting import kinds
from facilitator.minutes import formats
from facilitator.minutes import reading as minutes_reading
from facilitator.reports import search
from facilitator.store.database import Database
from facilitator.store.search.triggers import searched_tables
from facilitator.tables import Base
from facilitator.tables.meeting import Action, Card
from facilitator.tables.okr import KeyResult, Objective
from facilitator.tables.people import Person, Unit
from tests.minutes import hostile

SILENT = {"gather", "close"}
"""The kinds that record nothing of their own: attendance and what comes out belong to the meeting."""
TEXTUAL = ("md", "html", "csv", "json")


@pytest.fixture(params=hostile.MODES)
def held(database: Database, tmp_path: Path, request: pytest.FixtureRequest) -> tuple[Database, int]:
    return database, hostile.hold(database, tmp_path, request.param)


def test_a_kind_is_found_by_the_names_of_its_modules() -> None:
    for name, kind in kinds.known().items():
        assert kind.name == name
        assert kind.package == f"facilitator.steps.{name}"
        assert kind.hook("reading", "of_meeting") or name == "close", name
        if kind.table:
            asked = kind.hook("checkin", "asked")
            assert asked is not None, name
        if name not in SILENT:
            assert kind.hook("minutes", "records"), name
            assert kind.hook("minutes", "section"), name
            assert kind.attribute("minutes", "RECORDS"), name


def test_every_kind_is_held_in_one_of_the_two_meetings(database: Database, tmp_path: Path) -> None:
    seen: set[str] = set()
    for mode in hostile.MODES:
        steps = json.loads(_sent(database, hostile.hold(database, tmp_path, mode))["json"])["steps"]
        seen |= {step["kind"] for step in steps if step["records"] or step["kind"] in SILENT}
    assert seen == set(kinds.known())


def test_minutes_stay_whatever_changes_afterwards(held: tuple[Database, int]) -> None:
    database, meeting = held
    before = _sent(database, meeting)
    with database.writing() as session:
        tables = (Action, Card, KeyResult, Objective, Person, Unit)
        for table, column in zip(tables, ("text", "title", "title", "title", "name", "name"), strict=True):
            for number, row in enumerate(session.scalars(select(table))):
                setattr(row, column, f"otherwise {number}")
    assert _sent(database, meeting) == before


def test_what_every_kind_records_is_found(held: tuple[Database, int]) -> None:
    database, meeting = held
    for name, searched in searched_tables():
        if searched.meeting is None or "." in searched.texts[0]:
            continue
        rows = Base.metadata.tables[name]
        with database.reading() as session:
            texts = session.scalars(select(rows.c[searched.texts[0]]).where(rows.c[searched.meeting] == meeting)).all()
        words = next((words for text in texts if (words := _word(text))), None)
        if words is not None:
            assert searched.kind in {hit.kind for hit in search.find(database, f'"{words}"')}, name


def test_everything_is_corrected_on_top(held: tuple[Database, int]) -> None:
    database, meeting = held
    as_sent = _sent(database, meeting)
    count = hostile.correct(database, meeting)
    corrected = json.loads(_sent(database, meeting)["json"])
    assert [correction["number"] for correction in corrected["corrections"]] == list(range(1, count + 1))
    first = minutes_reading.read(database, meeting, as_sent=True)
    assert formats.written(first, "json", print) == as_sent["json"]


def test_it_goes_out_and_comes_in(held: tuple[Database, int], tmp_path: Path) -> None:
    database, meeting = held
    file = tmp_path / "company.json"
    file.write_bytes(exporting.export(database, "json"))
    company = json.loads(file.read_bytes())
    minutes = json.loads(_sent(database, meeting)["json"])
    minutes.pop("carried_actions")
    assert company["meetings"] == [minutes]
    with Database(f"sqlite:///{tmp_path / 'again.db'}") as other:
        other.upgrade()
        take(other, file)
        assert json.loads(exporting.export(other, "json"))["objectives"] == company["objectives"]


def test_what_a_check_in_offers_is_taken_as_it_stands(held: tuple[Database, int]) -> None:
    database, _ = held
    for name in map(clean_line, hostile.NAMES[:8]):
        template = checkin_file.template(database, name)
        assert checkin_file.take(database, name, template, "mine.toml") >= 0


def test_a_kind_is_added_by_its_files_and_one_line() -> None:
    # In a process of its own: the kind's table is to be in no other test's database.
    walk = Path(__file__).parent.parent / "trial" / "walk.py"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", str(walk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=walk.parents[2])
    assert done.returncode == 0, done.stdout


def _sent(database: Database, meeting: int) -> dict[str, bytes]:
    document = minutes_reading.read(database, meeting)
    return {file_format: formats.written(document, file_format, print) for file_format in TEXTUAL}


def _word(text: Any) -> str:
    """Return the longest plain word of a text; empty where it has none."""
    words = [word for word in str(text or "").split() if word.isascii() and word.isalnum() and len(word) > 3]
    return max(words, key=len, default="")
