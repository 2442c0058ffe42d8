"""What a piece of work asks of the database: its statements, which must not become more with what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from facilitator.store.database import Database


@contextmanager
def asked(database: Database) -> Iterator[list[str]]:
    """The statements, with their values, that are sent to `database` as long as the block runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        seen.append(f"{statement} {values}")

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def queries(database: Database, work: Callable[..., object], *given: Any, **named: Any) -> int:
    """How many statements `work`, called with the rest, sends to `database`."""
    with asked(database) as seen:
        work(*given, **named)
    return len(seen)
