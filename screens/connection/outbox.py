"""Records what the screens give it, in order, and keeps it while the database is away.

It writes in the order in which things were said, tries again by itself, and keeps what is not written yet in a file
that only the user can read. Nothing that was typed depends on the database being there at that moment.
"""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from facilitator.common.errors import (
    DatabaseAwayError,
    DatabaseError,
    DatabaseNewerError,
    DatabaseUncertainError,
    TakenBackError,
)
from screens.connection import rescue
from screens.connection.calls import Call
from screens.connection.rescue import UnsavedItem

if TYPE_CHECKING:
    from facilitator.store.database import Database


T = TypeVar("T")

PATIENCE = 0.08
"""Seconds for which keys wait for what the key before recorded; then they go on (the screen answers within 0.1 s)."""
SHOWN_AFTER = 0.4
"""Seconds after which what is not written yet is shown as such: less would flicker whenever a disk is busy."""


@dataclass(eq=False)
class Write:
    """Something to be recorded.

    Attributes:
        make: The call, or what makes it when it is sent, so that a field gives what stands in it by then; None: nothing
            any more.
        words: Says what it is, for people: the text itself where there is one; empty where it has no text.
        key: What replaces what: of two that wait with the same key only the first is kept, and asked when it is sent.
        scope: Where it was said, such as `meeting 7` or, for somebody's own eyes, `check-in 3`.
        secret: Whether it may stand neither on a screen nor in a file, such as a vote.
        undoable: Whether an undo may take it back while it waits.
        passing: Whether it means nothing once the program has ended, such as a pause.
        alone: Whether nobody waits for it any more: then the outbox itself says what becomes of it.
        done: Has the result, or the error with which it was refused.
        sending: The call, while it is on its way.
        uncertain: The transaction of a server that was lost while it committed; empty where nothing is uncertain.
    """

    make: Callable[[], Call | None] | Call | None
    words: str | Callable[[], str] = ""
    key: object = None
    scope: str = ""
    secret: bool = False
    undoable: bool = False
    passing: bool = False
    alone: bool = False
    done: asyncio.Future[Any] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    since: float = field(default_factory=lambda: asyncio.get_running_loop().time())
    sending: Call | None = None
    uncertain: str = ""

    @property
    def call(self) -> Call | None:
        """What is to be called, as it stands now."""
        return self.make if self.make is None or isinstance(self.make, Call) else self.make()

    @property
    def what(self) -> str:
        """What it is, for people; empty where it has no text."""
        return self.words if isinstance(self.words, str) else self.words()

    @property
    def is_tidying(self) -> bool:
        """Whether it only forgets a draft: nobody misses that."""
        return self.key is not None and not self.what

    @property
    def kept(self) -> UnsavedItem | None:
        """What a rescue file says of it; None where there is nothing to keep."""
        if self.secret:
            return UnsavedItem("a vote, which no file may know: please vote again", scope=self.scope)
        call = None if self.is_tidying or self.passing else self.sending or self.call
        return None if call is None else UnsavedItem(self.what or "a change without words", call, self.scope)


class Writer(Protocol):
    """What the outbox needs of the program whose thread talks to the database."""

    url: str

    @property
    def trouble(self) -> object: ...

    async def in_database(self, call: Callable[[Any], T]) -> T: ...

    def in_files(self, function: Callable[..., Any], *arguments: Any) -> None: ...

    def database_lost(self, error: DatabaseError) -> None: ...

    def database_back(self) -> None: ...

    async def database_ready(self) -> None: ...

    def could_not(self, what: str, scope: str, error: Exception) -> None: ...


class Outbox:
    """What is not written yet, in order."""

    def __init__(self, program: Writer) -> None:
        self._program = program
        self._writes: list[Write] = []
        self._refused: list[UnsavedItem] = []
        self._task: asyncio.Task[None] | None = None
        self.file = rescue.new_file()
        """The name of this program's rescue file."""
        self._filed: list[UnsavedItem] = []
        self._final = False
        """Whether the program ends, and what is in the file now stays there."""

    # Giving ----------------------------------------------------------------------------------------------------

    def put(self, write: Write) -> Write:
        """Have something recorded behind everything that was given before, and return the write.

        Where one with the same key waits already, it is that one, which now stands for both.
        """
        if write.key is not None and (waiting := self._waiting(write.key)) is not None:
            waiting.make, waiting.words = write.make, write.words
            return waiting
        self._writes.append(write)
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._send())
        self.changed()
        return write

    async def record(self, write: Write) -> Any:
        """Have something recorded and return what came of it, however long the database is away; raises as `wait`."""
        return await self.wait(self.put(write))

    async def wait(self, write: Write, seconds: float | None = None) -> Any:
        """Wait for a write, for so many seconds, and not at all while the database is away; None: as long as it takes.

        Raises:
            FacilitatorError: It was refused.
            TimeoutError: It is not written yet. It will be: wait once more, or leave it `alone`.
        """
        if seconds is not None and self._program.trouble is not None:
            seconds = 0
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(write.done)
        except asyncio.CancelledError:
            write.alone = True
            raise

    def freeze(self, key: object) -> None:
        """Let what waits with that key be recorded as it stands now: the field that makes it is about to go."""
        for write in self._writes:
            if write.key == key:
                write.make, write.words = write.sending or write.call, write.what
                write.key, write.alone = None, True

    def take_back(self, scope: str) -> str | None:
        """Take back the newest thing said there that waits and is not being sent: what it was; None where none is."""
        for write in reversed(self._writes):
            if write.undoable and write.scope == scope and write.sending is None and not write.uncertain:
                self._writes.remove(write)
                what = "a vote" if write.secret else write.what or "the last change"
                self._settle(write, error=TakenBackError(f"{what} was taken back"))
                self._keep()
                return what
        return None

    def keep(self, words: str, scope: str) -> None:
        """Keep words that could not be recorded in the rescue file: there is no other place for them."""
        self._refused.append(UnsavedItem(words, scope=scope))
        self._keep()

    @property
    def sending(self) -> Write | None:
        """What is on its way into the database now."""
        return next((write for write in self._writes if write.sending is not None), None)

    # What waits ------------------------------------------------------------------------------------------------

    @property
    def empty(self) -> bool:
        return not self._writes

    def waiting(self, scope: str) -> list[str]:
        """Return the words of what has waited long enough to be shown, in order; empty ones for another scope's."""
        now = asyncio.get_running_loop().time()
        away = self._program.trouble is not None
        shown = (write for write in self._writes if not write.is_tidying and (away or now - write.since > SHOWN_AFTER))
        return [write.what if write.scope == scope and not write.secret else "" for write in shown]

    @property
    def kept(self) -> list[UnsavedItem]:
        """What a rescue file has to keep: what waits, and what was refused when nobody could be asked any more."""
        kept = list(self._refused)
        for write in self._writes:
            if write.key is not None and self._last(write.key) is not write:
                continue
            try:
                entry = write.kept
            except Exception as error:  # noqa: BLE001  # whatever is wrong with one, the others are kept
                entry = UnsavedItem(f"something that cannot be told ({type(error).__name__})", scope=write.scope)
            if entry is not None:
                kept.append(entry)
        return kept

    def _last(self, key: object) -> Write:
        return next(write for write in reversed(self._writes) if write.key == key)

    def _waiting(self, key: object) -> Write | None:
        waiting = (write for write in reversed(self._writes) if write.key == key)
        return next((write for write in waiting if write.sending is None and not write.uncertain), None)

    async def settle(self, seconds: float) -> bool:
        """Wait until everything is written; False where that takes longer, or cannot be now."""
        task = self._task
        if task is not None and not self.empty and self._program.trouble is None:
            await asyncio.wait([task], timeout=seconds)
        return self.empty

    # Sending ---------------------------------------------------------------------------------------------------

    async def _send(self) -> None:
        while self._writes:
            write = self._writes[0]
            try:
                write.sending = write.call
                result = await self._sent(write)
            except (DatabaseAwayError, DatabaseNewerError) as error:
                if isinstance(error, DatabaseUncertainError) and write.sending is not None:
                    # What may be recorded already is this call, and no newer one.
                    write.uncertain, write.make = error.transaction, write.sending
                write.sending = None
                self._program.database_lost(error)
                if write.key is not None and not write.uncertain and self._last(write.key) is not write:
                    self._writes.remove(write)
                    self._settle(write)
                self._keep()
                await self._program.database_ready()
                continue
            except Exception as error:  # noqa: BLE001  # whoever gave it is told, and what follows is not held up
                self._writes.remove(write)
                self._refuse(write, error)
            else:
                self._writes.remove(write)
                self._program.database_back()
                self._settle(write, result)
            # Whoever waits for it learns of it before the next call is made.
            await asyncio.sleep(0)
            self._keep()

    @staticmethod
    def _settle(write: Write, result: Any = None, error: Exception | None = None) -> None:
        if write.done.done():
            return
        if error is None:
            write.done.set_result(result)
        else:
            write.done.set_exception(error)
            if write.alone:
                # Nobody looks at the future any more.
                write.done.exception()

    async def _sent(self, write: Write) -> Any:
        if write.sending is None:
            return None
        if write.uncertain and await self._program.in_database(lambda database: database.was_recorded(write.uncertain)):
            # The server was lost just when it had committed: what the call returned is lost with it.
            return None
        return await self._program.in_database(functools.partial(_record, write.sending))

    def _refuse(self, write: Write, error: Exception) -> None:
        self._settle(write, error=error)
        if write.alone:
            if write.what and not write.secret:
                self._refused.append(UnsavedItem(write.what, scope=write.scope))
            self._program.could_not(write.what, write.scope, error)

    def _keep(self) -> None:
        """Keep what waits in the rescue file while the database is away; take the file away when all is written."""
        kept = self.kept if self._program.trouble is not None or self._refused or self._filed else []
        if kept == self._filed or self._final:
            return
        self._filed = kept
        self._program.in_files(self._write_file, kept)

    def _write_file(self, kept: list[UnsavedItem]) -> None:
        if self._final:
            return
        if kept:
            rescue.write(self._program.url, self.file, kept)
        else:
            rescue.remove(self._program.url, self.file)

    def changed(self) -> None:
        """Bring the rescue file up to date with what stands in fields now."""
        if self._program.trouble is not None:
            self._keep()

    def rescue(self, typed: list[UnsavedItem]) -> str:
        """Keep what is not written, and what else was typed, for good: the program ends.

        Return where it lies, in a sentence; the text itself where no file can be written; empty where there is nothing.
        """
        self._final = True
        kept = self.kept
        known = {entry.what for entry in kept}
        kept += [entry for entry in typed if entry.what not in known]
        if not kept:
            return ""
        if path := rescue.write(self._program.url, self.file, kept):
            return f"what could not be saved is in {path}; the next start offers to record it"
        text = rescue.text_of(self._program.url, kept)
        return f"what could not be saved stands here, for no file could be written:\n{text}"


def _record(call: Call, database: Database) -> Any:
    # All of it or nothing: what is tried again must not have been recorded in part.
    with database.transaction():
        return call(database)
