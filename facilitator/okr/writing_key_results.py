"""Writes and changes key results: each function is one transaction with its entry (METHOD M4, M23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line
from facilitator.okr.changing import (
    OWN,
    UNCHANGED,
    Done,
    Unchanged,
    ask_reason,
    check_confidence,
    check_figure,
    clean_description,
    clean_title,
    delete_key_results,
    entry_title,
    new_id,
    open_key_result,
    open_objective,
    or_now,
    record_progress,
    referred,
    unless_unchanged,
    writing,
)
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult


def add_key_result(
    database: Database,
    objective_id: int,
    title: str,
    *,
    by_id: int | None = None,
    reason: str = "",
    meeting_id: int | None = None,
    description: str = "",
    start: float | None = None,
    target: float | None = None,
    current: float | None = None,
    unit: str = "",
    owner_id: int | None = None,
    confidence: int | None = None,
) -> Done:
    """Write a key result: a milestone without figures; else `current` left out is `start`, and the other way round.

    Raises:
        NeedsReasonError: The objective is agreed, and no reason is given.
        RefusedError: The objective is closed, there are no words, or figures without a target.
        TooLongError: More than 100,000 characters.
    """
    title = clean_title(title, "a key result")
    check_confidence(confidence)
    figures = _figures(start, target, current)
    with writing(database, f'key result "{title}"', by_id, reason, meeting_id) as to:
        objective = open_objective(to.session, objective_id)
        ask_reason(objective, reason)
        last = to.session.scalar(select(func.max(KeyResult.position)).where(KeyResult.objective_id == objective_id))
        row = KeyResult(
            key=new_id("kr"),
            objective_id=objective_id,
            title=title,
            description=clean_description(description),
            unit=clean_line(unit).strip(),
            owner_id=owner_id,
            confidence=confidence,
            position=0 if last is None else last + 1,
            **figures,
        )
        to.session.add(row)
        to.session.flush()
    return to.done(row.id)


def change_key_result(
    database: Database,
    key_result_id: int,
    *,
    by_id: int | None = None,
    reason: str = "",
    meeting_id: int | None = None,
    title: str | Unchanged = UNCHANGED,
    description: str | Unchanged = UNCHANGED,
    start: float | Unchanged | None = UNCHANGED,
    target: float | Unchanged | None = UNCHANGED,
    current: float | Unchanged | None = UNCHANGED,
    unit: str | Unchanged = UNCHANGED,
    owner_id: int | Unchanged | None = UNCHANGED,
    confidence: int | Unchanged | None = UNCHANGED,
    expected: Mapping[str, Any] | None = None,
) -> Done:
    """Change what is not `UNCHANGED`; a figure or a confidence that moves leaves its row of progress.

    Progress alone needs no reason; where one is given, it is the note. Without its target a key result is a milestone
    and loses its other figures. `expected` is what stood on the screen, by column of the table.

    Raises:
        ChangedMeanwhileError: It is otherwise now.
        NeedsReasonError: The objective is agreed, what was agreed on changes, and no reason is given.
        RefusedError: The objective is closed, there would be no words, a figure without a target, or one that is none.
        TooLongError: More than 100,000 characters.
    """
    values: dict[str, Any] = {
        "owner_id": owner_id,
        "title": unless_unchanged(title, lambda text: clean_title(text, "a key result")),
        "description": unless_unchanged(description, clean_description),
        "unit": unless_unchanged(unit, lambda text: clean_line(text).strip()),
    }
    what = entry_title(database, KeyResult, key_result_id)
    if all(value is UNCHANGED for value in (title, description, start, target, unit, owner_id)):
        what = f"progress of {what}"
    with writing(database, what, by_id, reason, meeting_id) as to:
        row = open_key_result(to.session, key_result_id)
        figures = {"start": start, "target": target, "current": current, "confidence": confidence}
        refuse_changed(to.session, row, expected, {**values, **figures})
        aim, value = or_now(target, row.target), or_now(current, row.current)
        if aim is None and row.target is not None:
            value = None
            values |= dict.fromkeys(("start", "target", "current"))
        else:
            values |= _figures(or_now(start, row.start), aim, value)
            if row.target is not None:
                # The figure is progress, and recorded as that.
                value = values.pop("current")
        if to.put(row, **values):
            ask_reason(row.objective, reason)
            reason = ""
        sure = or_now(confidence, row.confidence)
        if (row.target is not None and value != row.current) or (sure is not None and sure != row.confidence):
            record_progress(
                to.session,
                row,
                current=value if row.target is not None else None,
                confidence=sure,
                note=reason,
                person_id=by_id,
                meeting_id=meeting_id,
            )
        elif sure is None:
            to.put(row, confidence=None)
    return to.done(key_result_id)


def drop_key_result(
    database: Database, key_result_id: int, *, by_id: int | None = None, reason: str = "", meeting_id: int | None = None
) -> Done:
    """Give a key result up: one that nobody agreed on and nothing refers to is deleted, any other is kept as dropped.

    Raises:
        NeedsReasonError: The objective is agreed, and no reason is given.
        RefusedError: The objective is closed.
    """
    what = entry_title(database, KeyResult, key_result_id, " dropped")
    with writing(database, what, by_id, reason, meeting_id) as to:
        row = open_key_result(to.session, key_result_id)
        ask_reason(row.objective, reason)
        if row.objective.state == "agreed" or referred(to.session, "key_result", [row.id], OWN):
            row.dropped = True
        else:
            delete_key_results(to.session, [row])
    return to.done(key_result_id)


def _figures(start: float | None, target: float | None, current: float | None) -> dict[str, float | None]:
    for value, what in ((start, "the start"), (target, "the target"), (current, "the current figure")):
        check_figure(value, what)
    if target is None:
        if start is not None or current is not None:
            raise RefusedError("a figure needs a target; give one, or leave out start and current for a milestone")
        return dict.fromkeys(("start", "target", "current"))
    start = start if start is not None else current if current is not None else 0.0
    return {"start": start, "target": target, "current": start if current is None else current}
