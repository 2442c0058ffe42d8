"""Gives the database of a meeting's panels time: how long a key waits for it is tested where it is away."""

from __future__ import annotations

import pytest

from screens.meeting import recording
from screens.steps import form


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for a write however busy the machine is, before its field is closed."""
    for module in (recording, form):
        monkeypatch.setattr(module, "PATIENCE", 5.0)
