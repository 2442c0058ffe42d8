"""What the OKRs of a digest came to from the first day to the last, and what is at risk at its end."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from facilitator.okr import owners, tracking
from facilitator.okr.tracking import Point, Track
from facilitator.reports.digest.document import AtRisk, Moved
from facilitator.reports.digest.scope import Scope
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Cycle, KeyResult, Objective


def read(scope: Scope) -> tuple[tuple[Moved, ...], tuple[AtRisk, ...], tuple[str, ...]]:
    """The key results of all cycles that the span touches, unit by unit; those at risk, the worst first; the cycles.

    A figure or a confidence is of the OKR and of nobody (METHOD M9).
    """
    which = (Cycle.start <= scope.until) & (Cycle.end >= scope.since) & KeyResult.dropped.is_(False)
    if scope.units is not None:
        which &= owners.of_team(scope.units)
    tracks = tracking.tracks(scope.session, which, scope.until, until=scope.end)
    units = _units(scope, which)
    # A note may come from a check-in whose meeting is still to come.
    told = set(scope.session.scalars(select(Meeting.id).where(scope.held)))
    place = {name: index for index, name in enumerate(scope.names.values())}
    progress = [_moved(track, units.get(track.key_result.id, ""), scope) for track in tracks]
    progress.sort(key=lambda one: place.get(one.unit, len(place)))
    risky = sorted((track for track in tracks if track.risk.reasons), key=lambda track: track.risk.order)
    risks = tuple(
        AtRisk(
            unit=units.get(track.key_result.id, ""),
            objective=track.key_result.objective,
            key_result=track.key_result.title,
            owner=track.key_result.owner,
            confidence=track.key_result.confidence,
            risk=track.risk,
            note=next((one.note for one in reversed(track.points) if one.note and one.meeting_id in told), ""),
        )
        for track in risky
    )
    cycles = select(Cycle.name).join(Objective, Objective.cycle_id == Cycle.id).join(Objective.key_results).where(which)
    return tuple(progress), risks, tuple(dict.fromkeys(scope.session.scalars(cycles.order_by(Cycle.start, Cycle.id))))


def _moved(track: Track, unit: str, scope: Scope) -> Moved:
    earlier = [point for point in track.points if point.at < scope.begin]
    # Of a milestone that nobody has said a word of there is nothing to tell.
    nothing = Point(scope.begin, None, None, None)
    before, after = (earlier or track.points[:1] or (nothing,))[-1], (track.points or (nothing,))[-1]
    return Moved(
        unit=unit,
        objective=track.key_result.objective,
        key_result=track.key_result.title,
        owner=track.key_result.owner,
        measure=track.key_result.unit,
        start=track.key_result.start,
        target=track.key_result.target,
        before=before.value,
        after=after.value,
        way_before=before.ratio,
        way=after.ratio,
        confidence_before=before.confidence,
        confidence=after.confidence,
    )


def _units(scope: Scope, which: ColumnElement[bool]) -> dict[int, str]:
    """The unit that each key result counts for: its objective's; where that is not of the team, its owner's."""
    rows = scope.session.execute(
        select(KeyResult.id, KeyResult.owner_id, Objective.owner_unit_id, Objective.owner_person_id)
        .join(Objective, Objective.id == KeyResult.objective_id)
        .join(Cycle, Cycle.id == Objective.cycle_id)
        .where(which)
    )
    found = {}
    for row in rows:
        candidates = [row.owner_unit_id, *(_unit(scope, one) for one in (row.owner_person_id, row.owner_id))]
        here = [one for one in candidates if one is not None and (scope.units is None or one in scope.units)]
        found[row.id] = scope.names.get(here[0], "") if here else ""
    return found


def _unit(scope: Scope, person_id: int | None) -> int | None:
    person = scope.people.get(person_id)
    return person.unit_id if person else None
