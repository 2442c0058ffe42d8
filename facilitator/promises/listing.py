"""Lists promises as `facilitator actions` prints them (CONTRACT, "JSON")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.people.reading import choose_person, find_unit
from facilitator.promises import reading
from facilitator.promises.kept import PromiseTotals
from facilitator.promises.reading import PromiseView
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class PromiseList:
    """The promises asked for.

    Attributes:
        promises: In the order they were recorded, actions before requests.
        kept: How the team keeps its promises; None where no team is named, or too few of it promised something.
        team: The team's name; None where none is named.
    """

    promises: tuple[PromiseView, ...]
    kept: PromiseTotals | None
    team: str | None

    @property
    def words(self) -> str:
        """How the team keeps its promises, in a line; empty where no team is named."""
        if self.team is None:
            return ""
        return f"{self.team}: {self.kept.words}" if self.kept else f"{self.team}: {TOO_FEW}"


TOO_FEW = "how many are kept is told where two people or more have promised something"
"""Shown in place of a figure that would be about one person (METHOD M9)."""


def list_promises(
    database: Database,
    *,
    only_open: bool = False,
    only_overdue: bool = False,
    owner: str | None = None,
    team: str | None = None,
    requests: bool = False,
) -> PromiseList:
    """Return the promises that are asked for.

    Args:
        only_open: Leave out those that are done, dropped or declined.
        only_overdue: Leave out those that are settled or not past their date.
        owner: Only those that this person owes.
        team: Only those that concern this unit or units below it.
        requests: Requests too, not only actions.

    Raises:
        NotFoundError: No person, or no unit, has that name.
    """
    with database.reading() as session:
        owner_id = choose_person(session, owner).id if owner is not None else None
        unit = find_unit(session, team) if team is not None else None
        unit_id, name = (unit.id, unit.name) if unit is not None else (None, None)
    only_open = only_open or only_overdue
    if unit_id is not None:
        promises = reading.of_unit(database, unit_id, only_open=only_open)
    elif owner_id is not None:
        promises = reading.of_person(database, owner_id, only_open=only_open)
    else:
        promises = reading.of_all(database, only_open=only_open)
    chosen = [
        promise
        for promise in promises
        if (requests or promise.kind == "action")
        and (owner_id is None or promise.person_id == owner_id)
        and (promise.overdue or not only_overdue)
    ]
    kept = reading.kept_by_unit(database, unit_id) if unit_id is not None else None
    return PromiseList(tuple(sorted(chosen, key=lambda promise: (promise.kind, promise.id))), kept, name)


def as_json(promise: PromiseView, *, kinds: bool = False) -> dict[str, Any]:
    """Return the JSON of an action: that of the minutes, with `id`, `meeting`, `reason` and `overdue`.

    With `kinds`, which requests need, `kind` comes first, and the fields of a request follow.
    """
    fields: dict[str, Any] = {
        "id": promise.id,
        "meeting": promise.meeting,
        "text": promise.text,
        "owner": promise.person,
        "due": promise.due and promise.due.isoformat(),
        "state": promise.state,
        "key_result": promise.key_result,
        "reason": promise.reason,
        "overdue": promise.overdue,
    }
    if not kinds:
        return fields
    request = {
        "from": promise.asker,
        "to": promise.asked_unit or promise.person,
        "answer": promise.answer,
        "note": promise.note,
    }
    return {"kind": promise.kind} | fields | (request if promise.kind == "request" else {})


def as_row(promise: PromiseView, *, kinds: bool = False) -> tuple[str, ...]:
    """Return the columns of a promise for a table."""
    due = promise.due.isoformat() if promise.due else "no date"
    text = f"{promise.asker} asks: {promise.text}" if promise.kind == "request" else promise.text
    text += f" (was {promise.first_due.isoformat()})" if promise.first_due else ""
    if promise.kind == "request" and promise.answer:
        text += f" ({promise.answer}{f': {promise.note}' if promise.note else ''})"
    text += f" (because: {promise.reason})" if promise.reason else ""
    row = (str(promise.id), "overdue" if promise.overdue else promise.state, due, promise.owes, text)
    return (promise.kind, *row) if kinds else row
