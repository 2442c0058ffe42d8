"""Engine, sessions and column types, for SQLite and PostgreSQL alike."""

from __future__ import annotations

import contextlib
import importlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    create_engine,
    event,
    exc,
    inspect,
    make_url,
)
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from facilitator.errors import (
    DatabaseError,
    DatabaseFullError,
    DatabaseLockedError,
    DatabaseLostError,
    DatabaseReadOnlyError,
)
from facilitator.telling import Tell, nobody

BUSY_MILLISECONDS = 20_000
"""How long a command waits for a locked database (CONTRACT, commands)."""

WRITER = 0xFAC_1117
"""The number of PostgreSQL's advisory lock that whoever writes holds: one at a time, as in SQLite."""


CHANNEL = "facilitator"
"""The channel on which PostgreSQL tells that somebody has committed."""


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What undo gives back from the journal's text."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody could say later what they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its offset")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # SQLAlchemy calls it so
        """Give back UTC, also where the database kept no offset."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime()}  # noqa: RUF012  # SQLAlchemy reads it as declared

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """See that SQLite gives no id twice: an undo of what is gone would take back something else."""
        super().__init_subclass__(**kwargs)
        cls.metadata.tables[cls.__tablename__].dialect_options["sqlite"]["autoincrement"] = True


class Database:
    """One database, opened.

    Args:
        url: `sqlite:///PATH`, or `postgresql+psycopg://…`.

    Raises:
        DatabaseError: The URL is none, or its driver is not installed.
    """

    def __init__(self, url: str, *, patience: float = BUSY_MILLISECONDS / 1000) -> None:
        self.patience = patience
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
        self._seen: object = None
        self._together: Connection | None = None

    @property
    def name(self) -> str:
        """The database as people know it, without a password."""
        path = self.url.database
        return str(path) if self.url.get_backend_name() == "sqlite" else self.url.render_as_string()

    def _postgresql(self) -> Engine:
        engine = create_engine(
            self.url, pool_pre_ping=True, connect_args={"options": f"-c lock_timeout={BUSY_MILLISECONDS}"}
        )
        event.listen(engine, "begin", _begin_postgresql)
        return engine

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
        return engine

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and changes nothing."""
        if self._together is not None:
            with self._told(), self._joining(self._together) as session:
                yield session
            return
        options: dict[str, Any] = {"facilitator_reading": True}
        if self.url.get_backend_name() != "sqlite":
            options["isolation_level"] = "REPEATABLE READ"
        with self._told(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            session.connection(execution_options=options)
            yield session

    @contextlib.contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are all kept at its end, or none of them; one at a time in all processes."""
        # Rows refer to tables that whoever writes them may not have imported.
        importlib.import_module("facilitator.store.tables")
        if self._together is not None:
            with self._told(), self._joining(self._together) as session, session.begin():
                yield session
            return
        with self._told(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextlib.contextmanager
    def together(self) -> Iterator[None]:
        """What is read and written inside is one transaction: all of it is kept at the end, or nothing.

        For whoever has the database alone: one that several threads share must not be used so.
        """
        with self._told(), self.engine.begin() as connection:
            self._together = connection
            try:
                yield
            finally:
                self._together = None

    @staticmethod
    def _joining(connection: Connection) -> Session:
        return Session(connection, expire_on_commit=False, join_transaction_mode="rollback_only")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            driver = type(error).__module__.partition(".")[0] in ("sqlite3", "psycopg")
            if not driver and not isinstance(error, exc.DatabaseError | exc.InterfaceError):
                raise
            if isinstance(error, exc.IntegrityError | exc.ProgrammingError):
                raise
            why = " ".join(str(error.orig if isinstance(error, exc.DBAPIError) else error).split())
            what_to_do = "see that the database can be reached, then try again"
            if "not a database" in why:
                what_to_do = "name another file with --db"
            kind = DatabaseError
            for words, each in (
                ("locked", DatabaseLockedError),
                ("full", DatabaseFullError),
                ("readonly", DatabaseReadOnlyError),
                ("disk I/O", DatabaseLostError),
                ("unable to open", DatabaseLostError),
                ("malformed", DatabaseLostError),
            ):
                if words in why:
                    kind = each
            raise kind(f"{self.name}: {why}; {what_to_do}") from error

    def is_ready(self) -> bool:
        """Whether it can be written now."""
        try:
            with self._told(), self.engine.begin():
                return True
        except DatabaseError:
            return False

    def upgrade(self, tell: Tell = nobody) -> None:
        """Bring the schema up to date.

        Args:
            tell: Is told how many of the steps are done, where there are any.

        Raises:
            DatabaseError: The database is a newer program's, or not a database.
        """
        with self._told():
            from facilitator.store import migrating

            migrating.upgrade(self, tell)

    def changed(self) -> bool:
        """Whether anybody may have committed since the last call; cheap enough for ten calls a second."""
        with self._told():
            if self.url.get_backend_name() != "sqlite":
                return self._notified()
            if not hasattr(self, "_watch"):
                self._watch: Any = self.engine.raw_connection()
            cursor = self._watch.cursor()
            seen: object = cursor.execute("PRAGMA data_version").fetchone()[0]
            cursor.close()
        before, self._seen = self._seen, seen
        return before != seen

    def _notified(self) -> bool:
        """Whether a writer has committed: each of them notifies, see `_begin_postgresql`."""
        if hasattr(self, "_watch"):
            try:
                return bool(list(self._watch.driver_connection.notifies(timeout=0)))
            except Exception:
                # The server went away. The next look connects again, and counts as a change.
                self._watch.invalidate()
                del self._watch
                raise
        watch: Any = self.engine.raw_connection()
        watch.driver_connection.autocommit = True
        watch.driver_connection.execute(f"LISTEN {CHANNEL}")
        self._watch = watch
        return True

    def tables(self) -> set[str]:
        """The names of the tables that are there."""
        with self.reading() as session:
            return set(inspect(session.connection()).get_table_names())

    def close(self) -> None:
        """Give back every connection."""
        if hasattr(self, "_watch"):
            self._watch.close()
            del self._watch
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
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("facilitator_reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("facilitator_reading", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER})")
        # Sent at the commit, and not at all where there is none.
        connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
