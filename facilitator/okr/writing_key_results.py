"""Writes and changes key results: each function is one transaction with its entry (METHOD M4, M23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, Unpack

from sqlalchemy import func, select

from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line
from facilitator.okr import changing
from facilitator.okr.changing import Done
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.tables.okr import KeyResult


class KeyResultValues(TypedDict, total=False):
    """What a key result can be written with, or changed to; what is left out of a change stays as it is."""

    description: str
    start: float | None
    target: float | None
    current: float | None
    unit: str
    owner_id: int | None
    confidence: int | None


def add_key_result(
    database: Database,
    objective_id: int,
    title: str,
    *,
    by_id: int | None = None,
    reason: str = "",
    meeting_id: int | None = None,
    **values: Unpack[KeyResultValues],
) -> Done:
    """Write a key result: a milestone without figures; else `current` left out is `start`, and the other way round.

    Raises:
        NeedsReasonError: The objective is agreed, and no reason is given.
        RefusedError: The objective is closed, there are no words, or figures without a target.
        TooLongError: More than 100,000 characters.
    """
    title = changing.clean_title(title, "a key result")
    changing.check_confidence(values.get("confidence"))
    figures = _figures(values.get("start"), values.get("target"), values.get("current"))
    with changing.writing(database, f'key result "{title}"', by_id, reason, meeting_id) as to:
        objective = changing.open_objective(to.session, objective_id)
        changing.ask_reason(objective, reason)
        last = to.session.scalar(select(func.max(KeyResult.position)).where(KeyResult.objective_id == objective_id))
        row = KeyResult(
            key=changing.new_id("kr"),
            objective_id=objective_id,
            title=title,
            position=0 if last is None else last + 1,
            **_cleaned(values) | figures,
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
    title: str | None = None,
    expected: Mapping[str, Any] | None = None,
    **values: Unpack[KeyResultValues],
) -> Done:
    """Change what is given of a key result; a figure or a confidence that moves leaves its row of progress.

    Progress alone needs no reason; where one is given, it is the note. Without its target a key result is a milestone
    and loses its other figures. `expected` is what stood on the screen, by column of the table.

    Raises:
        ChangedMeanwhileError: It is otherwise now.
        NeedsReasonError: The objective is agreed, what was agreed on changes, and no reason is given.
        RefusedError: The objective is closed, there would be no words, a figure without a target, or one that is none.
        TooLongError: More than 100,000 characters.
    """
    columns = _cleaned(values)
    if title is not None:
        columns["title"] = changing.clean_title(title, "a key result")
    what = changing.entry_title(database, KeyResult, key_result_id)
    if columns.keys() <= {"current", "confidence"}:
        what = f"progress of {what}"
    with changing.writing(database, what, by_id, reason, meeting_id) as to:
        row = changing.open_key_result(to.session, key_result_id)
        refuse_changed(to.session, row, expected, columns)
        start, target, value, sure = (
            columns.pop(name, getattr(row, name)) for name in ("start", "target", "current", "confidence")
        )
        if target is None and row.target is not None:
            value = None
            columns |= dict.fromkeys(("start", "target", "current"))
        else:
            columns |= _figures(start, target, value)
            if row.target is not None:
                # The figure is progress, and recorded as that.
                value = columns.pop("current")
        if to.put(row, **columns):
            changing.ask_reason(row.objective, reason)
            reason = ""
        if (row.target is not None and value != row.current) or (sure is not None and sure != row.confidence):
            changing.record_progress(
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
    what = changing.entry_title(database, KeyResult, key_result_id, " dropped")
    with changing.writing(database, what, by_id, reason, meeting_id) as to:
        row = changing.open_key_result(to.session, key_result_id)
        changing.ask_reason(row.objective, reason)
        if row.objective.state == "agreed" or changing.referred(to.session, "key_result", [row.id], changing.OWN):
            row.dropped = True
        else:
            changing.delete_key_results(to.session, [row])
    return to.done(key_result_id)


def _cleaned(values: KeyResultValues) -> dict[str, Any]:
    columns: dict[str, Any] = {**values}
    if "description" in columns:
        columns["description"] = changing.clean_description(columns["description"])
    if "unit" in columns:
        columns["unit"] = clean_line(columns["unit"]).strip()
    return columns


def _figures(start: float | None, target: float | None, current: float | None) -> dict[str, float | None]:
    for value, what in ((start, "the start"), (target, "the target"), (current, "the current figure")):
        changing.check_figure(value, what)
    if target is None:
        if start is not None or current is not None:
            raise RefusedError("a figure needs a target; give one, or leave out start and current for a milestone")
        return dict.fromkeys(("start", "target", "current"))
    start = start if start is not None else current if current is not None else 0.0
    return {"start": start, "target": target, "current": start if current is None else current}
