"""Waiting for a condition, and not for a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from tests.screens.settling import settle

PATIENCE = 20.0
"""Seconds after which a condition counts as never coming true."""


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Let the program work until the condition holds.

    Raises:
        AssertionError: It does not.
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        await settle()
        if not condition():
            await pilot.pause(0.01)
