"""Engine, sessions and column types, for SQLite and PostgreSQL alike."""

from __future__ import annotations

import contextlib
import functools
import importlib
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    event,
    exc,
    inspect,
    make_url,
)
from sqlalchemy.orm import Session

from facilitator.common.errors import (
    DatabaseAwayError,
    DatabaseError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseNewerError,
    DatabaseReadOnlyError,
    DatabaseUncertainError,
    DatabaseUnreachableError,
)
from facilitator.common.progress import Tell, nobody
from facilitator.store import faults
from facilitator.store.file import OPENED, File, FileWatch, Identity

PATIENCE = 20.0
"""How many seconds a command waits for a locked database (CONTRACT, commands)."""

WRITER = 0xFAC_1117
"""The number of PostgreSQL's advisory lock that whoever writes holds: one at a time, as in SQLite."""

CHANNEL = "facilitator"
"""The channel on which PostgreSQL tells that somebody has committed."""

_SCHEMA = "SELECT version_num FROM alembic_version"


class Database:
    """One database, opened.

    It goes on where the database was away for a while: the next try connects anew, to whatever is there then.

    Args:
        url: `sqlite:///PATH`, or `postgresql+psycopg://…`.
        patience: How many seconds to wait for what another process has locked.

    Raises:
        DatabaseError: The URL is none, or its driver is not installed.
    """

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._file: File | None = None
        self._watch: Any = None
        try:
            self.url = make_url(url)
            if self.url.get_backend_name() == "sqlite":
                self.engine = self._sqlite()
            else:
                self.engine = self._postgresql()
        except exc.ArgumentError as error:
            raise DatabaseError(f"{url!r} is not a database; give a path or a URL such as sqlite:///team.db") from error
        except ModuleNotFoundError as error:
            raise DatabaseError(
                f"{url!r} needs a driver that is not installed; install it with pip install 'facilitator[postgresql]'"
            ) from error
        self._together: Connection | None = None
        self._uncertain: dict[str, bool | tuple[Identity, contextlib.ExitStack]] = {}
        """What went into files that were taken away: which file, kept open; once it was asked for, the answer."""
        self._looking = threading.Lock()
        self._unseen = False
        """Whether there is something that `changed` has not told yet."""
        self._up_to_date = False
        """Whether the schema was this program's: from then on it has to stay so."""
        self._doubtful = False
        """Whether it has to be looked which schema it is."""

    @property
    def name(self) -> str:
        """The database as people know it, without a password."""
        path = self.url.database
        if self.url.get_backend_name() == "sqlite":
            return str(path)
        return self.url.difference_update_query(["password", "sslpassword"]).render_as_string()

    def _postgresql(self) -> Engine:
        # A URL of another server's, or without a driver's name, is told first.
        make = functools.partial(create_engine, self.url, pool_pre_ping=True)
        if self.url.get_driver_name() != "psycopg":
            return make()
        from facilitator.store import server

        options = " ".join((str(self.url.query.get("options", "")), f"-c lock_timeout={self._milliseconds}")).strip()
        limits = {name: value for name, value in server.LIMITS.items() if name not in self.url.query}
        engine = make(connect_args={**limits, "options": options})
        event.listen(engine, "do_connect", server.ServerConnection.to)
        event.listen(engine, "begin", _begin_postgresql)
        self._watch = server.ServerWatch(engine, CHANNEL)
        return engine

    @property
    def _milliseconds(self) -> int:
        # To PostgreSQL no time at all is for ever.
        return max(1, round(self.patience * 1000))

    def _sqlite(self) -> Engine:
        path = self.url.database
        if path and path != ":memory:":
            try:
                path = str(Path(path).expanduser())
                self.url = self.url.set(database=path)
                Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                if not Path(path).exists():
                    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            except (OSError, RuntimeError) as error:
                why = error.strerror if isinstance(error, OSError) else error
                raise DatabaseError(f"{path}: {why}; name another file with --db") from error
        engine = create_engine(self.url, connect_args={"timeout": self.patience})
        event.listen(engine, "connect", _connect_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        if path and path != ":memory:":
            self._file = File(Path(path))
            self._watch = FileWatch(self._file, self.patience)
            event.listen(engine, "do_connect", self._file.connect)
            event.listen(engine, "checkout", self._file.check_out)
        return engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing.

        Raises:
            DatabaseAwayError: It cannot be read now; the next call may be able to.
            DatabaseNewerError: A newer program has brought it up to date meanwhile.
        """
        if self._together is not None:
            with self._told(), self._joining(self._together) as session:
                yield session
            return
        options: dict[str, Any] = {"facilitator_reading": True}
        if self.url.get_backend_name() != "sqlite":
            options["isolation_level"] = "REPEATABLE READ"
        with self._told():
            self._settle()
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                session.connection(execution_options=options)
                yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are all kept at its end, or none of them; one at a time in all processes.

        Raises:
            DatabaseAwayError: Nothing was recorded, and the same may be tried again.
            DatabaseUncertainError: It has to be asked first whether it was recorded.
            DatabaseNewerError: Nothing was recorded: a newer program has brought the database up to date meanwhile.
        """
        # Rows refer to tables that whoever writes them may not have imported.
        importlib.import_module("facilitator.tables")
        if self._together is not None:
            with self._told(), self._joining(self._together) as session, session.begin():
                yield session
            return
        with self._told(), self._kept() as connection, self._joining(connection) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is read and written inside is one transaction: all of it is kept at the end, or nothing.

        For whoever has the database alone: one that several threads share must not be used so.

        Raises:
            DatabaseError: As `writing` does.
        """
        with self._told(), self._kept() as connection:
            self._together = connection
            try:
                yield
            finally:
                self._together = None

    @staticmethod
    def _joining(connection: Connection) -> Session:
        return Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only")

    @contextlib.contextmanager
    def _kept(self) -> Iterator[Connection]:
        """A transaction of which it is certain at its end that all of it is kept, or nothing."""
        self._settle()
        transaction: str | None = None
        committing = False
        with contextlib.ExitStack() as stack:
            connection = stack.enter_context(self.engine.connect())
            try:
                with connection.begin():
                    transaction = connection.info.get("transaction")
                    self._expect_own_schema(connection)
                    yield connection
                    self._expect_same_file(connection, begun=True)
                    committing = True
            except exc.DBAPIError as error:
                if not committing or transaction is None or not error.connection_invalidated:
                    raise
                if not self._recorded_all_the_same(transaction):
                    raise
                return
            try:
                self._expect_same_file(connection)
            except DatabaseLostError as error:
                # It went into a file that was taken away at this moment, and may be put back. As long as it is open, no
                # other file can be taken for it.
                opened: Identity = connection.info[OPENED]
                connection.detach()
                token = f"{opened[0]}:{opened[1]}:{len(self._uncertain)}"
                self._uncertain[token] = opened, stack.pop_all()
                raise DatabaseUncertainError(
                    f"{self.name}: the file was taken away while this was recorded; put it back, then try again", token
                ) from error

    def _expect_same_file(self, connection: Connection, *, begun: bool = False) -> None:
        """See that what was written went into the file that others see."""
        if self._file is None:
            return
        if connection.info.get(OPENED) != self._file.identity():
            raise DatabaseLostError(f"{self.name}: another file was put in its place; nothing was recorded; try again")
        driver: Any = connection.connection.dbapi_connection
        if begun and not driver.in_transaction:
            raise DatabaseLostError(f"{self.name}: SQLite gave up half way; nothing was recorded; try again")

    def _expect_own_schema(self, connection: Connection) -> None:
        """See that whoever holds the lock writes into the tables that this program knows."""
        if not self._up_to_date:
            return
        from facilitator.store import migrating

        found = connection.exec_driver_sql(_SCHEMA).scalar()
        if found != migrating.NEWEST:
            self._doubtful = True
            self._refuse_newer(found)
            raise DatabaseLostError(f"{self.name}: an older copy was put in its place; nothing was recorded; try again")

    def _refuse_newer(self, found: str | None) -> None:
        from facilitator.store import migrating

        if found is not None and found != migrating.NEWEST and not migrating.is_known(found):
            raise DatabaseNewerError(
                f"{self.name}: a newer facilitator has brought it up to date (schema {found!r}); "
                "end this program, and start the newer one"
            )

    def _settle(self) -> bool:
        """Where the schema may be another one: bring an older one up to date, and refuse a newer one.

        Returns:
            Whether it was an older one.
        """
        if not self._doubtful or not self._up_to_date:
            return False
        from facilitator.store import migrating

        with self.engine.connect().execution_options(facilitator_reading=True) as connection:
            try:
                found: str | None = connection.exec_driver_sql(_SCHEMA).scalar()
            except exc.DBAPIError as error:
                if not faults.is_of_the_schema(error):
                    raise
                found = None
        if found is None:
            raise DatabaseLostError(
                f"{self.name}: its tables are not there any more; put a copy back with facilitator db restore"
            )
        self._refuse_newer(found)
        self._doubtful = False
        if found == migrating.NEWEST:
            return False
        self._up_to_date = False
        try:
            self.upgrade()
        finally:
            self._doubtful = not self._up_to_date
            self._up_to_date = True
        return True

    def _recorded_all_the_same(self, transaction: str) -> bool:
        """Whether a transaction was committed by a server that was lost before it could say so."""
        end = time.monotonic() + max(self.patience, 1.0)
        while True:
            try:
                return self.was_recorded(transaction)
            except DatabaseAwayError as error:
                if time.monotonic() > end:
                    why = str(error).removeprefix(f"{self.name}: ").partition("; ")[0]
                    raise DatabaseUncertainError(
                        f"{self.name}: the server was lost while it recorded this, and does not say yet whether it did "
                        f"({why}); see that the database can be reached",
                        transaction,
                    ) from error
            time.sleep(0.1)

    def was_recorded(self, transaction: str) -> bool:
        """Whether what a `DatabaseUncertainError` tells of was recorded after all.

        Raises:
            DatabaseAwayError: It cannot be known yet.
        """
        if self._file is not None:
            return self._went_into_the_file(self._file, transaction)
        with self._told(), self.engine.connect().execution_options(facilitator_reading=True) as connection:
            # Where the server has not noticed yet that nobody listens, it still holds this.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
            last = connection.exec_driver_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").scalar_one()
            if int(transaction) >= int(last):
                # Another server, or one that was put back: it has never heard of it.
                return False
            query = "SELECT pg_xact_status(CAST(%(id)s AS xid8))"
            return bool(connection.exec_driver_sql(query, {"id": transaction}).scalar() == "committed")

    def _went_into_the_file(self, file: File, transaction: str) -> bool:
        """Whether the file that lies there now is the one that was written into."""
        with self._told():
            answer = self._uncertain.get(transaction, False)
            if not isinstance(answer, bool):
                opened, connection = answer
                self._uncertain[transaction] = answer = file.identity() == opened
                connection.close()
        return answer

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """Tell what the driver says as one of the program's own errors."""
        try:
            yield
        except (DatabaseLostError, DatabaseUnreachableError):
            self._lose()
            raise
        except Exception as error:
            if self._up_to_date and self._together is None and faults.is_of_the_schema(error):
                self._doubt(error)
            told = faults.of_a_driver(self.name, error, self._file.path if self._file else None, self.url.password)
            if told is None:
                raise
            if isinstance(told, DatabaseLostError | DatabaseUnreachableError):
                self._lose()
            raise told from error

    def _lose(self) -> None:
        """Keep nothing of what is lost: whatever is there at the next try counts as a change."""
        self._unseen = True
        self._doubtful = True
        self.engine.dispose()

    def _doubt(self, error: Exception) -> None:
        """Where a table or column is missing, say which program's database it is now."""
        self._doubtful = True
        with self._told():
            upgraded = self._settle()
        if upgraded:
            raise DatabaseLostError(f"{self.name}: an older copy was put in its place; try again") from error

    def is_ready(self) -> bool:
        """Whether something could be written at this moment; no lock is waited for.

        That the disk is full is seen only by writing.

        Raises:
            DatabaseNewerError: A newer program has brought it up to date meanwhile.
        """
        try:
            with self._told():
                self._settle()
                if self._file is not None:
                    self._file.can_be_written()
                elif self.url.get_backend_name() != "sqlite":
                    self._can_be_written()
        except DatabaseAwayError:
            return False
        return True

    def _can_be_written(self) -> None:
        with self.engine.connect().execution_options(facilitator_reading=True) as connection:
            free, reads_only = connection.exec_driver_sql(
                f"SELECT pg_try_advisory_xact_lock({WRITER}), current_setting('transaction_read_only')"
            ).one()
        if not free:
            raise DatabaseLockedError(f"{self.name}: another program writes; try again in a moment")
        if reads_only == "on":
            raise DatabaseReadOnlyError(f"{self.name}: the server only reads; see to the server, then try again")

    def upgrade(self, tell: Tell = nobody, *, schema_only: bool = False) -> Path | None:
        """Bring it up to date. From then on the database is refused where a newer program did the same.

        Args:
            tell: Is told how many of the steps are done, where there are any.
            schema_only: Whether to leave the minutes of old meetings as they are.

        Returns:
            Where a copy of the database as it was lies, if one was taken.

        Raises:
            DatabaseError: The database is a newer program's, or not a database.
        """
        with self._told():
            from facilitator.store import migrating

            copy = None
            if schema_only:
                migrating.upgrade_schema(self, tell)
            else:
                copy = migrating.upgrade(self, tell)
        self._up_to_date = True
        return copy

    def changed(self) -> bool:
        """Whether anybody may have committed since the last call; cheap enough for ten calls a second.

        A lock that somebody holds for longer than there is patience is told, and not waited for.

        Raises:
            DatabaseAwayError: It cannot be read now; once it can be again, that counts as a change.
            DatabaseNewerError: A newer program has brought it up to date meanwhile.
        """
        with self._looking, self._told():
            if self._watch is None:
                # In memory nobody else can change it.
                return False
            try:
                fresh = self._watch.look()
            except Exception:
                self._watch.close()
                raise
            if fresh:
                self._unseen = self._doubtful = True
            self._settle()
            fresh, self._unseen = self._unseen, False
        return fresh

    def tables(self) -> set[str]:
        """The names of the tables that are there."""
        with self.reading() as session:
            return set(inspect(session.connection()).get_table_names())

    def close(self) -> None:
        """Give back every connection."""
        if self._watch is not None:
            self._watch.close()
        for answer in self._uncertain.values():
            if not isinstance(answer, bool):
                answer[1].close()
        self._uncertain.clear()
        self.engine.dispose()

    def __enter__(self) -> Self:
        """For `with Database(url) as database:`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()


def _connect_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin too late to keep two writers apart; `_begin_sqlite` begins them.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    # The journal's end is a file less in the folder: without this a power cut could bring it back, and take back what
    # was recorded.
    cursor.execute("PRAGMA synchronous = EXTRA")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        # Somebody else has it open; it can be written in this mode, too.
        with contextlib.suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode = DELETE")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("facilitator_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("facilitator_reading", False):
        begun = connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER}), pg_current_xact_id()::text").one()
        connection.info["transaction"] = begun[1]
        # Sent at the commit, and not at all where there is none.
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
