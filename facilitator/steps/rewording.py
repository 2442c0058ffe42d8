"""A text reworded on the shared screen, whichever kind of step it is of."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

from facilitator.common.errors import ChangedMeanwhileError, NotFoundError
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
    """Reword what was said, or take it away: the session, the row, and its new words; None where they are blank.

    Args:
        database: Where.
        table: What was said.
        row_id: Which.
        text: The new words.
        expected: The words that stood on the screen; None: whatever there is.

    Raises:
        ChangedMeanwhileError: Somebody else has reworded it since.
        LookupError: It is not there any more.
        TooLongError: More than 100,000 characters.
    """
    said = clean(text).strip()
    with database.reading() as session:
        row = session.get(table, row_id)
        if row is None:
            raise NotFoundError("that is not there any more; choose another one")
        meeting_id = row.meeting_id
    with recording(database, f'"{said}"', source="meeting", meeting_id=meeting_id) as session:
        row = session.get(table, row_id)
        if row is None:
            raise NotFoundError("that was taken away meanwhile; choose another one")
        if expected is not None and row.text not in (expected, said):
            raise ChangedMeanwhileError(describe_change(session, row, ["text"]), row.text)
        yield session, row, None if is_blank(said) else said
