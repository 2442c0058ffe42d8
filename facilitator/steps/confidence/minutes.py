"""Puts votes in the minutes."""

from __future__ import annotations

from collections import defaultdict
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
from facilitator.steps.records import StepRecord, source
from facilitator.tables.consensus import ConfidenceMeaning, Vote, Voting
from facilitator.tables.okr import Objective


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """What was voted on and agreed of a key result, or objective.

    Attributes:
        per: Which of the two, `key_result` or `objective`.
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
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        return {
            self.per: self.title,
            "owner": self.owner,
            "rounds": [{"votes": dict(figures)} for figures in self.rounds],
            "agreed": self.agreed,
        }


def _fields(row: Voting, titles: Titles) -> Iterator[Field]:
    of_objective = titles.objectives.get(row.objective_id)
    yield "agreed", f"{titles.key_results.get(row.key_result_id, of_objective)}, agreed confidence", CONFIDENCE


RECORDS = (VoteRecord,)
CORRECTABLE = (Correctable("confidence", Voting, None, _fields, place=30),)


def records(past: Past, index: int) -> tuple[VoteRecord, ...]:
    """Return what was revealed, agreed or passed over, in the order of the OKRs; nothing of a round under seal."""
    per = past.live.agenda.steps[index].per
    rows = {item_of(row, per): row for row in past.own(Voting)}
    figures: dict[tuple[int | None, int], dict[int, int]] = defaultdict(dict)
    for vote in past.together.of_meeting(Vote, past.live.id):
        if vote.value is not None:
            figures[item_of(vote, per), vote.round][vote.person_id] = vote.value
    meanings = votes.meanings_line(_meanings(past))
    voted = []
    for item_id, (title, owner) in _titles(past, per, [item_id for item_id in rows if item_id is not None]).items():
        row = rows[item_id]
        rounds = (figures.get((item_id, number), {}) for number in range(1, row.round + 1))
        named = tuple(
            {past.people[person]: given[person] for person in past.live.people if person in given}
            for given in rounds
            if given
        )
        closed = row.state == "closed"
        voted.append(VoteRecord(per, title, owner, named, row.agreed, meanings, closed=closed, source=source(row)))
    return tuple(voted)


def _titles(past: Past, per: str, ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    """Return titles and owners, in the order of the OKRs."""
    if per != "objective":
        return {row_id: (row.title, owner) for row_id, (row, _, owner) in past.key_results(ids).items()}
    rows = past.rows(Objective, past.together.having(Objective, Objective.id, ids))
    there = sorted((row for row in rows if row.id in ids), key=lambda row: (row.position, row.id))
    return {row.id: (row.title, past.owner(row)) for row in there}


def _meanings(past: Past) -> Mapping[int, str]:
    agreed: dict[int, dict[int, str]] = defaultdict(dict)
    for row in past.rows(ConfidenceMeaning, past.together.all(ConfidenceMeaning)):
        agreed[row.unit_id][row.value] = row.text
    return votes.nearest(agreed, past.live.unit_id, {unit.id: unit.parent_id for unit in past.units.values()})


def section(step: StepRecord) -> list[Block]:
    """Return a table: the votes round by round, and what was agreed; without names, for OKRs are rated, no people."""
    voted: tuple[VoteRecord, ...] = step.records
    what = "Objective" if step.step.per == "objective" else "Key result"
    table = blocks.table((what, "Owner", "Votes", "Agreed"), map(_row, voted), "Nothing was voted on.")
    picture = blocks.bars(
        "Confidence agreed on",
        "The bar is the confidence of 10, the mark the median of the last round of votes.",
        filter(None, map(_bar, voted)),
    )
    return [Heading(step.title), *table, *picture, *blocks.paragraph(voted[0].meanings if voted else "")]


def _bar(voted: VoteRecord) -> Bar | None:
    if voted.agreed is None:
        return None
    words, share = f"{voted.agreed} of {votes.HIGHEST}", voted.agreed / votes.HIGHEST
    if not voted.rounds:
        return Bar(voted.title, words, share)
    median = votes.tally(voted.rounds[-1]).median
    return Bar(voted.title, f"{words} (median {number(median)})", share, median / votes.HIGHEST)


def _row(voted: VoteRecord) -> tuple[str | Line, ...]:
    tallies = [votes.tally(figures) for figures in voted.rounds]
    rounds = [
        f"round {place}: {' '.join(map(str, tally.figures))} (median {number(tally.median)}, spread {tally.spread})"
        for place, tally in enumerate(tallies, 1)
    ]
    agreed = "not agreed" if voted.agreed is None else f"{voted.agreed} of 10"
    last = tallies[-1].remark if tallies else ""
    remark = last if voted.agreed is None else votes.remark([voted.agreed])
    return (
        voted.title,
        blocks.someone(voted.owner),
        "; ".join(rounds) or "nobody voted",
        line(agreed + (f": {remark}" if remark else ""), blocks.corrected(voted.corrected)),
    )
