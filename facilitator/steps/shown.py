"""Reads everything a meeting's screen shows, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from facilitator.meeting import running
from facilitator.meeting.running import Live
from facilitator.people.reading import active_ids
from facilitator.steps import kinds, outcomes
from facilitator.steps.outcomes import Outcome
from facilitator.steps.round.reading import Turn
from facilitator.store import journal
from facilitator.store.database import Database
from facilitator.tables.people import Unit


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting as it was read last.

    Attributes:
        names: Everybody who can be named behind an @.
        units: The units that can be asked for something.
        parts: What each kind of step of its agenda shows, as `Kind.read` gives it.
        undoable: The id of the journal's entry that an undo would take back.
    """

    live: Live
    outcomes: tuple[Outcome, ...]
    carried: tuple[Outcome, ...]
    parts: Mapping[str, Any]
    undoable: int | None = None
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()

    @property
    def turns(self) -> Mapping[int, Turn]:
        """What everybody prepared for their turn in a round; nothing where there is none."""
        turns: Mapping[int, Turn] = self.parts.get("round") or {}
        return turns

    @property
    def prepared(self) -> frozenset[int]:
        """Who has prepared something for a turn of theirs; what it is stays theirs until then."""
        return frozenset(
            person
            for kind in ("round", "reflection")
            for person, turn in (self.parts.get(kind) or {}).items()
            if turn.prepared
        )


def read(database: Database, meeting_id: int) -> Shown:
    """Read a meeting; the number of queries depends neither on people nor on history."""
    with database.reading() as session:
        live = running.read(session, meeting_id)
        undoable = journal.newest(session, meeting_id)
        names = tuple(active_ids(session))
        units = tuple(session.scalars(select(Unit.name).order_by(Unit.id)))
    return Shown(
        live=live,
        outcomes=outcomes.recorded(database, meeting_id),
        carried=outcomes.carried_over(database, meeting_id),
        parts={
            kind: kinds.panel_data(database, kind, meeting_id)
            for kind in dict.fromkeys(step.kind for step in live.agenda.steps)
        },
        undoable=undoable,
        names=names,
        units=units,
    )
