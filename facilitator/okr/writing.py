"""Writes and changes objectives and key results, each in one transaction with its entry (METHOD M1, M4, M23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line, is_blank
from facilitator.common.trees import way_up
from facilitator.okr import changing
from facilitator.okr.changing import Done, Origin
from facilitator.okr.cycles import following
from facilitator.okr.views import Owner, Supported
from facilitator.store import journal
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.tables import consensus
from facilitator.tables.okr import SOURCES, STATES, FindingAnswer, KeyResult, Objective


class ObjectiveValues(TypedDict, total=False):
    """What an objective can be changed to; what is left out stays as it is."""

    title: str
    description: str
    source: str | None
    supports: Supported | None
    request_id: int | None
    owner: Owner


class KeyResultValues(TypedDict, total=False):
    """What a key result can be written with, or changed to; what is left out of a change stays as it is."""

    description: str
    start: float | None
    target: float | None
    current: float | None
    unit: str
    owner_id: int | None
    confidence: int | None


def add_cycle(database: Database, words: str, today: date) -> Done:
    """Make a cycle by what somebody calls it, such as `next quarter` (METHOD M2).

    Raises:
        RefusedError: No cycle can be made of the words; the message says what can be written.
    """
    with changing.writing(database, f'cycle "{clean_line(words).strip()}"') as session:
        cycle = following.make(session, words, today)
    return changing.done(session, cycle.id)


def add_objective(
    database: Database,
    cycle_id: int,
    title: str,
    *,
    owner_person_id: int | None = None,
    owner_unit_id: int | None = None,
    by_id: int | None = None,
    description: str = "",
    source: str | None = None,
    supports: Supported | None = None,
    request_id: int | None = None,
) -> Done:
    """Write an objective of a person or of a unit, as a draft.

    Raises:
        RefusedError: No words, or not one owner.
    """
    title = changing.clean_title(title, "an objective")
    if (owner_person_id is None) == (owner_unit_id is None):
        raise RefusedError("an objective has one owner; choose a person or a unit")
    with changing.writing(database, f'objective "{title}"', by_id=by_id) as session:
        row = Objective(
            key=changing.new_id("o"),
            cycle_id=cycle_id,
            owner_person_id=owner_person_id,
            owner_unit_id=owner_unit_id,
            title=title,
            description=changing.clean_description(description),
            position=changing.next_position(session, Objective, Objective.cycle_id == cycle_id),
            **_source(source, request_id),
            **_supports(session, None, supports),
        )
        session.add(row)
        session.flush()
    return changing.done(session, row.id)


def change_objective(
    database: Database,
    objective_id: int,
    *,
    by_id: int | None = None,
    reason: str = "",
    meeting_id: int | None = None,
    expected: Mapping[str, Any] | None = None,
    **values: Unpack[ObjectiveValues],
) -> Done:
    """Change what is given of an objective.

    A request makes the source `request`, and another source lets go of the request. `expected` is what stood on the
    screen, by column of the table.

    Raises:
        ChangedMeanwhileError: It is otherwise now.
        NeedsReasonError: The objective is agreed, and no reason is given.
        RefusedError: It is closed, is to have no words, or would support itself.
    """
    columns: dict[str, Any] = {}
    if "title" in values:
        columns["title"] = changing.clean_title(values["title"], "an objective")
    if "description" in values:
        columns["description"] = changing.clean_description(values["description"])
    if owner := values.get("owner"):
        columns |= {f"owner_{kind}_id": owner.id if owner.kind == kind else None for kind in ("person", "unit")}
    what = changing.entry_title(database, Objective, objective_id)
    with changing.writing(database, what, by_id=by_id, reason=reason, meeting_id=meeting_id) as session:
        row = changing.open_objective(session, objective_id)
        if "source" in values or "request_id" in values:
            answered = row.source_request_id if values.get("source", "request") == "request" else None
            columns |= _source(values.get("source", row.source), values.get("request_id", answered))
        if "supports" in values:
            columns |= _supports(session, objective_id, values["supports"])
        refuse_changed(session, row, expected, columns)
        state = row.state
        if changing.put(row, **columns) and state == "agreed":
            changing.ask_reason(row, reason)
    return changing.done(session, objective_id)


def remove_objective(database: Database, objective_id: int, *, by_id: int | None = None) -> Done:
    """Delete an objective that nobody agreed on and nothing hangs on, with its key results.

    Raises:
        RefusedError: It was agreed on, or something hangs on it.
    """
    what = changing.entry_title(database, Objective, objective_id, " removed")
    with changing.writing(database, what, by_id=by_id) as session:
        row = changing.open_objective(session, objective_id)
        if row.state not in ("draft", "submitted"):
            raise RefusedError(f'"{row.title}" is agreed, and agreed objectives are kept; close it instead')
        key_results = list(row.key_results)
        ids = {"objective": [row.id], "key_result": [key_result.id for key_result in key_results]}
        if any(changing.referred(session, table, rows, changing.OWN) for table, rows in ids.items()):
            others = "other objectives, suggestions, actions or cards"
            raise RefusedError(f'{others} refer to "{row.title}"; close it instead')
        changing.delete_key_results(session, key_results)
        for table in (FindingAnswer, consensus.ReadMark):
            for owned in session.scalars(select(table).where(table.objective_id == row.id)):
                session.delete(owned)
        session.flush()
        session.expire(row)
        session.delete(row)
    return changing.done(session, objective_id)


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
    """
    title = changing.clean_title(title, "a key result")
    changing.check_confidence(values.get("confidence"))
    figures = _figures(values.get("start"), values.get("target"), values.get("current"))
    with changing.writing(
        database, f'key result "{title}"', by_id=by_id, reason=reason, meeting_id=meeting_id
    ) as session:
        objective = changing.open_objective(session, objective_id)
        changing.ask_reason(objective, reason)
        row = KeyResult(
            key=changing.new_id("kr"),
            objective_id=objective_id,
            title=title,
            position=changing.next_position(session, KeyResult, KeyResult.objective_id == objective_id),
            **_cleaned(values) | figures,
        )
        session.add(row)
        session.flush()
    return changing.done(session, row.id)


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
    """
    columns = _cleaned(values)
    if title is not None:
        columns["title"] = changing.clean_title(title, "a key result")
    what = changing.entry_title(database, KeyResult, key_result_id)
    if columns.keys() <= {"current", "confidence"}:
        what = f"progress of {what}"
    with changing.writing(database, what, by_id=by_id, reason=reason, meeting_id=meeting_id) as session:
        row = changing.open_key_result(session, key_result_id)
        refuse_changed(session, row, expected, columns)
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
        if changing.put(row, **columns):
            changing.ask_reason(row.objective, reason)
            reason = ""
        if (row.target is not None and value != row.current) or (sure is not None and sure != row.confidence):
            changing.record_progress(
                session,
                row,
                current=value if row.target is not None else None,
                confidence=sure,
                note=reason,
                person_id=by_id,
                meeting_id=meeting_id,
            )
        elif sure is None:
            changing.put(row, confidence=None)
    return changing.done(session, key_result_id)


def drop_key_result(database: Database, key_result_id: int, **origin: Unpack[Origin]) -> Done:
    """Give a key result up: one that nobody agreed on and nothing refers to is deleted, any other is kept as dropped.

    Raises:
        NeedsReasonError: The objective is agreed, and no reason is given.
        RefusedError: The objective is closed.
    """
    what = changing.entry_title(database, KeyResult, key_result_id, " dropped")
    with changing.writing(database, what, **origin) as session:
        row = changing.open_key_result(session, key_result_id)
        changing.ask_reason(row.objective, origin.get("reason", ""))
        if row.objective.state == "agreed" or changing.referred(session, "key_result", [row.id], changing.OWN):
            row.dropped = True
        else:
            changing.delete_key_results(session, [row])
    return changing.done(session, key_result_id)


def move(database: Database, kind: str, id: int, by: int, *, by_id: int | None = None) -> Done:  # noqa: A002  # as everywhere
    """Move an objective among its owner's, or a key result among its objective's, so many places down; up below 0."""
    with changing.writing(database, "order", by_id=by_id) as session:
        rows: Sequence[Objective | KeyResult]
        if kind == "objective":
            moved = session.get_one(Objective, id)
            owner = (moved.owner_person_id, moved.owner_unit_id)
            of_cycle = select(Objective).where(Objective.cycle_id == moved.cycle_id)
            objectives = session.scalars(of_cycle.order_by(Objective.position, Objective.id)).all()
            movable = [row.id for row in objectives if (row.owner_person_id, row.owner_unit_id) == owner]
            rows = objectives
        else:
            rows = key_results = session.get_one(KeyResult, id).objective.key_results
            movable = [row.id for row in key_results if not row.dropped]
        position = {row.id: place for place, row in enumerate(rows)}
        places = [position[row_id] for row_id in movable]
        at = movable.index(id)
        movable.insert(max(0, min(len(movable) - 1, at + by)), movable.pop(at))
        position |= dict(zip(movable, places, strict=True))
        for row in rows:
            changing.put(row, position=position[row.id])
    return changing.done(session, id)


def set_state(database: Database, objective_id: int, state: str, **origin: Unpack[Origin]) -> Done:
    """Move an objective on (draft, submitted, agreed, closed), also past a state, or back by one.

    Raises:
        NeedsReasonError: It goes back from agreed or closed, and no reason is given.
        RefusedError: There is no such state, or it lies further back.
    """
    if state not in STATES:
        raise RefusedError(f"{state!r} is not a state; there are {', '.join(STATES)}")
    what = changing.entry_title(database, Objective, objective_id, f" {state}")
    with changing.writing(database, what, **origin) as session:
        row = session.get(Objective, objective_id)
        if row is None:
            raise RefusedError("the objective is not there any more; choose another one")
        back = STATES.index(row.state) - STATES.index(state)
        if back > 1:
            before = STATES[STATES.index(row.state) - 1]
            raise RefusedError(f'"{row.title}" is {row.state}; set it back to {before} first')
        if back == 1 and row.state in ("agreed", "closed") and is_blank(origin.get("reason", "")):
            why = f"say why it goes back to {state}: the reason is kept"
            raise changing.NeedsReasonError(f'"{row.title}" is {row.state}; {why}')
        row.state = state
    return changing.done(session, objective_id)


def take_back(database: Database, entry_id: int) -> str | None:
    """Undo exactly one entry; return what was taken back, in words, or None where it had been before.

    Raises:
        RefusedError: What it changed has changed since, or other things hang on it.
    """
    try:
        return journal.take_back(database, entry_id)
    except journal.ChangedSinceError as error:
        raise RefusedError(str(error)) from error


def _source(source: str | None, request_id: int | None) -> dict[str, Any]:
    source = "request" if request_id is not None else source
    if source is not None and source not in SOURCES:
        raise RefusedError(f"{source!r} is not a source; there are {', '.join(SOURCES)}")
    return {"source": source, "source_request_id": request_id}


def _supports(session: Session, objective_id: int | None, link: Supported | None) -> dict[str, int | None]:
    if link is not None and objective_id is not None:
        supported = session.get_one(KeyResult, link.id).objective_id if link.kind == "key_result" else link.id
        if objective_id in way_up(supported, changing.above_of(session)):
            raise RefusedError("an objective cannot support itself; choose another one")
    return {
        f"supports_{kind}_id": link.id if link is not None and link.kind == kind else None
        for kind in ("objective", "key_result")
    }


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
