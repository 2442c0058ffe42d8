# ruff: noqa: SLF001  # it looks where no user can: at what waits inside the program
"""Tries to end meetings and to lose records, with random keys while the database comes and goes.

    python scripts/faults.py [--seed N] [--seconds N] [--kinds standup weekly …] [--folder FOLDER] [--calm]

Two windows without a terminal share one SQLite file of the sample company. Hands press any keys, click anywhere, resize
the window, paste hostile text, and enter lines with words of their own. Meanwhile the file is locked, and moved away
and put back; in a small file system of its own (`--folder`, such as a tmpfs of 16 MB) the disk is filled.

It checks that no part of the program failed, that the program ended only when a key asked for it, that every line that
a field took was recorded exactly once, that every key was answered whatever the state of the database, and that all is
well once the database is back. The seed fixes what hands and faults try, not when they meet. It prints what did not
hold, and then ends with status 1.
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
from pathlib import Path
from typing import Any

from faults_hands import KINDS, MEETINGS, SETTLED, Finds, Hand, Watched, opening, reached

from facilitator import sample
from facilitator.store.database import Database

SMALL = 32 * 1024 * 1024
"""Bytes of a file system that may be filled."""


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
    """Lets things happen to the database's file.

    Args:
        path: The file.
        chance: Chooses what happens.
        finds: Notes it.
    """

    def __init__(self, path: Path, chance: random.Random, finds: Finds) -> None:
        self.path, self.chance, self.finds = path, chance, finds
        self.over = threading.Event()
        self.kinds: list[Callable[[], None]] = [self.lock, self.lock, self.lock_for_writing, self.move_away]
        if shutil.disk_usage(path.parent).total <= SMALL:
            self.kinds.append(self.fill)

    def run(self) -> None:
        """Let one thing happen after the other, until `over` is set."""
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
    """Check that every line that a field took was recorded exactly once, even if it was taken back afterwards."""
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
    reported = " ".join((*finds.taken_back, *finds.refused))
    for word in finds.given:
        if times[word] > 1:
            finds.fail(f"{word} was recorded {times[word]} times")
        elif not times[word] and word not in reported:
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
    """Try two windows of a kind for some seconds, and return what was found."""
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
    """Try all kinds one after the other; return 0 where everything held, else 1."""
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
