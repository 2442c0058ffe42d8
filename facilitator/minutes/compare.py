"""Compares the minutes of two meetings: what the later has that the earlier had not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select

from facilitator.common.text import before_figures, number
from facilitator.documents import blocks, markdown
from facilitator.documents.blocks import Block, Bullets, Heading, Line, Paragraph, Table, line
from facilitator.minutes import layout
from facilitator.minutes import reading as minutes_reading
from facilitator.minutes.document import ActionRecord, Document
from facilitator.steps.progress.minutes import ProgressRecord
from facilitator.store.database import Database
from facilitator.tables.meeting import Action, Meeting
from facilitator.tables.people import Person

NEVER_NEW = ("Who was there", "Time", "Corrections")
"""Sections that differ between any two meetings."""


@dataclass(frozen=True, slots=True)
class MinutesPage:
    """The minutes of a meeting, and the blocks that they are read in."""

    document: Document
    blocks: tuple[Block, ...]

    @property
    def markdown(self) -> str:
        """The same as text."""
        return markdown.written(self.blocks)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two meetings side by side.

    Attributes:
        since: What has changed from the earlier to the later one, both as they are corrected by now.
        new: The words of what only the later one has, as `words` gives them; a correction makes nothing new.
    """

    earlier: MinutesPage
    later: MinutesPage
    since: tuple[Block, ...]
    new: frozenset[str]


def read(database: Database, meeting_id: int) -> MinutesPage:
    """Return the minutes of a meeting, ended or not.

    Raises:
        NotFoundError: There is no such meeting.
    """
    return _page(minutes_reading.read(database, meeting_id))


def pair(database: Database, meeting_id: int, other_id: int) -> Pair:
    """Return the minutes of two meetings, and what has changed between them.

    Raises:
        NotFoundError: One of them is not there.
    """
    earlier, later = sorted(
        (minutes_reading.read(database, meeting_id), minutes_reading.read(database, other_id)),
        key=lambda each: (each.started_at, each.id),
    )
    first, second = _page(earlier), _page(later)
    changed = tuple(_since(earlier, later, _settled(database, earlier, later)))
    known = frozenset(_lines(first.blocks))
    if earlier.corrections:
        # What the later one took over was worded as the earlier one was sent.
        known |= frozenset(_lines(layout.lay_out(minutes_reading.read(database, earlier.id, as_sent=True))))
    return Pair(first, second, changed, frozenset(_lines(second.blocks)) - known)


def before(database: Database, meeting_id: int) -> int | None:
    """Return the last meeting before it of the same team and mode; None for the first one."""
    with database.reading() as session:
        here = session.get_one(Meeting, meeting_id)
        return session.scalar(
            select(Meeting.id)
            .where(Meeting.unit_id == here.unit_id, Meeting.mode == here.mode, Meeting.started_at < here.started_at)
            .order_by(Meeting.started_at.desc(), Meeting.id.desc())
            .limit(1)
        )


def words(cells: Iterable[Line]) -> str:
    """Return a line of a list, or a row of a table, as plain words without the marks of corrections."""
    return " | ".join("".join(span.text for span in cell if not span.mark) for cell in cells)


def _page(minutes: Document) -> MinutesPage:
    return MinutesPage(minutes, layout.lay_out(minutes))


def _lines(laid: Iterable[Block]) -> Iterator[str]:
    """Yield the words of every line that may be new."""
    section: str | None = None
    for block in laid:
        match block:
            case Heading(level=2):
                section = block.text
            case _ if section is None or section in NEVER_NEW:
                pass
            case Bullets():
                yield from (words((item,)) for item in block.items)
            case Table():
                yield from map(words, block.rows)
            case Paragraph():
                yield words((block.line,))


def _settled(database: Database, earlier: Document, later: Document) -> list[ActionRecord]:
    """Return the actions of the team that were done or dropped from the one meeting to the end of the other."""
    with database.reading() as session:
        unit = session.get_one(Meeting, later.id).unit_id
        query = (
            select(Action, Person.name)
            .join(Meeting, Meeting.id == Action.meeting_id)
            .outerjoin(Person, Person.id == Action.owner_id)
            .where(Meeting.unit_id == unit, Action.done_at > (earlier.ended_at or earlier.started_at))
        )
        if later.ended_at:
            query = query.where(Action.done_at <= later.ended_at)
        return [
            ActionRecord(row.text, name, row.due, row.state, None, None, row.id, row.recorded_at, row.done_at)
            for row, name in session.execute(query.order_by(Action.done_at, Action.id))
        ]


def _since(earlier: Document, later: Document, settled: list[ActionRecord]) -> Iterator[Block]:
    same = earlier.team == later.team
    yield Heading(f"What changed since {earlier.started_at:%Y-%m-%d}")
    since: list[Block] = [
        *_part("Decided", map(layout.noted, later.decisions)),
        *_part("New actions", map(_action, later.actions)),
    ]
    if same:
        since += _part("Done since", (_action(action) for action in settled if action.state == "done"))
        since += _part("Dropped since", (_action(action) for action in settled if action.state == "dropped"))
        since += _part("Still open", (_action(action) for action in later.carried_actions if action.state == "open"))
    since += _part(
        "Progress moved",
        (
            _moved(record)
            for step in later.steps
            for record in step.records
            if isinstance(record, ProgressRecord) and _has_moved(record)
        ),
    )
    since += _part("Corrected after the later meeting", map(layout.correction, later.corrections))
    yield from since or blocks.paragraph("Nothing was decided, promised, done or moved.")


def _part(title: str, lines: Iterable[str | Line]) -> list[Block]:
    listed = blocks.bullets(lines)
    return [Heading(title, 3), *listed] if listed else []


def _action(action: ActionRecord) -> Line:
    due = f", by {action.due.isoformat()}{', overdue' * action.overdue}" if action.due else ""
    return line(f"{action.text} ({blocks.someone(action.owner)}{due})", blocks.corrected(action.corrected))


def _has_moved(moved: ProgressRecord) -> bool:
    return moved.before != moved.after or moved.confidence_before != moved.confidence


def _moved(moved: ProgressRecord) -> Line:
    parts = []
    if moved.before != moved.after and moved.before is not None and moved.after is not None:
        parts.append(f"{number(moved.before)} → {number(moved.after)} {moved.unit}".rstrip())
    if moved.confidence_before != moved.confidence and moved.confidence is not None:
        was = blocks.number_or_dash(moved.confidence_before)
        parts.append(f"confidence {was} → {moved.confidence}")
    words = f"{before_figures(f'{moved.key_result}:')} {', '.join(parts)}" if parts else moved.key_result
    return line(words, blocks.corrected(moved.corrected))
