# ruff: noqa: SLF001  # it looks where no user can: at what waits inside the program
"""Try to end meetings and to lose records: random hands at the keys while the database comes and goes.

    python scripts/faults.py [--seed N] [--seconds N] [--kinds standup weekly …] [--folder FOLDER] [--calm]

Two windows without a terminal share one SQLite file of the sample company. Hands press any keys, click anywhere, resize
the window, paste hostile text, and give lines with words of their own to the fields. Meanwhile the file is locked, and
moved away and put back; in a small file system of its own (`--folder`, such as a tmpfs of 16 MB) the disk is filled.

It proves, for that seed, that no part of the program failed, that the program ended only when a key asked for it, that
every line a field took was recorded exactly once, that a key was answered however the database did, and that all is
well once the database is. The seed settles what hands and faults try, not when they meet. It prints what did not hold,
and ends with 1 then.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import functools
import gc
import json
import os
import random
import resource
import shutil
import sqlite3
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from textual import events
from textual.geometry import Size
from textual.keys import _character_to_key
from textual.widgets import Input, TextArea

from facilitator import sample
from facilitator.store.database import Database
from screens.app import FacilitatorApp
from screens.program import Opening

T = TypeVar("T")

MEETINGS = ("standup", "weekly", "consensus", "review", "review-consensus")
KINDS = (*MEETINGS, "checkin", "home")
PERSON = "Priya"
ANSWERED = 1.5
"""Seconds within which a key has to be answered, on a machine that does something else too."""
SETTLED = 30.0
"""Seconds after the last fault within which everything has to be recorded."""
SMALL = 32 * 1024 * 1024
"""Bytes of a file system that may be filled."""
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
    """What did not hold, and what was done."""

    failed: Counter[str] = field(default_factory=Counter)
    given: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)

    def fail(self, what: str) -> None:
        """Something did not hold."""
        if what not in self.failed:
            print(f"! {what}", flush=True)
        self.failed[what] += 1


class Watched(FacilitatorApp):
    """The program, with what goes wrong in it noted; no key leaves it."""

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
        """Note what was refused: it was told, and is not lost."""
        self.finds.refused.append(what)
        super().could_not(what, scope, error)

    def say_it_is_back(self) -> None:
        """Count how often it is told."""
        self.finds.done["told that it is back"] += 1
        super().say_it_is_back()

    async def action_quit(self) -> None:
        """Stay: what a hand tries next would be tried nowhere."""
        self.finds.done["asked to leave"] += 1


class Hand:
    """Somebody at the keys of a window.

    Args:
        app: The program in the window.
        name: Begins every word that this hand gives.
        kind: A mode, `checkin` or `home`.
        chance: What it tries.
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
        """Give a line with a word of its own to a field: what is recorded of the meeting, or whatever is open."""
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
        """Record an action, a decision or a topic, and note it when the field has taken it."""
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
        """Give the window another size, and soon one that people can use."""
        for width, height in (self.chance.choice(SIZES), self.chance.choice(SIZES[:4])):
            size = Size(width, height)
            self.app._driver._size = size  # type: ignore[union-attr]
            self.app.post_message(events.Resize(size, size))
            await self.answered(f"resize on {self.where}")

    async def escape(self) -> None:
        """Close what is open."""
        await self.press("escape", "escape")

    async def go_back(self) -> None:
        """Come back to where this hand is at work."""
        if self.kind != "home":
            await self.uncovered("CheckinScreen" if self.kind == "checkin" else "MeetingScreen")

    async def open(self) -> None:
        """Open from home what this hand is there for."""
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


async def _window(url: str, name: str, kind: str, seed: str, until: float, finds: Finds) -> None:
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: finds.fail(_unraised(context)))
    while time.monotonic() < until:
        app = Watched(url, opening(kind))
        app.finds, app.name = finds, name
        taking_back = app.outbox.take_back

        def take_back(scope: str, original: Callable[[str], str | None] = taking_back) -> str | None:
            what = original(scope)
            if what is not None:
                finds.taken_back.append(what)
            return what

        app.outbox.take_back = take_back  # type: ignore[method-assign]
        async with app.run_test(size=(100, 30), notifications=True):
            await reached(functools.partial(_is_up, app), 10)
            await Hand(app, name, kind, random.Random(f"{seed} {name} {kind}")).try_all(until)
            if app._exception is not None or not app.is_running:
                finds.fail(f"{kind}: the program ended: {app._exception!r} {app.return_code}")
                app._exception = None
                return
            if not await reached(functools.partial(_is_well, app), SETTLED):
                finds.fail(f"{kind}: not recorded: {[kept.what for kept in app.outbox.kept][:3]}, {app.trouble}")
            finds.done[f"{name} workers at the end"] = len(app.workers)
            app.show_home()


def _is_up(app: Watched) -> bool:
    return len(app.screen_stack) > 1 or not app._settling


def _is_well(app: Watched) -> bool:
    return app.outbox.empty and app.trouble is None


def _unraised(context: dict[str, Any]) -> str:
    error = context.get("exception")
    trace = "".join(traceback.format_exception(error)) if error is not None else ""
    return f"{context.get('message')}: {trace}"


class Faults:
    """What happens to the database's file.

    Args:
        path: The file.
        chance: What it tries.
        finds: Where it is noted.
    """

    def __init__(self, path: Path, chance: random.Random, finds: Finds) -> None:
        self.path, self.chance, self.finds = path, chance, finds
        self.over = threading.Event()
        self.kinds: list[Callable[[], None]] = [self.lock, self.lock, self.lock_for_writing, self.move_away]
        if shutil.disk_usage(path.parent).total <= SMALL:
            self.kinds.append(self.fill)

    def run(self) -> None:
        """Let one happen after the other, until it is over."""
        while not self.over.wait(self.chance.uniform(0.3, 3)):
            kind = self.chance.choice(self.kinds)
            self.finds.done[f"fault: {kind.__name__}"] += 1
            with contextlib.suppress(sqlite3.OperationalError):
                kind()

    def lock(self) -> None:
        """Let another program lock the file altogether."""
        self._lock("EXCLUSIVE")

    def lock_for_writing(self) -> None:
        """Let another program write: the file can still be read."""
        self._lock("IMMEDIATE")

    def _lock(self, how: str) -> None:
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None, timeout=10)) as other:
            other.execute(f"BEGIN {how}")
            self.over.wait(self.chance.uniform(0.2, 4))
            other.execute("ROLLBACK")

    def move_away(self) -> None:
        """Take the file away, and put it back."""
        away = self.path.with_suffix(".away")
        self.path.rename(away)
        self.over.wait(self.chance.uniform(0.1, 3))
        away.rename(self.path)

    def fill(self) -> None:
        """Fill the disk for a while."""
        filler = self.path.with_name("filler")
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 65536)
        self.over.wait(self.chance.uniform(0.2, 3))
        filler.unlink()


def check_lines(path: Path, finds: Finds) -> None:
    """See that every line which a field took was recorded exactly once, also where it was taken back afterwards."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        rows = database.execute(
            "SELECT after FROM journal_change WHERE before IS NULL"
            " AND table_name IN ('action', 'decision', 'parked_topic')"
        ).fetchall()
        (sound,) = database.execute("PRAGMA integrity_check").fetchone()
    if sound != "ok":
        finds.fail(f"the database is not sound: {sound}")
    times: Counter[str] = Counter()
    for (after,) in rows:
        for text in json.loads(after).values():
            if isinstance(text, str):
                times.update(word for word in text.split()[:1])
    told = " ".join((*finds.taken_back, *finds.refused))
    for word in finds.given:
        if times[word] > 1:
            finds.fail(f"{word} was recorded {times[word]} times")
        elif not times[word] and word not in told:
            finds.fail(f"{word} is lost")


@contextlib.contextmanager
def _own_folders(folder: Path) -> Iterator[None]:
    home = folder / "home"
    home.mkdir()
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        os.environ[name] = str(home)
    os.environ.update(EDITOR="true", VISUAL="true")
    os.environ.pop("FACILITATOR_DB", None)
    yield


def try_kind(kind: str, seed: str, seconds: float, folder: Path, calm: bool) -> Finds:
    """Have two windows of a kind tried for some seconds."""
    finds = Finds()
    path = folder / f"{kind}.db"
    with Database(f"sqlite:///{path}") as database:
        database.upgrade()
        sample.make(database)
    until = time.monotonic() + seconds
    kinds = (kind, "checkin" if kind in MEETINGS and random.Random(seed).random() < 0.3 else kind)
    windows = [
        threading.Thread(target=_run, args=(f"sqlite:///{path}", name, kind_here, seed, until, finds), daemon=True)
        for name, kind_here in zip(("one", "two"), kinds, strict=True)
    ]
    for window in windows:
        window.start()
        time.sleep(1)
    faults = Faults(path, random.Random(f"{seed} faults"), finds)
    happening = threading.Thread(target=faults.run, daemon=True)
    if not calm:
        happening.start()
    for window in windows:
        window.join(max(0, until - time.monotonic()))
    faults.over.set()
    if not calm:
        happening.join()
    for window in windows:
        window.join(2 * SETTLED)
        if window.is_alive():
            finds.fail("a window does not end")
    check_lines(path, finds)
    path.unlink()
    return finds


def _run(url: str, name: str, kind: str, seed: str, until: float, finds: Finds) -> None:
    try:
        asyncio.run(_window(url, name, kind, seed, until, finds))
    except Exception as error:  # noqa: BLE001  # whatever ends a window is a find
        finds.fail(f"{kind}: a window ended: {''.join(traceback.format_exception(error))}")


def main(arguments: list[str]) -> int:
    """Try all kinds one after the other.

    Returns:
        0 where everything held, else 1.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seed", default="1", help="settles what is tried")
    parser.add_argument("--seconds", type=float, default=60, help="how long each kind is tried")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="what the windows show")
    parser.add_argument("--folder", type=Path, help="an empty folder for the database; where it is small, it is filled")
    parser.add_argument("--calm", action="store_true", help="leave the database alone")
    chosen = parser.parse_args(arguments)
    failed = False
    with tempfile.TemporaryDirectory() as place, _own_folders(Path(place)):
        for kind in chosen.kinds:
            finds = try_kind(kind, chosen.seed, chosen.seconds, chosen.folder or Path(place), chosen.calm)
            gc.collect()
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(f"{kind}: {len(finds.given)} lines taken, {len(finds.failed)} finds, {memory} MB at most")
            print(f"  {', '.join(f'{what} {count}' for what, count in sorted(finds.done.items()))}")
            for what, seconds in sorted(finds.slowest.items(), key=lambda item: -item[1])[:5]:
                print(f"  answered after {seconds:.1f} s: {what}")
            failed = failed or bool(finds.failed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
