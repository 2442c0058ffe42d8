"""Writes and changes objectives: each function is one transaction with its entry (METHOD M1, M23)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitator.common.errors import RefusedError
from facilitator.common.text import clean_line, is_blank
from facilitator.common.trees import way_up
from facilitator.okr import changing
from facilitator.okr.changing import Done
from facilitator.okr.cycles import following
from facilitator.okr.views import Owner, Supported
from facilitator.okr.writing_key_results import add_key_result, change_key_result, drop_key_result
from facilitator.store import journal
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.tables import consensus
from facilitator.tables.okr import SOURCES, STATES, FindingAnswer, KeyResult, Objective

__all__ = [
    "add_cycle",
    "add_key_result",
    "add_objective",
    "change_key_result",
    "change_objective",
    "drop_key_result",
    "move",
    "remove_objective",
    "set_state",
    "take_back",
]


class ObjectiveValues(TypedDict, total=False):
    """What an objective can be changed to; what is left out stays as it is."""

    title: str
    description: str
    source: str | None
    supports: Supported | None
    request_id: int | None
    owner: Owner


def add_cycle(database: Database, words: str, today: date) -> Done:
    """Make a cycle by what somebody calls it, such as `next quarter` (METHOD M2).

    Raises:
        RefusedError: No cycle can be made of the words; the message says what can be written.
    """
    with changing.writing(database, f'cycle "{clean_line(words).strip()}"', None) as to:
        cycle = following.make(to.session, words, today)
    return to.done(cycle.id)


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
        TooLongError: More than 100,000 characters.
    """
    title = changing.clean_title(title, "an objective")
    if (owner_person_id is None) == (owner_unit_id is None):
        raise RefusedError("an objective has one owner; choose a person or a unit")
    with changing.writing(database, f'objective "{title}"', by_id) as to:
        last = to.session.scalar(select(func.max(Objective.position)).where(Objective.cycle_id == cycle_id))
        row = Objective(
            key=changing.new_id("o"),
            cycle_id=cycle_id,
            owner_person_id=owner_person_id,
            owner_unit_id=owner_unit_id,
            title=title,
            description=changing.clean_description(description),
            position=0 if last is None else last + 1,
            **_source(source, request_id),
            **_supports(to.session, None, supports),
        )
        to.session.add(row)
        to.session.flush()
    return to.done(row.id)


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
        TooLongError: More than 100,000 characters.
    """
    columns: dict[str, Any] = {}
    if "title" in values:
        columns["title"] = changing.clean_title(values["title"], "an objective")
    if "description" in values:
        columns["description"] = changing.clean_description(values["description"])
    if owner := values.get("owner"):
        columns |= {f"owner_{kind}_id": owner.id if owner.kind == kind else None for kind in ("person", "unit")}
    what = changing.entry_title(database, Objective, objective_id)
    with changing.writing(database, what, by_id, reason, meeting_id) as to:
        row = changing.open_objective(to.session, objective_id)
        if "source" in values or "request_id" in values:
            answered = row.source_request_id if values.get("source", "request") == "request" else None
            columns |= _source(values.get("source", row.source), values.get("request_id", answered))
        if "supports" in values:
            columns |= _supports(to.session, objective_id, values["supports"])
        refuse_changed(to.session, row, expected, columns)
        state = row.state
        if to.put(row, **columns) and state == "agreed":
            changing.ask_reason(row, reason)
    return to.done(objective_id)


def remove_objective(database: Database, objective_id: int, *, by_id: int | None = None) -> Done:
    """Delete an objective that nobody agreed on and nothing hangs on, with its key results.

    Raises:
        RefusedError: It was agreed on, or something hangs on it.
    """
    with changing.writing(database, changing.entry_title(database, Objective, objective_id, " removed"), by_id) as to:
        row = changing.open_objective(to.session, objective_id)
        if row.state not in ("draft", "submitted"):
            raise RefusedError(f'"{row.title}" is agreed, and agreed objectives are kept; close it instead')
        key_results = list(row.key_results)
        ids = {"objective": [row.id], "key_result": [key_result.id for key_result in key_results]}
        if any(changing.referred(to.session, table, rows, changing.OWN) for table, rows in ids.items()):
            others = "other objectives, suggestions, actions or cards"
            raise RefusedError(f'{others} refer to "{row.title}"; close it instead')
        changing.delete_key_results(to.session, key_results)
        for table in (FindingAnswer, consensus.ReadMark):
            for owned in to.session.scalars(select(table).where(table.objective_id == row.id)):
                to.session.delete(owned)
        to.session.flush()
        to.session.expire(row)
        to.session.delete(row)
    return to.done(objective_id)


def move(database: Database, kind: str, id: int, by: int, *, by_id: int | None = None) -> Done:  # noqa: A002  # as everywhere
    """Move an objective among its owner's, or a key result among its objective's, so many places down; up below 0."""
    with changing.writing(database, "order", by_id) as to:
        rows: Sequence[Objective | KeyResult]
        if kind == "objective":
            moved = to.session.get_one(Objective, id)
            owner = (moved.owner_person_id, moved.owner_unit_id)
            of_cycle = select(Objective).where(Objective.cycle_id == moved.cycle_id)
            objectives = to.session.scalars(of_cycle.order_by(Objective.position, Objective.id)).all()
            movable = [row.id for row in objectives if (row.owner_person_id, row.owner_unit_id) == owner]
            rows = objectives
        else:
            rows = key_results = to.session.get_one(KeyResult, id).objective.key_results
            movable = [row.id for row in key_results if not row.dropped]
        position = {row.id: place for place, row in enumerate(rows)}
        places = [position[row_id] for row_id in movable]
        at = movable.index(id)
        movable.insert(max(0, min(len(movable) - 1, at + by)), movable.pop(at))
        position |= dict(zip(movable, places, strict=True))
        for row in rows:
            to.put(row, position=position[row.id])
    return to.done(id)


def set_state(
    database: Database,
    objective_id: int,
    state: str,
    *,
    by_id: int | None = None,
    reason: str = "",
    meeting_id: int | None = None,
) -> Done:
    """Move an objective on (draft, submitted, agreed, closed), also past a state, or back by one.

    Raises:
        NeedsReasonError: It goes back from agreed or closed, and no reason is given.
        RefusedError: There is no such state, or it lies further back.
    """
    if state not in STATES:
        raise RefusedError(f"{state!r} is no state; there are {', '.join(STATES)}")
    what = changing.entry_title(database, Objective, objective_id, f" {state}")
    with changing.writing(database, what, by_id, reason, meeting_id) as to:
        row = to.session.get(Objective, objective_id)
        if row is None:
            raise RefusedError("the objective is not there any more; choose another one")
        back = STATES.index(row.state) - STATES.index(state)
        if back > 1:
            before = STATES[STATES.index(row.state) - 1]
            raise RefusedError(f'"{row.title}" is {row.state}; set it back to {before} first')
        if back == 1 and row.state in ("agreed", "closed") and is_blank(reason):
            why = f"say why it goes back to {state}: the reason is kept"
            raise changing.NeedsReasonError(f'"{row.title}" is {row.state}; {why}')
        row.state = state
    return to.done(objective_id)


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
        raise RefusedError(f"{source!r} is no source; there are {', '.join(SOURCES)}")
    return {"source": source, "source_request_id": request_id}


def _supports(session: Session, objective_id: int | None, link: Supported | None) -> dict[str, int | None]:
    key_result = link.id if link is not None and link.kind == "key_result" else None
    objective = link.id if link is not None and link.kind == "objective" else None
    if link is not None and objective_id is not None:
        supported = session.get_one(KeyResult, link.id).objective_id if link.kind == "key_result" else link.id
        if objective_id in way_up(supported, changing.above_of(session)):
            raise RefusedError("an objective cannot support itself; choose another one")
    return {"supports_objective_id": objective, "supports_key_result_id": key_result}
