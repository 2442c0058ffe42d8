"""Puts the whiteboard in the minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting.past import Past
from facilitator.steps.records import StepRecord
from facilitator.steps.whiteboard.reading import placed
from facilitator.tables.meeting import Card


@dataclass(frozen=True, slots=True)
class CardRecord:
    """A card on the whiteboard."""

    card: str
    owner: str | None
    column: str
    key_result: str | None

    def as_json(self) -> dict[str, Any]:
        """Return the record as CONTRACT, "JSON minutes", wants it."""
        return {"card": self.card, "owner": self.owner, "column": self.column, "key_result": self.key_result}


RECORDS = (CardRecord,)


def records(past: Past, index: int) -> tuple[CardRecord, ...]:
    """Return the cards on the boards of the unit and the units below it, in the columns of the step's board."""
    columns = past.live.agenda.steps[index].columns
    below = past.units_below()
    rows = [card for card in past.together.having(Card, Card.unit_id, below) if not card.archived]
    cards = [card for card in past.rows(Card, rows) if card.unit_id in below and not card.archived]
    past.key_results(card.key_result_id for card in cards)
    return tuple(
        CardRecord(
            card.title, past.people.get(card.owner_id), placed(card.column, columns), past.title(card.key_result_id)
        )
        for card in sorted(cards, key=lambda card: (card.position, card.id))
    )


def section(step: StepRecord) -> list[Block]:
    """Return the cards, column by column."""
    if not step.records:
        return []
    laid_out: list[Block] = [Heading(step.title)]
    cards: dict[str, list[str]] = {column: [] for column in step.step.columns}
    for record in step.records:
        tied = f", for “{record.key_result}”" if record.key_result else ""
        cards.setdefault(record.column, []).append(record.card + blocks.by(record.owner) + tied)
    for column, titles in cards.items():
        laid_out += [Heading(column, 3), *blocks.bullets(titles, "No cards.")]
    return laid_out
