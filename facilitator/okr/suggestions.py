"""Records what readers propose for somebody's OKR, and what the coach is answered (METHOD M9, M11)."""

from __future__ import annotations

from typing import Unpack

from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import RefusedError
from facilitator.common.text import clean
from facilitator.okr.changing import (
    Done,
    Origin,
    ask_reason,
    clean_title,
    done,
    entry_title,
    open_objective,
    put,
    refuse_closed,
    writing,
)
from facilitator.store.database import Database
from facilitator.tables.okr import FindingAnswer, KeyResult, Objective, Suggestion


def suggest(
    database: Database,
    objective_id: int,
    text: str,
    *,
    key_result_id: int | None = None,
    **origin: Unpack[Origin],
) -> Done:
    """Propose something for an objective, or for one of its key results.

    Raises:
        RefusedError: There are no words, or the objective is closed.
    """
    words = clean_title(text, "a suggestion", clean)
    with writing(database, f"suggestion {_about(database, objective_id, key_result_id)}", **origin) as session:
        open_objective(session, objective_id)
        row = Suggestion(
            objective_id=objective_id,
            key_result_id=key_result_id,
            meeting_id=origin.get("meeting_id"),
            by_id=origin.get("by_id"),
            text=words,
            recorded_at=clock.now(),
        )
        session.add(row)
        session.flush()
    return done(session, row.id)


def accept(database: Database, suggestion_id: int, *, title: str | None = None, **origin: Unpack[Origin]) -> Done:
    """Accept a suggestion and, with `title`, word the objective or key result so, in the same transaction.

    Raises:
        NeedsReasonError: The objective is agreed, its wording changes, and no reason is given.
        RefusedError: It was accepted or answered before, the objective is closed, or `title` has no words.
    """
    new = None if title is None else clean_title(title, "an objective or a key result")
    with writing(database, f"suggestion {_of(database, suggestion_id)} accepted", **origin) as session:
        row = _open(session, suggestion_id)
        objective = session.get_one(Objective, row.objective_id)
        about = session.get_one(KeyResult, row.key_result_id) if row.key_result_id else objective
        if new is not None and put(about, title=new):
            ask_reason(objective, origin.get("reason", ""))
        row.state, row.answer, row.answered_at = "accepted", new or "", clock.now()
    return done(session, suggestion_id)


def answer(database: Database, suggestion_id: int, text: str, **origin: Unpack[Origin]) -> Done:
    """Answer a suggestion instead of taking it.

    Raises:
        RefusedError: There are no words, or it was accepted or answered before.
    """
    words = clean_title(text, "an answer", clean)
    with writing(database, f"answer to the suggestion {_of(database, suggestion_id)}", **origin) as session:
        row = _open(session, suggestion_id)
        row.state, row.answer, row.answered_at = "answered", words, clock.now()
    return done(session, suggestion_id)


def rest(
    database: Database,
    objective_id: int,
    finding: str,
    because: str,
    *,
    key_result_id: int | None = None,
    by_id: int | None = None,
) -> Done:
    """Answer a finding of the coach: it rests as long as the objective or key result is worded as now.

    Raises:
        RefusedError: There are no words, or the objective is closed.
    """
    words = clean_title(because, "an answer", clean)
    about = _about(database, objective_id, key_result_id)
    with writing(database, f"answer to the coach {about}", by_id=by_id) as session:
        objective = open_objective(session, objective_id)
        worded = session.get_one(KeyResult, key_result_id) if key_result_id else objective
        row = FindingAnswer(
            objective_id=objective_id,
            key_result_id=key_result_id,
            finding=finding,
            about=worded.title,
            because=words,
            person_id=by_id,
            recorded_at=clock.now(),
        )
        session.add(row)
        session.flush()
    return done(session, row.id)


def _about(database: Database, objective_id: int, key_result_id: int | None) -> str:
    table, row_id = (Objective, objective_id) if key_result_id is None else (KeyResult, key_result_id)
    return f"for {entry_title(database, table, row_id)}"


def _of(database: Database, suggestion_id: int) -> str:
    with database.reading() as session:
        row = session.get(Suggestion, suggestion_id)
    if row is None:
        raise RefusedError("the suggestion is not there any more; choose another one")
    return _about(database, row.objective_id, row.key_result_id)


def _open(session: Session, suggestion_id: int) -> Suggestion:
    row = session.get_one(Suggestion, suggestion_id)
    refuse_closed(session.get_one(Objective, row.objective_id))
    if row.state != "open":
        raise RefusedError(f"the suggestion was {row.state} before; undo that first")
    return row
