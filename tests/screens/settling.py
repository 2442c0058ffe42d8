"""Waits until the program has nothing to do, instead of until the processor looks idle.

Textual's pilot sleeps after every key until the process has used little time for a while, a second at the most: slow
where the machine is fast, and too short where other programs keep it busy. Two more things take most of the time of a
test without being seen: the frames before the last one, and the wait after every letter of a text.
"""

from __future__ import annotations

import asyncio
import time
import unicodedata
from collections.abc import Iterable
from typing import Any

from textual import events
from textual._compositor import Compositor
from textual._context import active_app
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.widgets import Input, TextArea

PATIENCE = 5.0
"""Seconds after which a program that is still at work is left to the conditions that the test waits for."""


_draw = Compositor.render_update


def put_off(compositor: Compositor, *, full: bool = False, simplify: bool = False, **more: Any) -> Any:
    """Draw nothing yet, in place of a frame; a picture for somebody is drawn at once."""
    return _draw(compositor, full, simplify=simplify, **more) if full or simplify else None


def draw(app: Any) -> None:
    """Draw what the frames since the last time would have drawn: what fails there has to fail the test.

    Whoever waits for a condition draws, and not each key: a picture costs as much as all that a key does.
    """
    if app.is_running and app.screen_stack and app.screen._compositor._dirty_regions:
        _draw(app.screen._compositor, screen_stack=app._background_screens)


async def press_keys(app: Any, keys: Iterable[str]) -> None:
    """Press keys and let the program settle after each; but after the last letter of what is typed into a field."""
    pressed = list(keys)
    for key, following in zip(pressed, [*pressed[1:], ""], strict=True):
        name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
        char: str | None
        try:
            char = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
        except KeyError:
            char = key if len(key) == 1 else None
        app._driver.send_message(events.Key(name, char))
        if not (len(key) == len(following) == 1 and isinstance(app.focused, Input | TextArea)):
            await settle()


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
