"""Tells whoever waits for long work how far it has come."""

from __future__ import annotations

from collections.abc import Callable

OnProgress = Callable[[int, int], None]
"""Is called with how much is done, and of how much."""


def ignore_progress(done: int, of: int) -> None:
    """Do nothing, where nobody waits."""
