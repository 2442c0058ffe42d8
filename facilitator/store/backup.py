"""Copies a database into a file, and puts a copy back.

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
from facilitator.common.files import write_atomically
from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.store import whole
from facilitator.store.database import PATIENCE, Database
from facilitator.store.search.triggers import rebuilt_afterwards

PAGES = 2_000
"""Pages of a SQLite file that are copied at a time; in between the copy can report its progress, and be stopped."""


class CopyError(FacilitatorError):
    """A copy could not be made, or be put back; the message says why and what to do, and nothing has changed."""


def name(now: datetime) -> str:
    """Return the usual name of a copy: `facilitator-2026-11-24-153000.db`."""
    return f"facilitator-{now:%Y-%m-%d-%H%M%S}.db"


def backup(database: Database, target: Path, on_progress: OnProgress = ignore_progress) -> None:
    """Copy everything, as it is at one moment, into a new file that only the user may read; others may go on writing.

    The database may be of any schema that this program knows; the file's folder is created where it is missing.

    Raises:
        CopyError: There is a file of that name, or the database is damaged.
        DatabaseLockedError: Another program holds the database for longer than its patience.
        OSError: The file cannot be written.
    """
    if target.exists():
        raise CopyError(f"{target}: there is such a file already; name another one, or take it away")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _temporary(target.parent) as copy:
        if database.is_sqlite:
            _copy(database.path, copy, on_progress, database.patience)
        else:
            with Database(f"sqlite:///{quote(str(copy.absolute()))}") as made:
                made.migrate()
                _fill(made, whole.read(database), on_progress)
        if problems := unsound(copy):
            raise CopyError(f"{database.name}: {problems[0]}; facilitator db check tells all, an older copy may do")
        _sync(copy)
        # Another program may have made the file meanwhile, and a rename would silently replace it.
        try:
            target.touch(0o600, exist_ok=False)
        except FileExistsError as error:
            raise CopyError(f"{target}: there is such a file already; name another one") from error
        copy.replace(target)


def restore(database: Database, source: Path, kept: Path, on_progress: OnProgress = ignore_progress) -> Path | None:
    """Replace everything in the database by a copy, having copied what is there now.

    Args:
        database: A database, which may be new or damaged.
        source: A file that `backup` has made, or any SQLite database of this program.
        kept: The new file for what is there now.

    Returns:
        `kept`, a copy byte for byte where the file was damaged; None where nothing was there.

    Raises:
        CopyError: `source` is missing, damaged or no such copy.
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
            if opened.revision() is None:
                raise CopyError(f"{source}: this is not a copy of a facilitator database; name one that is")
            opened.migrate()
            before = _keep(database, kept)
            if database.is_sqlite:
                database.close()
                path = database.path
                if before is not None and unsound(path, database.patience):
                    _replace(copy, path, on_progress)
                else:
                    # Into the same file, so that programs which have it open go on with it.
                    _copy(copy, path, on_progress, database.patience)
            else:
                _fill(database, whole.read(opened), on_progress)
    return before


def unsound(path: Path, patience: float = PATIENCE) -> list[str]:
    """Return what is wrong with a SQLite file, in words; nothing where it is sound.

    Raises:
        DatabaseLockedError: Another program holds it for more than `patience` seconds.
    """
    try:
        with contextlib.closing(sqlite3.connect(_reading(path), uri=True, timeout=patience)) as connection:
            damages = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(20)")]
            dangling = [
                f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there"
                for row in connection.execute("PRAGMA foreign_key_check").fetchmany(20)
            ]
    except sqlite3.DatabaseError as error:
        if _is_lock(error):
            raise DatabaseLockedError(f"{path}: another program holds it; try again when that one is done") from error
        return [str(error)]
    return [damage for damage in damages if damage != "ok"] + dangling


def _keep(database: Database, kept: Path) -> Path | None:
    """Copy what is there now, byte for byte where it is damaged; return the copy, or None where nothing is there."""
    path = database.path
    if database.is_sqlite and (not path.is_file() or not path.stat().st_size):
        database.migrate()
        return None
    if database.is_sqlite and unsound(path, database.patience):
        database.close()
        write_atomically(kept, path.read_bytes())
        return kept
    database.migrate()
    with database.reading() as session:
        empty = whole.is_empty(session)
    if empty:
        return None
    backup(database, kept)
    return kept


def _copy(source: Path, target: Path, on_progress: OnProgress = ignore_progress, patience: float = PATIENCE) -> None:
    """Copy one SQLite database over another, as it is at one moment; stopped, it leaves the other as it was."""

    def progress(status: int, left: int, of: int) -> None:
        # Python's backup tries again for ever where the target is locked.
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise DatabaseLockedError(f"{target}: another program holds it; try again when that one is done")
        on_progress(of - left, of)

    try:
        with (
            contextlib.closing(sqlite3.connect(_reading(source), uri=True, timeout=patience)) as old,
            contextlib.closing(sqlite3.connect(target, timeout=patience)) as new,
        ):
            new.execute("PRAGMA synchronous = EXTRA")
            # A write in the middle would make SQLite start the copy again; inside a transaction, writers wait.
            old.execute("BEGIN")
            old.execute("SELECT count(*) FROM sqlite_master")
            old.backup(new, pages=PAGES, progress=progress)
    except sqlite3.DatabaseError as error:
        if _is_lock(error):
            raise DatabaseLockedError(f"{source}: another program holds it; try again when that one is done") from error
        raise CopyError(f"{source}: {error}; see that it is a database, and that the disk has room") from error


def _replace(source: Path, target: Path, on_progress: OnProgress) -> None:
    """Rename a copy over a damaged file: in one step, which programs that have it open notice by its identity."""
    target = Path(os.path.realpath(target))
    with _temporary(target.parent) as new:
        _copy(source, new, on_progress)
        _sync(new)
        # The journal that a killed program has left belongs to the damaged file; SQLite would apply it to the new one.
        for ending in ("-journal", "-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        new.replace(target)


def _is_lock(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY


def _reading(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro"


def _fill(
    database: Database, tables: dict[str, tuple[list[str], list[tuple[object, ...]]]], on_progress: OnProgress
) -> None:
    """Replace all rows of the database by these."""
    rows = {name: [dict(zip(columns, row, strict=True)) for row in of] for name, (columns, of) in tables.items()}
    with database.writing() as session, rebuilt_afterwards(session):
        if not database.is_sqlite:
            session.execute(text(f"TRUNCATE {', '.join(whole.tables())} CASCADE"))
        whole.put_back(session, rows, on_progress)


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
