"""Shows the whiteboard: three columns of cards, moved by keyboard and by mouse."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip

from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.shown import Shown
from facilitator.steps.whiteboard import reading as whiteboard_reading
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.steps.whiteboard.reading import CardView
from screens.actions import Key, declare
from screens.steps.panel import Panel
from screens.steps.whiteboard.cards import LEAST, CardExtent, CardOwners, CardState, Placed, density, draw, extents
from screens.widgets.rows import Row, Rows
from screens.widgets.safe import Static

KEYS = declare(
    "whiteboard",
    "The whiteboard",
    Key("column(1)", "right,l", "right", "Select the column to the right"),
    Key("column(-1)", "left,h", "left", "Select the column to the left"),
    Key("carry(1)", "L,shift+right", "move on", "Move the card to the right", 96),
    Key("carry(-1)", "H,shift+left", "move back", "Move the card to the left"),
    Key("card", "c", "card", "Pin a new card on the board", 94),
    Key("owner", "o", "owner", "Say whose card it is"),
    Key("reword", "r", "reword", "Reword the card"),
    Key("tie", "t", "key result", "Tie the card to a key result"),
    Key("archive", "backspace,delete", "take off", "Take the card off the board"),
)


SHAPES = {"waits": "○", "runs": "◐", "done": "●"}
"""How far the cards of a column are, by shape."""


class Column(Rows):
    """One column of the board: the cards that are in sight are drawn, the others only measured."""

    ALLOW_SELECT = False

    def __init__(self, index: int) -> None:
        super().__init__(id=f"column-{index}")
        self.index = index
        self._cards: tuple[Placed, ...] = ()
        # Whether the selected card is here, and not in another column.
        self._current = False
        self._extents: list[CardExtent] = []
        self._tops: list[int] = []
        self._drawn: dict[object, list[Strip]] = {}

    @property
    def board(self) -> WhiteboardPanel:
        return self.query_ancestor(WhiteboardPanel)

    def put(self, cards: Sequence[Placed]) -> None:
        """Show these cards."""
        if tuple(cards) != self._cards:
            self._cards = tuple(cards)
            self.show([Row(Content(placed.card.title), placed.card.id) for placed in cards])
            self._follow()

    def mark(self, current: bool) -> None:
        """Show whether the selected card is here."""
        if current != self._current:
            self._current = current
            self._follow()

    def reveal(self, card_id: int) -> None:
        """Bring a card into sight."""
        for index, placed in enumerate(self._cards):
            if placed.card.id == card_id and index < len(self._tops):
                self.scroll_to_region(Region(0, self._tops[index], 1, self._extents[index].height), animate=False)

    def _wrap(self) -> None:
        self._follow()

    def _follow(self) -> None:
        self._measure()
        super()._follow()

    @property
    def _seen_selected(self) -> int | None:
        return self._cursor if self._current and self._selects else None

    def _measure(self) -> None:
        """Find out where each card stands, without drawing any."""
        self._drawn.clear()
        width, cards = max(LEAST, self.scrollable_content_region.width), self._cards
        if len(cards) != len(self._rows):
            return
        lie = density(cards, width, self.size.height)
        self._extents = extents(cards, width, lie, self._seen_selected)
        self._tops = [0, *itertools.accumulate(extent.height for extent in self._extents)]
        nothing = Content("")
        self._lines = [(index, nothing) for index, extent in enumerate(self._extents) for _ in range(extent.height)]
        self.virtual_size = Size(width, len(self._lines))

    def render_line(self, y: int) -> Strip:
        """Draw a line of the card that stands there."""
        line = y + self.scroll_offset.y
        if line >= len(self._lines):
            return Strip.blank(self.size.width, self.rich_style)
        index = self._lines[line][0]
        key = index, self.size.width, self.visual_style
        if key not in self._drawn:
            self._drawn[key] = self._draw(index)
        return self._drawn[key][line - self._tops[index]]

    def _draw(self, index: int) -> list[Strip]:
        placed = self._cards[index]
        if index == self._seen_selected and placed.state is CardState.LIES:
            placed = replace(placed, state=CardState.SELECTED)
        lines = draw(placed, max(LEAST, self.scrollable_content_region.width), self._extents[index])
        return [Strip(line.render_segments(self.visual_style)).adjust_cell_length(self.size.width) for line in lines]

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a card."""
        card = self.board.cards.get(self.id_at(event.y + self.scroll_offset.y))
        if card is not None and event.button == 1:
            self.select(card.id)
            self.board.take(card)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where the card would land."""
        self.board.drag(event.screen_x, event.screen_y)

    def on_mouse_up(self) -> None:
        """Let go of the card: it goes to the column that it is over."""
        self._let_go()
        self.board.drop()

    def on_hide(self) -> None:
        """Let go of the card where it was: another step is in front."""
        self._let_go()
        self.board.take(None)

    def _let_go(self) -> None:
        if self.app.mouse_captured is self:
            self.release_mouse()


class WhiteboardPanel(Panel):
    """To do, doing, done."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = """
    WhiteboardPanel Horizontal { height: 1fr; }
    WhiteboardPanel .column { width: 1fr; height: 1fr; padding-right: 1; }
    WhiteboardPanel .column-head { width: 1fr; height: 1; text-style: bold; color: $background; }
    WhiteboardPanel .waits { background: $muted; }
    WhiteboardPanel .runs { background: $primary; }
    WhiteboardPanel .done { background: $success; }
    WhiteboardPanel .lands { background: $accent; }
    """

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self.columns = step.columns
        self.cards: dict[object, CardView] = {}
        # The card that the mouse holds, and the column that it would land in.
        self._held: CardView | None = None
        self._landing: int | None = None
        # The column with the selection; None until the board was in front.
        self._at: int | None = None
        # In which columns cards stand that are on their way there.
        self._carried: dict[int, str] = {}
        # What this window takes off the board: the card beside it is selected then.
        self._off: set[int] = set()

    def compose(self) -> ComposeResult:
        with Horizontal():
            for index in range(len(self.columns)):
                with Vertical(classes="column"):
                    yield Static(id=f"heading-{index}", classes=f"column-head {self._progress(index)}", markup=False)
                    yield Column(index)

    def _progress(self, index: int) -> str:
        """Return how far what stands in a column is: it waits, it runs, or it is done."""
        return "done" if index == len(self.columns) - 1 else "runs" if index else "waits"

    def show(self) -> None:
        """Show it; the selected card stays selected, whichever column it stands in by now."""
        cards: tuple[CardView, ...] = self.shown.parts["whiteboard"]
        self.cards = {card.id: card for card in cards}
        self._place()

    def _where(self, card: CardView) -> int:
        """Return the column in which a card stands, or will in a moment."""
        stands = self._carried.get(card.id, card.column)
        return self.columns.index(whiteboard_reading.placed(stands, self.columns))

    def _place(self) -> None:
        """Show each card in its column; one that is carried also where it would land."""
        selected = self._selected
        cards: tuple[CardView, ...] = self.shown.parts["whiteboard"]
        owners = CardOwners.of(self.shown.live, cards)
        placed: list[list[Placed]] = [[] for _ in self.columns]
        counts = [0] * len(self.columns)
        last = len(self.columns) - 1
        for card in cards:
            here = self._where(card)
            counts[here] += 1
            state = CardState.LANDS if card.id in self._carried else CardState.LIES
            if self._landing is not None and self._held is not None and card.id == self._held.id:
                state = CardState.LEAVES
                there = self._landing
                placed[there].append(owners.place(card, done=there == last, state=CardState.LANDS))
            if state is not CardState.LEAVES or self._landing != here:
                placed[here].append(owners.place(card, done=here == last, state=state))
        for index, name in enumerate(self.columns):
            head = self.query_one(f"#heading-{index}", Static)
            lands = index == self._landing
            head.set_class(lands, "lands")
            shape = "▼" if lands else SHAPES[self._progress(index)]
            head.update(Content(f" {shape} {clean_line(name)}  {counts[index]}"))
            self._column(index).put(placed[index])
        if isinstance(selected, int) and self._selected != selected:
            self._select(selected)

    def _column(self, index: int) -> Column:
        return self.query_one(f"#column-{index}", Column)

    @property
    def _selected(self) -> object:
        """The card that the keys are about."""
        return self._column(self._at).selected if self._at is not None else None

    def _select(self, card: int) -> None:
        """Select a card; where it is not on the board any more, none."""
        if card in self.cards:
            index = self._where(self.cards[card])
            self._column(index).select(card)
            self.go(index)
        elif self._at is not None and card not in self._off:
            self._column(self._at).select(None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which column is used."""
        if isinstance(event.widget, Column):
            self._use(event.widget.index)

    def _use(self, index: int) -> None:
        """Take a column as the one that the keys are about."""
        self._at = index
        for column in self.query(Column):
            column.mark(column.index == index)

    def front(self) -> None:
        """Focus the column that was used last; at first the one with the first card."""
        if self._at is None:
            used = [column.index for column in self.query(Column) if column.selected is not None]
            self._at = next(iter(used), 0)
        self._column(self._at).focus()

    def go(self, index: int) -> None:
        """Go to a column; a field that is open keeps the focus."""
        if 0 <= index < len(self.columns):
            self._use(index)
            if self.screen.focused is None or self in self.screen.focused.ancestors:
                self._column(index).focus()

    def action_column(self, by: int) -> None:
        if self._at is not None:
            self.go(self._at + by)

    def _chosen(self) -> CardView | None:
        """Return the card that a key is about; where there is none, that is said."""
        card = self.cards.get(self._selected)
        if card is None and self._at is not None:
            self._column(self._at).unselected("no card is selected")
        return card

    def take(self, card: CardView | None) -> None:
        """Take hold of a card with the mouse; None: of none."""
        self._held = card
        self._land(None)

    def drag(self, x: int, y: int) -> None:
        """Carry the card that is held over the screen."""
        if self._held is not None:
            columns = enumerate(self.query(".column"))
            self._land(next((index for index, column in columns if column.region.contains(x, y)), None))

    def _land(self, index: int | None) -> None:
        if index != self._landing:
            self._landing = index
            self._place()
            if index is not None and self._held is not None:
                self._column(index).reveal(self._held.id)

    def drop(self) -> None:
        """Let go of the card: it goes to the column that it is over, else it stays."""
        held, there = self._held, self._landing
        self.take(None)
        if held is not None and there is not None:
            self.carry(held, there)

    def action_carry(self, by: int) -> None:
        if (card := self._chosen()) is not None:
            self.carry(card, self._where(card) + by)

    def carry(self, card: CardView, index: int) -> None:
        """Move a card to a column; it is seen there at once."""
        if 0 <= index < len(self.columns) and self._where(card) != index:
            stands = self._carried.get(card.id, card.column)
            self._carried[card.id] = self.columns[index]
            self._change(card, {"column": self.columns[index]}, {"column": stands})
            self._place()

    def _change(self, card: CardView, values: dict[str, Any], expected: dict[str, Any]) -> None:
        def settled(_result: object, _error: Exception | None) -> None:
            if self._carried.get(card.id) == values.get("column"):
                self._carried.pop(card.id, None)
                if self.is_attached:
                    self._place()
            self._off.discard(card.id)

        keywords = {**values, "meeting_id": self.meeting_id, "expected": expected}
        self.record(whiteboard_writing.change, card.id, settled=settled, **keywords)

    def action_card(self) -> None:
        """Ask for a card's text; it is pinned in the first column, and selected."""
        reads = lines.reader(self.shown.names)
        keywords = {"meeting_id": self.meeting_id, "column": self.columns[0]}

        def take(line: str) -> Panel.Record:
            before = self._selected
            # Until it is there, no key is about another one.
            if self._at is not None:
                self._column(self._at).select(None)

            def settled(pinned: Any, _error: Exception | None) -> None:
                card = pinned if isinstance(pinned, int) else before
                if self._selected is None and isinstance(card, int):
                    self._select(card)

            return Panel.Record(whiteboard_writing.add, (reads.read(line),), keywords, settled=settled)

        self.post_message(
            Panel.Ask("card", f'Card in {self.columns[0]}, e.g. "call the vendor @Joe"', take, reads=reads)
        )

    def action_owner(self) -> None:
        if (card := self._chosen()) is not None:
            self.ask(
                f"owner {card.id}",
                f"Whose card is it?   {clean_line(card.title)}",
                whiteboard_writing.give,
                card.id,
                meeting_id=self.meeting_id,
                expected={"owner_id": card.owner_id},
            )

    def action_reword(self) -> None:
        if (card := self._chosen()) is not None:
            self.ask(
                f"title {card.id}",
                "Card",
                whiteboard_writing.change,
                card.id,
                text=card.title,
                says=lambda line: {"title": line},
                meeting_id=self.meeting_id,
                expected={"title": card.title},
            )

    def action_tie(self) -> None:
        """Tie the card to the next of the team's key results."""
        if (card := self._chosen()) is not None:
            expected = {"key_result_id": card.key_result_id}
            self.record(whiteboard_writing.tie_to_next, card.id, self.meeting_id, expected=expected)

    def action_archive(self) -> None:
        """Take the card off; `u` puts it back."""
        if (card := self._chosen()) is not None:
            self._off.add(card.id)
            self._change(card, {"archived": True}, {"archived": False, "column": card.column})


PANEL = WhiteboardPanel
