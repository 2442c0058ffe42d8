"""The whiteboard: to do, doing, done, and the notes moved then and there (METHOD M18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select

from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotFoundError
from facilitator.common.text import clean_line, is_blank
from facilitator.documents import blocks
from facilitator.documents.blocks import Block, Heading
from facilitator.meeting import lines
from facilitator.meeting.agenda import COLUMNS
from facilitator.meeting.past import Past
from facilitator.people.reading import choose_person, find_person, units_below
from facilitator.steps import progress
from facilitator.steps.asking import Reader, Recording, Who
from facilitator.steps.kind import Kind, StepTold
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Card, Meeting
from facilitator.tables.okr import KeyResult
from facilitator.tables.people import Person

STALE_DAYS = 3
"""Working days after which a card that has not moved shows its age."""


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as a board shows it; `age` is in working days since it moved."""

    id: int
    title: str
    owner: str | None
    column: str
    key_result: str | None
    age: int
    owner_id: int | None = None
    key_result_id: int | None = None

    @property
    def stale(self) -> bool:
        """Whether it has not moved for three working days."""
        return self.age >= STALE_DAYS


def placed(column: str, columns: Sequence[str]) -> str:
    """The column in which a card stands on a board: its own, or the first one where the board has no such column."""
    return column if column in columns or not columns else columns[0]


def working_days(since: date, until: date) -> int:
    """Mondays to Fridays after `since`, up to and with `until`."""
    if until <= since:
        return 0
    weeks, rest = divmod((until - since).days, 7)
    return weeks * 5 + sum((since + timedelta(days=day)).weekday() < 5 for day in range(1, rest + 1))


def board(database: Database, meeting_id: int) -> tuple[CardView, ...]:
    """The cards of the meeting's unit and of the units below it."""
    with database.reading() as session:
        units = units_below(session, session.get_one(Meeting, meeting_id).unit_id)
    return _cards(database, units=units)


def of_person(database: Database, name: str) -> tuple[CardView, ...]:
    """The person's own cards."""
    with database.reading() as session:
        person_id = find_person(session, name).id
    return _cards(database, owner_id=person_id)


def add(
    database: Database,
    title: str | Parsed,
    *,
    meeting_id: int | None = None,
    name: str | None = None,
    column: str | None = None,
) -> int | None:
    """Pin a card on the board: the meeting's unit's, or without a meeting the person's unit's.

    Args:
        database: Where.
        title: Its text; `@Name` at the end says whose it is.
        meeting_id: The meeting whose board it is.
        name: Who pins it from a check-in, and owns it unless the text says otherwise.
        column: Where; the first column if left out.

    Returns:
        The card's id; None where there was no text.

    Raises:
        NotFoundError: Nobody is called so.
        LookupError: The person is in no unit.
    """
    with database.reading() as session:
        people = dict(session.execute(select(Person.name, Person.id).where(Person.active)).all())
        person = find_person(session, name) if name else None
        unit_id = session.get_one(Meeting, meeting_id).unit_id if meeting_id else person and person.unit_id
        last = session.scalar(select(func.max(Card.position)).where(Card.unit_id == unit_id)) or 0
    parsed = lines.read(title, people)
    if is_blank(parsed.text):
        return None
    line = parsed.dated
    if unit_id is None:
        raise NotFoundError(f"{name} is in no unit; a card needs a unit's whiteboard")
    owner = lines.named(people, parsed.owner) if parsed.owner else person.id if person else None
    source = "meeting" if name is None else "check-in"
    with recording(database, f'card "{line}"', source=source, meeting_id=meeting_id) as session:
        now = datetime.now(UTC)
        row = Card(
            unit_id=unit_id,
            title=line,
            owner_id=owner,
            column=column or COLUMNS[0],
            position=last + 1,
            recorded_at=now,
            moved_at=now,
        )
        session.add(row)
        session.flush()
        return row.id


def change(
    database: Database,
    card_id: int,
    *,
    column: str | None = None,
    title: str | None = None,
    owner_id: int | None = None,
    key_result_id: int | None = None,
    archived: bool | None = None,
    meeting_id: int | None = None,
    source: str = "meeting",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Move a card, or change what it says, whose it is, which key result it serves; None leaves a thing as it is.

    `expected` is what stood on the screen, by column of the table.

    Raises:
        ChangedMeanwhileError: It is otherwise now.
        NotFoundError: The card was taken back meanwhile.
    """
    with database.reading() as session:
        card = session.get(Card, card_id)
        if card is None:
            raise NotFoundError("the card is not there any more; somebody has taken it back")
        name = card.title
    what = f'card "{name}" to {column}' if column else f'card "{name}"'
    with recording(database, what, source=source, meeting_id=meeting_id) as session:
        row = session.get_one(Card, card_id)
        if title is None or row.title != clean_line(title).strip():
            refuse_changed(session, row, expected)
        if column is not None and column != row.column:
            row.column, row.moved_at = column, datetime.now(UTC)
        if title is not None and not is_blank(title):
            row.title = clean_line(title).strip()
        if owner_id is not None:
            row.owner_id = owner_id
        if key_result_id is not None:
            row.key_result_id = key_result_id
        if archived is not None:
            row.archived = archived


def give(
    database: Database, card_id: int, line: str, meeting_id: int, expected: Mapping[str, Any] | None = None
) -> None:
    """The card is from now on of whom the line names. Raises as `change`.

    Raises:
        NotFoundError: Nobody fits, or several do.
    """
    with database.reading() as session:
        owner_id = choose_person(session, line.strip().removeprefix("@")).id
    change(database, card_id, owner_id=owner_id, meeting_id=meeting_id, expected=expected)


def tie_to_next(database: Database, card_id: int, meeting_id: int, expected: Mapping[str, Any] | None = None) -> None:
    """Tie a card to the team's key result after the one that it is tied to; from the last to the first.

    Raises as `change`.
    """
    found = progress.of_meeting(database, meeting_id)
    with database.reading() as session:
        now = session.get_one(Card, card_id).key_result_id
    ids = [one.id for one in found]
    if ids:
        following = ids[(ids.index(now) + 1) % len(ids)] if now in ids else ids[0]
        change(database, card_id, key_result_id=following, meeting_id=meeting_id, expected=expected)


def _cards(database: Database, *, units: list[int] | None = None, owner_id: int | None = None) -> tuple[CardView, ...]:
    today = datetime.now().astimezone().date()
    with database.reading() as session:
        rows = session.execute(
            select(Card, Person.name, KeyResult.title)
            .outerjoin(Person, Person.id == Card.owner_id)
            .outerjoin(KeyResult, KeyResult.id == Card.key_result_id)
            .where(Card.archived.is_(False), or_(Card.unit_id.in_(units or []), Card.owner_id == (owner_id or 0)))
            .order_by(Card.position, Card.id)
        )
        return tuple(
            CardView(
                id=card.id,
                title=card.title,
                owner=owner,
                column=card.column,
                key_result=key_result,
                age=working_days(card.moved_at.astimezone().date(), today),
                owner_id=card.owner_id,
                key_result_id=card.key_result_id,
            )
            for card, owner, key_result in rows
        )


# -- the minutes -------------------------------------------------------------------------------------------------------


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


# -- the check-in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AskedCards:
    """Somebody's own cards, and the columns of the whiteboard from left to right; no file answers it.

    Attributes:
        recorded: The column that each card is recorded in, by its id: the whiteboard may have another one for it.
    """

    columns: tuple[str, ...]
    cards: tuple[CardView, ...]
    names: tuple[str, ...] = ()
    recorded: Mapping[int, str] = field(default_factory=dict)

    table = ""

    def template(self) -> list[str]:
        """Nothing."""
        return []

    def take(self, reader: Reader, table: Mapping[str, Any]) -> Recording | None:  # noqa: ARG002  # as every kind does
        """Nothing."""
        return None


def asked(database: Database, who: Who) -> AskedCards | None:
    """Their own cards, where their meeting has a whiteboard."""
    if who.agenda is not None and not who.in_step("whiteboard"):
        return None
    boards = [step.columns for step in who.agenda.steps if step.kind == "whiteboard"] if who.agenda else []
    cards = _cards(database, owner_id=who.person_id)
    columns = boards[0] if boards and boards[0] else COLUMNS
    with database.reading() as session:
        names = tuple(session.scalars(select(Person.name).where(Person.active).order_by(Person.id)))
    shown = tuple(replace(card, column=placed(card.column, columns)) for card in cards)
    return AskedCards(columns, shown, names, {card.id: card.column for card in cards})


KIND = Kind("whiteboard", read=board, records=records, section=section, asked=asked)
