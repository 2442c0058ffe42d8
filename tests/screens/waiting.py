"""Waits for a condition, and not for a time."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot

from screens.app import FacilitatorApp
from tests.screens.settling import draw, settle

PATIENCE = 20.0
"""Seconds after which a condition counts as never coming true."""
LONGEST = 0.05
"""Seconds between two looks, once it is clear that it takes a while: looking takes more time than the program does."""


async def until(pilot: Pilot[Any], condition: Callable[[], object]) -> None:
    """Let the program work until the condition holds.

    Raises:
        AssertionError: It does not.
    """
    end = time.monotonic() + PATIENCE
    pause = 0.0
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        if pause:
            await pilot.pause(pause)
        else:
            await settle()
        pause = min(LONGEST, pause + 0.01)
    draw(pilot.app)


@asynccontextmanager
async def unheard(pilot: Pilot[Any]) -> AsyncIterator[None]:
    """Let the window hear of no change of another one, as between two looks, however long that takes."""
    app = pilot.app
    assert isinstance(app, FacilitatorApp)
    app.workers.cancel_group(app, "watch")
    # A look that is under way ends before anything is changed.
    await app.in_database(lambda _database: None)
    try:
        yield
    finally:
        app.run_worker(app.watch_database(), group="watch")
