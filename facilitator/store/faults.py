"""Translates the errors of database drivers into the program's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import exc

from facilitator.common.errors import (
    DatabaseError,
    DatabaseFullError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseReadOnlyError,
    DatabaseUnreachableError,
)

_SQLITE: dict[int, type[DatabaseError]] = {
    5: DatabaseLockedError,  # BUSY
    6: DatabaseLockedError,  # LOCKED
    8: DatabaseReadOnlyError,  # READONLY
    10: DatabaseLostError,  # IOERR
    11: DatabaseLostError,  # CORRUPT
    13: DatabaseFullError,  # FULL
    14: DatabaseLostError,  # CANTOPEN
    26: DatabaseLostError,  # NOTADB
}
"""By the primary code of a SQLite error, its last byte."""
_SQLITE_WHOLE: dict[int, type[DatabaseError]] = {
    8 | 4 << 8: DatabaseLostError,  # READONLY_DBMOVED: the file lies no longer where it was opened
    10 | 3 << 8: DatabaseFullError,  # IOERR_WRITE: somebody's share of the disk is full
}
"""By the extended code, where that means something else than its primary code."""

_POSTGRESQL: dict[str, type[DatabaseError]] = {
    "08": DatabaseUnreachableError,  # of the connection
    "25006": DatabaseReadOnlyError,  # a server that only follows another one
    "28": DatabaseUnreachableError,  # who are you?
    "3D": DatabaseUnreachableError,  # no such database: it may be put back at this moment
    "40": DatabaseLockedError,  # two that waited for each other
    "42501": DatabaseReadOnlyError,  # no right to
    "53100": DatabaseFullError,
    "53": DatabaseUnreachableError,  # no room for another connection
    "55P03": DatabaseLockedError,
    "57": DatabaseUnreachableError,  # is going down, is coming up
    "58": DatabaseLostError,  # a file of the server's
    "XX001": DatabaseLostError,
    "XX002": DatabaseLostError,
}
"""By SQLSTATE, or its first two characters, which are its class."""


def driver_error(error: BaseException) -> Any:
    """Return the driver's error that SQLAlchemy wrapped; None where no driver raised it."""
    if isinstance(error, exc.DBAPIError):
        return error.orig
    return error if _drivers(error) else None


def _drivers(error: BaseException) -> set[str]:
    """The driver that the error's class belongs to, if any."""
    return {kind.__module__.partition(".")[0] for kind in type(error).__mro__} & {"sqlite3", "psycopg"}


def is_of_the_schema(error: BaseException) -> bool:
    """Return whether a table or a column is missing: the database may have been upgraded or replaced meanwhile."""
    raised = driver_error(error)
    if getattr(raised, "sqlite_errorcode", None) == 1:
        return str(raised).startswith(("no such table", "no such column", "table ")) or "has no column" in str(raised)
    return getattr(raised, "sqlstate", None) in ("0A000", "42P01", "42703")


def of_a_driver(name: str, error: BaseException, file: Path | None, secret: str | None = None) -> DatabaseError | None:
    """Return the program's own error for one that SQLAlchemy or a driver raised; its message lacks the `secret`.

    None where the error is about a statement or a value, or not about a database at all.
    """
    raised = driver_error(error)
    if raised is None:
        return None
    why = " ".join(str(raised).split())
    if secret:
        why = why.replace(secret, "…")
    if (code := getattr(raised, "sqlite_errorcode", None)) is not None:
        kind = _SQLITE_WHOLE.get(code) or _SQLITE.get(code & 0xFF)
    else:
        kind = _of_postgresql(error, raised)
    if kind is None:
        if isinstance(error, exc.IntegrityError | exc.ProgrammingError | exc.DataError):
            return None
        return DatabaseError(f"{name}: {why}; see that the database can be reached, then try again")
    return kind(f"{name}: {_sentence(kind, why, file)}")


def _of_postgresql(error: BaseException, raised: Any) -> type[DatabaseError] | None:
    state = getattr(raised, "sqlstate", None)
    if state is not None:
        return next((_POSTGRESQL[state[:long]] for long in (5, 2) if state[:long] in _POSTGRESQL), None)
    # No SQLSTATE means that no server answered: it is gone, or was never there.
    lost = isinstance(error, exc.DBAPIError) and error.connection_invalidated
    gone = lost or {kind.__name__ for kind in type(raised).__mro__} & {"OperationalError", "InterfaceError"}
    return DatabaseUnreachableError if gone and "psycopg" in _drivers(raised) else None


def _sentence(kind: type[DatabaseError], why: str, file: Path | None) -> str:
    if kind is DatabaseLockedError:
        return f"another program holds it ({why}); what was recorded before is safe; try again when that one is done"
    if kind is DatabaseFullError:
        return f"the disk takes no more ({why}); what was recorded before is safe; make room, then try again"
    if kind is DatabaseReadOnlyError:
        return f"it cannot be written ({why}); what was recorded before is safe; allow it to be written, then try again"
    if kind is DatabaseUnreachableError:
        return f"{why}; see that the database can be reached, then try again"
    if file is not None and not file.exists():
        return "there is no such file any more; put it back, or a copy of it with facilitator db restore"
    if "not a database" in why:
        return f"{why}; name another file with --db"
    return f"it cannot be read ({why}); see to the disk, or put a copy back with facilitator db restore"
