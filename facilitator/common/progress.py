"""How far long work has come, told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

Tell = Callable[[int, int], None]
"""Is told how much is done, and of how much."""


def nobody(done: int, of: int) -> None:
    """Nobody waits."""
