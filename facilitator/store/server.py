"""A PostgreSQL server under a running program: that it answers, and whether somebody has committed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import psycopg
from sqlalchemy import Dialect, Engine

CONNECTING = 5
"""Seconds that a server may take to let somebody in."""
SILENCE = 5.0
"""Seconds without a word after which it is looked whether the server still lets somebody in."""
PING = 5.0
"""Seconds between two looks whether the server is there, where it says nothing by itself."""

LIMITS: Mapping[str, Any] = {
    "connect_timeout": CONNECTING,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""What libpq is told, unless the URL says otherwise: a server that is gone is noticed within ten seconds."""


class SilentServerError(psycopg.OperationalError):
    """The server says nothing any more, and lets nobody in."""


class ServerConnection(psycopg.Connection[Any]):
    """A connection that does not wait for ever for a server that is frozen.

    A statement may take as long as it takes, and may wait for a lock. But where the server has said nothing for a while
    and lets nobody in either, it will not say anything.
    """

    how: tuple[Sequence[Any], Mapping[str, Any]] | None = None
    """What it was made with."""

    @classmethod
    def to(
        cls, _dialect: Dialect, _record: object, arguments: Sequence[Any], keywords: Mapping[str, Any]
    ) -> ServerConnection:
        """Connect SQLAlchemy to the server."""
        connection = cls.connect(*arguments, **keywords)
        connection.how = arguments, keywords
        return connection

    def wait(self, gen: Generator[Any, Any, Any], *arguments: Any, **keywords: Any) -> Any:
        """Wait for the server as psycopg does, and look after it meanwhile.

        Raises:
            SilentServerError: The server is silent and lets nobody in.
        """
        return super().wait(self._looked_after(gen), *arguments, **keywords)

    def _looked_after(self, gen: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
        silent_since = time.monotonic()
        try:
            state = next(gen)
            while True:
                # What comes back is nothing where there was nothing to read for a tenth of a second.
                ready = yield state
                if ready:
                    silent_since = time.monotonic()
                elif time.monotonic() - silent_since > SILENCE:
                    self._see_that_it_lives()
                    silent_since = time.monotonic()
                state = gen.send(ready)
        except StopIteration as done:
            return done.value

    def _see_that_it_lives(self) -> None:
        if self.how is None:
            return
        arguments, keywords = self.how
        try:
            psycopg.connect(*arguments, **keywords).close()
        except psycopg.errors.ConnectionTimeout as error:
            self.close()
            raise SilentServerError("the server does not answer") from error
        except psycopg.Error:
            # It answers, if only to say no.
            return


class ServerWatch:
    """Looks whether anybody has committed: each of them notifies.

    Args:
        engine: Of the database.
        channel: On which they do.
    """

    def __init__(self, engine: Engine, channel: str) -> None:
        self._engine = engine
        self._channel = channel
        self._connection: Any = None
        self._answered = 0.0

    def look(self) -> bool:
        """Whether anybody may have committed since the last look.

        Raises:
            psycopg.Error: The server cannot be reached.
            sqlalchemy.exc.DBAPIError: The same.
        """
        if self._connection is not None:
            try:
                driver = self._connection.driver_connection
                if told := bool(list(driver.notifies(timeout=0))):
                    self._answered = time.monotonic()
                elif time.monotonic() - self._answered > PING:
                    driver.execute("SELECT 1")
                    self._answered = time.monotonic()
                    # What came with the answer is told at the next look.
            except SilentServerError:
                self._leave()
                raise
            except psycopg.Error:
                # It went away, and may be back already. What was committed meanwhile was not told.
                self._leave()
            else:
                return told
        connection: Any = self._engine.raw_connection()
        try:
            connection.driver_connection.autocommit = True
            connection.driver_connection.execute(f"LISTEN {self._channel}")
        except BaseException:
            connection.invalidate()
            raise
        self._connection, self._answered = connection, time.monotonic()
        return True

    def _leave(self) -> None:
        self._connection.invalidate()
        self._connection = None

    def close(self) -> None:
        """Look at nothing any more; the next look begins anew."""
        if self._connection is not None:
            with contextlib.suppress(psycopg.Error):
                # It listens, and nobody else should.
                self._leave()
