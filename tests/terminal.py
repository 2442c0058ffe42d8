"""Runs the program in a terminal of its own, for what only a terminal shows."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

SECONDS = 40
CONTROLS = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P_^X][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b.")


class Terminal:
    """A program in it, what it wrote, and how it left."""

    def __init__(self, child: int, handle: int) -> None:
        self.child = child
        self.handle = handle
        self.written = b""
        self._status: int | None = None

    @property
    def words(self) -> str:
        """All that was written, without controls."""
        return CONTROLS.sub(b"", self.written).decode(errors="replace")

    def read(self) -> bool:
        """Read what has come; False when nothing will come any more."""
        if not select.select([self.handle], [], [], 0.05)[0]:
            return True
        try:
            part = os.read(self.handle, 65536)
        except OSError:
            part = b""
        self.written += part
        return bool(part)

    def until(self, condition: Callable[[], object]) -> None:
        """Let it work until the condition holds."""
        deadline = time.monotonic() + SECONDS
        while not condition():
            assert self.read(), f"it ended: {self.words}"
            assert time.monotonic() < deadline, f"waited in vain: {self.words}"

    def shows(self, wanted: str) -> None:
        """Wait until these words have been written."""
        self.until(lambda: wanted in self.words)

    def types(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.handle, keys)

    def kill(self) -> None:
        """End it as a battery does that is taken out."""
        os.kill(self.child, signal.SIGKILL)
        self.left()

    def left(self) -> int:
        """Wait until it is gone, and give its exit status."""
        deadline = time.monotonic() + SECONDS
        while self._status is None:
            self.read()
            gone, status = os.waitpid(self.child, os.WNOHANG)
            if gone:
                self._status = os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, f"it does not leave: {self.words}"
        while self.read() and select.select([self.handle], [], [], 0)[0]:
            pass
        return self._status


@contextmanager
def terminal(*command: str, size: tuple[int, int] = (80, 24)) -> Iterator[Terminal]:
    """A terminal in which Python runs with these arguments."""
    child, handle = pty.fork()
    if child == 0:
        os.environ.update(TERM="xterm-256color", COLUMNS=str(size[0]), LINES=str(size[1]))
        os.execv(sys.executable, [sys.executable, *command])  # noqa: S606  # it is Python itself
    fcntl.ioctl(handle, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    opened = Terminal(child, handle)
    try:
        yield opened
    finally:
        if opened._status is None:
            with suppress(ProcessLookupError):
                os.kill(child, 9)
            os.waitpid(child, 0)
        with suppress(OSError):
            os.close(handle)
