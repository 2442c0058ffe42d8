"""The command `facilitator search`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facilitator.cli import main


@pytest.fixture
def file(sampled_sqlite: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(sampled_sqlite, tmp_path / "sample.db"))


def run(file: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["search", "--db", str(file), *arguments])


def test_json_is_a_list_of_what_was_found(file: Path) -> None:
    result = run(file, "STAGING", "log", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    results = json.loads(result.stdout)
    assert results
    for row in results:
        assert set(row) == {"meeting", "kind", "text", "at", "person"}
        assert "staging" in row["text"].lower()
    assert {"sentence", "action"} <= {row["kind"] for row in results}
    assert {row["person"] for row in results if row["kind"] == "sentence"} == {"Émile Durand"}


def test_it_reads_in_columns(file: Path) -> None:
    result = run(file, "staging")
    assert "Émile Durand" in result.stdout
    assert result.stdout.splitlines()[0].split()[2] in {"sentence", "action", "request"}


def test_a_phrase_of_the_shell_is_a_phrase(file: Path) -> None:
    assert json.loads(run(file, "staging logs", "--json").stdout)
    assert json.loads(run(file, "logs staging", "--json").stdout) == []
    assert json.loads(run(file, "logs", "staging", "--json").stdout)
    assert json.loads(run(file, '"logs staging"', "--json").stdout) == []


def test_nothing_found_is_no_failure(file: Path) -> None:
    assert (run(file, "zebra").exit_code, run(file, "zebra").stdout) == (0, "nothing found with all these words\n")
    result = run(file, "zebra", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])


@pytest.mark.parametrize("word", ['"', "-x", "*", "a AND", "NEAR(", "\udcff", ""])
def test_no_word_is_an_error(file: Path, word: str) -> None:
    result = run(file, "--json", "--", word)
    assert result.exit_code == 0
    json.loads(result.stdout)


def test_no_word_at_all_is_used_wrongly(file: Path) -> None:
    assert run(file).exit_code == 2


def test_too_many_words_are_told(file: Path) -> None:
    result = CliRunner().invoke(main, ["search", "--db", str(file), *map(str, range(101))])
    assert result.exit_code == 1
    assert result.stderr == "these are 101 words; look for 100 at most\n"
