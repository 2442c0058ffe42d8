"""The command, its answers and its exit statuses."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from facilitator.cli import main


@pytest.fixture
def url(sampled_sqlite: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(sampled_sqlite, tmp_path / 'sample.db')}"


def run(url: str, *args: str) -> Result:
    return CliRunner().invoke(main, ["--db", url, "digest", *args])


def test_the_sample_company_on_one_page(url: str, tmp_path: Path) -> None:
    page = run(url, "--since", "30 days", "--team", "forecast")
    assert page.exit_code == 0
    assert page.output.startswith("# Digest of Forecast, ")
    file = tmp_path / "digest.md"
    assert run(url, "--since", "30 days", "--team", "forecast", "-o", str(file)).exit_code == 0
    assert file.read_text(encoding="utf-8") == page.output


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [
        (("--since", "soon"), 2, "'soon' is not a day; write one such as 2026-11-01, monday or '7 days'"),
        (("--since", "9999-01-01"), 2, "9999-01-01 comes after the last day"),
        (("--until", "1.1."), 2, "'1.1.' is not a day"),
        (("--team", "Nobody"), 1, "no team called 'Nobody'; there are: Forecast, "),
        (("--since", "2020-01-01", "--until", "2020-01-31"), 0, "No meeting was held in this time."),
        (("--since", "0001-01-01", "--until", "9999-12-31"), 0, "Digest of all teams, 0001-01-01 to 9999-12-31"),
    ],
)
def test_what_is_wrong_is_a_sentence(url: str, args: tuple[str, ...], status: int, says: str) -> None:
    done = run(url, *args)
    assert done.exit_code == status, done.output
    assert says in done.output
    assert "Traceback" not in done.output
