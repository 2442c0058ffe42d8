"""Export files: what was imported comes out again, to the byte, and comes back as it was."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings

from facilitator import sample
from facilitator.cli import main
from facilitator.exchange import exporting, importing
from facilitator.exchange import reading as exchange_reading
from facilitator.exchange.entries import Entries, ObjectiveEntry
from facilitator.exchange.toml.parsing import parse
from facilitator.exchange.toml.writing import as_toml
from facilitator.store.database import Database
from facilitator.store.migrating import NEWEST
from tests.exchange.rounds import NewDatabase, all_entries, german, goes_round, table, take, toml
from tests.queries import asked

ACME = Path(__file__).parents[2] / "examples" / "acme.toml"


def test_the_example_goes_round(database: Database, empty: NewDatabase, tmp_path: Path) -> None:
    importing.take(database, ACME)
    written = tomllib.loads(goes_round(database, empty, tmp_path).decode())
    given = tomllib.loads(ACME.read_text(encoding="utf-8"))
    given["objectives"][2]["supports"] = "platform-1-1"
    given["objectives"][4]["key_results"][1]["current"] = 20
    assert written == given


def test_the_sample_company_goes_round(database: Database, empty: NewDatabase, tmp_path: Path) -> None:
    sample.make(database)
    data = goes_round(database, empty, tmp_path).decode()
    assert 'name = "王小明"' in data
    assert data.count("[[objectives.key_results]]") == 12


def test_nothing_is_nothing(database: Database) -> None:
    assert toml(database) == b""
    found = table(database)
    assert found.pop("revision") == NEWEST
    assert not [rows for rows in found.pop("tables").values() if rows["rows"]]
    assert found == {
        "schema": 1,
        "units": [],
        "people": [],
        "cycles": [],
        "objectives": [],
        "meetings": [],
    }


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(entries=all_entries())
def test_whatever_is_imported_goes_round(
    entries: Entries, empty: NewDatabase, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = as_toml(entries)
    assert parse(text, "f.toml") == entries
    folder = tmp_path_factory.getbasetemp()
    database = empty()
    take(database, text.encode(), folder)
    back = parse(goes_round(database, empty, folder).decode(), "f.toml")
    assert (back.units, back.people, back.cycles) == (entries.units, entries.people, entries.cycles)
    by_cycle = [
        one for name in (cycle.name for cycle in entries.cycles) for one in entries.objectives if one.cycle == name
    ]
    assert [_bare(one) for one in back.objectives] == [_bare(one) for one in by_cycle]
    for one in table(database)["objectives"]:
        for row in one["key_results"]:
            assert (row["progress"] is None) == bool(row["progress_note"])


def _bare(entry: ObjectiveEntry) -> dict[str, Any]:
    return exchange_reading.table(entry) | {"key_results": [exchange_reading.table(one) for one in entry.key_results]}


@pytest.mark.each_database
def test_a_working_company_goes_round(database: Database, empty: NewDatabase, tmp_path: Path) -> None:
    assert take(database, german().encode(), tmp_path) == (1 + 21 + 1 + 77 + 220, 0, 0)
    assert take(database, german().encode(), tmp_path) == (0, 0, 1 + 20 + 1 + 77 + 220)
    file = tomllib.loads(goes_round(database, empty, tmp_path).decode())
    given = tomllib.loads(german())
    assert [one["title"] for one in file["objectives"]] == [one["title"] for one in given["objectives"]]
    assert len(file["objectives"][30]["title"]) > 900
    ids = {one["owner"]: one["id"] for one in file["objectives"][:20]}
    assert all(
        one["supports"] == ids[f"Jörg Groß {number % 7}"]
        for number, one in enumerate(file["objectives"])
        if number >= 20
    )
    figures = [
        (row.get("start"), row.get("target"), row.get("current")) for row in file["objectives"][0]["key_results"]
    ]
    assert figures == [(0, 3440219, 0), (12, -85, -90.5), (4, 4, 4)]


def test_the_number_of_queries_does_not_grow(empty: NewDatabase, tmp_path: Path) -> None:
    counts = []
    for some in (1, 700):
        database = empty()
        text = '[[people]]\nname = "A"\n[[cycles]]\nname = "C"\nstart = 2026-01-01\nend = 2026-03-31\n'
        for number in range(some):
            text += f'[[objectives]]\nid = "o{number}"\ncycle = "C"\nowner = "A"\ntitle = "{number}"\n'
            text += f'[[objectives.key_results]]\nid = "k{number}"\ntitle = "K"\n'
            text += f'[[objectives.key_results]]\nid = "l{number}"\ntitle = "L"\n'
        take(database, text.encode(), tmp_path)
        with asked(database) as seen:
            data = toml(database)
            exported = len(seen)
            assert take(database, data, tmp_path)[:2] == (0, 0)
        counts.append((exported, len(seen)))
    assert counts[0] == counts[1]


# -- the command


@pytest.mark.parametrize("form", ["toml", "json"])
def test_the_command(database_url: str, form: str, tmp_path: Path) -> None:
    def run(*args: str) -> bytes:
        result = CliRunner().invoke(main, ["--db", database_url, *args])
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout_bytes

    run("import", str(ACME))
    with Database(database_url) as database:
        data = exporting.export(database, "json" if form == "json" else "toml")
    assert run("export", "--format", form) == run("export", "--format", form, "-o", "-") == data
    file = tmp_path / "out" / "okr.file"
    for _ in range(2):
        assert run("export", "--format", form, "-o", str(file)) == b""
        assert file.read_bytes() == data
        assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert run("export") == run("export", "--format", "toml")


def test_a_place_that_cannot_be_written_to(database_url: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--db", database_url, "export", "-o", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"{tmp_path}: it cannot be written")
    result = CliRunner().invoke(main, ["--db", database_url, "export", "--format", "yaml"])
    assert (result.exit_code, result.stdout) == (2, "")
