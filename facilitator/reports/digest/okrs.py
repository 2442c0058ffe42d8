"""Reads how far the OKRs of a digest came from the first day to the last, and which are at risk at its end."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import ColumnElement, select

from facilitator.okr import owners, tracking
from facilitator.okr.tracking import Point, Track
from facilitator.reports.digest.document import KeyResultAtRisk, KeyResultProgress
from facilitator.reports.digest.scope import Scope
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, KeyResult, Objective


def read(scope: Scope) -> tuple[tuple[KeyResultProgress, ...], tuple[KeyResultAtRisk, ...], tuple[str, ...]]:
    """Return the key results of the cycles that the span touches by unit, those at risk, worst first, and the cycles.

    A figure or a confidence is of the OKR and of nobody (METHOD M9).
    """
    which = (Cycle.start <= scope.until) & (Cycle.end >= scope.since) & KeyResult.dropped.is_(False)
    if scope.units is not None:
        which &= owners.of_team(scope.units)
    tracks = tracking.tracks(scope.session, which, scope.until, until=scope.end)
    units = _units(scope, which)
    held_meetings = set(scope.session.scalars(select(Meeting.id).where(scope.held)))
    place = {name: index for index, name in enumerate(scope.names.values())}
    progress = [_progress(track, units.get(track.key_result.id, ""), scope) for track in tracks]
    progress.sort(key=lambda row: place.get(row.unit, len(place)))
    risks = []
    for track in sorted(tracks, key=lambda track: track.risk.order):
        if track.risk.reasons:
            notes = (point.note for point in reversed(track.points) if point.meeting_id in held_meetings)
            note = next(filter(None, notes), "")
            risks.append(KeyResultAtRisk(units.get(track.key_result.id, ""), track.key_result, note))
    cycles = select(Cycle.name).join(Objective, Objective.cycle_id == Cycle.id).join(Objective.key_results).where(which)
    names = dict.fromkeys(scope.session.scalars(cycles.order_by(Cycle.start, Cycle.id)))
    return tuple(progress), tuple(risks), tuple(names)


def _progress(track: Track, unit: str, scope: Scope) -> KeyResultProgress:
    earlier = [point for point in track.points if point.at < scope.begin]
    # Of a milestone that nobody has said a word of there is nothing to tell.
    nothing = Point(scope.begin, None, None, None)
    before, after = (earlier or track.points[:1] or (nothing,))[-1], (track.points or (nothing,))[-1]
    # Their notes may come from a check-in whose meeting is still to come.
    return KeyResultProgress(unit, track.key_result, replace(before, note=""), replace(after, note=""))


def _units(scope: Scope, which: ColumnElement[bool]) -> dict[int, str]:
    """Return the unit that each key result counts for: its objective's; where that is not of the team, its owner's."""
    rows = scope.session.execute(
        select(KeyResult.id, KeyResult.owner_id, Objective.owner_unit_id, Objective.owner_person_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .join(Cycle, Cycle.id == Objective.cycle_id)
        .where(which)
    )
    units = {}
    for row in rows:
        candidates = [row.owner_unit_id, *(_unit(scope, person) for person in (row.owner_person_id, row.owner_id))]
        here = [
            candidate
            for candidate in candidates
            if candidate is not None and (scope.units is None or candidate in scope.units)
        ]
        units[row.id] = scope.names.get(here[0], "") if here else ""
    return units


def _unit(scope: Scope, person_id: int | None) -> int | None:
    person = scope.people.get(person_id)
    return person.unit_id if person else None
