"""The whiteboard: three columns, cards moved by keyboard and by mouse."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from facilitator.meeting import lines
from facilitator.meeting.agenda import Step
from facilitator.meeting.timeline import Position
from facilitator.people import find_person
from facilitator.steps import whiteboard
from facilitator.steps.shown import Shown
from facilitator.steps.whiteboard import CardView
from facilitator.store.database import Database
from screens.actions import bindings
from screens.steps.panel import Panel, text
from screens.widgets.rows import Row, Rows


class Column(Rows):
    """One column of the board."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("whiteboard")]

    def __init__(self, index: int) -> None:
        super().__init__(id=f"column-{index}")
        self.index = index

    @property
    def board(self) -> WhiteboardPanel:
        """The board it is on."""
        return next(node for node in self.ancestors if isinstance(node, WhiteboardPanel))

    def action_column(self, by: int) -> None:
        """Go to the column beside."""
        self.board.go(self.index + by)

    def action_carry(self, by: int) -> None:
        """Move the card to the column beside."""
        self.board.carry(self.selected, self.index + by)

    def action_card(self) -> None:
        """Ask for a new card."""
        self.board.new_card(self.index)

    def action_owner(self) -> None:
        """Ask whose card it is."""
        self.board.ask_owner(self.selected)

    def action_reword(self) -> None:
        """Reword the card."""
        self.board.ask_title(self.selected)

    def action_tie(self) -> None:
        """Tie the card to the next key result."""
        self.board.tie(self.selected)

    def action_archive(self) -> None:
        """Take the card off the board."""
        self.board.archive(self.selected)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of a card."""
        line = event.y + self.scroll_offset.y
        self.board.held = self.id_at(line)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of a card: it goes to the column it is over."""
        held, self.board.held = self.board.held, None
        there, _ = self.screen.get_widget_at(event.screen_x, event.screen_y)
        if held is not None and isinstance(there, Column):
            self.board.carry(held, there.index)


def own_by(database: Database, card_id: int, line: str, meeting_id: int) -> None:
    """The card is somebody's from now on."""
    with database.reading() as session:
        owner_id = find_person(session, line.strip().removeprefix("@")).id
    whiteboard.change(database, card_id, owner_id=owner_id, meeting_id=meeting_id)


class WhiteboardPanel(Panel):
    """To do, doing, done."""

    DEFAULT_CSS = """
    WhiteboardPanel Horizontal { height: 1fr; }
    WhiteboardPanel .column { width: 1fr; height: 1fr; padding-right: 1; }
    WhiteboardPanel Static { height: 1; text-style: bold; }
    """

    def __init__(self, step: Step, index: int) -> None:
        super().__init__(step, index)
        self.columns = step.columns
        self.held: object = None
        self._cards: dict[int, CardView] = {}
        self._shown: Shown | None = None
        self._follow: int | None = None

    def compose(self) -> ComposeResult:
        """A list for each column."""
        with Horizontal():
            for index, name in enumerate(self.columns):
                with Vertical(classes="column"):
                    yield Static(Content(name), id=f"heading-{index}", markup=False)
                    yield Column(index)

    def show(self, shown: Shown, position: Position) -> None:  # noqa: ARG002  # every panel is shown so
        """Show it. A card in a column that this board does not have stands in the first."""
        self._shown = shown
        cards: tuple[CardView, ...] = shown.parts["whiteboard"]
        self._cards = {card.id: card for card in cards}
        for index, name in enumerate(self.columns):
            some = [card for card in cards if card.column == name or (not index and card.column not in self.columns)]
            self.query_one(f"#heading-{index}", Static).update(text(f"{name}  ", (str(len(some)), "dim")))
            column = self.query_one(f"#column-{index}", Column)
            column.show([Row(card_line(card, done=index == len(self.columns) - 1), card.id) for card in some])
            if self._follow is not None and any(card.id == self._follow for card in some):
                column.select(self._follow)
                column.focus()
                self._follow = None

    def front(self) -> None:
        """The first column that has a card."""
        used = [column for column in self.query(Column) if column.selected is not None]
        (used or list(self.query(Column)))[0].focus()

    def go(self, index: int) -> None:
        """Focus a column."""
        if 0 <= index < len(self.columns):
            self.query_one(f"#column-{index}", Column).focus()

    def carry(self, card: object, index: int) -> None:
        """Move a card to a column."""
        if isinstance(card, int) and 0 <= index < len(self.columns) and self._shown:
            if self._cards[card].column == self.columns[index]:
                return
            self._follow = card
            self.record(whiteboard.change, card, column=self.columns[index], meeting_id=self._shown.live.id)

    def new_card(self, index: int) -> None:
        """Ask for a card's text."""
        shown = self._shown
        if shown is not None:
            keywords = {"meeting_id": shown.live.id, "column": self.columns[index]}
            reads = lines.reader(shown.names)
            self.post_message(
                Panel.Ask(
                    "card",
                    "Card: words @Name",
                    lambda line: Panel.Record(whiteboard.add, (reads.read(line),), keywords),
                    reads=reads,
                )
            )

    def ask_owner(self, card: object) -> None:
        """Ask whose card it is."""
        if isinstance(card, int) and self._shown:
            meeting = self._shown.live.id
            self.post_message(
                Panel.Ask(
                    f"owner {card}", "Whose card? A name", lambda line: Panel.Record(own_by, (card, line, meeting), {})
                )
            )

    def ask_title(self, card: object) -> None:
        """Ask for other words."""
        if isinstance(card, int) and self._shown:
            meeting = self._shown.live.id
            self.post_message(
                Panel.Ask(
                    f"title {card}",
                    "Card",
                    lambda line: Panel.Record(whiteboard.change, (card,), {"title": line, "meeting_id": meeting}),
                    self._cards[card].title,
                )
            )

    def tie(self, card: object) -> None:
        """Tie a card to the next of the team's key results."""
        if isinstance(card, int) and self._shown:
            self.record(whiteboard.tie_to_next, card, self._shown.live.id)

    def archive(self, card: object) -> None:
        """Take a card off; `u` puts it back."""
        if isinstance(card, int) and self._shown:
            self.record(whiteboard.change, card, archived=True, meeting_id=self._shown.live.id)


def shortened(title: str, length: int = 24) -> str:
    """A key result's title, short enough to stand on a card."""
    return title if len(title) <= length else title[: length - 1].rstrip() + "…"


def card_line(card: CardView, *, done: bool) -> Content:
    """A card: its words, whose it is, what it serves, how long it has stood."""
    return text(
        "▪ ",
        card.title,
        (f" · {card.owner}" if card.owner else "", "bold"),
        ("  → " + shortened(card.key_result) if card.key_result else "", "dim"),
        (f"  ⧖ {card.age} days" if card.stale and not done else "", "bold $warning"),
    )
