"""Reads what became of objectives and key results, when, by whom and why, from the journal (METHOD M23)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from facilitator.okr import history_words
from facilitator.store.database import Database
from facilitator.tables.journal import Change, Entry
from facilitator.tables.meeting import Request
from facilitator.tables.okr import Cycle, FindingAnswer, KeyResult, Objective, Progress, Suggestion
from facilitator.tables.people import Person, Unit

TOGETHER = timedelta(minutes=5)
"""Saves of the same text by the same person, each so soon after the one before, are one change."""

_Row = dict[str, Any] | None
_Rows = dict[tuple[str, int], tuple[_Row, _Row]]

_WORDING = {
    "objective": (
        *("title", "description", "source", "owner_person_id", "owner_unit_id"),
        *("supports_objective_id", "supports_key_result_id", "source_request_id"),
    ),
    "key_result": ("title", "description", "owner_id", "start", "target", "unit", "dropped", "objective_id"),
}
"""The columns that say what is to be reached; the others say how far it has come."""

_TEXTS = frozenset(("title", "description"))

_REFERENCES = {
    "person": ("owner_person_id", "owner_id", "by_id"),
    "unit": ("owner_unit_id",),
    "objective": ("supports_objective_id", "objective_id"),
    "key_result": ("supports_key_result_id", "key_result_id"),
    "request": ("source_request_id",),
    "cycle": ("cycle_id",),
}
"""The columns that refer to a row of each table."""
_NAMES = (
    *((Person.id, Person.name), (Unit.id, Unit.name), (Cycle.id, Cycle.name)),
    *((Objective.id, Objective.title), (KeyResult.id, KeyResult.title), (Request.id, Request.what)),
)
"""What the rows of each table are called."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to an objective or its key results.

    Attributes:
        at: When, in UTC.
        who: The person, or `an imported file`; None where nobody is known.
        words: What changed: a phrase for each thing.
        reason: Why, in their words; may be empty.
        meeting_id: The meeting it was said in.
    """

    at: datetime
    who: str | None
    words: tuple[str, ...]
    reason: str
    meeting_id: int | None


@dataclass(frozen=True, slots=True)
class _Step:
    at: datetime
    person_id: int | None
    source: str
    meeting_id: int | None
    reason: str
    rows: _Rows = field(default_factory=dict)


def of_objective(database: Database, objective_id: int) -> tuple[HistoryEntry, ...]:
    """Return what became of an objective and its key results, oldest first; what was undone is left out."""
    with database.reading() as session:
        steps = _steps(session, Objective.id == objective_id)
        return _entries(session, steps).get(objective_id, ())


def of_cycle(database: Database, cycle_id: int) -> dict[int, tuple[HistoryEntry, ...]]:
    """Return the same of all the objectives of a cycle, by their ids; the number of queries does not grow."""
    with database.reading() as session:
        entries = _entries(session, _steps(session, Objective.cycle_id == cycle_id))
        ids = session.scalars(select(Objective.id).where(Objective.cycle_id == cycle_id))
        return {objective_id: entries.get(objective_id, ()) for objective_id in ids}


def version(session: Session, objective_id: int) -> int:
    """Return the id of the last entry that changed what the objective says: words and definition, not progress.

    Whoever read the objective has read that version: another one later is to be read again. 0 where the journal has
    nothing of it.
    """
    return _versions(session, Objective.id == objective_id).get(objective_id, 0)


def versions(database: Database, cycle_id: int) -> dict[int, int]:
    """Return the `version` of every objective of a cycle."""
    with database.reading() as session:
        return _versions(session, Objective.cycle_id == cycle_id)


def changed_since(database: Database, objective_id: int, entry_id: int) -> tuple[HistoryEntry, ...]:
    """Return what was changed of what an objective says since a `version` of it; progress and states are left out."""
    with database.reading() as session:
        changed = _steps(session, Objective.id == objective_id, Entry.id > entry_id)
        worded = {row_id: _worded(steps) for row_id, steps in changed.items()}
        return _entries(session, worded).get(objective_id, ())


def adjusted(session: Session, objective_ids: Iterable[int]) -> dict[int, tuple[HistoryEntry, ...]]:
    """Return what was changed of what objectives say since they were first agreed (METHOD M31); progress is left out.

    Of one that was never agreed, what was changed since its cycle began.
    """
    ids = list(objective_ids)
    begins = dict(
        session.execute(
            select(Objective.id, Cycle.start).join(Cycle, Cycle.id == Objective.cycle_id).where(Objective.id.in_(ids))
        ).all()
    )
    adjusted_by: dict[int, list[_Step]] = {}
    for objective_id, steps in _steps(session, Objective.id.in_(ids)).items():
        key = ("objective", objective_id)
        states = [(step.rows.get(key, ({}, {}))[1] or {}).get("state") for step in steps]
        if "agreed" in states:
            later = steps[states.index("agreed") + 1 :]
        else:
            later = [step for step in steps if step.at.date() >= begins[objective_id]]
        # What writes it changes nothing of it.
        adjusted_by[objective_id] = [step for step in _worded(later) if step.rows.get(key, ({}, {}))[0] is not None]
    return _entries(session, adjusted_by)


def _worded(steps: Iterable[_Step]) -> list[_Step]:
    """Return the steps that changed what an objective says, each with these changes alone."""
    return [replace(step, rows=rows) for step in steps if (rows := _wording(step.rows))]


def agreed_titles(session: Session, which: ColumnElement[bool]) -> dict[int, str]:
    """Return what key results were called when their objective was last agreed, where that has changed since.

    `which` is a condition on `Objective`.
    """
    was, became = Change.before["state"].as_string(), Change.after["state"].as_string()
    agreements = (
        select(Change.row_id, Change.entry_id)
        .join(Entry, Entry.id == Change.entry_id)
        .where(_changes("objective", _objectives(which)))
        .where(became == "agreed", or_(Change.before.is_(None), was.not_in(("agreed", "closed"))))
        .where(Entry.undone.is_(False))
        .order_by(Change.id)
    )
    agreed = dict(session.execute(agreements).all())
    renamed = (
        select(Change.row_id, Change.entry_id, Change.before["title"].as_string(), KeyResult.objective_id)
        .join(Entry, Entry.id == Change.entry_id)
        .join(KeyResult, KeyResult.id == Change.row_id)
        .where(_changes("key_result", _of(KeyResult, which)), Entry.undone.is_(False))
        .where(Change.before["title"].as_string().is_distinct_from(Change.after["title"].as_string()))
        .order_by(Change.id)
    )
    titles: dict[int, str | None] = {}
    for row_id, entry_id, title, objective_id in session.execute(renamed):
        if entry_id > agreed.get(objective_id, entry_id):
            # The first change since has what it was then; one that was written since was not agreed on.
            titles.setdefault(row_id, title)
    return {row_id: title for row_id, title in titles.items() if title is not None}


def _objectives(which: ColumnElement[bool]) -> Select[int]:
    return select(Objective.id).where(which).correlate(None)


def _of(table: type[KeyResult | Suggestion | FindingAnswer], which: ColumnElement[bool]) -> Select[int]:
    return select(table.id).join(Objective, Objective.id == table.objective_id).where(which).correlate(None)


def _changes(table_name: str, *ids: Select[int]) -> ColumnElement[bool]:
    """Return a condition on `Change`: a row of that table with one of these ids."""
    return and_(Change.table_name == table_name, or_(*(Change.row_id.in_(rows) for rows in ids)))


def _key_result_changes(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return a condition on `Change`: a key result that there is, or that was deleted."""
    objective_id = Change.before["objective_id"].as_integer()
    gone = (
        select(Change.row_id)
        .join(Entry, Entry.id == Change.entry_id)
        .where(Change.table_name == "key_result", Change.after.is_(None), Entry.undone.is_(False))
        .where(objective_id.in_(_objectives(which)))
        .correlate(None)
    )
    return _changes("key_result", _of(KeyResult, which), gone)


def _steps(
    session: Session, which: ColumnElement[bool], since: ColumnElement[bool] | None = None
) -> dict[int, list[_Step]]:
    """Return the entries of the objectives that a condition names, by objective, each with the rows that it touched."""
    parents = session.execute(_of(KeyResult, which).add_columns(KeyResult.objective_id))
    of_key_result = {row.id: row.objective_id for row in parents}
    progress = select(Progress.id).where(Progress.key_result_id.in_(_of(KeyResult, which))).correlate(None)
    query = (
        select(
            *(Change.table_name, Change.row_id, Change.before, Change.after),
            *(Entry.id, Entry.at, Entry.person_id, Entry.source, Entry.meeting_id, Entry.reason),
        )
        .join(Entry, Entry.id == Change.entry_id)
        .where(Entry.undone.is_(False))
        .where(
            or_(
                _changes("objective", _objectives(which)),
                _key_result_changes(which),
                _changes("progress", progress),
                _changes("suggestion", _of(Suggestion, which)),
                _changes("finding_answer", _of(FindingAnswer, which)),
            )
        )
        .order_by(Entry.id, Change.id)
    )
    if since is not None:
        query = query.where(since)
    steps_of: dict[int, dict[int, _Step]] = defaultdict(dict)
    for table, row_id, before, after, entry_id, *entry in session.execute(query):
        row = after or before or {}
        if table == "objective":
            objective_id = row_id
        elif table == "progress":
            objective_id = of_key_result[row["key_result_id"]]
        else:
            objective_id = row["objective_id"]
        step = steps_of[objective_id].setdefault(entry_id, _Step(*entry))
        first, _ = step.rows.get((table, row_id), (before, after))
        step.rows[table, row_id] = (first, after)
    return {objective_id: list(steps.values()) for objective_id, steps in steps_of.items()}


def _entries(session: Session, steps_of: Mapping[int, Iterable[_Step]]) -> dict[int, tuple[HistoryEntry, ...]]:
    joined = {objective_id: _joined(steps) for objective_id, steps in steps_of.items()}
    names = _names(session, [step for steps in joined.values() for step in steps])
    return {
        objective_id: tuple(entry for step in steps if (entry := _entry(step, names)).words)
        for objective_id, steps in joined.items()
    }


def _entry(step: _Step, names: history_words.RowNames) -> HistoryEntry:
    order = ("objective", "key_result", "progress", "suggestion", "finding_answer")
    rows = sorted(step.rows.items(), key=lambda item: (order.index(item[0][0]), item[0][1]))
    phrases = (history_words.words(table, before, after, names) for (table, _), (before, after) in rows)
    nobody = "an imported file" if step.source == "import" else None
    who = names.name("person", step.person_id) if step.person_id else nobody
    return HistoryEntry(step.at, who, tuple(chain.from_iterable(phrases)), step.reason, step.meeting_id)


def _joined(steps: Iterable[_Step]) -> list[_Step]:
    joined: list[_Step] = []
    for step in steps:
        if joined and _continues(joined[-1], step):
            last = joined[-1]
            ((key, (before, _)),) = last.rows.items()
            joined[-1] = replace(step, reason=step.reason or last.reason, rows={key: (before, step.rows[key][1])})
        else:
            joined.append(step)
    return joined


def _continues(last: _Step, step: _Step) -> bool:
    """Return whether a save goes on with the text that the one before it saved."""
    if len(step.rows) != 1 or last.rows.keys() != step.rows.keys():
        return False
    texts = [_touched(*rows) for rows in (*last.rows.values(), *step.rows.values())]
    return (
        texts[0] == texts[1]
        and bool(texts[0])
        and texts[0] <= _TEXTS
        and last.source == step.source == "screen"
        and last.person_id == step.person_id
        and step.reason in ("", last.reason)
        and step.at - last.at <= TOGETHER
    )


def _touched(before: _Row, after: _Row) -> set[str]:
    if before is None or after is None:
        return set()
    return {name for name, value in after.items() if before.get(name, value) != value}


def _wording(rows: _Rows) -> _Rows:
    """Return of the rows what an objective says: the columns of `_WORDING`, the others as they were."""
    wording: _Rows = {}
    for (table, row_id), (before, after) in rows.items():
        columns = _WORDING.get(table, ())
        if before is not None and after is not None:
            worded = before | {name: after[name] for name in columns if name in after}
            if _touched(before, worded):
                wording[table, row_id] = (before, worded)
        elif columns:
            wording[table, row_id] = (before, after)
    return wording


def _versions(session: Session, which: ColumnElement[bool]) -> dict[int, int]:
    versions = dict.fromkeys(session.scalars(select(Objective.id).where(which)), 0)
    of_key_result = func.coalesce(Change.after["objective_id"].as_integer(), Change.before["objective_id"].as_integer())
    for table, of, mine in (
        ("objective", Change.row_id, _changes("objective", _objectives(which))),
        ("key_result", of_key_result, _key_result_changes(which)),
    ):
        changed = [
            Change.before[name].as_string().is_distinct_from(Change.after[name].as_string()) for name in _WORDING[table]
        ]
        newest = (
            select(of, func.max(Change.entry_id))
            .join(Entry, Entry.id == Change.entry_id)
            .where(Entry.undone.is_(False), mine, or_(*changed))
            .group_by(of)
        )
        for objective_id, entry_id in session.execute(newest):
            if objective_id in versions:
                versions[objective_id] = max(versions[objective_id], entry_id)
    return versions


def _names(session: Session, steps: Iterable[_Step]) -> history_words.RowNames:
    """Return the names of all that the rows refer to, and of whoever changed them."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for step in steps:
        wanted["person"].add(step.person_id or 0)
        for row in (row for pair in step.rows.values() for row in pair if row is not None):
            for table, columns in _REFERENCES.items():
                wanted[table].update(row.get(column) or 0 for column in columns)
    names: dict[tuple[str, int], str] = {}
    for id_column, name_column in _NAMES:
        table = id_column.class_.__tablename__
        query = select(id_column, name_column).where(id_column.in_(wanted[table]))
        names |= {(table, row_id): name for row_id, name in session.execute(query)}
    return history_words.RowNames(names)
