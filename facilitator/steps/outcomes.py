"""What comes out of a meeting at any step: actions, decisions, parked topics, requests for help."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session

from facilitator.common import clock
from facilitator.common.assigning import Parsed
from facilitator.common.errors import NotFoundError, RefusedError
from facilitator.common.text import clean_line, is_blank
from facilitator.meeting import lines
from facilitator.people.reading import units_below
from facilitator.promises import requests as promises_requests
from facilitator.promises import writing as promises_writing
from facilitator.store.database import Database
from facilitator.store.journal import recording
from facilitator.tables.meeting import Action, Attendance, Decision, Meeting, ParkedTopic, Request
from facilitator.tables.people import Person, Unit


class BlankTextError(RefusedError):
    """There is nothing to record."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that came out.

    Attributes:
        kind: action, decision, parked or request.
        who: The owner, or whoever is asked.
        by: Who said it, or who asks.
        answer: What the asked side said to a request: `accepted`, `countered`, `declined`; None: nothing yet.
        note: The asked side's words.
        reason: Why it was dropped.
        first_due: By when it was to be done at first, where that was moved.
    """

    kind: str
    id: int
    text: str
    who: str | None = None
    due: date | None = None
    state: str = "open"
    by: str | None = None
    answer: str | None = None
    note: str = ""
    reason: str = ""
    first_due: date | None = None


def record_action(
    database: Database,
    meeting_id: int,
    text: str | Parsed,
    *,
    owner_id: int | None = None,
    sentence_id: int | None = None,
    expected: Mapping[str, Any] | None = None,
) -> Outcome:
    """Record an action from one line of text, `@Name` and a day at its end taken as owner and due date.

    Args:
        text: The line, or what was read of it while it was typed.
        owner_id: Whose it is where the text names nobody.
        sentence_id: The difficulty that it comes from.
        expected: What stood on the screen of the difficulty, by column; None: whatever there is will do.

    Raises:
        BlankTextError: No text.
        ChangedMeanwhileError: Something else has become of the difficulty.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        people = dict(session.execute(select(Person.name, Person.id).where(Person.active)).all())
    parsed = lines.read(text, people)
    _refuse_blank(parsed.text, "an action")
    owner = lines.named(people, parsed.owner) if parsed.owner else owner_id
    with _said(database, meeting_id, "action", parsed.text, sentence_id, "action", expected) as session:
        row = Action(meeting_id=meeting_id, text=parsed.text, owner_id=owner, due=parsed.due, recorded_at=clock.now())
        session.add(row)
        session.flush()
        name = session.get_one(Person, owner).name if owner else None
        return Outcome("action", row.id, row.text, name, row.due)


def record_decision(database: Database, meeting_id: int, text: str, *, by_id: int | None = None) -> Outcome:
    """Record a decision. Raises as `record_action`."""
    line = clean_line(text).strip()
    _refuse_blank(line, "a decision")
    with _said(database, meeting_id, "decision", line) as session:
        row = Decision(meeting_id=meeting_id, text=line, by_id=by_id, recorded_at=clock.now())
        session.add(row)
        session.flush()
        return Outcome("decision", row.id, row.text)


def park(
    database: Database,
    meeting_id: int,
    text: str,
    *,
    by_id: int | None = None,
    sentence_id: int | None = None,
    expected: Mapping[str, Any] | None = None,
) -> Outcome:
    """Park a topic for another time. Raises as `record_action`."""
    line = clean_line(text).strip()
    _refuse_blank(line, "a topic")
    with _said(database, meeting_id, "parked topic", line, sentence_id, "parked", expected) as session:
        row = ParkedTopic(meeting_id=meeting_id, text=line, by_id=by_id, recorded_at=clock.now())
        session.add(row)
        session.flush()
        return Outcome("parked", row.id, row.text)


def request_help(
    database: Database,
    meeting_id: int | None,
    text: str | Parsed,
    *,
    from_id: int,
    to_person_id: int | None = None,
    sentence_id: int | None = None,
    key_result_id: int | None = None,
    source: str = "meeting",
    expected: Mapping[str, Any] | None = None,
) -> Outcome:
    """Ask for help in one line, `@Name` (a person or a unit) and a day at its end taken as who is asked by when.

    Args:
        meeting_id: In which meeting; None before one.
        text: The line, or what was read of it while it was typed.
        from_id: Who asks.
        to_person_id: Who is asked where the text names nobody.
        sentence_id: The difficulty that it comes from.
        key_result_id: The key result that it is for.
        source: As in `recording`.
        expected: As in `record_action`.

    Raises:
        BlankTextError: No text.
        ChangedMeanwhileError: Something else has become of the difficulty.
        LookupError: Nobody is named.
        TooLongError: More than 100,000 characters.
    """
    with database.reading() as session:
        people = dict(session.execute(select(Person.name, Person.id).where(Person.active)).all())
        units = dict(session.execute(select(Unit.name, Unit.id)).all())
    parsed = lines.read(text, [*people, *units])
    _refuse_blank(parsed.text, "a request")
    to_person = people.get(parsed.owner) if parsed.owner else to_person_id
    to_unit = units.get(parsed.owner) if parsed.owner and not to_person else None
    if parsed.owner and to_person is None and to_unit is None:
        lines.named(people, parsed.owner)
    if to_person is None and to_unit is None:
        raise NotFoundError("who is asked? End the line with @ and a name of a person or a unit")
    made = promises_requests.ask(
        database,
        parsed.text,
        from_id=from_id,
        to_person_id=to_person,
        to_unit_id=to_unit,
        key_result_id=key_result_id,
        due=parsed.due,
        meeting_id=meeting_id,
        source=source,
        sentence_id=sentence_id,
        expected=expected,
    )
    with database.reading() as session:
        return _requests(session, [session.get_one(Request, made)])[0]


def settle_action(
    database: Database,
    action_id: int,
    state: str,
    meeting_id: int | None,
    reason: str = "",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """An action is `done`, `dropped` for a reason, or `open` after all. Raises as `set_state`."""
    promises_writing.set_state(database, "action", action_id, state, reason, meeting_id=meeting_id, expected=expected)


def settle_request(
    database: Database,
    request_id: int,
    state: str,
    meeting_id: int | None,
    reason: str = "",
    expected: Mapping[str, Any] | None = None,
) -> None:
    """A request for help is `done`, `dropped` for a reason, or `open` after all. Raises as `set_state`."""
    promises_writing.set_state(database, "request", request_id, state, reason, meeting_id=meeting_id, expected=expected)


def recorded(database: Database, meeting_id: int) -> tuple[Outcome, ...]:
    """Everything that came out of the meeting so far, in the order it was said."""
    with database.reading() as session:
        names = dict(session.execute(select(Person.id, Person.name)).all())
        found: list[tuple[datetime, Outcome]] = []
        for action in session.scalars(select(Action).where(Action.meeting_id == meeting_id)):
            owner = names.get(action.owner_id) if action.owner_id else None
            found.append(
                (action.recorded_at, Outcome("action", action.id, action.text, owner, action.due, action.state))
            )
        for decision in session.scalars(select(Decision).where(Decision.meeting_id == meeting_id)):
            found.append((decision.recorded_at, Outcome("decision", decision.id, decision.text)))
        for topic in session.scalars(select(ParkedTopic).where(ParkedTopic.meeting_id == meeting_id)):
            by = names.get(topic.by_id) if topic.by_id else None
            found.append((topic.recorded_at, Outcome("parked", topic.id, topic.text, by=by)))
        requests = list(session.scalars(select(Request).where(Request.meeting_id == meeting_id)))
        found += [(row.recorded_at, one) for row, one in zip(requests, _requests(session, requests), strict=True)]
        return tuple(outcome for _, outcome in sorted(found, key=lambda pair: (pair[0], pair[1].kind, pair[1].id)))


def carried_over(database: Database, meeting_id: int) -> tuple[Outcome, ...]:
    """What is open from before the meeting and concerns its people: what is past its date first, then the oldest.

    Those settled here stay in sight.
    """
    with database.reading() as session:
        meeting = session.get_one(Meeting, meeting_id)
        names = dict(session.execute(select(Person.id, Person.name)).all())
        people = list(session.scalars(select(Attendance.person_id).where(Attendance.meeting_id == meeting_id)))
        actions = [
            Outcome(
                "action",
                row.id,
                row.text,
                names.get(row.owner_id) if row.owner_id else None,
                row.due,
                row.state,
                reason=row.reason,
                first_due=row.first_due,
            )
            for row in session.scalars(select(Action).where(actions_coming_back([meeting], people)).order_by(Action.id))
            if row.meeting_id != meeting_id
        ]
        coming = coming_back([meeting], people, units_below(session, meeting.unit_id))
        some = session.scalars(select(Request).where(coming).order_by(Request.id))
        requests = [row for row in some if row.meeting_id != meeting_id]
        today = clock.today()
        found = [*actions, *_requests(session, requests)]
        # What is settled here stays where it stood.
        return tuple(sorted(found, key=lambda one: one.due is None or one.due >= today))


def actions_coming_back(meetings: Collection[Meeting], people: Collection[int]) -> ColumnElement[bool]:
    """The actions from before meetings that come back in them: of their units' earlier meetings, and their people's.

    Those that meetings record themselves may be among them; of many meetings, also those that come back in none of
    them, but were open while others went on.

    Args:
        meetings: Which.
        people: The ids of their people.
    """
    elsewhere = Action.owner_id.in_(people) & (Action.recorded_at < max(one.started_at for one in meetings))
    unsettled = or_(Action.state == "open", Action.done_at >= min(one.started_at for one in meetings))
    return unsettled & or_(Action.meeting_id.in_(_earlier(meetings)), elsewhere)


def coming_back(meetings: Collection[Meeting], people: Collection[int], units: Collection[int]) -> ColumnElement[bool]:
    """The requests from before meetings that come back in them: they were open at the start, and concern their people.

    They come back to both sides, also where they were made before any meeting (METHOD M13); one that became an action
    comes back as that. Others may be among them, as in `actions_coming_back`.

    Args:
        meetings: Which.
        people: The ids of their people: they ask, or are asked.
        units: The ids of their units and of those below, which are asked.
    """
    return (
        (Request.recorded_at < max(one.started_at for one in meetings))
        & or_(Request.state == "open", Request.done_at >= min(one.started_at for one in meetings))
        & Request.became_action_id.is_(None)
        & or_(
            Request.meeting_id.in_(_earlier(meetings)),
            Request.from_person_id.in_(people),
            Request.to_person_id.in_(people),
            Request.to_unit_id.in_(units),
        )
    )


def _earlier(meetings: Collection[Meeting]) -> Select[int]:
    units = {one.unit_id for one in meetings}
    return select(Meeting.id).where(Meeting.unit_id.in_(units), Meeting.id < max(one.id for one in meetings))


def _requests(session: Session, rows: Sequence[Request]) -> list[Outcome]:
    people = dict(session.execute(select(Person.id, Person.name)).all())
    units = dict(session.execute(select(Unit.id, Unit.name)).all())
    return [
        Outcome(
            kind="request",
            id=row.id,
            text=row.what,
            who=people.get(row.to_person_id or 0) or units.get(row.to_unit_id or 0),
            due=row.due,
            state=row.state,
            by=people[row.from_person_id],
            answer=row.answer,
            note=row.note,
            reason=row.reason,
            first_due=row.first_due,
        )
        for row in rows
    ]


def _refuse_blank(text: str, what: str) -> None:
    if is_blank(text):
        raise BlankTextError(f"{what} needs words; type them, or leave with escape")


@contextlib.contextmanager
def _said(
    database: Database,
    meeting_id: int | None,
    kind: str,
    text: str,
    sentence_id: int | None = None,
    outcome: str = "",
    expected: Mapping[str, Any] | None = None,
) -> Iterator[Session]:
    """A recording of the meeting that also settles the difficulty it comes from."""
    with recording(database, f'{kind} "{text}"', source="meeting", meeting_id=meeting_id) as session:
        if sentence_id is not None:
            promises_requests.set_outcome(session, sentence_id, outcome, expected)
        yield session
