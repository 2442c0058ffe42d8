"""Puts votes in the minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from facilitator.common.text import number
from facilitator.documents import blocks
from facilitator.documents.blocks import Bar, Block, Heading, Line, line
from facilitator.meeting.past import Past
from facilitator.okr import votes
from facilitator.steps.confidence.reading import item_of
from facilitator.steps.corrections import CONFIDENCE, Correctable, Field, Titles
from facilitator.steps.records import StepTold, source
from facilitator.tables.consensus import ConfidenceMeaning, Vote, Voting
from facilitator.tables.okr import Objective


@dataclass(frozen=True, slots=True)
class Voted:
    """What was voted on and agreed of one key result, or objective.

    Attributes:
        per: Which of the two: one of `agenda.PER`.
        rounds: The revealed rounds: everybody's figure by name.
        agreed: The agreed figure; None where none was.
        meanings: What the figures mean in the meeting's unit, in a line.
        corrected: The numbers of the corrections of the agreed figure.
        closed: Whether the meeting was done with it.
    """

    per: str
    title: str
    owner: str | None
    rounds: tuple[Mapping[str, int], ...]
    agreed: int | None
    meanings: str
    corrected: tuple[int, ...] = ()
    closed: bool = False
    source: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell of it, but for an agreed figure that a correction may say was missing."""
        return not self.rounds and self.agreed is None and not self.closed

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {
            self.per: self.title,
            "owner": self.owner,
            "rounds": [{"votes": dict(figures)} for figures in self.rounds],
            "agreed": self.agreed,
        }


def _fields(row: Voting, titles: Titles) -> Iterator[Field]:
    of_objective = titles.objectives.get(row.objective_id)
    yield "agreed", f"{titles.key_results.get(row.key_result_id, of_objective)}, agreed confidence", CONFIDENCE


RECORDS = (Voted,)
CORRECTABLE = (Correctable("confidence", Voting, None, _fields, place=30),)


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
        named = tuple({past.people[one]: some[one] for one in past.live.people if one in some} for some in rounds)
        closed = row.state == "closed"
        found.append(Voted(per, title, owner, named, row.agreed, meanings, closed=closed, source=source(row)))
    return tuple(found)


def _titles(past: Past, per: str, ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """Titles and owners, in the order of the OKRs."""
    if per != "objective":
        return {one: (row.title, owner) for one, (row, _, owner) in past.key_results(ids).items()}
    rows = past.rows(Objective, past.together.having(Objective, Objective.id, ids))
    there = sorted((row for row in rows if row.id in ids), key=lambda row: (row.position, row.id))
    return {row.id: (row.title, past.owner(row)) for row in there}


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
