"""A SQLite file under a running program: whether it is still the one that was opened, and whether it has changed.

Whoever removes a file, or puts another one in its place, leaves the program with a file that nobody else can see.
SQLite goes on reading and writing that one without a word; so it is looked which file lies where the database should
be.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Dialect, exc

from facilitator.common.errors import DatabaseFullError, DatabaseLostError, DatabaseReadOnlyError

OPENED = "opened"
"""Under this name it is noted at a connection which file it was opened to."""

Identity = tuple[int, int]
"""Which file it is, whatever it is called: its device and its number there."""


class File:
    """The file of a database.

    Args:
        path: Where it lies.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filled = False

    def identity(self) -> Identity:
        """Which file lies there now.

        It is never opened for this: closing it would take away every lock that SQLite has on it in this process.

        Raises:
            DatabaseLostError: None, or one that was emptied.
        """
        try:
            there = self.path.stat()
        except OSError as error:
            why = "there is no such file any more" if isinstance(error, FileNotFoundError) else error.strerror
            raise DatabaseLostError(
                f"{self.path}: {why}; put it back, or a copy of it with facilitator db restore"
            ) from error
        if not stat.S_ISREG(there.st_mode):
            raise DatabaseLostError(f"{self.path}: this is no file any more; put the database back")
        if not there.st_size and self._filled:
            raise DatabaseLostError(f"{self.path}: it was emptied; put a copy back with facilitator db restore")
        self._filled = self._filled or there.st_size > 0
        return there.st_dev, there.st_ino

    def opened(self, connect: Callable[[], Any]) -> tuple[Any, Identity]:
        """Connect to the file, and say which one it was.

        Raises:
            DatabaseLostError: There is none, or it is being replaced over and over.
        """
        for _ in range(5):
            before = self.identity()
            connection = connect()
            with contextlib.suppress(DatabaseLostError):
                if self.identity() == before:
                    return connection, before
            connection.close()
        raise DatabaseLostError(f"{self.path}: it is being replaced; try again in a moment")

    @property
    def uri(self) -> str:
        """Opens the file. SQLite by itself would make a new, empty one where it was taken away."""
        return f"{Path(os.path.abspath(self.path)).as_uri()}?mode=rw"  # noqa: PTH100  # a link is left as it is

    def connect(self, dialect: Dialect, record: Any, how: list[Any], named: dict[str, Any]) -> Any:
        """Connect SQLAlchemy to the file, and note which one it was."""
        if not named.get("uri"):
            how[0], named["uri"] = self.uri, True
        connection, record.info[OPENED] = self.opened(lambda: dialect.connect(*how, **named))
        return connection

    def check_out(self, _connection: Any, record: Any, _proxy: Any) -> None:
        """See that a connection that was opened earlier is one to the file that lies there now; else another is made.

        Raises:
            DatabaseLostError: No file lies there.
        """
        if record.info.get(OPENED) != self.identity():
            raise exc.InvalidatePoolError("another file lies there")

    def can_be_written(self) -> None:
        """See that somebody could write now, without waiting.

        Raises:
            DatabaseAwayError: Why nobody could.
            sqlite3.Error: The same.
        """
        self.identity()
        # To SQLite a transaction that writes is one that reads, where the file may only be read.
        folder = Path(os.path.realpath(self.path)).parent
        for what in (self.path, folder):
            if not os.access(what, os.W_OK):
                raise DatabaseReadOnlyError(f"{self.path}: {what} may not be written; allow it, then try again")
        if not shutil.disk_usage(folder).free:
            raise DatabaseFullError(f"{self.path}: the disk is full; make room, then try again")
        connection, _ = self.opened(lambda: sqlite3.connect(self.uri, uri=True, timeout=0, isolation_level=None))
        with contextlib.closing(connection):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")


class FileWatch:
    """Looks whether anybody has committed to a file, or has put another one there.

    Args:
        file: Which.
        patience: How many seconds it may be locked before that is told.
    """

    def __init__(self, file: File, patience: float) -> None:
        self._file = file
        self._patience = patience
        self._connection: Any = None
        self._identity: Identity | None = None
        self._seen: int | None = None
        self._locked_since: float | None = None

    def look(self) -> bool:
        """Whether the file is another one than at the last look, or has changed; nothing is waited for.

        Raises:
            DatabaseLostError: There is no such file.
            sqlite3.Error: It cannot be read, or was locked for longer than there is patience.
        """
        if self._file.identity() != self._identity:
            self.close()
        if self._connection is None:
            self._connection, self._identity = self._file.opened(self._connect)
        try:
            seen: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            # Somebody commits at this moment, or holds it: what they did is seen at a later look.
            now = time.monotonic()
            self._locked_since = self._locked_since or now
            if now - self._locked_since > self._patience:
                raise
            return False
        self._locked_since = None
        before, self._seen = self._seen, seen
        return before != seen

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file.uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        """Look at nothing any more; the next look begins anew."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._identity = self._seen = None
