"""Spreadsheets written: nothing in them is calculated, and what was exported is not changed by coming back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import select

from facilitator import sample
from facilitator.cli import main
from facilitator.exchange import exporting
from facilitator.exchange.entries import Entries
from facilitator.exchange.importing import import_file
from facilitator.exchange.toml_out import as_toml
from facilitator.okr.model import KeyResult, Objective
from facilitator.store.database import Database
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
        counts = import_file(database, path)
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
    import_file(other, path)
    before, after = (exporting.read(database).entries for database in (one, other))
    assert [(row.name, row.unit) for row in after.people] == [(row.name, row.unit) for row in before.people]
    assert list(_figures(after)) == list(_figures(before))


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
    with pytest.raises(exporting.CannotExport, match=r"has 32,768 characters, .* export it as csv, toml or json"):
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
