"""Asks the database in a thread, and sees to what becomes of the program while the database is away."""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from textual.worker import NoActiveWorker, get_current_worker

from facilitator.common import clock
from facilitator.common.errors import DatabaseAwayError, DatabaseError, DatabaseNewerError, DatabaseUnreachableError
from screens.connection.background import Background
from screens.connection.calls import Call
from screens.connection.keys_in_order import KeysInOrder
from screens.connection.outbox import Outbox, Write
from screens.errors import is_expected, sentence

if TYPE_CHECKING:
    from facilitator.store.database import Database

# Imported in functions: the first frame waits for no database.


T = TypeVar("T")

LOOK = 0.1
"""Seconds between two looks whether the database has changed."""
PROBE = 0.5
"""Seconds between two looks whether a database that is away is back."""
LOCK = 1.0
"""Seconds that a screen waits for a locked database; then it says so and tries again by itself."""
SILENCE = 2.0
"""Seconds after which a server that has not answered is said not to answer."""
REPORT = 3.0
"""Seconds between two words on how far an old database is brought up to date."""
CLOSING = 0.3
"""Seconds that the database has to be given back when the program ends."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the database cannot be used, and since when."""

    error: DatabaseError
    since: datetime

    @property
    def words(self) -> str:
        """What is wrong and since when, in a few words."""
        return f"{self.error.short} since {self.since:%H:%M:%S}"


class Connected(KeysInOrder, inherit_bindings=False):
    """A program with a database, which a demo fills with the sample company.

    Nothing here ever makes the event loop wait for it.
    """

    def __init__(self, url: str, demo: bool = False) -> None:
        super().__init__()
        self.url = url
        self.demo = demo
        self.trouble: Trouble | None = None
        """Why the database cannot be used now; None while all is well."""
        self.outbox = Outbox(self)
        self._asking = Background("database")
        self._files = Background("files")
        self._database: Database | None = None
        self._painted = asyncio.Event()
        self._worth_trying = asyncio.Event()
        self._worth_trying.set()
        self._busy = 0

    # Saying things ---------------------------------------------------------------------------------------------

    def tell(self, words: str, *, severe: bool = False) -> None:
        """Say something in passing; nothing in it is read as markup."""
        self.notify(words, severity="error" if severe else "information", timeout=8 if severe else 4, markup=False)

    async def telling(self, doing: Coroutine[Any, Any, object]) -> None:
        """Do something; where it cannot be done, say why in a sentence and go on."""
        try:
            await doing
        except Exception as error:
            if not is_expected(error):
                raise
            self.tell(sentence(error), severe=True)

    # Asking ----------------------------------------------------------------------------------------------------

    async def ask(self, function: Callable[..., T], *arguments: Any, **keywords: Any) -> T:
        """Read something: call `function(database, *arguments)` in the database thread and return what it returns.

        In a worker it waits until the database is there; in a handler, which must not wait, it raises.

        Raises:
            FacilitatorError: As `function` does.
        """
        call = Call(function, arguments, keywords)
        while True:
            try:
                return await self.in_database(call)
            except (DatabaseAwayError, DatabaseNewerError) as error:
                self.database_lost(error)
                if not _in_worker():
                    raise
                await self.database_ready()

    async def in_database(self, call: Callable[[Any], T]) -> T:
        """Call a function with the database, once, in the database thread."""
        await self._painted.wait()
        return await self._run(self._asking, lambda: call(self._open()))

    async def in_thread(self, function: Callable[..., T], *arguments: Any, **keywords: Any) -> T:
        """Call a slow function that needs no database beside everything else, not before the first frame is out."""
        await self._painted.wait()
        return await self._run(self._files, functools.partial(function, *arguments, **keywords))

    def in_files(self, function: Callable[..., Any], *arguments: Any) -> None:
        """Call a function that writes a file, behind those given before; nobody waits for it."""
        self._files.call(functools.partial(function, *arguments)).add_done_callback(_forget)

    def save_draft(self, scope: str, field: str, text: str) -> None:
        """Have the text of a field kept until it is recorded; an empty one is forgotten."""
        # Not before the first frame, as all that imports the database here.
        from facilitator.store import drafts as store_drafts

        call = Call(store_drafts.save, (scope, field, text))
        self.outbox.put(Write(call, text, key=("draft", scope, field), scope=scope, alone=True))

    async def _run(self, thread: Background, function: Callable[[], T]) -> T:
        self._busy += 1
        try:
            return await thread.call(function)
        finally:
            self._busy -= 1

    def _open(self) -> Database:
        if self._database is None:
            # Not before the first frame, as what makes the sample company.
            from facilitator.store.database import Database

            database = Database(self.url, patience=LOCK)
            try:
                copy = database.upgrade(self._progress())
                if copy is not None:
                    self.notify(f"All minutes are frozen; the database as it was before is in {copy}", timeout=20)
                if self.demo:
                    from facilitator import sample
                    from facilitator.reports.overview import overview

                    if overview(database).empty:
                        sample.make(database)
                database.changed()
            except BaseException:
                database.close()
                raise
            self._database = database
        return self._database

    def _progress(self) -> Callable[[int, int], None]:
        """Return what says every few seconds how far an old database is brought up to date."""
        last = time.monotonic()

        def on_progress(done: int, of: int) -> None:
            nonlocal last
            if time.monotonic() - last > REPORT:
                last = time.monotonic()
                self.notify(f"Bringing the database up to date: {100 * done // max(of, 1)} %", timeout=REPORT)

        return on_progress

    # While it is away ------------------------------------------------------------------------------------------

    def database_lost(self, error: DatabaseError) -> None:
        """Say on every screen that the database could not be used, and let nobody wait for it."""
        self._worth_trying.clear()
        if self.trouble is None or type(self.trouble.error) is not type(error):
            self.trouble = Trouble(error, clock.local(clock.now()))
            self.show_trouble()
        self.let_keys_go()

    def database_back(self) -> None:
        """Say that all is well again, where the database was away."""
        if self.trouble is not None:
            self.trouble = None
            self._worth_trying.set()
            self.show_trouble()
            self.tell("the database is back")

    def look_at_silence(self) -> None:
        """Say so where a server leaves the program waiting: what is asked may take long to fail."""
        silent = self._database is not None and not self.url.startswith("sqlite") and self._asking.seconds > SILENCE
        if silent and self.trouble is None:
            self.database_lost(DatabaseUnreachableError("the database server does not answer; it is asked again"))

    async def database_ready(self) -> None:
        await self._worth_trying.wait()

    def survives(self, error: Exception) -> bool:
        """Say what went wrong in one part of the program; False where it cannot go on."""
        raise NotImplementedError from error

    def show_trouble(self) -> None:
        """Show on the screens what is wrong with the database, or that it is back."""

    def database_changed(self) -> None: ...

    def could_not(self, what: str, scope: str, error: Exception) -> None: ...

    async def watch_database(self) -> None:
        """Look whether the database has changed, or is back, as long as the program runs."""
        while True:
            await asyncio.sleep(LOOK if self.trouble is None else PROBE)
            was = self.trouble
            if was is None and (self._busy or self._database is None):
                continue
            try:
                database = await self._run(self._asking, self._open)
                if was is not None and not await self._run(self._asking, database.is_ready):
                    continue
                changed = await self._run(self._asking, database.changed)
            except DatabaseError as error:
                self.database_lost(error)
                continue
            except Exception as error:  # it looks again: all screens hang on it
                if not self.survives(error):
                    raise
                continue
            if was is not None:
                # What waits in the outbox knows better than a look whether it can be written.
                if self.outbox.empty:
                    self.database_back()
                self._worth_trying.set()
            if changed or was is not None:
                self.database_changed()

    # Ending ----------------------------------------------------------------------------------------------------

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
            self._database = None

    async def give_database_back(self) -> None:
        """Close the database, unless it keeps the program waiting."""
        await asyncio.wait([self._asking.call(self._close)], timeout=CLOSING)
        self._asking.close()
        self._files.close()


def _in_worker() -> bool:
    try:
        get_current_worker()
    except NoActiveWorker:
        return False
    return True


def _forget(future: asyncio.Future[Any]) -> None:
    # A file that cannot be written is written with the next change, or at the end.
    if not future.cancelled():
        future.exception()
