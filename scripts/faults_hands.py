# ruff: noqa: SLF001  # it looks where no user can: at what waits inside the program
"""Presses any keys, clicks anywhere, pastes and resizes, for `faults.py`."""

from __future__ import annotations

import asyncio
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from textual import events
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from facilitator import sample
from screens.app import FacilitatorApp
from screens.program import Opening

MEETINGS = ("standup", "weekly", "consensus", "review", "review-consensus")
KINDS = (*MEETINGS, "checkin", "home")
PERSON = "Priya"
ANSWERED = 1.5
"""Seconds within which a key has to be answered, on a machine that does something else too."""
SETTLED = 30.0
"""Seconds after the last fault within which everything has to be recorded."""
PRINTABLE = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,+-=?!/<>@#'\"()[]{}:;_|~`^%&*$\\"
NAMED = (
    *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"),
    *("backspace", "delete", "shift+up", "shift+down", "shift+left", "shift+right", "f1", "f2", "insert"),
    *(f"ctrl+{letter}" for letter in "abdefghijklnoprstuvwxyz"),
    *("ctrl+left", "ctrl+right", "ctrl+home", "ctrl+end", "ctrl+up", "ctrl+down", "ctrl+c"),
)
PASTED = (
    "a line",
    "two\nlines",
    "tabs\tand\ttabs\r\nand\x0bmore\u2028lines",
    "אבג \u202eright to left\u202c and back \u2066isolated\u2069",
    "👩\u200d🚀 👍🏽 🇩🇪 ❤\ufe0f 1\ufe0f\u20e3",
    "Z" + "\u0301\u0323" * 40 + "algo",
    "[b]bold[/] [/] [@click=app.quit]x[/] $name",
    "\x1b[31mred\x1b]52;c;aGk=\x07 \x00 \x7f \x9b",
    "王小明" * 400,
    "\u200b\u200d\ufeff\u3164",
    "@Ada 2026-13-45 @@@ tomorrow by by",
    "7", "0.5", "-1", "1e400", "٣", "nan",
)  # fmt: skip
LONG = "long " * 20_000
SIZES = ((80, 24), (60, 18), (200, 60), (100, 30), (40, 10), (1, 1), (300, 5), (90, 40))


@dataclass
class Finds:
    """Counts what did not hold, and what was done."""

    failed: Counter[str] = field(default_factory=Counter)
    given: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def fail(self, what: str) -> None:
        """Note something that did not hold."""
        if what not in self.failed:
            print(f"! {what}", flush=True)
        self.failed[what] += 1


class Watched(FacilitatorApp):
    """The program, which notes what goes wrong in it, and which no key ends."""

    finds: Finds
    name = ""

    def survives(self, error: Exception) -> bool:
        """Note what went wrong."""
        known = self._defects._places.total()
        lives = super().survives(error)
        if self._defects._places.total() > known or not lives:
            self.finds.fail("defect: " + "".join(traceback.format_exception(error)))
        return lives

    def could_not(self, what: str, scope: str, error: Exception) -> None:
        """Note a refused record: it was reported, and is not lost."""
        self.finds.refused.append(what)
        super().could_not(what, scope, error)

    def database_back(self) -> None:
        """Count how often the program says that the database is back."""
        if self.trouble is not None:
            self.finds.done["told that it is back"] += 1
        super().database_back()

    async def action_quit(self) -> None:
        """Stay, for what the hand tries next."""
        self.finds.done["asked to leave"] += 1


class Hand:
    """Somebody at the keys of a window.

    Args:
        app: The program in the window.
        name: The beginning of every word that this hand enters.
        kind: A mode, `checkin` or `home`.
        chance: Chooses what it tries.
    """

    def __init__(self, app: Watched, name: str, kind: str, chance: random.Random) -> None:
        self.app, self.name, self.kind, self.chance = app, name, kind, chance
        self.lines = 0

    async def try_all(self, until: float) -> None:
        """Try whatever comes to mind until that moment."""
        tries: tuple[tuple[Callable[[], Any], int], ...] = (
            (self.press_any, 60),
            (self.give_line, 25),
            (self.paste, 10),
            (self.click, 12),
            (self.resize, 2),
            (self.escape, 8),
            (self.go_back, 3),
        )
        while time.monotonic() < until and self.app.is_running and self.app._exception is None:
            (doing,) = self.chance.choices([way for way, _ in tries], [weight for _, weight in tries])
            self.app.finds.done[doing.__name__] += 1
            await doing()
            await asyncio.sleep(self.chance.choice((0, 0.01, 0.05, 0.2)))

    async def press_any(self) -> None:
        """Press some key, perhaps many in one go."""
        keys = [self.chance.choice((*PRINTABLE, *NAMED)) for _ in range(self.chance.choice((1, 1, 1, 4, 12)))]
        await self.press(*keys)

    async def press(self, *keys: str) -> None:
        """Press keys as fast as a terminal gives them, and see them answered."""
        driver = self.app._driver
        if driver is None:
            return
        for key in keys:
            single = len(key) == 1
            event = events.Key(_character_to_key(key) if single else key, key if single else None)
            event.set_sender(self.app)
            driver.send_message(event)
        await self.answered(f"{'+'.join(keys)} on {self.where}")

    @property
    def where(self) -> str:
        """Which screen is up."""
        return type(self.app.screen).__name__ if self.app.screen_stack else "no screen"

    async def answered(self, what: str) -> None:
        """Wait until the program has looked at everything that was typed."""
        app, begun = self.app, time.monotonic()
        await asyncio.sleep(0)
        while app.is_running and (
            app._kept or app._under_way is not None or app._waiting or app._message_queue.qsize()
        ):
            if (seconds := time.monotonic() - begun) > SETTLED:
                app.finds.fail(f"keys are not answered any more: {what}")
                return
            await asyncio.sleep(0.005)
        seconds = time.monotonic() - begun
        if seconds > ANSWERED:
            app.finds.slowest[f"{what}{f' while {app.trouble.error.short}' if app.trouble else ''}"] = seconds

    async def give_line(self) -> None:
        """Enter a line with a new word into a field: one of the meeting, or whichever is open."""
        if self.kind in MEETINGS and self.chance.random() < 0.8:
            await self.give_record()
            return
        app = self.app
        focused = app.focused
        if not isinstance(focused, Input | TextArea):
            return
        self.lines += 1
        app.post_message(events.Paste(f"{self.name}x{self.lines:05d} into any field"))
        await self.press("enter")

    async def give_record(self) -> None:
        """Enter an action, a decision or a topic, and note it when the field has taken it."""
        app = self.app
        if not await self.uncovered("MeetingScreen"):
            return
        await self.press(self.chance.choice("adp"))
        entry: Any = next(iter(app.screen.query("Entry")), None)
        if not await reached(lambda: entry is not None and entry.asking is not None, 1):
            return
        asking = entry.asking
        if asking.field not in {"action", "decision", "parked"}:
            await self.press("escape")
            return
        self.lines += 1
        word = f"{self.name}{self.lines:05d}"
        line = entry.query_one("#line", Input)
        line.value = f"{word} {self.chance.choice(PASTED)[:60]}".split("\n")[0]
        await self.press("enter")
        if await reached(lambda: entry.asking is not asking, 3):
            app.finds.given.append(word)
        else:
            line.value = ""
            await self.press("escape")

    async def uncovered(self, screen: str) -> bool:
        """Close what covers that screen."""
        for _ in range(6):
            if self.where == screen:
                if not self.app.screen.has_class("asking"):
                    return True
            elif self.where == "HomeScreen":
                await self.open()
            await self.press("escape")
            if self.where not in {screen, "HomeScreen"} and not self.app.screen.is_modal:
                await self.press("q")
        return self.where == screen

    async def paste(self) -> None:
        """Paste text, rarely a long one."""
        text = LONG if self.chance.random() < 0.03 else self.chance.choice(PASTED)
        self.app.post_message(events.Paste(text))
        await self.answered(f"paste of {len(text)} characters on {self.where}")

    async def click(self) -> None:
        """Click somewhere."""
        app, size = self.app, self.app.size
        driver = app._driver
        if driver is None or not size.width or not size.height:
            return
        x, y = self.chance.randrange(size.width), self.chance.randrange(size.height)
        for happens, button in ((events.MouseMove, 0), (events.MouseDown, 1), (events.MouseUp, 1)):
            driver.process_message(happens(None, x, y, 0, 0, button, False, False, False, x, y))
        await self.answered(f"click on {self.where}")

    async def resize(self) -> None:
        """Give the window any size, and then one that people can use."""
        for width, height in (self.chance.choice(SIZES), self.chance.choice(SIZES[:4])):
            size = Size(width, height)
            self.app._driver._size = size  # type: ignore[union-attr]
            self.app.post_message(events.Resize(size, size))
            await self.answered(f"resize on {self.where}")

    async def escape(self) -> None:
        """Close what is open."""
        await self.press("escape", "escape")

    async def go_back(self) -> None:
        """Go back to the screen that this hand works on."""
        if self.kind != "home":
            await self.uncovered("CheckinScreen" if self.kind == "checkin" else "MeetingScreen")

    async def open(self) -> None:
        """Open the screen that this hand works on."""
        app = self.app
        if self.kind == "checkin":
            app.begin(app, app.telling(app.open_checkin(PERSON)))
        elif self.kind != "home":
            app.begin(app, app.telling(app.open_meeting(opening(self.kind))))
        await reached(lambda: self.where != "HomeScreen", 2)


def opening(kind: str) -> Opening:
    """What a window of that kind opens first."""
    if kind == "home":
        return Opening()
    return Opening(checkin=PERSON) if kind == "checkin" else Opening(mode=kind, team=sample.TEAM)


async def reached(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait for a condition; False where it does not come true in that time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.01)
    return True
