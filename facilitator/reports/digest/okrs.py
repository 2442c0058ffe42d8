"""Reads how far the OKRs of a digest came from the first day to the last, and which are at risk at its end."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

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
    among = scope.names if scope.units is None else scope.units
    units = {track.key_result.id: scope.names.get(track.key_result.unit_among(among), "") for track in tracks}
    place = {name: index for index, name in enumerate(scope.names.values())}
    progress = [_progress(track, units[track.key_result.id], scope) for track in tracks]
    progress.sort(key=lambda row: place.get(row.unit, len(place)))
    # A note may come from a check-in whose meeting is still to come.
    held_meetings = set(scope.session.scalars(select(Meeting.id).where(scope.held)))
    risks = []
    for track in sorted(tracks, key=lambda track: track.risk.order):
        if track.risk.reasons:
            notes = [point.note for point in track.points if point.note and point.meeting_id in held_meetings]
            risks.append(KeyResultAtRisk(units[track.key_result.id], track.key_result, (notes or [""])[-1]))
    cycles = select(Cycle.name).join(Objective, Objective.cycle_id == Cycle.id).join(Objective.key_results).where(which)
    names = dict.fromkeys(scope.session.scalars(cycles.order_by(Cycle.start, Cycle.id)))
    return tuple(progress), tuple(risks), tuple(names)


def _progress(track: Track, unit: str, scope: Scope) -> KeyResultProgress:
    earlier = [point for point in track.points if point.at < scope.begin]
    # Of a milestone that nobody has said a word of there is nothing to tell.
    nothing = Point(scope.begin, None, None, None)
    before, after = (earlier or track.points[:1] or (nothing,))[-1], (track.points or (nothing,))[-1]
    return KeyResultProgress(unit, track.key_result, replace(before, note=""), replace(after, note=""))
