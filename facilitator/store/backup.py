"""Copies of a database, and putting one back.

A copy is always a SQLite file with everything in it, whichever database it is of: the program can open it as it is.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import text

from facilitator.common.errors import DatabaseLockedError, FacilitatorError
from facilitator.common.progress import Tell, nobody
from facilitator.store import migrating, whole
from facilitator.store.database import PATIENCE, Database
from facilitator.store.search.triggers import taking_in_at_once

PAGES = 2_000
"""So many pages of a SQLite file are copied at a time; between them it can be told how far it is, and stopped."""


class CopyError(FacilitatorError):
    """A copy could not be made, or be put back; the message says why and what to do, and nothing has changed."""


def name(now: datetime) -> str:
    """What a copy is called unless somebody says otherwise: `facilitator-2026-11-24-153000.db`."""
    return f"facilitator-{now:%Y-%m-%d-%H%M%S}.db"


def backup(database: Database, target: Path, tell: Tell = nobody) -> None:
    """Copy everything into a new file, for the user's eyes only, as it is at one moment; others may go on writing.

    Args:
        database: What to copy, of any schema that this program knows.
        target: Where to; a folder that is missing is made.
        tell: Is told how much is copied.

    Raises:
        CopyError: There is a file of that name, or the database is damaged.
        DatabaseLockedError: Another program holds the database for longer than there is patience.
        OSError: The file cannot be written.
    """
    if target.exists():
        raise CopyError(f"{target}: there is such a file already; name another one, or take it away")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _temporary(target.parent) as copy:
        if database.url.get_backend_name() == "sqlite":
            _copy(Path(database.url.database or ""), copy, tell, database.patience)
        else:
            with Database(f"sqlite:///{quote(str(copy.absolute()))}") as made:
                made.upgrade(schema_only=True)
                _fill(made, whole.read(database), tell)
        if problems := unsound(copy):
            raise CopyError(f"{database.name}: {problems[0]}; facilitator db check tells all, an older copy may do")
        _sync(copy)
        # Somebody else may have made the file meanwhile, and a rename would take its place.
        try:
            target.touch(0o600, exist_ok=False)
        except FileExistsError as error:
            raise CopyError(f"{target}: there is such a file already; name another one") from error
        copy.replace(target)


def restore(database: Database, source: Path, kept: Path, tell: Tell = nobody) -> Path | None:
    """Put a copy in the place of all that is in the database; what is there now is copied first.

    Args:
        database: Where to; it may be new, or damaged.
        source: A file that `backup` has made, or any SQLite database of the program's.
        kept: Where the copy of what is there now goes.
        tell: Is told how much is put back.

    Returns:
        `kept`; of a damaged file it is a copy byte for byte. None where nothing was there.

    Raises:
        CopyError: The file is no such copy, is damaged, or is a newer program's.
        DatabaseError: The database is another program's, is locked, or cannot be reached.
        OSError: A file cannot be read or written.
    """
    if not source.is_file():
        raise CopyError(f"{source}: there is no such file; name a copy that facilitator db backup has made")
    with tempfile.TemporaryDirectory(prefix="facilitator-") as folder:
        copy = Path(folder) / "copy.db"
        _copy(source, copy)
        if problems := unsound(copy):
            raise CopyError(f"{source}: {problems[0]}; name another copy")
        with Database(f"sqlite:///{quote(str(copy))}") as opened:
            if migrating.revision(opened) is None:
                raise CopyError(f"{source}: this is no copy of a facilitator database; name one that is")
            opened.upgrade(schema_only=True)
            before = _keep(database, kept)
            if database.url.get_backend_name() == "sqlite":
                database.close()
                path = Path(database.url.database or "")
                if before is not None and unsound(path, database.patience):
                    _replace(copy, path, tell)
                else:
                    # Into the same file: programs that have it open read on where they are.
                    _copy(copy, path, tell, database.patience)
            else:
                _fill(database, whole.read(opened), tell)
    return before


def unsound(path: Path, patience: float = PATIENCE) -> list[str]:
    """What is wrong with a SQLite file, in words; nothing where it is sound.

    Raises:
        DatabaseLockedError: Nobody can say now: another program holds it for longer than there is patience.
    """
    try:
        with contextlib.closing(sqlite3.connect(_reading(path), uri=True, timeout=patience)) as connection:
            broken = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            lost = [
                f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there"
                for row in connection.execute("PRAGMA foreign_key_check").fetchmany(20)
            ]
    except sqlite3.DatabaseError as error:
        if _is_lock(error):
            raise DatabaseLockedError(f"{path}: another program holds it; try again when that one is done") from error
        return [str(error)]
    return [line for line in broken if line != "ok"] + lost


def _keep(database: Database, kept: Path) -> Path | None:
    """Copy what is there now, byte for byte where it cannot be read."""
    path = Path(database.url.database or "")
    sqlite = database.url.get_backend_name() == "sqlite"
    if sqlite and (not path.is_file() or not path.stat().st_size):
        database.upgrade(schema_only=True)
        return None
    if sqlite and unsound(path, database.patience):
        database.close()
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _copy_bytes(path, kept)
        return kept
    database.upgrade(schema_only=True)
    with database.reading() as session:
        empty = whole.is_empty(session)
    if empty:
        return None
    backup(database, kept)
    return kept


def _copy(source: Path, target: Path, tell: Tell = nobody, patience: float = PATIENCE) -> None:
    """Copy one SQLite database over another, as it is at one moment; stopped, it leaves the other as it was."""

    def look(status: int, left: int, of: int) -> None:
        # Python tries for ever.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseLockedError(f"{target}: another program holds it; try again when that one is done")
        tell(of - left, of)

    try:
        with (
            contextlib.closing(sqlite3.connect(_reading(source), uri=True, timeout=patience)) as old,
            contextlib.closing(sqlite3.connect(target, timeout=patience)) as new,
        ):
            new.execute("PRAGMA synchronous = EXTRA")
            # What is written meanwhile would let the copy begin again: whoever writes waits.
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master")
            old.backup(new, pages=PAGES, progress=look)
    except sqlite3.DatabaseError as error:
        if _is_lock(error):
            raise DatabaseLockedError(f"{source}: another program holds it; try again when that one is done") from error
        raise CopyError(f"{source}: {error}; see that it is a database, and that the disk has room") from error


def _replace(source: Path, target: Path, tell: Tell) -> None:
    """Put a copy of a database in the place of a damaged file, at one moment: whoever has that one open notices."""
    target = Path(os.path.realpath(target))
    with _temporary(target.parent) as new:
        _copy(source, new, tell)
        _sync(new)
        # What a program that was killed has left is of the damaged file, and would spoil the new one.
        for ending in ("-journal", "-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        new.replace(target)


def _is_lock(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _reading(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def _copy_bytes(source: Path, target: Path) -> None:
    handle = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(source.read_bytes())
        file.flush()
        os.fsync(file.fileno())


def _fill(database: Database, tables: dict[str, tuple[list[str], list[tuple[object, ...]]]], tell: Tell) -> None:
    """Have these rows in the database, and no others."""
    rows = {table: [dict(zip(columns, row, strict=True)) for row in some] for table, (columns, some) in tables.items()}
    with database.writing() as session, taking_in_at_once(session):
        if database.url.get_backend_name() != "sqlite":
            session.execute(text(f"TRUNCATE {', '.join(f'{name!s}' for name in whole.tables())} CASCADE"))
        whole.put_back(session, rows, tell)


@contextlib.contextmanager
def _temporary(folder: Path) -> Iterator[Path]:
    handle, path = tempfile.mkstemp(dir=folder, prefix=".facilitator-")
    os.close(handle)
    try:
        yield Path(path)
    finally:
        with contextlib.suppress(OSError):
            Path(path).unlink()


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
