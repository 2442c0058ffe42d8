"""Promises as `facilitator actions` lists them (CONTRACT, "JSON")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.people.reading import choose_person, find_unit
from facilitator.promises import reading
from facilitator.promises.kept import Kept
from facilitator.promises.reading import Promise
from facilitator.store.database import Database


@dataclass(frozen=True, slots=True)
class Listed:
    """What was asked for.

    Attributes:
        some: In the order they were recorded, actions before requests.
        kept: How the team keeps its promises; None where no team is named, or too few of it promised something.
        team: The team's name; None where none is named.
    """

    some: tuple[Promise, ...]
    kept: Kept | None
    team: str | None

    @property
    def words(self) -> str:
        """How the team keeps its promises, in a line; empty where no team is named."""
        if self.team is None:
            return ""
        return f"{self.team}: {self.kept.words}" if self.kept else f"{self.team}: {TOO_FEW}"


TOO_FEW = "how many are kept is told where two people or more have promised something"
"""What stands in the place of a figure that would be one person's (METHOD M9)."""


def listed(
    database: Database,
    *,
    only_open: bool = False,
    only_overdue: bool = False,
    owner: str | None = None,
    team: str | None = None,
    requests: bool = False,
) -> Listed:
    """The promises that are asked for.

    Args:
        database: Where.
        only_open: Leave out what is done, dropped or declined.
        only_overdue: Leave out what is settled or not past its date.
        owner: Only what this person owes.
        team: Only what concerns this unit or those below it.
        requests: Requests too, not only actions.

    Raises:
        NotFoundError: Nobody, or no unit, is called so.
    """
    with database.reading() as session:
        owner_id = choose_person(session, owner).id if owner is not None else None
        unit = find_unit(session, team) if team is not None else None
        unit_id, name = (unit.id, unit.name) if unit is not None else (None, None)
    only_open = only_open or only_overdue
    if unit_id is not None:
        found = reading.of_unit(database, unit_id, only_open=only_open)
    elif owner_id is not None:
        found = reading.of_person(database, owner_id, only_open=only_open)
    else:
        found = reading.of_all(database, only_open=only_open)
    some = [
        one
        for one in found
        if (requests or one.kind == "action")
        and (owner_id is None or one.person_id == owner_id)
        and (one.overdue or not only_overdue)
    ]
    kept = reading.kept_by_unit(database, unit_id) if unit_id is not None else None
    return Listed(tuple(sorted(some, key=lambda one: (one.kind, one.id))), kept, name)


def as_json(one: Promise, *, kinds: bool = False) -> dict[str, Any]:
    """An action as the minutes have it, with `id`, `meeting`, `reason` and `overdue`.

    With `kinds` there may be requests too: `kind` tells, `owner` is who owes it, and the request's own fields follow.
    """
    found: dict[str, Any] = {
        "id": one.id,
        "meeting": one.meeting,
        "text": one.text,
        "owner": one.person,
        "due": one.due and one.due.isoformat(),
        "state": one.state,
        "key_result": one.key_result,
        "reason": one.reason,
        "overdue": one.overdue,
    }
    if not kinds:
        return found
    asked = {"from": one.asker, "to": one.asked_unit or one.person, "answer": one.answer, "note": one.note}
    return {"kind": one.kind} | found | (asked if one.kind == "request" else {})


def as_row(one: Promise, *, kinds: bool = False) -> tuple[str, ...]:
    """It for reading."""
    due = one.due.isoformat() if one.due else "no date"
    text = f"{one.asker} asks: {one.text}" if one.kind == "request" else one.text
    text += f" (was {one.first_due.isoformat()})" if one.first_due else ""
    text += f" ({one.answer}{f': {one.note}' if one.note else ''})" if one.kind == "request" and one.answer else ""
    text += f" (because: {one.reason})" if one.reason else ""
    row = (str(one.id), "overdue" if one.overdue else one.state, due, one.owes, text)
    return (one.kind, *row) if kinds else row
