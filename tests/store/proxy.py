"""A network between a program and a PostgreSQL server that can be cut, or freeze, at a moment of the test's choice."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from enum import Enum, auto
from pathlib import Path

from sqlalchemy import URL, make_url


class Cut(Enum):
    """When a connection is cut next."""

    BEFORE_THE_COMMIT = auto()
    AFTER_THE_COMMIT = auto()


class Proxy:
    """Hands on what a program and a server say to each other.

    Args:
        url: The server's database.

    Attributes:
        was_cut: Whether a connection was cut as `cut` has said.
    """

    def __init__(self, url: str) -> None:
        self._target = make_url(url)
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._ends: set[socket.socket] = set()
        self._going = threading.Event()
        self._going.set()
        self._closed = False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._port = self._listener.getsockname()[1]
        self._when: Cut | None = None
        self._stay_away = False
        self.was_cut = False
        self._start(self._accept)

    @property
    def url(self) -> str:
        """The same database by way of the proxy."""
        query = {"sslmode": "disable", "gssencmode": "disable", "connect_timeout": "2"}
        through: URL = self._target.set(host="127.0.0.1", port=self._port, query=query)
        return through.render_as_string(hide_password=False)

    def cut(self, when: Cut, *, stay_away: bool = False) -> None:
        """Cut the connection of whoever commits next, and let nobody in any more if it is to stay away."""
        self._when, self._stay_away, self.was_cut = when, stay_away, False

    def freeze(self) -> None:
        """Hand on nothing, and close nothing: as a server that is stopped."""
        self._going.clear()

    def thaw(self) -> None:
        """Hand on what has come meanwhile."""
        self._going.set()

    def go_away(self) -> None:
        """Close all connections and let nobody in: as a server that is shut down."""
        with self._lock:
            # A thread that waits for somebody to come would hold the port.
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            ends = list(self._ends)
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def come_back(self) -> None:
        """Let people in again."""
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._start(self._accept)

    def close(self) -> None:
        """End it all."""
        self._closed = True
        self.thaw()
        self.go_away()
        for thread in self._threads:
            thread.join()

    def _start(self, what: object, *arguments: socket.socket) -> None:
        thread = threading.Thread(target=what, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        listener = self._listener
        while True:
            try:
                program, _ = listener.accept()
            except OSError:
                return
            server = self._connect()
            with self._lock:
                self._ends |= {program, server}
            self._start(self._hand_on, program, server)

    def _connect(self) -> socket.socket:
        query = self._target.query.get("host")
        host = str(self._target.host or query or "127.0.0.1")
        port = self._target.port or 5432
        if host.startswith("/"):
            server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            server.connect(str(Path(host) / f".s.PGSQL.{port}"))
            return server
        return socket.create_connection((host, port))

    def _hand_on(self, program: socket.socket, server: socket.socket) -> None:
        with program, server, selectors.DefaultSelector() as ready, contextlib.suppress(OSError):
            ready.register(program, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, program)
            committing = False
            while True:
                for key, _ in ready.select():
                    end: socket.socket = key.data
                    said = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
                    self._going.wait()
                    if not said:
                        return
                    if end is server and self._when is not None and b"COMMIT" in said:
                        committing = True
                        if self._when is Cut.BEFORE_THE_COMMIT:
                            self._cut()
                            return
                    elif end is program and committing:
                        self._cut()
                        return
                    end.sendall(said)

    def _cut(self) -> None:
        self._when, self.was_cut = None, True
        if self._stay_away:
            self.go_away()


@contextlib.contextmanager
def proxy(url: str) -> Iterator[Proxy]:
    """A proxy for one test."""
    made = Proxy(url)
    try:
        yield made
    finally:
        made.close()
