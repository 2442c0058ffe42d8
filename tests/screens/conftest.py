"""A database's URL for tests of screens: SQLite alone, for what differs is tested below them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a database that is up to date and holds nothing."""
    path = tmp_path / "facilitator.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def _sampled(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from facilitator import sample
    from facilitator.store.database import Database

    path = tmp_path_factory.mktemp("sampled") / "sample.db"
    shutil.copy(migrated_sqlite, path)
    with Database(f"sqlite:///{path}") as database:
        sample.make(database)
    return path


@pytest.fixture
def sample_url(_sampled: Path, tmp_path: Path) -> str:
    """The URL of a copy of the sample company."""
    path = tmp_path / "sample.db"
    shutil.copy(_sampled, path)
    return f"sqlite:///{path}"
