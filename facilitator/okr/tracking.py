"""Follows the progress and confidence of key results over their cycle (METHOD M14, M19, M20), for charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.errors import NotFoundError
from facilitator.common.grouping import grouped
from facilitator.okr import owners, progress
from facilitator.okr.progress import Pace, Risk
from facilitator.okr.rows import key_result_view
from facilitator.okr.views import KeyResultView
from facilitator.store.database import Database
from facilitator.store.journal_past import rows_before
from facilitator.tables.journal import Change, Entry
from facilitator.tables.okr import Cycle, KeyResult, Objective, Progress

_Journaled = tuple[datetime, dict[str, Any] | None, dict[str, Any] | None]
"""When a key result was written or imported, and its columns before and after."""


@dataclass(frozen=True, slots=True)
class Point:
    """What a key result had come to from a moment on.

    Attributes:
        at: When it was said, in UTC.
        value: The figure; None of a milestone.
        ratio: Share of the way, as `okr.progress.ratio`.
        confidence: 1 to 10, as last told; None before it was.
        note: Why, in their words.
        by: Who said it, where that is known.
        meeting_id: The meeting it was said in.
    """

    at: datetime
    value: float | None
    ratio: float | None
    confidence: int | None
    note: str = ""
    by: str | None = None
    meeting_id: int | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """One key result over its cycle.

    Attributes:
        key_result: The key result as it stands on that day, with its risk.
        objective_owner: Whose the objective is, which may be somebody else.
        today: The day that all of it was worked out for.
        points: Oldest first. The first is where it stood when the cycle began or, if it was written later, then.
        pace: The real pace against the expected one; None where there is no ratio.
        falling: By how much the confidence fell lately, as `okr.progress.falling`.
        forecast: The figure at the cycle's end at the real pace; None where it cannot be told.
    """

    key_result: KeyResultView
    objective_owner: str
    cycle_start: date
    cycle_end: date
    today: date
    points: tuple[Point, ...]
    pace: Pace | None
    falling: int
    forecast: float | None

    @property
    def risk(self) -> Risk:
        """Why the key result is at risk."""
        return self.key_result.risk


def of_key_result(database: Database, key_result_id: int, *, today: date | None = None) -> Track:
    """Return one key result, also one that was dropped.

    Raises:
        NotFoundError: There is none with that id.
    """
    day = today or clock.today()
    with database.reading() as session:
        for track in tracks(session, KeyResult.id == key_result_id, day):
            return track
    raise NotFoundError(
        f"there is no key result {key_result_id}; it may have been taken back: choose one from the list"
    )


def tracks(session: Session, which: ColumnElement[bool], today: date, *, until: datetime | None = None) -> list[Track]:
    """Return the key results that a condition on `KeyResult`, `Objective` and `Cycle` names, in the order of the OKRs.

    With `until`, as they stood then: what was said from that moment on is left out, and what was written after it.
    """
    ids = (
        select(KeyResult.id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .join(Cycle, Cycle.id == Objective.cycle_id)
        .where(which)
    )
    order = (Objective.position, Objective.id, KeyResult.position, KeyResult.id)
    rows = session.execute(
        ids.with_only_columns(KeyResult, Objective, Cycle, maintain_column_froms=True).order_by(*order)
    ).all()
    whose = owners.read(session)
    # What was closed since was still at risk then.
    stood = {} if until is None else rows_before(session, [Objective.__tablename__], until)
    progress_rows = select(Progress).where(Progress.key_result_id.in_(ids)).order_by(Progress.recorded_at, Progress.id)
    updates = grouped((row.key_result_id, row) for row in session.scalars(progress_rows))
    # Beside what people said: how it was written at first, and what imports changed, which leave no row of progress.
    kept = (
        select(Change.row_id, Entry.at, Change.before, Change.after)
        .join(Entry, Entry.id == Change.entry_id)
        .where(Change.table_name == KeyResult.__tablename__, Change.row_id.in_(ids), Entry.undone.is_(False))
        .where(or_(Change.before.is_(None), Entry.source == "import"))
        .order_by(Entry.at, Change.id)
    )
    journaled = grouped((row_id, (at, before, after)) for row_id, at, before, after in session.execute(kept))
    tracked = []
    for key_result, objective, cycle in rows:
        points = _points(key_result, cycle, updates[key_result.id], journaled[key_result.id], whose.people)
        if until is not None:
            early = [point for point in points if point.at < until]
            if points and not early:
                continue
            points = early
        was = stood.get((Objective.__tablename__, objective.id)) or {}
        at_risk = progress.tells_risk(was.get("state") or objective.state, cycle.start, today)
        view = key_result_view(key_result, objective, whose)
        tracked.append(_track(view, whose.name(objective), cycle, points, today, at_risk=at_risk))
    return tracked


def _points(
    key_result: KeyResult,
    cycle: Cycle,
    rows: Sequence[Progress],
    journaled: Sequence[_Journaled],
    people: Mapping[int | None, str],
) -> list[Point]:
    def point(at: datetime, value: float | None, confidence: int | None) -> Point:
        return Point(at, value, progress.ratio(key_result.start, key_result.target, value)[0], confidence)

    begin = clock.moment_of(cycle.start)
    # What the first change changed is what stood there until then.
    value, confidence = key_result.current, key_result.confidence
    if rows:
        value, confidence = rows[0].before, rows[0].confidence_before
    points = []
    for at, before, after in journaled:
        if before is None and after is not None:
            begin = max(begin, at)
            value, confidence = _figures(after)
        elif before is not None and after is not None and _figures(before) != _figures(after):
            points.append(point(at, *_figures(after)))
    for row in rows:
        update = point(row.recorded_at, row.after, row.confidence)
        points.append(replace(update, note=row.note, by=people.get(row.person_id), meeting_id=row.meeting_id))
    points.sort(key=lambda point: point.at)
    if value is not None or confidence is not None:
        points.insert(0, point(min([begin, *(first.at for first in points[:1])]), value, confidence))
    # Somebody may have changed the figure with another tool, which tells nobody when.
    now = (key_result.current, key_result.confidence)
    last = (points[-1].value, points[-1].confidence) if points else (None, None)
    if last != now:
        points.append(point(points[-1].at if points else begin, *now))
    return points


def _figures(row: dict[str, Any]) -> tuple[float | None, int | None]:
    return row.get("current"), row.get("confidence")


def _track(
    key_result: KeyResultView, objective_owner: str, cycle: Cycle, points: list[Point], today: date, *, at_risk: bool
) -> Track:
    # The last point is where it stands; of one that nothing was ever said of there is none.
    current, confidence = (points[-1].value, points[-1].confidence) if points else (None, None)
    share = progress.ratio(key_result.start, key_result.target, current)[0]
    over = progress.expected(cycle.start, cycle.end, today)
    until = min(today, cycle.end)
    days = [clock.day_of(point.at) for point in points]
    silent = None
    if today >= cycle.start:
        silent = progress.stale_days(max([cycle.start, *days]), until)
    recent = until - timedelta(days=progress.RECENT_DAYS)
    sure = [(day, point.confidence) for day, point in zip(days, points, strict=True) if point.confidence is not None]
    before = [confidence for day, confidence in sure if day < recent][-1:]
    fell = progress.falling(before + [confidence for day, confidence in sure if day >= recent])
    figures = [(day, point.value) for day, point in zip(days, points, strict=True) if point.value is not None]
    return Track(
        key_result=replace(
            key_result,
            current=current,
            confidence=confidence,
            expected=over,
            stale_days=silent,
            risk=progress.risk(share, over, confidence, fell, silent) if at_risk else progress.NO_RISK,
        ),
        objective_owner=objective_owner,
        cycle_start=cycle.start,
        cycle_end=cycle.end,
        today=today,
        points=tuple(points),
        pace=progress.pace(share, over, (cycle.end - cycle.start).days + 1),
        falling=fell,
        forecast=progress.forecast(figures, today, cycle.end),
    )
