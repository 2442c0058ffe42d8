"""Puts the whiteboard in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.records import StepTold
from facilitator.steps.whiteboard.reading import placed
from facilitator.tables.meeting import Card


@dataclass(frozen=True, slots=True)
class Pinned:
    """A card on the whiteboard."""

    card: str
    owner: str | None
    column: str
    key_result: str | None

    def as_json(self) -> dict[str, Any]:
        """The record as CONTRACT, "JSON minutes", wants it."""
        return {"card": self.card, "owner": self.owner, "column": self.column, "key_result": self.key_result}


RECORDS = (Pinned,)


def records(past: Past, index: int) -> tuple[Pinned, ...]:
    """The cards on the boards of the meeting's unit and of the units below it, in the columns of the step's board."""
    columns = past.live.agenda.steps[index].columns
    below = past.units_below()
    rows = [card for card in past.together.having(Card, Card.unit_id, below) if not card.archived]
    cards = [card for card in past.rows(Card, rows) if card.unit_id in below and not card.archived]
    past.key_results(card.key_result_id for card in cards)
    return tuple(
        Pinned(card.title, past.people.get(card.owner_id), placed(card.column, columns), past.title(card.key_result_id))
        for card in sorted(cards, key=lambda card: (card.position, card.id))
    )


def section(told: StepTold) -> list[Block]:
    """The cards, column by column."""
    pinned: tuple[Pinned, ...] = told.records
    if not pinned:
        return []
    found: list[Block] = [Heading(told.title)]
    for column in dict.fromkeys([*told.step.columns, *(one.column for one in pinned)]):
        cards = [
            one.card + blocks.by(one.owner) + (f", for “{one.key_result}”" if one.key_result else "")
            for one in pinned
            if one.column == column
        ]
        found += [Heading(column, 3), *blocks.bullets(cards, "No cards.")]
    return found
