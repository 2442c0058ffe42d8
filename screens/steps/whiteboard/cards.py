"""Draws the cards of a board, each with an edge of its own, and says how high they stand in a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from rich.cells import cell_len
from textual.content import Content

from facilitator.common.names import short_names
from facilitator.common.text import clean_line, counted
from facilitator.meeting.running import Live
from facilitator.steps.whiteboard.reading import CardView
from screens.steps.panel import text
from screens.steps.people import People

LINES = 2
"""So many lines of words a card has at most."""
LEAST = 8
"""Columns that a card has at least."""
TINT = "on $primary 25%"


class CardDensity(Enum):
    """How close together the cards of a column lie: each by itself, each over the one above, or with a line each."""

    APART = "apart"
    PILED = "piled"
    TIGHT = "tight"


class CardState(Enum):
    """What a card looks like: where it is just being carried, it is seen where it leaves and where it will land."""

    LIES = "╭─╮│╰╯"
    SELECTED = "┏━┓┃┗┛"
    LANDS = "┏╍┓╏┗┛"
    LEAVES = "┌╌┐╎└┘"


@dataclass(frozen=True, slots=True)
class Placed:
    """A card in a column, as it is shown there.

    Attributes:
        owner: The short name of whose it is; empty for nobody.
        colour: Their style.
        age: How long it has stood, in words, where that is too long.
    """

    card: CardView
    owner: str
    colour: str
    age: str
    state: CardState = CardState.LIES


@dataclass(frozen=True, slots=True)
class CardOwners:
    """How the owners of cards are called and coloured: as the meeting's people, whoever else by their short name."""

    names: Mapping[str, str]
    colours: Mapping[str, str]

    @classmethod
    def of(cls, live: Live, cards: Sequence[CardView]) -> CardOwners:
        """Return those of the cards of a meeting."""
        people = People.of(live)
        others = {card.owner for card in cards if card.owner} - {*live.people.values()}
        here = {name: people.names[person] for person, name in live.people.items() if not live.stands_for.get(person)}
        return cls(
            short_names(others) | {name: name for name in live.people.values()} | here,
            {name: people.colours[person] for person, name in live.people.items()},
        )

    def place(self, card: CardView, *, done: bool, state: CardState = CardState.LIES) -> Placed:
        """Return how a card is shown; what is done is never too old."""
        owner = card.owner or ""
        age = counted(card.age, "day") if card.stale and not done else ""
        return Placed(card, self.names.get(owner, owner), self.colours.get(owner, "$muted"), age, state)


def rows_of(title: str, width: int, density: CardDensity) -> int:
    """Return how many lines of words a card with that title has."""
    return 1 if density is CardDensity.TIGHT or cell_len(title) <= width - 4 else LINES


@dataclass(frozen=True, slots=True)
class CardExtent:
    """How much of a card is seen: so many lines of words, and whether its lower edge."""

    words: int
    whole: bool

    @property
    def height(self) -> int:
        """Its rows, the edges among them."""
        return 1 + self.words + self.whole


def extents(cards: Sequence[Placed], width: int, density: CardDensity, selected: int | None) -> list[CardExtent]:
    """Return how much of each card is seen; of a pile the selected one and the last are seen whole."""
    return [
        CardExtent(
            rows_of(placed.card.title, width, CardDensity.APART if index == selected else density),
            index == selected or density is CardDensity.APART or index == len(cards) - 1,
        )
        for index, placed in enumerate(cards)
    ]


def density(cards: Sequence[Placed], width: int, height: int) -> CardDensity:
    """Return how close cards have to lie for a height; where they never fit, a pile in which all words are read."""
    for tried in CardDensity:
        # Whichever is selected, the others stay as they are.
        extra = {CardDensity.APART: 0, CardDensity.PILED: 1, CardDensity.TIGHT: 2}[tried]
        if sum(extent.height for extent in extents(cards, width, tried, None)) + extra <= height:
            return tried
    return CardDensity.PILED


def draw(placed: Placed, width: int, extent: CardExtent) -> list[Content]:
    """Return a card in lines of `width` cells: whose it is, how old and what for on its edge, its words within."""
    left, across, right, side, low_left, low_right = placed.state.value
    leaves = placed.state is CardState.LEAVES
    edge = "$muted" if leaves else placed.colour
    rows = extent.words
    # A title may be as long as a book: only its beginning is looked at.
    lines = Content(clean_line(placed.card.title)[: width * 8].replace("\t", " ")).wrap(max(1, width - 4)) or [
        Content("")
    ]
    if len(lines) > rows:
        rest = Content(" ").join(lines[rows - 1 :])
        lines = [*lines[: rows - 1], rest.truncate(max(1, width - 4), ellipsis=True)]
    words = "$muted" if leaves else "bold" if placed.state is CardState.SELECTED else ""
    drawn = [
        _edge(
            (left, across, right),
            width,
            edge,
            Content.styled(placed.owner, "$muted" if leaves else f"bold {placed.colour}"),
            Content.styled(placed.age, "$muted" if leaves else "bold $text-warning"),
        )
    ]
    for row in range(rows):
        line = lines[row] if row < len(lines) else Content("")
        inner = line.stylize(words).pad_right(max(0, width - 4 - line.cell_length))
        drawn.append(text((f"{side} ", edge), inner, (f" {side}", edge)))
    if extent.whole:
        serves = f"→ {clean_line(placed.card.key_result)}" if placed.card.key_result else ""
        drawn.append(_edge((low_left, across, low_right), width, edge, Content.styled(serves, "$muted"), Content("")))
    if placed.state in (CardState.SELECTED, CardState.LANDS):
        drawn = [line.stylize_before(TINT) for line in drawn]
    return drawn


def _edge(shapes: tuple[str, str, str], width: int, style: str, name: Content, age: Content) -> Content:
    """Return an upper or a lower edge with words in it."""
    left, across, right = shapes
    # Where there is no room for both, the words stand closer to the corners.
    close = name.cell_length + age.cell_length + 8 > width
    after = text(" ", age, " " if close else (f" {across}", style)) if age.plain else Content("")
    room = width - 2 - after.cell_length
    before = Content("")
    if name.plain and room >= 3:
        before = text(
            (" " if close else f"{across} ", style), name.truncate(room - 2 - (not close), ellipsis=True), " "
        )
    fill = across * max(0, room - before.cell_length)
    return text((left, style), before, (fill, style), after, (right, style))
