"""Runs slow calls in a thread that the program can always leave behind.

`asyncio.to_thread` and the executors of `concurrent.futures` are waited for when the interpreter ends, however long a
database keeps them: a frozen server would keep the program from ending.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Background:
    """Calls functions one after another in one daemon thread, which has this name."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: queue.SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._begun: float | None = None

    @property
    def seconds(self) -> float:
        """For how long the call that runs now has been running; 0 where none does."""
        begun = self._begun
        return 0.0 if begun is None else time.monotonic() - begun

    def call(self, function: Callable[[], T]) -> asyncio.Future[T]:
        """Call `function` behind everything given before; the future has what it returns or raises."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._calls.put((function, future))
        return future

    def close(self) -> None:
        """End the thread after what was given; does not wait for it."""
        self._calls.put(None)

    def _run(self) -> None:
        while (call := self._calls.get()) is not None:
            function, future = call
            result, error = None, None
            if not future.cancelled():
                self._begun = time.monotonic()
                try:
                    result = function()
                except BaseException as raised:  # noqa: BLE001  # whoever waits for the future gets it
                    error = raised
                finally:
                    self._begun = None
            # The loop may be closed: then nobody waits any more.
            with contextlib.suppress(RuntimeError):
                future.get_loop().call_soon_threadsafe(_settle, future, result, error)


def _settle(future: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
