"""Records analyses, from check-ins and from the shared screen (METHOD M29, M30)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotAskedError, NotFoundError, RefusedError
from facilitator.common.merging import Sentences, merge_fields, sentences
from facilitator.common.text import clean, clean_line, is_blank
from facilitator.meeting import lines
from facilitator.meeting.hooks import take_over
from facilitator.meeting.objectives import key_results_of
from facilitator.people.reading import active_ids, find_person
from facilitator.steps import season
from facilitator.steps.outcomes import refuse_blank
from facilitator.store.conflicts import refuse_changed
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Action, Meeting
from facilitator.tables.okr import KeyResult
from facilitator.tables.review import Analysis

FIELDS = {"own_part": "own part", "help_needed": "help needed", "solution": "solution"}
"""What is written, in the order of METHOD M29: the own part first."""


class UndatedError(RefusedError):
    """An action that is to mend something has a date (METHOD M30)."""


def write(database: Database, name: str, key_result_id: int, texts: Mapping[str, str]) -> None:
    """Record what somebody writes of a key result in their check-in, for the keys of `FIELDS` that are named.

    Raises:
        NotFoundError: Nobody has that name.
        TooLongError: A text of more than 100,000 characters.
        NotAskedError: Another key.
    """
    cleaned = {_known(key): _cleaned(text) for key, text in texts.items()}
    with season.preparing(database, name, KeyResult, key_result_id, "analysis of") as prepared:
        session, _, person_id, meeting_id = prepared
        if any(cleaned.values()) or latest(session, [key_result_id], meeting_id):
            _put(_row(session, key_result_id, meeting_id, person_id), cleaned)


def save(
    database: Database,
    name: str,
    base: Mapping[tuple[int, str], Sentences],
    mine: Mapping[tuple[int, str], Sentences],
) -> dict[tuple[int, str], Sentences]:
    """Record what somebody has in their fields, and keep what others added since `base` was read.

    Both have the sentences of each field by key result and key of `FIELDS`; so has what is recorded now. Raises as
    `write`.
    """
    ids = list(dict.fromkeys(key_result_id for key_result_id, _ in mine))
    with database.reading() as session:
        person_id = find_person(session, name).id
        there: dict[int, Analysis] = {}
        for row in session.scalars(select(KeyResult).where(KeyResult.id.in_(ids))):
            there |= latest(session, [row.id], season.review_of(session, person_id, row.objective.cycle_id))
    theirs = {(row_id, key): sentences(getattr(there[row_id], key)) for row_id, key in mine if row_id in there}
    merged = merge_fields(base, mine, theirs)
    for row_id in ids:
        texts = {key: "\n".join(written) for (of, key), written in merged.items() if of == row_id}
        write(database, name, row_id, texts)
    return merged


def say(
    database: Database,
    meeting_id: int,
    key_result_id: int,
    key: str,
    text: str,
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Record a field of an analysis in the meeting; a blank text empties it.

    `expected` is what stood on the screen, by the key of its field.

    Raises:
        ChangedMeanwhileError: Somebody else has written something since.
        TooLongError: More than 100,000 characters.
        NotAskedError: No key of `FIELDS`.
    """
    cleaned = {_known(key): _cleaned(text)}
    with database.reading() as session:
        title = session.get_one(KeyResult, key_result_id).title
    _begin(database, meeting_id, key_result_id, title)
    what = f'{FIELDS[key]} of "{title}"'
    with recording(database, what, source="meeting", meeting_id=meeting_id) as session:
        row = _row(session, key_result_id, meeting_id, None)
        refuse_changed(session, row, expected, cleaned)
        _put(row, cleaned)


def act(
    database: Database,
    meeting_id: int,
    key_result_id: int,
    text: str | Parsed,
    owner_id: int | None,
    expected: Mapping[str, Any] | None = None,
) -> None:
    """Record the action that mends an unfinished key result, in place of the one that it has.

    Args:
        text: Words, with `@Name` and a day at their end.
        owner_id: Whose it is where the text names nobody.
        expected: What stood on the screen: an `action_id` of None, or the action's `text` and `due`; None: whatever
            there is will do.

    Raises:
        ChangedMeanwhileError: Somebody else has recorded another one since.
        BlankTextError: No words.
        UndatedError: No date.
        NotFoundError: Nobody is named, and the key result is nobody's.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        people = active_ids(session)
        title = session.get_one(KeyResult, key_result_id).title
    parsed = lines.read(text, people)
    owner = lines.named(people, parsed.owner) if parsed.owner else owner_id
    refuse_blank(parsed.text, "an action")
    if parsed.due is None:
        raise UndatedError("by when? End the line with a date, such as by friday or by 2027-01-15")
    if owner is None:
        raise NotFoundError("who does it? End the line with @ and a name")
    _begin(database, meeting_id, key_result_id, title)
    with recording(database, f'action "{parsed.text}"', source="meeting", meeting_id=meeting_id) as session:
        row = _row(session, key_result_id, meeting_id, None)
        action = session.get(Action, row.action_id) if row.action_id is not None else None
        if expected is not None and "action_id" in expected:
            refuse_changed(session, row, expected)
        elif action is not None:
            refuse_changed(session, action, expected)
        if action is None:
            action = Action(meeting_id=meeting_id, key_result_id=key_result_id, recorded_at=clock.now())
            session.add(action)
        action.text, action.owner_id, action.due = parsed.text, owner, parsed.due
        session.flush()
        row.action_id = action.id


def latest(session: Session, key_result_ids: Iterable[int], meeting_id: int | None) -> dict[int, Analysis]:
    """Return the newest analysis of each key result: one may have been prepared while another was said."""
    wanted = Analysis.key_result_id.in_(list(key_result_ids)) & (Analysis.meeting_id == meeting_id)
    return newest(session.scalars(select(Analysis).where(wanted)))


def newest(rows: Iterable[Analysis]) -> dict[int, Analysis]:
    """Return the newest of the rows of each key result."""
    return {row.key_result_id: row for row in sorted(rows, key=lambda row: (row.at, row.id))}


def _known(key: str) -> str:
    if key not in FIELDS:
        raise NotAskedError(f"{key!r} is not asked; asked are {', '.join(FIELDS)}")
    return key


def _cleaned(text: str) -> str:
    words = clean(text).strip()
    return "" if is_blank(clean_line(words)) else words


def _row(session: Session, key_result_id: int, meeting_id: int | None, person_id: int | None) -> Analysis:
    row = latest(session, [key_result_id], meeting_id).get(key_result_id)
    if row is None:
        row = Analysis(
            meeting_id=meeting_id,
            key_result_id=key_result_id,
            person_id=person_id,
            at=clock.now(),
            **dict.fromkeys(FIELDS, ""),
        )
        session.add(row)
        session.flush()
    return row


def _begin(database: Database, meeting_id: int, key_result_id: int, title: str) -> None:
    """Have a row that undo leaves alone: what the owner writes into it meanwhile is not to go with it."""
    with database.reading() as session:
        if latest(session, [key_result_id], meeting_id):
            return
    with recording(database, f'analysis of "{title}"', source="check-in", meeting_id=meeting_id) as session:
        _row(session, key_result_id, meeting_id, None)


def _put(row: Analysis, texts: Mapping[str, str]) -> None:
    changed = {key: text for key, text in texts.items() if getattr(row, key) != text}
    for key, text in changed.items():
        setattr(row, key, text)
    if changed:
        row.at = clock.now()


def adopt(session: Session, meeting: Meeting, people: Collection[int]) -> None:
    """Make the analyses that people wrote beforehand of key results of its cycle part of the meeting."""
    of_cycle = key_results_of(meeting.cycle_id)
    take_over(session, meeting, Analysis, Analysis.person_id.in_(people), Analysis.key_result_id.in_(of_cycle))
