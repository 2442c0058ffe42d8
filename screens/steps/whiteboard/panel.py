"""Shows the whiteboard: three columns of cards, moved by keyboard and by mouse."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from facilitator.common.text import clean_line
from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.steps.shown import Shown
from facilitator.steps.whiteboard import reading as whiteboard_reading
from facilitator.steps.whiteboard import writing as whiteboard_writing
from facilitator.steps.whiteboard.reading import CardView
from screens.actions import Key, declare
from screens.steps.panel import Panel, text
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


class Column(Rows):
    """One column of the board."""

    def __init__(self, index: int) -> None:
        super().__init__(id=f"column-{index}")
        self.index = index

    @property
    def board(self) -> WhiteboardPanel:
        return self.query_ancestor(WhiteboardPanel)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a card."""
        line = event.y + self.scroll_offset.y
        self.board.held = self.board.cards.get(self.id_at(line))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of a card: it goes to the column it is over."""
        held, self.board.held = self.board.held, None
        there, _ = self.screen.get_widget_at(event.screen_x, event.screen_y)
        if held is not None and isinstance(there, Column):
            self.board.carry(held, there.index)


class WhiteboardPanel(Panel):
    """To do, doing, done."""

    BINDINGS: ClassVar[list[BindingType]] = [*KEYS]

    DEFAULT_CSS = """
    WhiteboardPanel Horizontal { height: 1fr; }
    WhiteboardPanel .column { width: 1fr; height: 1fr; padding-right: 1; }
    WhiteboardPanel Static { height: 1; text-style: bold; }
    """

    def __init__(self, step: Step, index: int, shown: Shown, position: Position) -> None:
        super().__init__(step, index, shown, position)
        self.columns = step.columns
        self.cards: dict[object, CardView] = {}
        self.held: CardView | None = None
        # The column with the selection; None until the board was in front.
        self._at: int | None = None
        # In which columns cards stand that are on their way there.
        self._carried: dict[int, str] = {}
        # What this window takes off the board: the card beside it is selected then.
        self._off: set[int] = set()

    def compose(self) -> ComposeResult:
        with Horizontal():
            for index, name in enumerate(self.columns):
                with Vertical(classes="column"):
                    yield Static(Content(name), id=f"heading-{index}", markup=False)
                    yield Column(index)

    def show(self) -> None:
        """Show it; the selected card stays selected, whichever column it stands in by now."""
        cards: tuple[CardView, ...] = self.shown.parts["whiteboard"]
        self.cards = {card.id: card for card in cards}
        selected = self._selected
        for index, name in enumerate(self.columns):
            here = [card for card in cards if whiteboard_reading.placed(card.column, self.columns) == name]
            self.query_one(f"#heading-{index}", Static).update(text(f"{name}  ", (str(len(here)), "dim")))
            done = index == len(self.columns) - 1
            self._column(index).show([Row(card_line(card, done=done), card.id) for card in here])
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
            index = self.columns.index(whiteboard_reading.placed(self.cards[card].column, self.columns))
            self._column(index).select(card)
            self.go(index)
        elif self._at is not None and card not in self._off:
            self._column(self._at).select(None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Remember which column is used."""
        if isinstance(event.widget, Column):
            self._at = event.widget.index

    def front(self) -> None:
        """Focus the column that was used last; at first the one with the first card."""
        if self._at is None:
            used = [column.index for column in self.query(Column) if column.selected is not None]
            self._at = next(iter(used), 0)
        self._column(self._at).focus()

    def go(self, index: int) -> None:
        """Go to a column; a field that is open keeps the focus."""
        if 0 <= index < len(self.columns):
            self._at = index
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

    def action_carry(self, by: int) -> None:
        if (card := self._chosen()) is not None:
            stands = self._carried.get(card.id, card.column)
            self.carry(card, self.columns.index(whiteboard_reading.placed(stands, self.columns)) + by)

    def carry(self, card: CardView, index: int) -> None:
        """Move a card to a column."""
        stands = self._carried.get(card.id, card.column)
        if 0 <= index < len(self.columns) and whiteboard_reading.placed(stands, self.columns) != self.columns[index]:
            self._carried[card.id] = self.columns[index]
            self._change(card, {"column": self.columns[index]}, {"column": stands})

    def _change(self, card: CardView, values: dict[str, Any], expected: dict[str, Any]) -> None:
        def settled(_result: object, _error: Exception | None) -> None:
            if self._carried.get(card.id) == values.get("column"):
                self._carried.pop(card.id, None)
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

        self.post_message(Panel.Ask("card", f"Card in {self.columns[0]}: words @Name", take, reads=reads))

    def action_owner(self) -> None:
        if (card := self._chosen()) is not None:
            self.ask(
                f"owner {card.id}",
                f"Whose card? A name   {clean_line(card.title)}",
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


def shortened(title: str, length: int = 24) -> str:
    """Return a key result's title, short enough to stand on a card."""
    return title if len(title) <= length else title[: length - 1].rstrip() + "…"


def card_line(card: CardView, *, done: bool) -> Content:
    """Return a card: its words, whose it is, what it serves, how long it has stood."""
    return text(
        "▪ ",
        card.title,
        (f" · {card.owner}" if card.owner else "", "bold"),
        ("  → " + shortened(card.key_result) if card.key_result else "", "dim"),
        (f"  ⧖ {card.age} days" if card.stale and not done else "", "bold $warning"),
    )
