"""Runs commands on a database of the test's own."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result

from facilitator.cli import main
from tests.cli.commands import Run


@pytest.fixture
def run(backend: str, request: pytest.FixtureRequest) -> Run:  # noqa: ARG001  # both of the fixtures below run on it
    """Runs a command on the database of the test: the sample company's, or one that nobody has opened yet."""
    database_url = request.getfixturevalue("sampled_url" if "company" in request.fixturenames else "database_url")

    def invoke(*args: str, **extra: Any) -> Result:
        return CliRunner().invoke(main, ["--db", database_url, *args], **extra)

    return invoke


@pytest.fixture
def company(sampled_url: str) -> str:
    return sampled_url
