"""Puts corrections on top of minutes as they were when their meeting ended."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.minutes.document import ActionRecord, Corrected, Document, Noted
from facilitator.promises import kept
from facilitator.steps.records import Amending, source_of
from facilitator.store.journal_past import Touched, touched_by
from facilitator.tables.correction import CORRECTION, Correction
from facilitator.tables.people import Person


@dataclass(slots=True)
class _Row:
    """What corrections made of a row: the columns they set, whether they made it, and whether it is struck out."""

    columns: dict[str, Any] = field(default_factory=dict)
    made: bool = False
    struck: bool = False
    numbers: tuple[int, ...] = ()


def amend(session: Session, documents: Collection[Document]) -> list[Document]:
    """Return minutes with what was corrected since, those that nobody corrected as they are.

    The number of queries does not grow with them.
    """
    made: dict[int, list[Correction]] = {}
    query = select(Correction).where(Correction.meeting_id.in_([document.id for document in documents]))
    for row in session.scalars(query.order_by(Correction.number)):
        made.setdefault(row.meeting_id, []).append(row)
    if not made:
        return list(documents)
    touched = touched_by(session, CORRECTION, made)
    people = session.execute(select(Person.id, Person.name, Person.email)).all()
    names: dict[int | None, str] = {row.id: row.name for row in people}
    emails: dict[int | None, str | None] = {row.id: row.email for row in people}
    return [
        _amended(document, made[document.id], touched.get(document.id, ()), names, emails)
        if document.id in made
        else document
        for document in documents
    ]


def _amended(
    document: Document,
    made: Iterable[Correction],
    touched: Iterable[Touched],
    names: Mapping[int | None, str],
    emails: Mapping[int | None, str | None],
) -> Document:
    rows: dict[str, _Row] = {}
    for change in touched:
        row = rows.setdefault(source_of(change.table_name, change.row_id), _Row(made=change.new))
        row.struck = change.columns is None
        row.columns |= change.columns or {}
    corrections = []
    for correction in made:
        at = correction.at.astimezone(document.started_at.tzinfo)
        by = names.get(correction.by_id)
        words = correction.before, correction.after, correction.reason
        corrections.append(Corrected(correction.number, at, by, correction.kind, *words))
        if correction.table_name is not None and correction.row_id is not None:
            row = rows.setdefault(source_of(correction.table_name, correction.row_id), _Row())
            row.numbers = (*row.numbers, correction.number)
    amending = Amending(names, emails, (document.ended_at or document.started_at).date())
    struck = [
        _amended_part(action, rows, amending, keep=True) for action in document.actions if _is_struck(action, rows)
    ]
    amended: Document = _amended_part(document, rows, amending)
    return replace(
        amended,
        decisions=(*amended.decisions, *_added_notes(rows, "decision", amending)),
        actions=(*amended.actions, *_added_actions(rows, amending, struck=False)),
        parked=(*amended.parked, *_added_notes(rows, "parked_topic", amending)),
        corrections=tuple(corrections),
        struck_actions=(*struck, *_added_actions(rows, amending, struck=True)),
    )


def _is_struck(part: Any, rows: Mapping[str, _Row]) -> bool:
    row = rows.get(getattr(part, "source", ""))
    return row is not None and row.struck


def _amended_part(part: Any, rows: Mapping[str, _Row], amending: Amending, *, keep: bool = False) -> Any:
    """Return a part of minutes with the corrected values; None for what was struck out, unless it is to be kept."""
    if isinstance(part, tuple):
        return tuple(new for inner in part if (new := _amended_part(inner, rows, amending)) is not None)
    if isinstance(part, Mapping):
        return {key: _amended_part(value, rows, amending) for key, value in part.items()}
    if not is_dataclass(part) or isinstance(part, type):
        return part
    changed: dict[str, Any] = {}
    for attribute in fields(part):
        old = getattr(part, attribute.name)
        new = _amended_part(old, rows, amending)
        if new is None and old is not None:
            # What is about something that was never said was not said either.
            return None
        if new is not old:
            changed[attribute.name] = new
    part = replace(part, **changed) if changed else part
    row = rows.get(getattr(part, "source", ""))
    if row is None:
        return part
    if row.struck and not keep:
        stays = getattr(part, "struck_out", None)
        return stays() if stays is not None else None
    amended = getattr(part, "amended", None)
    if amended is not None:
        part = amended(row.columns, amending)
    else:
        known = {attribute.name for attribute in fields(part)} - {"id"}
        part = replace(part, **{name: value for name, value in row.columns.items() if name in known})
    return replace(part, corrected=row.numbers)


def _added(rows: Mapping[str, _Row], table_name: str) -> Iterable[tuple[str, _Row]]:
    """Return the rows of a table that corrections made, with their sources."""
    return ((source, row) for source, row in rows.items() if row.made and source.startswith(f"{table_name}:"))


def _added_notes(rows: Mapping[str, _Row], table_name: str, amending: Amending) -> Iterable[Noted]:
    return (
        Noted(row.columns["text"], amending.people.get(row.columns["by_id"]), row.numbers, source)
        for source, row in _added(rows, table_name)
        if not row.struck
    )


def _added_actions(rows: Mapping[str, _Row], amending: Amending, *, struck: bool) -> Iterable[ActionRecord]:
    return (
        ActionRecord(
            text=row.columns["text"],
            owner=amending.people.get(row.columns["owner_id"]),
            due=row.columns["due"],
            state="open",
            key_result=None,
            email=amending.emails.get(row.columns["owner_id"]),
            id=row.columns["id"],
            recorded_at=row.columns["recorded_at"],
            done_at=None,
            corrected=row.numbers,
            overdue=kept.is_overdue("open", row.columns["due"], amending.day),
            source=source,
        )
        for source, row in _added(rows, "action")
        if row.struck == struck
    )
