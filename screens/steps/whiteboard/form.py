"""Shows somebody's own cards in a check-in, moved by keyboard and by mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Input

from facilitator.checkin import session as own
from facilitator.checkin.session import Own
from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.steps.whiteboard import reading as whiteboard_reading
from facilitator.steps.whiteboard.checkin import AskedCards
from facilitator.steps.whiteboard.reading import CardView
from screens.actions import Key, declare
from screens.steps.form import Form
from screens.widgets.drafts import DraftField
from screens.widgets.reading import Reading
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

NEW = "new card"
"""The name of the draft of a new card."""


KEYS = declare(
    "own_cards",
    "My cards",
    Key("carry(1)", "right,l,L,shift+right,>", "card on", "Move my card to the next column", 90),
    Key("carry(-1)", "left,h,H,shift+left,<", "card back", "Move my card to the column before", 80),
    Key("card", "c", "new card", "Pin a new card of mine", 70),
)


class OwnCards(Rows):
    """The cards, column by column; left and right move the selected one, so does a click on it."""

    DEFAULT_CSS = "OwnCards { height: auto; max-height: 20; }"

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    async def action_carry(self, by: int) -> None:
        await self.query_ancestor(WhiteboardForm).carry(self.selected, by)

    def action_card(self) -> None:
        self.query_ancestor(WhiteboardForm).query_one("#new-card", Input).focus()

    async def on_rows_pressed(self) -> None:
        """Move the card that is clicked once more on, and from the last column back to the first."""
        await self.query_ancestor(WhiteboardForm).carry(self.selected, 1, around=True)


class WhiteboardForm(Form):
    """Somebody's own cards."""

    place = 90

    def __init__(self, person: str) -> None:
        super().__init__(person)
        self._cards: dict[object, CardView] = {}
        self._columns: tuple[str, ...] = ()
        # In which columns cards stand that are on their way there.
        self._carried: dict[int, str] = {}
        self._moves = 0
        self._begun = False

    def compose(self) -> ComposeResult:
        hint = "  ← → or a click moves the selected one"
        yield Static(Content.assemble(("My cards", "bold $primary"), (hint, "$muted")))
        yield OwnCards(id="own-cards")
        yield DraftField(id="new-card", placeholder="a new card, enter pins it", compact=True)
        yield Reading(id="card-reading")

    @property
    def mark(self) -> object:
        return self._moves

    async def show(self, own: Own, fresh: bool = True) -> None:
        """Show them, column by column."""
        asked: AskedCards = own.asked["whiteboard"]
        if fresh and self.program.outbox.empty:
            self._carried.clear()
        self._cards = {card.id: card for card in asked.cards}
        self._columns = asked.columns
        reader = lines.reader(asked.names, owner=self.person)
        self.query_one("#card-reading", Reading).read_with(reader, self.query_one("#new-card", Input))
        rows: list[Row] = []
        for place, column in enumerate(asked.columns):
            mine = [card for card in asked.cards if whiteboard_reading.placed(card.column, asked.columns) == column]
            shape = "●" if place == len(asked.columns) - 1 else "◐" if place else "○"
            rows.append(Row(Content.assemble((f"{shape} {clean_line(column)}", "bold"), (f"  {len(mine)}", "$muted"))))
            rows.extend(Row(_line(card), card.id) for card in mine)
        self.query_one(OwnCards).show(rows)
        if not self._begun:
            self._begun = True
            self.query_one("#new-card", DraftField).begin(self.drafts, NEW)

    async def carry(self, card_id: object, by: int, *, around: bool = False) -> None:
        """Move a card so many columns on."""
        card = self._cards.get(card_id)
        if card is None:
            return
        stands = self._carried.get(card.id, card.column)
        there = self._columns.index(whiteboard_reading.placed(stands, self._columns)) + by
        if around:
            there %= len(self._columns)
        if 0 <= there < len(self._columns):
            self._moves += 1
            self._carried[card.id] = column = self._columns[there]
            if not await self.record(own.move_card, card.id, column, {"column": stands}, what=card.title):
                self._carried.pop(card.id, None)

    @on(Input.Submitted, "#new-card")
    async def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        reading = self.query_one("#card-reading", Reading)
        if not event.value.strip() or not self._columns or reading.reader is None or not reading.takes(event.value):
            return
        card = reading.reader.read(event.value)
        if await self.record(own.add_card, card, self._columns[0], what=event.value):
            event.input.clear()

    @on(Input.Changed, "#new-card")
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one("#card-reading", Reading).follow(event.value)


FORM = WhiteboardForm


def _line(card: CardView) -> Content:
    tied = f"  → {clean_line(card.key_result)}" if card.key_result else ""
    age = f"  ! {card.age} days" if card.stale and card.column else ""
    return Content.assemble("   ", clean_line(card.title), (tied, "$muted"), (age, "bold $text-warning"))
