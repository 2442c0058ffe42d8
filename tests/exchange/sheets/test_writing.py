"""Spreadsheets written: nothing in them is calculated, and what was exported is not changed by coming back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select

from facilitator import sample
from facilitator.cli import main
from facilitator.exchange import exporting, importing
from facilitator.exchange import reading as exchange_reading
from facilitator.exchange.entries import Entries
from facilitator.exchange.toml.writing import as_toml
from facilitator.store.database import Database
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person
from tests.exchange.rounds import NewDatabase, all_entries, german, take, toml

HOSTILE = (
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "+49 30 1234",
    "-2 + 3",
    "＝1",
    "'=1",
    "''@x",
    "'quoted'",
    "#N/A",
    "_x0041_ _x000D_",
    ' "a,b";\tc ',
    "[b]bold[/b]",
    "sep=;",
    "1,234",
    "TRUE",
    "🧑🏽‍🚀 发货 مرحبا",
)


def comes_back(database: Database, folder: Path) -> None:
    """Neither spreadsheet changes where it came from."""
    before = toml(database)
    for form in ("csv", "xlsx"):
        path = folder / f"export.{form}"
        path.write_bytes(exporting.export(database, "csv" if form == "csv" else "xlsx"))
        counts = importing.take(database, path).counts
        assert (form, counts.added, counts.changed) == (form, 0, 0)
    assert toml(database) == before


@pytest.fixture
def hostile(ground: Database) -> Database:
    """Objectives and key results whose texts a spreadsheet would take for something else."""
    with ground.writing() as session:
        first = session.scalars(select(Objective)).one()
        for text in HOSTILE:
            objective = Objective(cycle_id=first.cycle_id, owner_person_id=first.owner_person_id, title=text)
            session.add(objective)
            session.flush()
            session.add(
                KeyResult(
                    objective_id=objective.id,
                    title=text,
                    unit=text,
                    reason=f"{text}\n{text}",
                    start=-5,
                    target=0.1 + 0.2,
                    current=-5,
                )
            )
    return ground


def test_hostile_texts_come_back(hostile: Database, tmp_path: Path) -> None:
    comes_back(hostile, tmp_path)


def test_nothing_is_calculated(hostile: Database) -> None:
    text = exporting.export(hostile, "csv").decode()
    assert text.startswith("cycle,owner,objective,key result,")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["key result"] for row in rows[1:4]] == ["'=cmd|' /C calc'!A0", "'@SUM(1+1)", "'+49 30 1234"]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in set("=@+＝") or cell[:2] == "-2"]
    assert {row["start"] for row in rows[1:]} == {"-5"}
    book = openpyxl.load_workbook(io.BytesIO(exporting.export(hostile, "xlsx")))
    assert book.sheetnames == ["People", "OKRs"]
    okrs = book["OKRs"]
    kinds = {cell.data_type for row in okrs.iter_rows() for cell in row}
    assert kinds == {"s", "n"}
    assert [okrs.cell(line, 4).value for line in range(3, 3 + len(HOSTILE))] == list(HOSTILE)
    assert (okrs.cell(3, 5).value, okrs.cell(3, 6).value) == (-5, 0.1 + 0.2)
    assert [sheet.freeze_panes for sheet in book] == ["A2", "A2"]
    assert (okrs.column_dimensions["D"].width or 0) > 30


def test_companies_come_back(database: Database, empty: NewDatabase, tmp_path: Path) -> None:
    sample.make(database)
    comes_back(database, tmp_path)
    other = empty()
    take(other, german().encode(), tmp_path)
    comes_back(other, tmp_path)


def test_into_an_empty_database(empty: NewDatabase, tmp_path: Path) -> None:
    one, other = empty(), empty()
    take(one, german().encode(), tmp_path)
    path = tmp_path / "okr.xlsx"
    path.write_bytes(exporting.export(one, "xlsx"))
    importing.take(other, path)
    before, after = (exchange_reading.read(database).entries for database in (one, other))
    assert [(row.name, row.unit) for row in after.people] == [(row.name, row.unit) for row in before.people]
    assert list(_figures(after)) == list(_figures(before))


OWN_CYCLES = (
    ("Q3 =1+1 <i>", date(2026, 7, 1), date(2026, 9, 30)),
    ("=1+1", date(2026, 10, 1), date(2026, 12, 31)),
    ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ("2026 q4", date(2026, 10, 1), date(2026, 12, 31)),
    ("2027-Q1", date(2027, 2, 1), date(2027, 4, 30)),
    ("next quarter", date(1999, 1, 1), date(1999, 3, 31)),
    ("'quoted'\u202a", date(2026, 1, 1), date(2026, 1, 1)),
    ("🎯", date(2026, 1, 1), date(2026, 6, 30)),
    ("🚀", date(2026, 1, 1), date(2026, 6, 30)),
    ("2026-03-01", date(2026, 3, 1), date(2026, 5, 31)),
    ("第三季度，衝刺", date(2026, 7, 1), date(2026, 9, 30)),
)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_cycles_with_names_of_their_own_go_into_an_empty_database(
    ground: Database, empty: NewDatabase, tmp_path: Path, form: Literal["csv", "xlsx"]
) -> None:
    with ground.writing() as session:
        first = session.scalars(select(Objective)).one()
        for name, start, end in OWN_CYCLES:
            cycle = Cycle(name=name, start=start, end=end)
            session.add(cycle)
            session.flush()
            for title in ("One", "Two"):
                session.add(Objective(cycle_id=cycle.id, owner_person_id=first.owner_person_id, title=title))
    comes_back(ground, tmp_path)
    path = tmp_path / f"okr.{form}"
    path.write_bytes(exporting.export(ground, form))
    other = empty()
    # A CSV has no people.
    with other.writing() as session:
        session.add(Person(name="Ada"))
    importing.take(other, path)
    before, after = (exchange_reading.read(database).entries for database in (ground, other))
    assert {(one.name, one.start, one.end) for one in after.cycles} == {
        (one.name, one.start, one.end) for one in before.cycles
    }
    assert sorted(map(str, _figures(after))) == sorted(map(str, _figures(before)))
    path.write_bytes(exporting.export(other, form))
    counts = importing.take(ground, path).counts
    assert (counts.added, counts.changed) == (0, 0)


def test_a_sheet_tells_the_days_only_of_cycles_whose_names_do_not(ground: Database) -> None:
    header, *rows = csv.reader(io.StringIO(exporting.export(ground, "csv").decode(), newline=""))
    assert header[-3:] == ["key result id", "cycle start", "cycle end"]
    assert [row[-2:] for row in rows] == [["2026-10-01", "2026-12-31"]]
    with ground.writing() as session:
        session.scalars(select(Cycle)).one().name = "2026-Q4"
    header, *_ = csv.reader(io.StringIO(exporting.export(ground, "csv").decode(), newline=""))
    assert header[-1] == "key result id"


def _figures(entries: Entries) -> Iterator[tuple[object, ...]]:
    for one in entries.objectives:
        yield one.id, one.cycle, one.owner, one.title, one.state
        for row in one.key_results:
            yield row.id, row.title, row.start, row.target, row.current, row.unit, row.confidence, row.score, row.reason


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(entries=all_entries())
def test_whatever_is_imported_comes_back(
    entries: Entries, empty: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database, folder = empty(), tmp_path_factory.getbasetemp()
    take(database, as_toml(entries).encode(), folder)
    comes_back(database, folder)


def test_a_text_that_no_cell_holds(ground: Database) -> None:
    with ground.writing() as session:
        session.scalars(select(KeyResult)).one().reason = "x" * 32_768
    with pytest.raises(exchange_reading.ExportError, match=r"has 32,768 characters, .* export it as csv, toml or json"):
        exporting.export(ground, "xlsx")
    assert b"x" * 32_768 in exporting.export(ground, "csv")


def test_the_command(database_url: str, tmp_path: Path) -> None:
    with Database(database_url) as database:
        database.upgrade()
        take(database, german().encode(), tmp_path)
        data = exporting.export(database, "csv")
    result = CliRunner().invoke(main, ["--db", database_url, "export", "--format", "csv"])
    assert (result.exit_code, result.stdout_bytes) == (0, data)
    file = tmp_path / "okr.xlsx"
    result = CliRunner().invoke(main, ["--db", database_url, "export", "--format", "xlsx", "-o", str(file)])
    assert (result.exit_code, result.stdout) == (0, "")
    assert openpyxl.load_workbook(file).sheetnames == ["People", "OKRs"]
    result = CliRunner().invoke(main, ["--db", database_url, "export", "--format", "xlsx"])
    assert openpyxl.load_workbook(io.BytesIO(result.stdout_bytes)).sheetnames == ["People", "OKRs"]
