"""What readers propose for somebody's OKR (METHOD M9, M11)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from facilitator.okr.model import KeyResult, Objective, Suggestion
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.text import clean, clean_line, is_blank


class Refused(ValueError):  # noqa: N818  # it names what happened, and reads so where it is caught
    """It cannot be done so; the message says why, and what to do."""


def suggest(
    database: Database,
    objective_id: int,
    text: str,
    *,
    key_result_id: int | None = None,
    by_id: int | None = None,
    meeting_id: int | None = None,
) -> int:
    """Propose something for an objective, or for one of its key results.

    Returns:
        The suggestion's id.

    Raises:
        Refused: There are no words.
        TooLong: More than 100,000 characters.
    """
    told = _words(clean(text).strip(), "a suggestion")
    source = "screen" if meeting_id is None else "meeting"
    with recording(
        database, f'suggestion "{clean_line(told)}"', source=source, meeting_id=meeting_id, person_id=by_id
    ) as session:
        row = Suggestion(
            objective_id=objective_id,
            key_result_id=key_result_id,
            meeting_id=meeting_id,
            by_id=by_id,
            text=told,
            recorded_at=datetime.now(UTC),
        )
        session.add(row)
        session.flush()
        return row.id


def accept(
    database: Database,
    suggestion_id: int,
    *,
    by_id: int | None = None,
    title: str | None = None,
    reason: str = "",
    meeting_id: int | None = None,
) -> None:
    """Accept a suggestion and, with `title`, word the objective or key result so, in the same transaction.

    Raises:
        Refused: It was accepted or answered before, or `title` has no words.
        TooLong: More than 100,000 characters.
    """
    new = None if title is None else _words(clean_line(title).strip(), "an objective or a key result")
    source = "screen" if meeting_id is None else "meeting"
    with recording(
        database, "suggestion accepted", source=source, meeting_id=meeting_id, person_id=by_id, reason=reason
    ) as session:
        row = _open(session, suggestion_id)
        if new is not None:
            about: KeyResult | Objective | None = session.get(KeyResult, row.key_result_id or 0)
            (about or session.get_one(Objective, row.objective_id)).title = new
        row.state, row.answer, row.answered_at = "accepted", new or "", datetime.now(UTC)


def answer(
    database: Database, suggestion_id: int, text: str, *, by_id: int | None = None, meeting_id: int | None = None
) -> None:
    """Answer a suggestion instead of taking it.

    Raises:
        Refused: There are no words, or it was accepted or answered before.
        TooLong: More than 100,000 characters.
    """
    told = _words(clean(text).strip(), "an answer")
    source = "screen" if meeting_id is None else "meeting"
    with recording(
        database, "answer to a suggestion", source=source, meeting_id=meeting_id, person_id=by_id
    ) as session:
        row = _open(session, suggestion_id)
        row.state, row.answer, row.answered_at = "answered", told, datetime.now(UTC)


def _words(text: str, what: str) -> str:
    if is_blank(text):
        raise Refused(f"{what} needs words; type them, or leave with escape")
    return text


def _open(session: Session, suggestion_id: int) -> Suggestion:
    row = session.get(Suggestion, suggestion_id)
    if row is None:
        raise Refused("the suggestion is not there any more; choose another one")
    if row.state != "open":
        raise Refused(f"the suggestion was {row.state} before; undo that first")
    return row
