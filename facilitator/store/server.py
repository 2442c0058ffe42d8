"""Notices that a PostgreSQL server does not answer any more, and that somebody has committed there."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import Dialect, Engine

CONNECTING = 5
"""Seconds that a server may take to accept a connection."""
SILENCE = 5.0
"""Seconds without an answer after which a second connection is tried."""
PING = 5.0
"""Seconds after which a server that has notified nothing is asked for an answer."""

LIMITS: Mapping[str, Any] = {
    "connect_timeout": CONNECTING,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""Parameters of libpq, unless the URL has others: a server that is gone is noticed within ten seconds."""


class SilentServerError(psycopg.OperationalError):
    """The server neither answers nor accepts connections."""


class ServerConnection(psycopg.Connection[Any]):
    """A connection that does not wait for ever for a frozen server.

    A statement may take its time, or wait for a lock: silence alone proves nothing. A server that accepts no new
    connection either is taken for frozen.
    """

    arguments: tuple[Sequence[Any], Mapping[str, Any]] | None = None
    """What it was connected with."""

    @classmethod
    def to(
        cls, _dialect: Dialect, _record: object, arguments: Sequence[Any], keywords: Mapping[str, Any]
    ) -> ServerConnection:
        """Connect SQLAlchemy to the server."""
        connection = cls.connect(*arguments, **keywords)
        connection.arguments = arguments, keywords
        return connection

    def wait(self, gen: Generator[Any, Any, Any], *arguments: Any, **keywords: Any) -> Any:
        """Wait for the server as psycopg does, and check now and then that it lives.

        Raises:
            SilentServerError: The server neither answers nor accepts connections.
        """
        return super().wait(self._checked(gen), *arguments, **keywords)

    def _checked(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        silent_since = time.monotonic()
        try:
            state = next(gen)
            while True:
                # psycopg sends nothing back where there was nothing to read for a tenth of a second.
                ready = yield state
                if ready:
                    silent_since = time.monotonic()
                elif time.monotonic() - silent_since > SILENCE:
                    self._check()
                    silent_since = time.monotonic()
                state = gen.send(ready)
        except StopIteration as done:
            return done.value

    def _check(self) -> None:
        if self.arguments is None:
            return
        arguments, keywords = self.arguments
        try:
            psycopg.connect(*arguments, **keywords).close()
        except psycopg.errors.ConnectionTimeout as error:
            self.close()
            raise SilentServerError("the server does not answer") from error
        except psycopg.Error:
            # A refusal is an answer.
            return


class ServerWatch:
    """Notices commits: every writing transaction sends a NOTIFY on a channel."""

    def __init__(self, engine: Engine, channel: str) -> None:
        self._engine = engine
        self._channel = channel
        self._connection: Any = None
        self._answered = 0.0

    def look(self) -> bool:
        """Return whether anybody may have committed since the last look.

        Raises:
            psycopg.Error: The server cannot be reached.
            sqlalchemy.exc.DBAPIError: The same.
        """
        if self._connection is not None:
            try:
                driver = self._connection.driver_connection
                if notified := bool(list(driver.notifies(timeout=0))):
                    self._answered = time.monotonic()
                elif time.monotonic() - self._answered > PING:
                    driver.execute("SELECT 1")
                    self._answered = time.monotonic()
                    # A notification that came with the answer is read at the next look.
            except SilentServerError:
                self._drop()
                raise
            except psycopg.Error:
                # The server may be back already. Notifications sent meanwhile are lost: a new connection is a change.
                self._drop()
            else:
                return notified
        connection: Any = self._engine.raw_connection()
        try:
            connection.driver_connection.autocommit = True
            connection.driver_connection.execute(f"LISTEN {self._channel}")
        except BaseException:
            connection.invalidate()
            raise
        self._connection, self._answered = connection, time.monotonic()
        return True

    def _drop(self) -> None:
        self._connection.invalidate()
        self._connection = None

    def close(self) -> None:
        """Stop watching; the next look begins anew."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                # Not back into the pool: whoever got it would go on listening.
                self._drop()
