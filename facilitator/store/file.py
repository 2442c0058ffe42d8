"""Notices that a SQLite file was moved, replaced or changed while the program runs.

SQLite reads and writes on in a file that was removed or replaced, though nobody else can see it any more. So it is
checked, by its identity, which file lies at the path.
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
"""Where a connection's info has the identity of the file that it was opened to."""

Identity = tuple[int, int]
"""Which file it is, whatever its name: its device and its inode."""


class File:
    """The file of a database; another one may lie at its path one day."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._filled = False

    def identity(self) -> Identity:
        """Return the identity of the file that lies at the path now.

        The file is not opened for it: POSIX drops all locks of a process on a file, those of SQLite too, when the
        process closes any descriptor of it.

        Raises:
            DatabaseLostError: There is none, or it was emptied.
        """
        try:
            status = self.path.stat()
        except OSError as error:
            why = "there is no such file any more" if isinstance(error, FileNotFoundError) else error.strerror
            raise DatabaseLostError(
                f"{self.path}: {why}; put it back, or a copy of it with facilitator db restore"
            ) from error
        if not stat.S_ISREG(status.st_mode):
            raise DatabaseLostError(f"{self.path}: this is not a file any more; put the database back")
        if not status.st_size and self._filled:
            raise DatabaseLostError(f"{self.path}: it was emptied; put a copy back with facilitator db restore")
        self._filled = self._filled or status.st_size > 0
        return status.st_dev, status.st_ino

    def opened(self, connect: Callable[[], Any]) -> tuple[Any, Identity]:
        """Connect to the file, and return the connection and the identity of its file.

        Raises:
            DatabaseLostError: There is none, or it is being replaced over and over.
        """
        for _ in range(5):
            # The identity of an open connection's file cannot be asked for: it is the same before and after.
            before = self.identity()
            connection = connect()
            with contextlib.suppress(DatabaseLostError):
                if self.identity() == before:
                    return connection, before
            connection.close()
        raise DatabaseLostError(f"{self.path}: it is being replaced; try again in a moment")

    @property
    def uri(self) -> str:
        """The file as a URI that opens it. With a path, SQLite would create an empty file where it was taken away."""
        return f"{Path(os.path.abspath(self.path)).as_uri()}?mode=rw"  # noqa: PTH100  # Path.resolve would follow a link

    def connect(self, dialect: Dialect, record: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        """Connect SQLAlchemy to the file, and note its identity."""
        if not keywords.get("uri"):
            arguments[0], keywords["uri"] = self.uri, True
        connection, record.info[OPENED] = self.opened(lambda: dialect.connect(*arguments, **keywords))
        return connection

    def check_out(self, _connection: Any, record: Any, _proxy: Any) -> None:
        """Have SQLAlchemy replace a pooled connection that was opened to another file than lies there now.

        Raises:
            DatabaseLostError: No file lies there.
        """
        if record.info.get(OPENED) != self.identity():
            raise exc.InvalidatePoolError("another file lies there")

    def can_be_written(self) -> None:
        """Raise why nobody could write now, without waiting for a lock.

        Raises:
            DatabaseAwayError: The file is missing, read-only, or its disk is full.
            sqlite3.Error: It is locked, or cannot be read.
        """
        self.identity()
        # Where the file is read-only, SQLite makes BEGIN IMMEDIATE a transaction that reads, and raises nothing.
        folder = Path(os.path.realpath(self.path)).parent
        for place in (self.path, folder):
            if not os.access(place, os.W_OK):
                raise DatabaseReadOnlyError(f"{self.path}: {place} may not be written; allow it, then try again")
        if not shutil.disk_usage(folder).free:
            raise DatabaseFullError(f"{self.path}: the disk is full; make room, then try again")
        connection, _ = self.opened(lambda: sqlite3.connect(self.uri, uri=True, timeout=0, isolation_level=None))
        with contextlib.closing(connection):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")


class FileWatch:
    """Notices that somebody has committed to a file, or has put another one in its place."""

    def __init__(self, file: File, patience: float) -> None:
        self._file = file
        self._patience = patience
        self._connection: Any = None
        self._identity: Identity | None = None
        self._seen: int | None = None
        self._locked_since: float | None = None

    def look(self) -> bool:
        """Return whether the file has changed, or is another one, since the last look; no lock is waited for.

        Raises:
            DatabaseLostError: There is no such file.
            sqlite3.Error: It cannot be read, or was locked for longer than the patience.
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
            # Somebody is committing: that is seen at a later look.
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
        """Stop watching; the next look begins anew."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._identity = self._seen = None
