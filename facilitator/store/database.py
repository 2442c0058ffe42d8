"""Opens a database, SQLite or PostgreSQL, and gives sessions that read or write it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, exc
from sqlalchemy.orm import Session

from facilitator.common.errors import (
    DatabaseAwayError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseNewerError,
    DatabaseReadOnlyError,
    DatabaseUncertainError,
    DatabaseUnreachableError,
)
from facilitator.common.progress import OnProgress, ignore_progress
from facilitator.store import faults, migrating
from facilitator.store.engines import READING, TRANSACTION, WRITER, open_engine
from facilitator.store.file import OPENED, File, Identity

PATIENCE = 20.0
"""Seconds that a command waits for a locked database (CONTRACT, commands)."""


class Database:
    """One opened database.

    Where it was away for a while, the next call connects anew, to whatever is there then.

    Args:
        url: `sqlite:///PATH`, or `postgresql+psycopg://…`.
        patience: Seconds to wait for a lock that another process holds.

    Raises:
        DatabaseError: The URL is none of a database, or its driver is not installed.
    """

    def __init__(self, url: str, *, patience: float = PATIENCE) -> None:
        self.patience = patience
        opened = open_engine(url, patience)
        self.url, self.engine, self._file, self._watch = opened.url, opened.engine, opened.file, opened.watch
        self._shared: Connection | None = None
        """The connection of `transaction`."""
        self._uncertain: dict[str, bool | tuple[Identity, contextlib.ExitStack]] = {}
        """By token, what went into a file that was taken away: the file's identity and its connection, kept open; once
        `was_recorded` was asked, the answer."""
        self._looking = threading.Lock()
        self._unseen = False
        """Whether there is a change that `changed` has not reported yet."""
        self._up_to_date = False
        """Whether the schema was brought up to date: from then on it has to stay so."""
        self._doubtful = False
        """Whether the schema may be another one by now."""

    @property
    def name(self) -> str:
        """The database as people know it, without a password."""
        if self.is_sqlite:
            return str(self.url.database)
        return self.url.difference_update_query(["password", "sslpassword"]).render_as_string()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a SQLite database."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.database or "")

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session that sees one state of the database and changes nothing.

        Raises:
            DatabaseAwayError: It cannot be read now; the next call may be able to.
            DatabaseNewerError: A newer program has brought it up to date meanwhile.
        """
        if self._shared is not None:
            with self._own_errors(), self._session(self._shared) as session:
                yield session
            return
        options: dict[str, Any] = {READING: True}
        if not self.is_sqlite:
            options["isolation_level"] = "REPEATABLE READ"
        with self._own_errors():
            self._check_schema()
            with Session(self.engine, expire_on_commit=False) as session, session.begin():
                session.connection(execution_options=options)
                yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session whose changes are all kept at its end, or none of them; one at a time in all processes.

        Raises:
            DatabaseAwayError: Nothing was recorded, and the same may be tried again.
            DatabaseUncertainError: `was_recorded` has to say first whether it was recorded.
            DatabaseNewerError: Nothing was recorded: a newer program has brought the database up to date meanwhile.
        """
        if self._shared is not None:
            with self._own_errors(), self._session(self._shared) as session, session.begin():
                yield session
            return
        with self._own_errors(), self._committed() as connection, self._session(connection) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all `reading` and `writing` inside one transaction: all of it is kept at the end, or nothing.

        Only where no other thread uses the same `Database`.

        Raises:
            DatabaseError: As `writing` does.
        """
        with self._own_errors(), self._committed() as connection:
            self._shared = connection
            try:
                yield
            finally:
                self._shared = None

    @staticmethod
    def _session(connection: Connection) -> Session:
        return Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only")

    @contextlib.contextmanager
    def _committed(self) -> Iterator[Connection]:
        """Give the connection of a writing transaction, and commit it; afterwards it is certain what was recorded.

        A commit can fail in two ways that leave it open whether it happened: a server is lost before it answers, and
        a SQLite file is moved away between the last look at it and the commit.
        """
        self._check_schema()
        transaction: str | None = None
        committing = False
        with contextlib.ExitStack() as stack:
            connection = stack.enter_context(self.engine.connect())
            try:
                with connection.begin():
                    transaction = connection.info.get(TRANSACTION)
                    self._expect_own_schema(connection)
                    yield connection
                    self._expect_same_file(connection, begun=True)
                    committing = True
            except exc.DBAPIError as error:
                lost = committing and transaction is not None and error.connection_invalidated
                if not lost or not self._ask_until_known(str(transaction)):
                    raise
                return
            try:
                self._expect_same_file(connection)
            except DatabaseLostError as error:
                # The file may be put back. As long as the connection holds it open, its identity is given to no other.
                opened: Identity = connection.info[OPENED]
                connection.detach()
                token = f"{opened[0]}:{opened[1]}:{len(self._uncertain)}"
                self._uncertain[token] = opened, stack.pop_all()
                raise DatabaseUncertainError(
                    f"{self.name}: the file was taken away while this was recorded; put it back, then try again", token
                ) from error

    def _expect_same_file(self, connection: Connection, *, begun: bool = False) -> None:
        """Refuse where the connection writes into a file that others do not see any more."""
        if self._file is None:
            return
        if connection.info.get(OPENED) != self._file.identity():
            raise DatabaseLostError(f"{self.name}: another file was put in its place; nothing was recorded; try again")
        driver: Any = connection.connection.dbapi_connection
        # After some errors, such as a full disk, SQLite rolls back by itself: what came later would stand alone.
        if begun and not driver.in_transaction:
            raise DatabaseLostError(f"{self.name}: SQLite gave up half way; nothing was recorded; try again")

    def _expect_own_schema(self, connection: Connection) -> None:
        """Refuse to write into a schema that is not this program's; looked at under the lock, it cannot change."""
        if not self._up_to_date:
            return
        revision = connection.exec_driver_sql(migrating.REVISION).scalar()
        if revision != migrating.NEWEST:
            self._doubtful = True
            self._refuse_newer(revision)
            raise DatabaseLostError(f"{self.name}: an older copy was put in its place; nothing was recorded; try again")

    def _refuse_newer(self, revision: str | None) -> None:
        if revision is not None and not migrating.is_known(revision):
            raise DatabaseNewerError(
                f"{self.name}: a newer facilitator has brought it up to date (schema {revision!r}); "
                "end this program, and start the newer one"
            )

    def _check_schema(self) -> bool:
        """Bring an older schema up to date, and refuse a newer one; return whether it was an older one."""
        if not self._doubtful or not self._up_to_date:
            return False
        with self.engine.connect().execution_options(**{READING: True}) as connection:
            try:
                revision: str | None = connection.exec_driver_sql(migrating.REVISION).scalar()
            except exc.DBAPIError as error:
                if not faults.is_of_the_schema(error):
                    raise
                revision = None
        if revision is None:
            raise DatabaseLostError(
                f"{self.name}: its tables are not there any more; put a copy back with facilitator db restore"
            )
        self._refuse_newer(revision)
        self._doubtful = False
        if revision == migrating.NEWEST:
            return False
        # The upgrade itself reads and writes, which would check the schema again.
        self._up_to_date = False
        try:
            self.upgrade()
        finally:
            self._doubtful = not self._up_to_date
            self._up_to_date = True
        return True

    def _ask_until_known(self, transaction: str) -> bool:
        """Ask a server that was lost during a commit whether it committed, for as long as there is patience."""
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
        """Return whether the changes that a `DatabaseUncertainError` is about were recorded after all.

        Raises:
            DatabaseAwayError: It cannot be known yet.
        """
        if self._file is not None:
            return self._is_in_file(self._file, transaction)
        with self._own_errors(), self.engine.connect().execution_options(**{READING: True}) as connection:
            # A server that has not noticed yet that the connection is gone may still commit; then it holds this lock.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
            next_id = connection.exec_driver_sql("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").scalar_one()
            if int(transaction) >= int(next_id):
                # Another server, or a copy that was put back: it has never heard of the transaction.
                return False
            query = "SELECT pg_xact_status(CAST(%(id)s AS xid8))"
            return bool(connection.exec_driver_sql(query, {"id": transaction}).scalar() == "committed")

    def _is_in_file(self, file: File, token: str) -> bool:
        """Whether the file that lies there now is the one that was written into."""
        with self._own_errors():
            answer = self._uncertain.get(token, False)
            if not isinstance(answer, bool):
                opened, connection = answer
                self._uncertain[token] = answer = file.identity() == opened
                connection.close()
        return answer

    @contextlib.contextmanager
    def _own_errors(self) -> Iterator[None]:
        """Raise the program's own errors in place of a driver's."""
        try:
            yield
        except (DatabaseLostError, DatabaseUnreachableError):
            self._disconnect()
            raise
        except Exception as error:
            if self._up_to_date and self._shared is None and faults.is_of_the_schema(error):
                self._explain_missing(error)
            own = faults.of_a_driver(self.name, error, self._file.path if self._file else None, self.url.password)
            if own is None:
                raise
            if isinstance(own, DatabaseLostError | DatabaseUnreachableError):
                self._disconnect()
            raise own from error

    def _disconnect(self) -> None:
        """Drop all connections to what is lost: whatever is there at the next try counts as a change."""
        self._unseen = True
        self._doubtful = True
        self.engine.dispose()

    def _explain_missing(self, error: Exception) -> None:
        """Where a table or a column is missing, raise what was done to the database, if anything was."""
        self._doubtful = True
        with self._own_errors():
            upgraded = self._check_schema()
        if upgraded:
            raise DatabaseLostError(f"{self.name}: an older copy was put in its place; try again") from error

    def is_ready(self) -> bool:
        """Return whether a write would succeed now, without waiting for a lock.

        A full disk of a server is noticed only by writing.

        Raises:
            DatabaseNewerError: A newer program has brought it up to date meanwhile.
        """
        try:
            with self._own_errors():
                self._check_schema()
                if self._file is not None:
                    self._file.can_be_written()
                elif not self.is_sqlite:
                    self._expect_writable_server()
        except DatabaseAwayError:
            return False
        return True

    def _expect_writable_server(self) -> None:
        with self.engine.connect().execution_options(**{READING: True}) as connection:
            free, reads_only = connection.exec_driver_sql(
                f"SELECT pg_try_advisory_xact_lock({WRITER}), current_setting('transaction_read_only')"
            ).one()
        if not free:
            raise DatabaseLockedError(f"{self.name}: another program writes; try again in a moment")
        if reads_only == "on":
            raise DatabaseReadOnlyError(f"{self.name}: the server only reads; see to the server, then try again")

    def upgrade(self, on_progress: OnProgress = ignore_progress) -> Path | None:
        """Bring the schema up to date, and freeze old minutes; return the copy that was taken before, if any."""
        self.migrate(on_progress)
        return migrating.freeze(self, on_progress)

    def migrate(self, on_progress: OnProgress = ignore_progress) -> None:
        """Run the migrations that are missing; from then on the database is refused where a newer program changes it.

        Raises:
            DatabaseError: It is a newer program's, or no database of this one.
            KeyboardInterrupt: Somebody stopped it; the database is as it was.
        """
        if self.revision() != migrating.NEWEST:
            with self.writing() as session:
                migrating.migrate(session.connection(), self.name, on_progress)
        self._up_to_date = True

    def revision(self) -> str | None:
        """Return the revision of the schema; None for an empty database."""
        with self.reading() as session:
            return migrating.revision(session.connection())

    def changed(self) -> bool:
        """Return whether anybody may have committed since the last call; cheap enough for ten calls a second.

        A lock is not waited for; one that is held for longer than there is patience is raised.

        Raises:
            DatabaseAwayError: It cannot be read now; once it can be again, that counts as a change.
            DatabaseNewerError: A newer program has brought it up to date meanwhile.
        """
        with self._looking, self._own_errors():
            if self._watch is None:
                return False
            try:
                fresh = self._watch.look()
            except Exception:
                self._watch.close()
                raise
            if fresh:
                self._unseen = self._doubtful = True
            self._check_schema()
            fresh, self._unseen = self._unseen, False
        return fresh

    def close(self) -> None:
        """Close every connection."""
        if self._watch is not None:
            self._watch.close()
        for answer in self._uncertain.values():
            if not isinstance(answer, bool):
                answer[1].close()
        self._uncertain.clear()
        self.engine.dispose()

    def __enter__(self) -> Self:
        """Return the database, to be closed at the end of a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the database."""
        self.close()
