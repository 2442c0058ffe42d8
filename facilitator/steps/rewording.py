"""Rewords what people said in any kind of step: one text on the shared screen, or all texts of a field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

from facilitator.common.errors import ChangedMeanwhileError, NotAskedError, NotFoundError
from facilitator.common.text import clean, is_blank
from facilitator.store.conflicts import describe_change
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Sentence
from facilitator.tables.review import Feedback, Reflection

_Row = TypeVar("_Row", Sentence, Reflection, Feedback)


@contextmanager
def rewording(
    database: Database, table: type[_Row], row_id: int, text: str, expected: str | None = None
) -> Iterator[tuple[Session, _Row, str | None]]:
    """Reword what was said, or take it away; give the session, the row and its new words, None where they are blank.

    `expected` are the words on the screen; None: any will do.

    Raises:
        ChangedMeanwhileError: Somebody else has reworded it since.
        NotFoundError: It is not there any more.
        TooLongError: More than 100,000 characters.
    """
    words = clean(text).strip()
    with database.reading() as session:
        row = session.get(table, row_id)
        if row is None:
            raise NotFoundError("that is not there any more; choose another one")
        meeting_id = row.meeting_id
    with recording(database, f'"{words}"', source="meeting", meeting_id=meeting_id) as session:
        row = session.get(table, row_id)
        if row is None:
            raise NotFoundError("that was taken away meanwhile; choose another one")
        if expected is not None and row.text not in (expected, words):
            raise ChangedMeanwhileError(describe_change(session, row, ["text"]), row.text)
        yield session, row, None if is_blank(words) else words


def refuse_unasked(keys: Iterable[str], asked: Collection[str], otherwise: str = "") -> None:
    """Raise NotAskedError for keys that are not among those asked; `otherwise` is said where nothing is."""
    if strange := set(keys) - set(asked):
        now = f"what is asked: {', '.join(sorted(asked))}" if asked or not otherwise else otherwise
        raise NotAskedError(f"{', '.join(sorted(strange))}: not asked now; {now}")


def paired(
    rows: Iterable[_Row], texts: Sequence[str], same: Callable[[_Row, str], bool]
) -> tuple[list[tuple[str, _Row | None]], list[_Row]]:
    """Return each text with the row that says it already, in the order of the texts, and the rows that are left."""
    left = list(rows)
    pairs: list[tuple[str, _Row | None]] = []
    for text in texts:
        row = next((row for row in left if same(row, text)), None)
        if row is not None:
            left.remove(row)
        pairs.append((text, row))
    return pairs, left
