"""Holds what every change of OKRs has in common: who and why, what is refused, what moves (METHOD M9, M23)."""

from __future__ import annotations

import math
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import RefusedError
from facilitator.common.text import clean, clean_line, is_blank
from facilitator.store.database import Database
from facilitator.store.journal import entry_of, recording

# Every table that can refer to OKRs has to be known before a row of them is written.
from facilitator.tables import meeting as _record  # noqa: F401
from facilitator.tables.base import Base
from facilitator.tables.okr import FindingAnswer, KeyResult, Objective, Progress

OWN = frozenset(("key_result", "finding_answer", "progress", "reading"))
"""The tables of what belongs to an objective and goes with it."""


class NeedsReasonError(RefusedError):
    """An agreed objective changes only with a reason (METHOD M23)."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done: the id of the row, and the entry that `take_back` undoes; None where nothing changed."""

    id: int
    entry_id: int | None


class Origin(TypedDict, total=False):
    """Who changes something, why, and in which meeting; without one it is at their own screen."""

    by_id: int | None
    reason: str
    meeting_id: int | None


def writing(database: Database, what: str, **origin: Unpack[Origin]) -> AbstractContextManager[Session]:
    """Record what somebody changes; what is changed in a meeting can be undone there."""
    meeting_id, reason = origin.get("meeting_id"), clean_line(origin.get("reason", "")).strip()
    source = "screen" if meeting_id is None else "meeting"
    return recording(database, what, source=source, meeting_id=meeting_id, person_id=origin.get("by_id"), reason=reason)


def done(session: Session, row_id: int) -> Done:
    """Return what was done, once the recording is over."""
    return Done(row_id, entry_of(session))


def put(row: Base, **values: object) -> bool:
    """Change what is not so already; return whether anything was."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def next_position(session: Session, table: type[Objective | KeyResult], which: ColumnElement[bool]) -> int:
    """Return the position behind all rows that a condition names."""
    return session.scalar(select(func.coalesce(func.max(table.position) + 1, 0)).where(which)) or 0


def clean_title(text: str, what: str, cleaned: Callable[[str], str] = clean_line) -> str:
    """Return a title, or a text of many lines with `clean`, cleaned.

    Raises:
        RefusedError: Nothing of it can be seen.
    """
    title = cleaned(text).strip()
    if is_blank(title):
        raise RefusedError(f"{what} needs words; type them, or leave with escape")
    return title


def clean_description(text: str) -> str:
    """Return a description, cleaned; empty where it is blank."""
    description = clean(text).strip()
    return "" if is_blank(description) else description


def check_figure(value: float | None, what: str) -> None:
    """Refuse what nobody can compute with."""
    if value is not None and not math.isfinite(value):
        raise RefusedError(f"{what} is not a number; write one such as 7 or 12.5")


def check_confidence(confidence: int | None) -> None:
    """Refuse a confidence out of range (METHOD M14)."""
    if confidence is not None and not 1 <= confidence <= 10:
        raise RefusedError(f"confidence is a whole number from 1 to 10, not {confidence}")


def open_objective(session: Session, objective_id: int) -> Objective:
    """Return the objective, to be changed.

    Raises:
        RefusedError: It is not there any more, or closed.
    """
    objective = session.get(Objective, objective_id)
    if objective is None:
        raise RefusedError("the objective is not there any more; choose another one")
    refuse_closed(objective)
    return objective


def open_key_result(session: Session, key_result_id: int) -> KeyResult:
    """Return the key result, to be changed. Raises as `open_objective`, and for one that was dropped."""
    key_result = session.get(KeyResult, key_result_id)
    if key_result is None:
        raise RefusedError("the key result is not there any more; choose another one")
    if key_result.dropped:
        raise RefusedError(f'"{key_result.title}" was dropped; write a new key result instead')
    refuse_closed(key_result.objective)
    return key_result


def refuse_closed(objective: Objective) -> None:
    """Refuse to change what is closed."""
    if objective.state == "closed":
        raise RefusedError(f'"{objective.title}" is closed; set it back to agreed first, with the reason')


def ask_reason(objective: Objective, reason: str) -> None:
    """Refuse to change what is agreed without a reason (METHOD M23)."""
    if objective.state == "agreed" and is_blank(reason):
        raise NeedsReasonError(f'"{objective.title}" is agreed; say why it changes: the reason is kept with the change')


def record_progress(
    session: Session,
    key_result: KeyResult,
    *,
    current: float | None = None,
    confidence: int | None = None,
    note: str = "",
    person_id: int | None = None,
    meeting_id: int | None = None,
) -> None:
    """Record what a key result has come to, with its row of progress; what is None stays as it is.

    Raises:
        RefusedError: A figure for a milestone, a confidence out of range, or the objective is closed.
    """
    check_confidence(confidence)
    check_figure(current, "the figure")
    refuse_closed(key_result.objective)
    if current is not None and key_result.target is None:
        raise RefusedError(f'"{key_result.title}" is a milestone and takes no figure; give its confidence')
    before, confidence_before = key_result.current, key_result.confidence
    key_result.current = before if current is None else current
    key_result.confidence = confidence_before if confidence is None else confidence
    session.add(
        Progress(
            meeting_id=meeting_id,
            key_result_id=key_result.id,
            person_id=person_id,
            before=before,
            after=key_result.current,
            confidence_before=confidence_before,
            confidence=key_result.confidence,
            note=clean_line(note).strip(),
            recorded_at=clock.now(),
        )
    )


def referred(session: Session, table_name: str, ids: list[int], but: frozenset[str] = frozenset()) -> bool:
    """Return whether a row of any table, except those in `but`, refers to one of these rows of a table."""
    references: list[Any] = [
        select(table.c.id).where(column.in_(ids)).exists()
        for table in Base.metadata.tables.values()
        if table.name not in but
        for column in table.c
        if any(key.target_fullname == f"{table_name}.id" for key in column.foreign_keys)
    ]
    return bool(session.scalar(select(or_(*references))))


def new_id(kind: str) -> str:
    """Return an id for an objective (`o`) or a key result (`kr`), so that a file can name it."""
    return f"{kind}-{secrets.token_hex(6)}"


def entry_title(database: Database, table: type[Objective | KeyResult], row_id: int, end: str = "") -> str:
    """Return what an entry about an objective or a key result is called: `key result "Lead time"`."""
    with database.reading() as session:
        title = session.scalar(select(table.title).where(table.id == row_id)) or ""
    return f'{"objective" if table is Objective else "key result"} "{title}"{end}'


def above_of(session: Session) -> dict[int, int | None]:
    """Return the objective that each objective supports, itself or by a key result."""
    of = dict(session.execute(select(KeyResult.id, KeyResult.objective_id)).all())
    return {
        row.id: row.supports_objective_id
        or (of.get(row.supports_key_result_id) if row.supports_key_result_id else None)
        for row in session.execute(
            select(Objective.id, Objective.supports_objective_id, Objective.supports_key_result_id)
        )
    }


def delete_key_results(session: Session, rows: list[KeyResult]) -> None:
    """Delete key results with their progress and the answers to the coach; nothing else may refer to them."""
    ids = [row.id for row in rows]
    for table in (Progress, FindingAnswer):
        for row in session.scalars(select(table).where(table.key_result_id.in_(ids))):
            session.delete(row)
    session.flush()
    for key_result in rows:
        session.delete(key_result)
    session.flush()
