"""Asks in a check-in what has become of promises: at any time, as a step of no meeting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.common.text import counted
from facilitator.meeting import running
from facilitator.people.reading import find_person
from facilitator.promises import reading as promises_reading
from facilitator.promises import writing as promises_writing
from facilitator.promises.reading import PromiseView
from facilitator.steps.questions import AskedOnScreen, Who
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class AskedPromises(AskedOnScreen):
    """What somebody owes: their open actions, and the requests that were accepted.

    A request without an answer, or with another offer, is among those to answer instead.
    """

    open: tuple[PromiseView, ...]

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        late = sum(promise.overdue for promise in self.open)
        return (counted(late, "overdue promise"),) if late else ()


def asked(database: Database, who: Who) -> AskedPromises | None:
    """Return what they owe; None where that is nothing."""
    promises = promises_reading.of_person(database, who.person_id, only_open=True)
    # A request that is not accepted is still to be answered.
    mine = tuple(
        promise
        for promise in promises
        if promise.person_id == who.person_id and (promise.kind == "action" or promise.answer == "accepted")
    )
    return AskedPromises(mine) if mine else None


def settle(
    database: Database,
    name: str,
    kind: str,
    row_id: int,
    state: str,
    reason: str = "",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Record what somebody says in their check-in, and in the meeting that they are in, has become of a promise.

    `expected` has the values on the screen, by column. Raises as `find_person` and `set_state`.
    """
    with database.reading() as session:
        person_id = find_person(session, name).id
        meeting_id = running.meeting_of(session, person_id)
    promises_writing.set_state(
        database,
        kind,
        row_id,
        state,
        reason,
        meeting_id=meeting_id,
        person_id=person_id,
        source="check-in",
        expected=expected,
    )
