from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from facilitator.tables import Base

TEXT = (Path(__file__).parent.parent / "docs" / "database.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", TEXT, re.DOTALL)


@pytest.fixture
def file(sampled_sqlite: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sampled_sqlite, tmp_path / "sample.db"))


def test_diagram_shows_the_tables_as_they_are() -> None:
    drawn = {
        name: re.findall(r"^ {8}\w+ (\w+)", columns, re.MULTILINE)
        for name, columns in re.findall(r"^ {4}(\w+) \{\n(.*?)^ {4}\}", TEXT, re.DOTALL | re.MULTILINE)
    }
    assert drawn == {name: [column.name for column in table.columns] for name, table in Base.metadata.tables.items()}


def test_diagram_shows_the_references_as_they_are() -> None:
    drawn = sorted(re.findall(r"^ {4}(\w+) \|[|o]--o\{ (\w+) :", TEXT, re.MULTILINE))
    keys = [
        (key.column.table.name, table.name, key.parent.nullable)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
    ]
    assert drawn == sorted((one, many) for one, many, _ in keys)
    strict = sorted(re.findall(r"^ {4}(\w+) \|\|--o\{ (\w+) :", TEXT, re.MULTILINE))
    assert strict == sorted((one, many) for one, many, optional in keys if not optional)


def test_every_table_has_its_line() -> None:
    assert set(re.findall(r"^\| `(\w+)` \|", TEXT, re.MULTILINE)) == set(Base.metadata.tables)


def test_there_are_three_queries() -> None:
    assert len(QUERIES) == 3


@pytest.mark.own_clock
def test_queries_answer(file: Path) -> None:
    connection = sqlite3.connect(file)
    promised, again, far = (connection.execute(query).fetchall() for query in QUERIES)
    connection.close()
    assert len(promised) == 4
    assert [row[4] for row in promised].count("late") >= 1
    assert [row[:3] for row in again] == [("Émile Durand", "no access to the staging logs", 2)]
    assert len(far) == 12
    assert {row[3] for row in far if "second data centre" in row[1]} == {None}
    assert all(0 <= row[3] <= 100 for row in far if row[3] is not None)


@pytest.mark.own_clock
@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="there is no sqlite3 command here")
@pytest.mark.parametrize("query", QUERIES)
def test_queries_run_in_sqlite3(file: Path, query: str) -> None:
    command = ["sqlite3", "-box", str(file)]
    done = subprocess.run(command, input=query, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "│" in done.stdout
