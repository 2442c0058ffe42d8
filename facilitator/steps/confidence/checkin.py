"""Asks for votes in a check-in."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line, counted
from facilitator.common.toml import toml_value
from facilitator.common.trees import way_up
from facilitator.meeting import running
from facilitator.okr import votes
from facilitator.okr.views import KeyResultView
from facilitator.people.reading import units_below
from facilitator.steps import season
from facilitator.steps.confidence import reading, seal, writing
from facilitator.steps.confidence.kind import KIND
from facilitator.steps.confidence.reading import Item, item_of
from facilitator.steps.questions import Names, Reader, Recording, Who
from facilitator.store.database import Database
from facilitator.tables.consensus import Vote
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit


@dataclass(frozen=True, slots=True)
class OwnVote:
    """Somebody's own vote on one item.

    Attributes:
        round: The round that it goes into.
        open: Whether they can vote now; what is revealed or closed takes no vote.
        figure: Their vote in that round; None where they have not voted.
    """

    item: Item
    round: int
    open: bool
    figure: int | None

    @property
    def id(self) -> int:
        """The item's id."""
        return self.item.id


@dataclass(frozen=True, slots=True)
class AskedVotes:
    """What somebody votes on, before the meeting and in it; there is nobody else's vote in it.

    Attributes:
        current: The id of what the meeting votes on now, where it is in a meeting.
        meanings: What the figures mean, by figure.
    """

    person_id: int
    per: str
    own: tuple[OwnVote, ...]
    current: int | None
    meanings: Mapping[int, str]
    names: Names[Item]

    table = KIND.table

    @property
    def owed(self) -> tuple[str, ...]:
        """What is still to do, in words."""
        missing = sum(vote.open and vote.figure is None for vote in self.own)
        return (f"your vote on {counted(missing, self.per.replace('_', ' '))}",) if missing else ()

    def template(self) -> list[str]:
        """Return a line for every vote that can be given; nothing is filled in but their own votes."""
        lines = [f"# a vote from 1 to 10, sealed until the reveal: {clean_line(votes.meanings_line(self.meanings))}"]
        given = {vote.id: vote for vote in self.own}
        objective = ""
        for called, item in self.names.best.items():
            vote = given[item.id]
            if not vote.open:
                continue
            if isinstance(item, KeyResultView) and item.objective != objective:
                objective = item.objective
                lines.append(f"# {clean_line(objective)}")
            lines.append(
                f"# {toml_value(called)} = " if vote.figure is None else f"{toml_value(called)} = {vote.figure}"
            )
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """Read the votes on all that are named; they are recorded all at once."""
        figures: dict[int, int] = {}
        given = {vote.id: vote for vote in self.own}
        what = self.per.replace("_", " ")
        for where, item, value in self.names.entries(reader, self.table, table, what):
            figure = reader.whole(where, "a vote", value, votes.LOWEST, votes.HIGHEST)
            if figure is None or figure == given[item.id].figure:
                continue
            if given[item.id].open:
                figures[item.id] = figure
            else:
                reader.wrong(where, "its votes are revealed", "take it out, or wait until another vote is asked for")
        if not figures:
            return None
        return lambda database: writing.vote(database, self.person_id, self.per, figures)


def asked(database: Database, who: Who) -> AskedVotes | None:
    """Return what somebody can vote on: in a meeting what it votes on, before it all that the next one may be about."""
    with database.reading() as session:
        cycle_id = season.consensus_cycle(session, who)
        if cycle_id is None:
            return None
        per, current = "key_result", None
        if who.agenda is None or who.meeting_id is None:
            items = reading.items_of(session, per, _of_everybody(session, who, cycle_id))
            figures = _figures(session, who.person_id, None, per)
            own = tuple(OwnVote(item, 1, True, figures.get((item.id, 1))) for item in items)
            meanings = reading.meanings_of(session, who.unit_id)
        else:
            per = next(step.per for step in who.agenda.steps if step.kind == "confidence")
            people = running.read(session, who.meeting_id).people
            shown = reading.ballots_of(session, session.get_one(Meeting, who.meeting_id), per, people)
            figures = _figures(session, who.person_id, who.meeting_id, per)
            own = tuple(
                OwnVote(ballot.item, ballot.round, ballot.state == "open", figures.get((ballot.item.id, ballot.round)))
                for ballot in shown.ballots
            )
            current = None if shown.current is None else shown.ballots[shown.current].item.id
            meanings = shown.meanings
    return AskedVotes(who.person_id, per, own, current, meanings, Names(vote.item for vote in own)) if own else None


def _of_everybody(session: Session, who: Who, cycle_id: int) -> Select[int]:
    """Return the objectives of the cycle in the person's topmost unit and below it, and their own."""
    parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
    units = units_below(session, above[-1]) if (above := way_up(who.unit_id, parents)) else []
    people = select(Person.id).where(or_(Person.unit_id.in_(units), Person.id == who.person_id))
    owned = or_(Objective.owner_unit_id.in_(units), Objective.owner_person_id.in_(people))
    return select(Objective.id).where(Objective.cycle_id == cycle_id, owned)


def _figures(session: Session, person_id: int, meeting_id: int | None, per: str) -> dict[tuple[int | None, int], int]:
    """Return somebody's own votes, opened for nobody but them."""
    secret = seal.known_key(session)
    if secret is None:
        return {}
    figures = {}
    for row in session.scalars(select(Vote).where(Vote.meeting_id == meeting_id, Vote.person_id == person_id)):
        with contextlib.suppress(seal.BrokenSealError):
            figures[item_of(row, per), row.round] = seal.opened(secret, row.sealed)
    return figures
