"""Rewords what came out of a meeting, gives it an owner and a day, and takes it out, before the meeting ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.text import clean_line, is_blank, line_of
from facilitator.meeting import lines
from facilitator.people.reading import active_ids
from facilitator.promises import writing as promises_writing
from facilitator.steps.outcomes import KINDS
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Action, Request

_TABLES = {kind: table for table, kind in KINDS.items()}


def words_of(kind: str) -> str:
    """Return the column in which something that came out has its words."""
    return "what" if kind == "request" else "text"


def reword(
    database: Database,
    meeting_id: int,
    kind: str,
    row_id: int,
    line: str | Parsed,
    *,
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Say something that came out in other words; a blank line takes it out.

    Args:
        kind: One of `outcomes.KINDS`.
        line: Of an action and a request, `@Name` and a day at its end are whose it is and by when; what it does not say
            of these stays.
        expected: The values on the screen, by column; None: any will do.

    Raises:
        ChangedMeanwhileError: Other values stand there now.
        NotFoundError: It is not there any more, or nobody is called so any more.
        RefusedError: As `take_out`, where the line is blank.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        people = active_ids(session)
    parsed = lines.read(line, people) if kind in ("action", "request") else None
    words = parsed.text if parsed is not None else line_of(str(line))
    if is_blank(words):
        take_out(database, meeting_id, kind, row_id, expected=expected)
        return
    owner = lines.named(people, parsed.owner) if parsed is not None and parsed.owner else None
    called = "parked topic" if kind == "parked" else kind
    with recording(database, f'{called} "{words}"', source="meeting", meeting_id=meeting_id) as session:
        row = session.get(_TABLES[kind], row_id)
        if row is None:
            raise NotFoundError("that is not there any more; choose another one")
        refuse_changed(session, row, expected, {words_of(kind): words})
        setattr(row, words_of(kind), words)
        if isinstance(row, Action | Request) and parsed is not None:
            if owner is not None:
                promises_writing.give_to(session, row, owner)
            if parsed.due is not None:
                promises_writing.put_due(row, parsed.due)


def assign(
    database: Database,
    meeting_id: int,
    kind: str,
    row_id: int,
    line: str | Parsed,
    *,
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Say whose an action is, or who is asked, and by when, from one line: `@Joe by friday`.

    What the line does not say of the two stays as it is. Raises as `reword`, and RefusedError where it says neither or
    says something else too.
    """
    with database.reading() as session:
        people = active_ids(session)
    parsed = lines.read(line, people)
    if not is_blank(parsed.text):
        raise RefusedError(f"“{clean_line(parsed.text)}” is no name and no day; write such as @Joe by Friday")
    if parsed.owner is None and parsed.due is None:
        raise RefusedError("who, and by when? Write such as @Joe by Friday")
    owner = lines.named(people, parsed.owner) if parsed.owner else None
    parts = [kind, f"for {parsed.owner}" if parsed.owner else "", f"by {parsed.due.isoformat()}" if parsed.due else ""]
    origin: promises_writing.PromiseOrigin = {"source": "meeting", "meeting_id": meeting_id, "expected": expected}
    table = promises_writing.TABLES[kind]
    with promises_writing.changing(database, table, row_id, " ".join(filter(None, parts)), origin) as (session, row):
        if owner is not None:
            promises_writing.give_to(session, row, owner)
        if parsed.due is not None:
            promises_writing.put_due(row, parsed.due)


def take_out(
    database: Database, meeting_id: int, kind: str, row_id: int, *, expected: Mapping[str, Any] | None = None
) -> None:
    """Take out something that came out; undo brings it back.

    Raises:
        ChangedMeanwhileError: Other values than on the screen stand there now.
        NotFoundError: It is not there any more.
        RefusedError: Other things hang on it, such as a request that became the action.
    """
    called = "parked topic" if kind == "parked" else kind
    with database.reading() as session:
        row = session.get(_TABLES[kind], row_id)
        words = clean_line(getattr(row, words_of(kind))) if row is not None else ""
    what = f'{called} "{words}" taken out'
    try:
        with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
            row = session.get(_TABLES[kind], row_id)
            if row is None:
                raise NotFoundError("that is not there any more; choose another one")
            refuse_changed(session, row, expected)
            session.delete(row)
            session.flush()
    except IntegrityError as error:
        raise RefusedError(f"other things hang on the {called} “{words}”, so it stays; reword it with r") from error
