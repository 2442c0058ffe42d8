"""The whole database as one JSON file: out, into an empty database, and nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, insert, select

from facilitator import sample
from facilitator.cli import main
from facilitator.common.mistakes import MistakesError
from facilitator.exchange import exporting
from facilitator.exchange import reading as exchange_reading
from facilitator.exchange.importing import take
from facilitator.store import whole
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.okr import Cycle, KeyResult, Objective
from facilitator.tables.people import Person, Unit
from tests.exchange.rounds import NewDatabase, german, toml
from tests.exchange.rounds import take as take_toml
from tests.queries import asked


def export(database: Database, folder: Path) -> Path:
    path = folder / "everything.json"
    path.write_bytes(exporting.export(database, "json"))
    return path


def edited(path: Path, edit: Callable[[dict[str, Any]], object]) -> Path:
    content = json.loads(path.read_text(encoding="utf-8"))
    edit(content)
    other = path.with_name("edited.json")
    other.write_text(json.dumps(content), encoding="utf-8")
    return other


@pytest.fixture
def company(sampled_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """A company with meetings, on SQLite."""
    path = tmp_path / "company.db"
    shutil.copy(sampled_sqlite, path)
    with Database(f"sqlite:///{path}") as database:
        yield database


def test_there_and_back(database: Database, company: Database, empty: NewDatabase, tmp_path: Path) -> None:
    path = export(company, tmp_path)
    rows = sum(len(found) for _, found in whole.read(company).values())
    assert take(database, path).counts == (rows, 0, 0)
    assert whole.read(database) == whole.read(company)
    assert exporting.export(database, "json") == path.read_bytes()
    back = empty()
    take(back, export(database, tmp_path))
    assert whole.read(back) == whole.read(company)


def test_what_was_imported_is_not_changed_by_it(company: Database, tmp_path: Path) -> None:
    before = whole.read(company)
    outcome = take(company, export(company, tmp_path))
    assert (outcome.counts.added, outcome.counts.changed) == (0, 0)
    assert "only units, people, cycles and OKRs are taken" in outcome.notes[0]
    assert whole.read(company) == before


def test_circles_and_what_is_deleted(database: Database, empty: NewDatabase, tmp_path: Path) -> None:
    source = empty()
    with recording(source, "all", source="import") as session:
        cycle = Cycle(
            name="C", start=datetime(2026, 1, 1, tzinfo=UTC).date(), end=datetime(2026, 3, 31, tzinfo=UTC).date()
        )
        boss, unit = Person(name="Boss"), Unit(name="Unit")
        session.add_all([cycle, boss, unit])
        session.flush()
        unit.manager_id, boss.unit_id = boss.id, unit.id
        lower, upper = (Objective(title=title, cycle_id=cycle.id, owner_unit_id=unit.id) for title in ("L", "U"))
        session.add_all([lower, upper])
        session.flush()
        session.add(KeyResult(objective_id=upper.id, title="K", score=0.1))
        session.add(KeyResult(objective_id=upper.id, title="Gone"))
        lower.supports_objective_id = upper.id
    with recording(source, "one less", source="import") as session:
        session.delete(session.scalars(select(KeyResult).where(KeyResult.title == "Gone")).one())
    take(database, export(source, tmp_path))
    assert whole.read(database) == whole.read(source)
    with database.writing() as session:
        added = KeyResult(objective_id=1, title="New")
        session.add(added)
        session.flush()
        # The journal knows a key result 2.
        assert added.id == 3


def test_what_was_edited_in_the_file_counts(company: Database, empty: NewDatabase, tmp_path: Path) -> None:
    def edit(content: dict[str, Any]) -> None:
        content["people"][0]["timezone"] = "Asia/Shanghai"

    path = edited(export(company, tmp_path), edit)
    database = empty()
    assert take(database, path).counts.changed == 1
    assert exchange_reading.read(database).entries.people[0].timezone == "Asia/Shanghai"


def test_only_into_an_empty_database(company: Database, database: Database, tmp_path: Path) -> None:
    take_toml(database, german().encode(), tmp_path)
    before = whole.read(database)
    path = export(company, tmp_path)
    with pytest.raises(MistakesError, match="11 of its meetings are not in this database, which is not empty; name an"):
        take(database, path)
    assert whole.read(database) == before


def test_what_the_program_writes_by_itself_is_in_nobodys_way(
    database: Database, company: Database, tmp_path: Path
) -> None:
    with database.writing() as session:
        session.execute(insert(whole.tables()["seal"]), [{"key": "k"}])
        session.execute(insert(whole.tables()["draft"]), [{"scope": "s", "field": "f", "text": "t"}])
    take(database, export(company, tmp_path))
    assert whole.read(database) == whole.read(company)


def test_without_tables_it_is_an_import_file(database: Database, empty: NewDatabase, tmp_path: Path) -> None:
    source = empty()
    take_toml(source, german().encode(), tmp_path)
    path = edited(export(source, tmp_path), lambda content: content.pop("tables"))
    assert take(database, path).counts == (1 + 21 + 1 + 77 + 220, 0, 0)
    assert toml(database) == toml(source)
    assert take(database, path).counts[:2] == (0, 0)


def _first(name: str, column: str, value: Any) -> Callable[[dict[str, Any]], object]:
    def edit(content: dict[str, Any]) -> None:
        table = content["tables"][name]
        table["rows"][0][table["columns"].index(column)] = value

    return edit


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda one: one.pop("tables"), "it has meetings, and not a tables to bring them back from"),
        (lambda one: one.update(revision="9999"), 'its revision "9999" is a newer program\'s'),
        (lambda one: one.update(schema=2), "its schema is 2, this program knows 1"),
        (lambda one: one.update(nonsense=1), 'there is no table "nonsense"'),
        (lambda one: one.update(tables=[]), "tables: this is no table of tables"),
        (lambda one: one["tables"].update(nonsense={}), "tables.nonsense: there is no such table"),
        (lambda one: one["tables"].update(unit=7), "tables.unit: it must have columns and rows"),
        (lambda one: one["tables"]["unit"]["columns"].append("x"), 'tables.unit: there is no column "x"'),
        (lambda one: one["tables"]["unit"]["rows"].append([1]), "it must have 5 values"),
        (lambda one: one["tables"]["unit"]["rows"].append(one["tables"]["unit"]["rows"][0]), "it has the id of [1]"),
        (lambda one: one["tables"]["unit"].update(rows=[]), "is not in unit"),
        (_first("person", "name", None), "tables.person[1]: name must be there, not None"),
        (_first("person", "active", "yes"), 'tables.person[1]: active must be true or false, not "yes"'),
        (_first("person", "unit_id", 2**31), "tables.person[1]: unit_id must be a whole number of at most 31 bits"),
        (_first("person", "name", "x" * 100_001), "tables.person[1]: name must be of at most 100,000 characters"),
        (_first("meeting", "started_at", "2026-01-01T00:00"), "started_at must be a moment with its offset"),
        (_first("cycle", "start", "soon"), "tables.cycle[1]: start must be a day such as"),
        (_first("key_result", "current", 10**400), "current must be a number of 64 bits"),
    ],
)
def test_mistakes(
    edit: Callable[[dict[str, Any]], object], said: str, company: Database, empty: NewDatabase, tmp_path: Path
) -> None:
    database = empty()
    with pytest.raises(MistakesError) as caught:
        take(database, edited(export(company, tmp_path), edit))
    assert said in str(caught.value)
    assert all(not rows for _, rows in whole.read(database).values())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"people": [\n}', "f.json, line 2: "),
        (b"[]", "this is not an export"),
        (b"\xff", "line 1: this is not UTF-8"),
        (b'{"people": NaN}', "NaN is no number in JSON"),
        (b"[" * 100_000, "brackets are nested too deeply"),
        (b'{"cycles": [{"name": "C", "start": "soon"}]}', 'cycles[1] "C": start must be a date, not "soon"'),
    ],
)
def test_spelling(data: bytes, said: str, empty: NewDatabase, tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_bytes(data)
    with pytest.raises(MistakesError) as caught:
        take(empty(), path)
    assert said in str(caught.value)


def test_hostile_texts_are_cleaned(company: Database, empty: NewDatabase, tmp_path: Path) -> None:
    def edit(content: dict[str, Any]) -> None:
        _first("sentence", "text", "a\x1b[31mb\u202ec\0")(content)
        _first("timeline", "data", {"name": "\x1b]0;x\x07"})(content)

    database = empty()
    take(database, edited(export(company, tmp_path), edit))
    told = exporting.export(database, "json").decode()
    assert "a[31mbc" in told
    assert "\\u001b" not in told


def test_many_rows_come_in_by_the_hundred(empty: NewDatabase, tmp_path: Path) -> None:
    source, database = empty(), empty()
    sample.make(source)
    at = datetime(2020, 1, 1, tzinfo=UTC)
    with source.writing() as session:
        session.execute(delete(whole.tables()["journal_change"]))
        session.execute(
            insert(whole.tables()["sentence"]),
            [
                {"person_id": 1 + number % 5, "prompt": "done", "text": f"第 {number}", "position": 0, "changed_at": at}
                for number in range(20_000)
            ],
        )
    path = export(source, tmp_path)
    with asked(database) as seen:
        assert take(database, path).counts.added > 20_000
    assert len(seen) < 300
    assert whole.read(database) == whole.read(source)


def test_the_command(database_url: str, company: Database, tmp_path: Path) -> None:
    path = export(company, tmp_path)

    def run(*args: str) -> str:
        result = CliRunner().invoke(main, ["--db", database_url, *args])
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    told = run("import", "--preview", str(path))
    assert "Nothing is written. It would be: " in told
    assert json.loads(run("export", "--format", "json"))["people"] == []
    assert " added, 0 changed, 0 unchanged" in run("import", str(path))
    assert run("export", "--format", "json").encode() == path.read_bytes()
