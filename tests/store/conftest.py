"""Gives tests of a lost database one that is in use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitator.store.database import Database
from tests.store.lending import add


@pytest.fixture
def path(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """The file of a database that is up to date and holds nothing."""
    path = tmp_path / "team" / "facilitator.db"
    path.parent.mkdir()
    shutil.copy(migrated_sqlite, path)
    return path


@pytest.fixture
def running(path: Path) -> Iterator[Database]:
    """A program with that file open for a while: it has read, written and looked."""
    with Database(f"sqlite:///{path}", patience=0.05) as database:
        database.upgrade()
        add(database, "Platform")
        assert database.changed()
        assert not database.changed()
        yield database
