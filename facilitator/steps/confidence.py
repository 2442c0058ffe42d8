"""Confidence: how sure the owner is, voted on by everybody at the same time and unseen (METHOD M14)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from facilitator.common.text import clean_line, number
from facilitator.common.toml_writer import quoted
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Heading, Line, line
from facilitator.meeting import running
from facilitator.meeting.agenda import PER
from facilitator.meeting.past import Past
from facilitator.okr import votes
from facilitator.people.reading import units_below
from facilitator.steps import ballots, sealing, season, voting
from facilitator.steps.asking import Names, Reader, Recording, Who
from facilitator.steps.ballots import Item, item_of
from facilitator.steps.kind import Kind, StepTold
from facilitator.store.database import Database
from facilitator.tables.consensus import ConfidenceMeaning, Vote, Voting
from facilitator.tables.meeting import Meeting
from facilitator.tables.okr import Objective
from facilitator.tables.people import Person, Unit

# -- the minutes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voted:
    """What was voted on and agreed of one key result, or objective.

    Attributes:
        per: Which of the two: one of `agenda.PER`.
        rounds: The revealed rounds: everybody's figure by name.
        agreed: The agreed figure; None where none was.
        meanings: What the figures mean in the meeting's unit, in a line.
        corrected: The numbers of the corrections of the agreed figure.
    """

    per: str
    title: str
    owner: str | None
    rounds: tuple[Mapping[str, int], ...]
    agreed: int | None
    meanings: str
    corrected: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            self.per: self.title,
            "owner": self.owner,
            "rounds": [{"votes": dict(figures)} for figures in self.rounds],
            "agreed": self.agreed,
        }


def records(past: Past, index: int) -> tuple[Voted, ...]:
    """What was revealed, agreed or passed over, in the order of the OKRs; nothing of a round that is under seal."""
    per = past.live.agenda.steps[index].per
    rows = {item_of(row, per): row for row in past.own(Voting)}
    figures: dict[tuple[int | None, int], dict[int, int]] = {}
    for vote in past.together.of_meeting(Vote, past.live.id):
        if vote.value is not None:
            figures.setdefault((item_of(vote, per), vote.round), {})[vote.person_id] = vote.value
    meanings = votes.meanings_line(_meanings(past))
    found = []
    for item_id, (title, owner) in _titles(past, per, [one for one in rows if one is not None]).items():
        row = rows[item_id]
        rounds = [figures[item_id, one] for one in range(1, row.round + 1) if (item_id, one) in figures]
        if rounds or row.agreed is not None or row.state == "closed":
            named = tuple({past.people[one]: some[one] for one in past.live.people if one in some} for some in rounds)
            found.append(Voted(per, title, owner, named, row.agreed, meanings, past.corrected(row)))
    return tuple(found)


def _titles(past: Past, per: str, ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """Titles and owners, in the order of the OKRs."""
    if per != "objective":
        return {one: (row.title, owner) for one, (row, _, owner) in past.key_results(ids).items()}
    rows = past.together.having(Objective, Objective.id, ids)
    titles = {row.id: row.title for row in rows}
    there = [row for row in past.rows(Objective, rows) if row.id in titles]
    return {row.id: (titles[row.id], past.owner(row)) for row in sorted(there, key=lambda row: (row.position, row.id))}


def _meanings(past: Past) -> Mapping[int, str]:
    agreed: dict[int, dict[int, str]] = {}
    for row in past.rows(ConfidenceMeaning, past.together.all(ConfidenceMeaning)):
        agreed.setdefault(row.unit_id, {})[row.value] = row.text
    return votes.nearest(agreed, past.live.unit_id, {unit.id: unit.parent_id for unit in past.units.values()})


def section(told: StepTold) -> list[Block]:
    """A table: how sure, round by round, and what was agreed; figures without names, for OKRs are rated, no people."""
    some: tuple[Voted, ...] = told.records
    what = "Objective" if told.step.per == "objective" else "Key result"
    heads = (what, "Owner", "Votes", "Agreed")
    table = blocks.table(heads, map(_row, some), "Nothing was voted on.")
    picture = blocks.bars(
        "Confidence agreed on",
        "The bar is the confidence of 10, the mark the median of the last round of votes.",
        filter(None, map(_bar, some)),
    )
    return [Heading(told.title), *table, *picture, *blocks.paragraph(some[0].meanings if some else "")]


def _bar(one: Voted) -> Bar | None:
    if one.agreed is None:
        return None
    told = f"{one.agreed} of {votes.HIGHEST}"
    if not one.rounds:
        return Bar(one.title, told, one.agreed / votes.HIGHEST)
    median = votes.tally(one.rounds[-1]).median
    return Bar(one.title, f"{told} (median {number(median)})", one.agreed / votes.HIGHEST, median / votes.HIGHEST)


def _row(one: Voted) -> tuple[str | Line, ...]:
    rounds = []
    for place, figures in enumerate(one.rounds, 1):
        tally = votes.tally(figures)
        listed = " ".join(map(str, tally.figures))
        rounds.append(f"round {place}: {listed} (median {number(tally.median)}, spread {tally.spread})")
    agreed = "not agreed" if one.agreed is None else f"{one.agreed} of 10"
    last = votes.tally(one.rounds[-1]).remark if one.rounds and one.agreed is None else ""
    remark = last if one.agreed is None else votes.remark([one.agreed])
    return (
        one.title,
        blocks.someone(one.owner),
        "; ".join(rounds) or "nobody voted",
        line(agreed + (f": {remark}" if remark else ""), blocks.corrected(one.corrected)),
    )


# -- the check-in ------------------------------------------------------------------------------------------------------


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

    @property
    def title(self) -> str:
        """The item's title."""
        return self.item.title

    @property
    def owner(self) -> str:
        """Whose it is."""
        return self.item.owner


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
    names: Names[OwnVote]

    table = "confidence"

    def template(self) -> list[str]:
        """A line for every vote that can be given; nothing is filled in but their own votes."""
        lines = [f"# a vote from 1 to 10, sealed until the reveal: {clean_line(votes.meanings_line(self.meanings))}"]
        objective = ""
        for called, one in self.names.best.items():
            if not one.open:
                continue
            if one.item.objective != objective and self.per != "objective":
                objective = one.item.objective
                lines.append(f"# {clean_line(objective)}")
            lines.append(f"# {quoted(called)} = " if one.figure is None else f"{quoted(called)} = {one.figure}")
        return lines

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:
        """The votes of all that are named, recorded all at once."""
        figures: dict[int, int] = {}
        what = self.per.replace("_", " ")
        for where, one, value in self.names.entries(reader, self.table, table, what):
            figure = reader.whole(where, "a vote", value, votes.LOWEST, votes.HIGHEST)
            if figure is None or figure == one.figure:
                continue
            if one.open:
                figures[one.id] = figure
            else:
                reader.wrong(where, "its votes are revealed", "take it out, or wait until another vote is asked for")
        if not figures:
            return None
        return lambda database: voting.vote(database, self.person_id, self.per, figures)


def asked(database: Database, who: Who) -> AskedVotes | None:
    """What they can vote on: in a meeting what it votes on, before it all that the next one may be about."""
    with database.reading() as session:
        cycle_id = season.consensus_cycle(session, who)
        if cycle_id is None or (who.agenda is not None and not who.in_step("confidence")):
            return None
        if who.agenda is None or who.meeting_id is None:
            own, current, meanings, per = *_before(session, who, cycle_id), PER[0]
        else:
            per = next(step.per for step in who.agenda.steps if step.kind == "confidence")
            own, current, meanings = _now(session, who, who.meeting_id, per)
    if not own:
        return None
    more = {one.id: (one.item.key, f"{one.title} ({one.item.objective})") for one in own}
    return AskedVotes(who.person_id, per, own, current, meanings, Names(own, more))


_Own = tuple[tuple[OwnVote, ...], int | None, Mapping[int, str]]


def _now(session: Session, who: Who, meeting_id: int, per: str) -> _Own:
    meeting = session.get_one(Meeting, meeting_id)
    found = ballots.ballots_of(session, meeting, per, running.read(session, meeting_id).people)
    figures = _figures(session, who.person_id, meeting_id, per)
    own = tuple(
        OwnVote(one.item, one.round, one.state == "open", figures.get((one.item.id, one.round)))
        for one in found.ballots
    )
    current = None if found.current is None else found.ballots[found.current].item.id
    return own, current, found.meanings


def _before(session: Session, who: Who, cycle_id: int) -> _Own:
    items = ballots.items_of(session, PER[0], _of_everybody(session, who, cycle_id))
    figures = _figures(session, who.person_id, None, PER[0])
    own = tuple(OwnVote(item, 1, True, figures.get((item.id, 1))) for item in items)
    return own, None, ballots.meanings_of(session, who.unit_id)


def _of_everybody(session: Session, who: Who, cycle_id: int) -> Select[int]:
    """The objectives of the cycle in the person's topmost unit and below it, and their own."""
    parents = dict(session.execute(select(Unit.id, Unit.parent_id)).all())
    top, seen = who.unit_id, set[int]()
    while top is not None and top not in seen and parents.get(top) is not None:
        seen.add(top)
        top = parents[top]
    units = [] if top is None else units_below(session, top)
    people = select(Person.id).where(or_(Person.unit_id.in_(units), Person.id == who.person_id))
    owned = or_(Objective.owner_unit_id.in_(units), Objective.owner_person_id.in_(people))
    return select(Objective.id).where(Objective.cycle_id == cycle_id, owned)


def _figures(session: Session, person_id: int, meeting_id: int | None, per: str) -> dict[tuple[int | None, int], int]:
    """Somebody's own votes, opened for nobody but them."""
    secret = sealing.known_key(session)
    if secret is None:
        return {}
    found = {}
    for row in session.scalars(select(Vote).where(Vote.meeting_id == meeting_id, Vote.person_id == person_id)):
        try:
            found[item_of(row, per), row.round] = sealing.opened(secret, row.sealed)
        except sealing.BrokenSealError:
            continue
    return found


KIND = Kind("confidence", read=ballots.read, records=records, section=section, asked=asked)
