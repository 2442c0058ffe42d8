"""Gives scenes their stage: the sample company on the morning of all pictures, in a home of a fixed length."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from facilitator.common import clock
from facilitator.store.database import Database
from tests.conftest import make_sample
from tests.screens.snapshots.stage import MOMENT, Stage, StandingClock


@pytest.fixture(scope="session")
def morning(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample company, as it is at the moment of all pictures."""
    path = tmp_path_factory.mktemp("morning") / "sample.db"
    shutil.copy(migrated_sqlite, path)
    with time_machine.travel(MOMENT.at(), tick=False):
        make_sample(f"sqlite:///{path}")
    return path


@pytest.fixture
def place(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home whose path is as long in every run: what is shown of it takes as much room."""
    del home  # this is in its place
    with tempfile.TemporaryDirectory(prefix="") as folder:
        for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
            monkeypatch.setenv(f"XDG_{kind}_HOME", str(Path(folder) / kind.lower()))
        monkeypatch.setenv("HOME", folder)
        yield Path(folder)


@pytest.fixture
def stage(morning: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """The stage, before anything happens on it."""
    path = shutil.copy(morning, place / "facilitator.db")
    with time_machine.travel(MOMENT.at(), tick=False) as moment:
        standing = StandingClock(moment)
        monkeypatch.setattr(clock, "read", standing.read)
        with Database(f"sqlite:///{path}") as database:
            yield Stage(database, standing)
