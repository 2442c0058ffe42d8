"""A database's URL for tests of screens: SQLite alone, for what differs is tested below them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual import app, pilot
from textual._compositor import Compositor

from facilitator.common import clock
from tests.screens import settling
from tests.screens.ahead import Ahead


@pytest.fixture(autouse=True)
def _settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """See that a key counts as pressed when the program has done what it asks for."""
    for module in (app, pilot):
        monkeypatch.setattr(module, "wait_for_idle", settling.settle)
    monkeypatch.setattr(app.App, "_press_keys", settling.press_keys)
    monkeypatch.setattr(Compositor, "render_update", settling.put_off)


@pytest.fixture
def ahead(monkeypatch: pytest.MonkeyPatch) -> Ahead:
    """The machine's clocks, to be put ahead."""
    clocks = Ahead()
    monkeypatch.setattr(clock, "read", clocks.read)
    return clocks


@pytest.fixture
def url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a database that is up to date and holds nothing."""
    path = tmp_path / "facilitator.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def sample_url(sampled_sqlite: Path, tmp_path: Path) -> str:
    """The URL of a copy of the sample company."""
    path = tmp_path / "sample.db"
    shutil.copy(sampled_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture(autouse=True)
def _defects_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """See that a defect fails the test, instead of being borne for the sake of a meeting."""
    from screens.app import FacilitatorApp

    monkeypatch.setattr(FacilitatorApp, "GOES_ON", False)
