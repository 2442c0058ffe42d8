"""Waiting until the program has nothing to do, instead of until the processor looks idle.

Textual's pilot sleeps after every key until the process has used little time for a while, a second at the most: slow
where the machine is fast, and too short where other programs keep it busy.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

from textual._context import active_app

PATIENCE = 5.0
"""Seconds after which a program that is still at work is left to the conditions that the test waits for."""


async def settle(*_: float) -> None:
    """Let the program do all that can be done now: its messages, the database's answers, the next frame."""
    app: Any = active_app.get()
    loop: Any = asyncio.get_running_loop()
    end = time.monotonic() + PATIENCE
    quiet = 0
    while quiet < 3 and time.monotonic() < end:
        await asyncio.sleep(0)
        if loop._ready:  # every loop of asyncio has it
            quiet = 0
        elif getattr(app, "_busy", 0):
            quiet = 0
            await asyncio.sleep(0.001)
        elif app.is_running and app.screen_stack and app.screen._update_timer._active.is_set():
            quiet = 0
            app.screen._on_timer_update()
        else:
            quiet += 1
