"""What somebody has promised and not done yet, in their check-in: asked at any time, of no kind of step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


def asked(database: Database, who: Who) -> AskedPromises | None:
    """What they owe; None where that is nothing."""
    promises = promises_reading.of_person(database, who.person_id, only_open=True)
    mine = tuple(row for row in promises if row.person_id == who.person_id and is_promised(row.kind, row.answer))
    return AskedPromises(mine) if mine else None


def is_promised(kind: str, answer: str | None) -> bool:
    """Whether it stands among the promises; else it is a request that is still to be answered."""
    return kind == "action" or answer == "accepted"


def settle(
    database: Database,
    name: str,
    kind: str,
    row_id: int,
    state: str,
    reason: str = "",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Somebody says in their check-in what has become of a promise; in the meeting that they are in, if they are.

    `expected` is what stood on the screen, by column.

    Raises:
        ChangedMeanwhileError: It is otherwise now.
        NotFoundError: Nobody is called so.
        RefusedError: As `promises.writing.set_state`.
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
