"""Reads what a meeting votes on, and where the votes stand (METHOD M14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from facilitator.meeting import running
from facilitator.meeting.objectives import objectives_of
from facilitator.okr import reading as okr_reading
from facilitator.okr import votes
from facilitator.okr.views import KeyResultView, ObjectiveView
from facilitator.store.database import Database
from facilitator.tables.consensus import ConfidenceMeaning, Vote, Voting
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Objective
from facilitator.tables.people import Unit

_Row = TypeVar("_Row", Vote, Voting)


Item = KeyResultView | ObjectiveView
"""What is voted on: one or the other, as `agenda.PER` says. Who speaks for it says the agreed figure."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """Where the votes on one item stand; no figure is in it that was not revealed.

    Attributes:
        state: `open`, `revealed` or `closed`.
        round: The round that is open, or was last; counts from 1.
        voted: Who has voted in it, by id.
        rounds: The revealed rounds: everybody's figure by name.
        agreed: The agreed figure.
    """

    item: Item
    state: str
    round: int
    voted: frozenset[int]
    rounds: tuple[Mapping[str, int], ...]
    agreed: int | None


@dataclass(frozen=True, slots=True)
class Ballots:
    """What a confidence step shows.

    Attributes:
        ballots: In the order of the OKRs.
        current: The place of the one that is voted on now; None where all are done, or there are none.
        meanings: What figures mean in the meeting's unit.
    """

    ballots: tuple[Ballot, ...]
    current: int | None
    meanings: Mapping[int, str]


def of_meeting(database: Database, meeting_id: int) -> dict[str, Ballots]:
    """Return the ballots of a meeting, by what its confidence steps vote on."""
    with database.reading() as session:
        live = running.read(session, meeting_id)
        meeting = session.get_one(Meeting, meeting_id)
        pers = dict.fromkeys(step.per for step in live.agenda.steps if step.kind == "confidence")
        return {per: ballots_of(session, meeting, per, live.people) for per in pers}


def ballots_of(session: Session, meeting: Meeting, per: str, people: Mapping[int, str]) -> Ballots:
    """Return the ballots of a meeting; `people` are the names of those whose votes count, by id."""
    rows = session.scalars(
        select(Voting).where(Voting.meeting_id == meeting.id, column_of(Voting, per).is_not(None))
    ).all()
    voting = {item_of(row, per): row for row in rows}
    figures: dict[tuple[int | None, int], dict[int, int | None]] = defaultdict(dict)
    for vote in session.scalars(select(Vote).where(Vote.meeting_id == meeting.id)):
        figures[item_of(vote, per), vote.round][vote.person_id] = vote.value
    items = items_of(session, per, objectives_of(session, meeting))
    ballots = tuple(_ballot(item, voting.get(item.id), figures, people) for item in items)
    places = {ballot.item.id: place for place, ballot in enumerate(ballots) if ballot.state != "closed"}
    begun = [row for row in rows if item_of(row, per) in places]
    latest = max(begun, key=lambda row: (row.opened_at, row.id), default=None)
    current = next(iter(places.values()), None) if latest is None else places[item_of(latest, per) or 0]
    return Ballots(ballots, current, meanings_of(session, meeting.unit_id))


def _ballot(
    item: Item,
    row: Voting | None,
    figures: Mapping[tuple[int | None, int], Mapping[int, int | None]],
    people: Mapping[int, str],
) -> Ballot:
    last = row.round if row else 1
    cast = [figures.get((item.id, number), {}) for number in range(1, last + 1)]
    named = ({name: figure for person, name in people.items() if (figure := given.get(person))} for given in cast)
    return Ballot(
        item=item,
        state=row.state if row else "open",
        round=last,
        voted=frozenset(cast[-1]) & people.keys(),
        rounds=tuple(filter(None, named)),
        agreed=row.agreed if row else None,
    )


def items_of(session: Session, per: str, ids: Select[int]) -> tuple[Item, ...]:
    """Return what is voted on of the objectives with these ids, in the order of the OKRs."""
    objectives = okr_reading.objectives(session, Objective.id.in_(ids))
    if per == "objective":
        return objectives
    return tuple(key_result for objective in objectives for key_result in objective.key_results)


def meanings_of(session: Session, unit_id: int | None) -> Mapping[int, str]:
    """Return what figures mean in a unit, as it or the nearest unit above it has agreed; else as METHOD M14 has it."""
    agreed: dict[int, dict[int, str]] = defaultdict(dict)
    for row in session.scalars(select(ConfidenceMeaning).order_by(ConfidenceMeaning.value)):
        agreed[row.unit_id][row.value] = row.text
    parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
    return votes.nearest(agreed, unit_id, parents)


def column_of(table: type[_Row], per: str) -> InstrumentedAttribute[int | None]:
    """Return the column that names what is voted on."""
    return table.objective_id if per == "objective" else table.key_result_id


def item_of(row: Vote | Voting, per: str) -> int | None:
    """Return the id of what is voted on; None where it is something of the other kind."""
    return row.objective_id if per == "objective" else row.key_result_id


def set_item(row: Vote | Voting, per: str, item_id: int) -> None:
    """Say what is voted on."""
    if per == "objective":
        row.objective_id = item_id
    else:
        row.key_result_id = item_id
